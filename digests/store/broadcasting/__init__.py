"""What becomes of broadcasts that were stopped, or are finished."""
