"""Editions that come in otherwise than through an editor's chat, and go the same way from here."""
