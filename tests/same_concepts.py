"""The file names that several layers share."""

from __future__ import annotations

from types import MappingProxyType

SAME_CONCEPT = MappingProxyType(
    {
        # What was done: printed, written down and shown in chats, kept.
        "audit": ("bot/cli", "bot/handlers/desk", "bot/views/desk/roles", "digests/store/staff"),
        "backup": ("bot/cli", "digests/store/upkeep"),  # the command; what is done
        # How it is shown, what editors do with it, where it is kept.
        "announcements": ("bot/handlers/desk", "bot/views/desk", "digests/store/drafts"),
        "archive": ("bot/views", "digests"),  # how it is shown; what is looked up
        "alerts": ("bot/monitoring", "bot/views"),  # when somebody is told; what
        "broadcasts": ("bot/handlers/desk", "bot/views/desk", "digests", "digests/store"),
        "callbacks": ("bot/handlers", "bot/views"),  # who answers a button; what it carries
        "changes": ("bot/handlers/desk", "bot/views/desk"),
        # What may be chosen: as the start of an item there, as a sentence of a summary here.
        "candidates": ("digests/parsing/structure", "digests/summary"),
        # How editors cut them; how they and readers are shown them.
        "continuations": ("bot/handlers/desk", "bot/views/desk", "bot/views/reading"),
        "corrections": ("bot/views/reading", "digests"),  # how it is shown; what was changed
        "document": tuple(f"digests/parsing/formats/{one}" for one in ("docx", "html", "pdf")),
        "drafts": ("bot/handlers/desk", "bot/views/desk"),
        "editions": ("bot/views", "digests/store"),
        "errata": ("bot/handlers/reading", "bot/views/reading"),
        "errors": ("bot", "bot/botapi", "bot/handlers", "digests"),
        # Who is asked for them; how they are told; what they are.
        "figures": ("bot/handlers/desk", "bot/views/desk/readership", "digests/values"),
        "export": ("bot/cli", "bot/site"),  # the command; what is done
        "inbox": ("bot/inbox", "digests/store/bots"),  # who has it handled; where it waits
        "ledger": ("digests/delivery", "digests/store"),  # the protocol; what fulfils it
        "letters": (  # how readers write, and editors answer; what is done
            "bot/handlers/desk",
            "bot/handlers/reading",
            "bot/views/desk",
            "bot/views/reading",
            "digests",
        ),
        # What a press brings; how it looks.
        "listening": ("bot/handlers/reading", "bot/views/reading"),
        "markdown": ("digests/export", "digests/parsing/formats"),  # writing it; reading it
        "messenger": ("bot/botapi", "digests/delivery"),  # what fulfils the protocol; the protocol
        "migrate": ("bot/cli", "digests/store"),
        "model": ("digests", "digests/delivery"),  # the values of all; those of delivery alone
        # How editors decide when; what they are asked; what becomes of it.
        "publishing": ("bot/handlers/desk/publication", "bot/views/desk/publication", "digests"),
        "queue": ("bot/handlers/desk/publication", "bot/views/desk/publication"),
        # How readers choose one; where they are kept; what they are.
        "orders": ("digests/store/drafts", "digests/values"),  # where they are kept; what they are
        "papers": ("bot/views/papers", "digests/store/papers", "digests/values"),
        # Who is told and given what is kept of them; where it is found.
        "personal_data": ("bot/handlers", "digests/store/readers"),
        "restore": ("bot/cli", "digests/store/upkeep"),
        "rhythm": ("bot/handlers", "digests"),  # how it is chosen; what it is
        "reading_rules": ("digests/personal", "digests/store/personal"),  # what is done; where kept
        # How people follow and mute; how that is shown; what it is.
        "rules": ("bot/handlers/reading", "bot/views/personal", "digests/values"),
        # How people save and look; how that is shown; what it is.
        "saved": ("bot/handlers/reading", "bot/views/personal", "digests/values"),
        "saved_items": ("digests/personal", "digests/store/personal"),  # what is done; where kept
        "search": ("bot/handlers/reading", "digests/store"),
        # How readers unfold them; how they are shown; what is done; what they are.
        "stories": (
            "bot/handlers/reading",
            "bot/views/reading",
            "digests/stories",
            "digests/values",
        ),
        # What the operator sets for all; what one chat sets for itself, by /settings.
        "settings": ("bot", "bot/views"),
        "slots": ("bot/views/papers", "digests/values"),  # what they are called; what they are
        "staff": ("bot/handlers/desk", "bot/views/desk/roles", "digests"),
        "store": ("bot/composition", "digests/store"),  # where it is opened; what it is
        "transfer": ("bot/cli", "digests/store/upkeep"),  # the command; what is done
        # A process or task that takes work until it is told to stop, of chunks or of one file.
        "worker": ("digests/delivery", "digests/parsing/sandbox"),
    }
)
"""File names that are there more than once, because they are one concept in several layers."""
