"""What an editor is asked before an edition is published, and when it appears."""
