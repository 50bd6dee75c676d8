"""What becomes of broadcasts that were stopped."""
