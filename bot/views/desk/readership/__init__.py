"""What is said of readers as a whole."""
