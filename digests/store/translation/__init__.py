"""What language models made of editions."""
