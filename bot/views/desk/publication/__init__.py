"""What is said about publishing a draft."""
