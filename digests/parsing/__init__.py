"""Reads whatever an editor posts into a `Reading`: the digest and what looks wrong in it."""
