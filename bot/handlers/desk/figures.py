"""How editors ask for the figures of their readers: told, drawn, and as a file."""

from __future__ import annotations

import asyncio

from bot.fonts import font_of
from bot.handlers.request import Request, Toast
from bot.i18n.catalogs import SOURCE_LANGUAGE
from bot.i18n.translator import Translator
from bot.views.desk.readership.figure_callbacks import (
    ChartTheme,
    DrawFigures,
    SendFigures,
    ShowFigures,
)
from bot.views.desk.readership.figures import (
    USUAL,
    chart_points,
    chart_text,
    figures_file,
    figures_message,
    period_of,
)
from bot.views.message import OutgoingMessage
from bot.views.rich_text import plain, to_html
from digests.values.figures import Figures


async def stats(request: Request) -> None:
    """The figures of the usual period."""
    await request.send([await _message(request, USUAL)])


async def press_figures(request: Request, callback: ShowFigures) -> None:
    """Those of another period, in this message."""
    await request.show(await _message(request, callback.days))


async def _message(request: Request, days: int) -> OutgoingMessage:
    figures = await _figures(request, days)
    return figures_message(request.translator, figures, username=request.bot.username)


async def press_chart(request: Request, callback: DrawFigures) -> Toast | None:
    """Draw them, in a message of its own."""
    figures = await _figures(request, callback.days)
    english = request.services.translations.translator(SOURCE_LANGUAGE)
    drawn = await asyncio.to_thread(_drawn, request.translator, english, figures, callback.theme)
    await request.send([drawn])
    return None


async def press_file(request: Request, callback: SendFigures) -> None:
    """Send them as a file."""
    figures = await _figures(request, callback.days)
    await request.send([figures_file(request.translator, figures)])


async def _figures(request: Request, days: int) -> Figures:
    return await request.services.readership.figures(period_of(days))


def _drawn(
    translator: Translator, english: Translator, figures: Figures, theme: ChartTheme
) -> OutgoingMessage:
    """The chart; in English where no font here has the letters of the language, and it says so."""
    from bot.views.desk.readership import chart  # noqa: PLC0415 - Pillow is loaded for the first chart

    font = font_of(translator.language)
    speaks_english = translator.language == english.language
    spoken = translator if font or speaks_english else english
    said = "" if font or speaks_english else _without_font(translator)
    drawing = chart.draw(chart_points(spoken, figures), chart_text(spoken), theme, font)
    return OutgoingMessage(text=to_html(plain(said)), drawing=drawing, is_personal=True)


def _without_font(translator: Translator) -> str:
    return translator.gettext(
        "Where I run there is no font for {language}, so the chart speaks English.",
        language=translator.name_of(translator.language),
    )
