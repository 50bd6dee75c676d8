"""What editors decide about drafts: the files to read again, the changes, the choices."""
