"""Values that few speak in: of letters and votes, of roles, of readers as a whole."""
