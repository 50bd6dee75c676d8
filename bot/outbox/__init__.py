"""Who may say something now: lanes, each chat's pace, holds, fair turns, and tries again.

    answer ── queue by chat ─┐
                             ├─ bot held? chat held? chat's pace? room for the bot? ── request
    broadcast ───────────────┘       └ a broadcast does not wait: it is refused

It knows nothing of what is said. Times are seconds of a monotonic clock.
"""
