"""From bytes of each format to blocks: a format never asks about items."""
