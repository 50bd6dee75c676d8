"""What is remembered of editions that come in by other ways than an editor's chat."""
