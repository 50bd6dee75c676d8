"""The tables of letters and votes; each row is of one person, so that it can be forgotten.

letters ─< letter_cards          in which editors' chats a letter is shown
blocked_senders, votes           by the Telegram id of a person
barred_senders                   by what only the bot can make of the id of who was forgotten
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from digests.store.tables import Instant, Key, metadata, word
from digests.values.feedback import LetterKind, Vote

NOBODY = 0
"""Whose letter it is of whom was forgotten: it still counts for how many came of late."""

# No foreign keys: what is written about outlives neither the edition nor the person.
letters = Table(
    "letters",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", word(LetterKind), nullable=False),
    Column("edition_id", Key, nullable=False),
    Column("number", Integer, nullable=False),
    # Empty once it is answered.
    Column("words", Text, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    # The item's message, and the one that the words stand in.
    Column("below", BigInteger, nullable=False),
    Column("written", BigInteger, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("answered_by", BigInteger),
    Index("ix_letters_user_id", "user_id", "at"),
    Index("uq_letters_chat_id", "chat_id", "written", unique=True),
    sqlite_autoincrement=True,
)

letter_cards = Table(
    "letter_cards",
    metadata,
    Column("letter_id", Key, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, nullable=False),
)

# Which letter was the last straw: by it an editor lets somebody write again.
blocked_senders = Table(
    "blocked_senders",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("letter_id", Key, nullable=False),
    Column("at", Instant, nullable=False),
)

# Of who was forgotten: `sender` is the HMAC-SHA-256 of their id, in hex, whose key is not here.
# `letter_id` is by which letter they were blocked, none where they were not.
barred_senders = Table(
    "barred_senders",
    metadata,
    Column("sender", String(64), primary_key=True),
    Column("letter_id", Key),
    Column("written", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

votes = Table(
    "votes",
    metadata,
    Column("edition_id", Key, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("vote", word(Vote), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Index("ix_votes_user_id", "user_id"),
)
