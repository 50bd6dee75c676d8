"""How the bot hears Telegram: what comes in is written down, then handled once, chat by chat.

    getUpdates ─ poller ──┐                        ┌ chat: one by one ─┐
                          ├─ inbox ─→ store ─→ inbox ┤                   ├─→ handler ─→ handled
    webhook ──────────────┘    │                   └ chat: one by one ─┘
                               └─→ confirmed to Telegram

An update is confirmed once it is in the store: a kill loses none.
"""
