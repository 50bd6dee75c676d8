"""A child process that parses what strangers upload, and how it is spoken to."""
