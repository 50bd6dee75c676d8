"""What is said of a digest that was posted or handed in."""
