"""Feeds of news, to blocks."""
