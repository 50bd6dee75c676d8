"""What editors see: drafts with what looks wrong in them, and how broadcasts go."""
