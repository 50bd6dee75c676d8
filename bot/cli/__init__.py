"""The commands, a module each, which `main` loads by name when its command is carried out."""
