"""Asks language models: whoever has a question gets an answer, and judges it."""
