"""Days of one's own: how they are chosen, and the index of what they passed over."""
