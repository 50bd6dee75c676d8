"""Word documents: paragraphs, lists and styles of Office Open XML."""
