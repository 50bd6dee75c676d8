"""What is said of who may do what, and of what was done."""
