"""Digests written out: as Markdown for people, as JSON for programs."""
