"""What is done to the whole of the store: taking in many subscribers at once."""
