"""What was published on the days beside one, and on the last ones."""
