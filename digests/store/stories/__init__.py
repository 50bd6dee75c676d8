"""Which items go on with which: the links, and the stories that they make."""
