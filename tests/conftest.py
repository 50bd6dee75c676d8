"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# The machines that run these tests are shared and noisy: a slow example is not a wrong one, and
# the same commit tries the same examples everywhere. `--hypothesis-profile=wander` tries others.
settings.register_profile("shared machine", deadline=None, derandomize=True)
settings.register_profile("wander", deadline=None)
settings.load_profile("shared machine")
