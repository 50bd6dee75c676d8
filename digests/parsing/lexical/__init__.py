"""What single blocks and lines say: marks, links, headlines, joins."""
