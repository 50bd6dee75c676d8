"""What `papers` does: it prints them, adds one, or changes what is said of one."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.composition.store import now, opened
from bot.errors import CommandError
from bot.i18n.marking import mark
from bot.i18n.translator import Translator
from bot.settings import OfflineSettings
from bot.time_zones import time_zones
from digests.model import PAPER
from digests.store import Store
from digests.text.clock_times import clock_time
from digests.values.papers import Paper, paper_of, read_key, written_key
from digests.values.roles import AuditEntry, AuditWay

_LONGEST_TITLE = 60
"""Characters: as many as a button shows."""


def carry_out(arguments: argparse.Namespace, translator: Translator) -> None:
    """List the papers, add one or change one; a running bot knows of it some seconds later."""
    settings = OfflineSettings.load()
    if arguments.way != "list" and arguments.key is None:
        raise CommandError(mark("name the paper: papers {way} KEY."), way=arguments.way)
    for paper in asyncio.run(_papers(settings, arguments)):
        print(_line(translator, paper))


async def _papers(settings: OfflineSettings, arguments: argparse.Namespace) -> Sequence[Paper]:
    """Every paper, after what was asked for."""
    async with opened(settings) as store:
        if arguments.way != "list":
            await (_add if arguments.way == "add" else _change)(store, arguments)
            await _note(store, arguments.way)
        return await store.papers.all()


async def _add(store: Store, arguments: argparse.Namespace) -> None:
    main = paper_of(await store.papers.all(), PAPER)
    if not (main.title and main.language):
        raise CommandError(
            mark(
                "say first what the paper is that there is: papers change main --title TITLE"
                " --language CODE."
            )
        )
    paper = _said(Paper(key=_key(arguments.key)), arguments)
    if not (paper.title and paper.language):
        raise CommandError(mark("a new paper needs --title and --language."))
    if paper.key == PAPER or not await store.papers.add(paper):
        raise CommandError(mark("there is a paper {key} already."), key=arguments.key)


async def _change(store: Store, arguments: argparse.Namespace) -> None:
    key = _key(arguments.key)
    known = {one.key: one for one in await store.papers.all()}
    if key not in known:
        raise CommandError(mark("there is no paper {key}."), key=arguments.key)
    await store.papers.change(_said(known[key], arguments))


def _key(written: str) -> str:
    key = read_key(written)
    if key is None:
        raise CommandError(
            mark("{key} can't be the key of a paper: up to 16 small letters, digits and hyphens."),
            key=written,
        )
    return key


def _said(paper: Paper, arguments: argparse.Namespace) -> Paper:
    """A paper with what the words say of it."""
    minute, zone = paper.minute, arguments.timezone or paper.timezone
    if arguments.hour:
        hour = clock_time(arguments.hour)
        if hour is None:
            raise CommandError(mark("{text} is no time such as 07:00."), text=arguments.hour)
        minute = hour.hour * 60 + hour.minute
    if zone and zone not in time_zones():
        raise CommandError(mark("{text} is no IANA time zone such as Asia/Tokyo."), text=zone)
    title = " ".join((arguments.title or paper.title).split())[:_LONGEST_TITLE]
    language = (arguments.language or paper.language).lower()
    return replace(paper, title=title, language=language, minute=minute, timezone=zone)


async def _note(store: Store, way: str) -> None:
    action = "add_paper" if way == "add" else "change_paper"
    await store.audit.add(AuditEntry(at=now(), way=AuditWay.CLI, action=action))


def _line(translator: Translator, paper: Paper) -> str:
    hour = translator.clock(paper.minute) if paper.minute is not None else ""
    facts = (paper.title, paper.language, hour, paper.timezone)
    return "  ".join([written_key(paper.key), *filter(None, facts)])
