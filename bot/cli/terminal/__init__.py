"""What stands at a terminal: the words of commands, and what they print of a file."""
