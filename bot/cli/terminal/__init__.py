"""How the command line speaks to whoever is at the terminal."""
