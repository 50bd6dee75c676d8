"""Who may say something now: lanes, each chat's limit, holds, fair turns, and tries again.

    answer ── queue by chat ─┐
                             ├─ bot held? chat held? chat's limit? room for the bot? ── request
    broadcast ───────────────┘       └ a broadcast does not wait: it is refused

It knows nothing of what is said. Times are seconds of a monotonic clock.
"""
