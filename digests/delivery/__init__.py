"""How an edition reaches everyone who is owed it, once, through kills and refusals.

Ledger.plan ─ chunks of recipients whose minute was reached, written once
    └ Worker claims a chunk (raises its epoch)
        └ advance, again and again: one transaction settles what came back, writes what will be
          sent next and takes its rate slots → Messenger.deliver → Outcome
"""
