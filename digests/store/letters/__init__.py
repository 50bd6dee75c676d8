"""What readers tell the editors about items: letters, and votes."""
