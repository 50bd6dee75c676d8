"""Reads editions out: a voice gives the sound of each chapter, and they become one file."""
