"""The papers that a chat can choose from, where there are several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from telegram import InlineKeyboardButton

from bot.i18n.translator import Translator
from bot.views.callbacks import ShowSettings
from bot.views.keyboards import button, keyboard, rows
from bot.views.message import OutgoingMessage
from bot.views.papers.paper_callbacks import ReadPaper
from bot.views.rich_text import plain, to_html
from digests.values.papers import Paper, written_key


def paper_name(paper: Paper) -> str:
    """What a paper is called: its title, or its key where it has none."""
    return paper.title or written_key(paper.key)


def papers_message(
    translator: Translator, papers: Sequence[Paper], chosen: Paper
) -> OutgoingMessage:
    """The papers, the one that is read marked."""
    ask = translator.gettext("Which paper would you like to read?")
    back = [button(translator.gettext("↩ Back"), ShowSettings())]
    keys = [*rows(_ways(papers, chosen), 1), back]
    return OutgoingMessage(text=to_html(plain(ask)), keyboard=keyboard(keys))


def with_papers(
    message: OutgoingMessage, papers: Sequence[Paper], chosen: Paper
) -> OutgoingMessage:
    """A message with the papers to choose from below it; as it is where there is one."""
    if len(papers) < 2:
        return message
    first = [chosen, *(one for one in papers if one.key != chosen.key)]
    return replace(message, keyboard=keyboard([*message.rows, *rows(_ways(first, chosen), 2)]))


def _ways(papers: Sequence[Paper], chosen: Paper) -> list[InlineKeyboardButton]:
    return [
        button(f"{'✓' if one.key == chosen.key else '📰'} {paper_name(one)}", ReadPaper(one.key))
        for one in papers
    ]
