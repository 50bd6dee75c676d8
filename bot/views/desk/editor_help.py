"""What editors are told of what they can do, where they may not know."""

from __future__ import annotations

from bot.i18n.translator import Translator
from bot.views.callbacks import SayWords, fits
from bot.views.keyboards import button, keyboard
from bot.views.message import OutgoingMessage
from bot.views.rich_text import RichText, bold, join, plain, to_html


def start_words(translator: Translator) -> str:
    """What an editor reads who opens the bot."""
    return translator.gettext(
        "You are an editor: send me a file, a text or a link, and it becomes a draft that only "
        "editors see. /help says more."
    )


def help_words(translator: Translator) -> RichText:
    """How an edition is made, from the file to its readers."""
    steps = translator.gettext(
        "📎 a file, a pasted or forwarded text, a link: becomes a draft\n"
        "✏️ reply to the draft: 3 headline: …, title: …, day: …, greeting: …\n"
        "📱 Preview and test: see it as readers do\n"
        "📣 the buttons below the draft: publish, schedule, replace, discard\n"
        "↩️ the same file again: how it stands, and recall"
    )
    return join("\n", [bold(translator.gettext("For editors")), plain(steps)])


def short_text_message(translator: Translator, words: str) -> OutgoingMessage:
    """That a text is too short to be a digest, what can be sent, and a search for it."""
    said = translator.gettext(
        "That is too short to be a digest, which has two lines and 80 characters at least. Please "
        "send all of it, pasted or as a file."
    )
    line = " ".join(words.split())
    find = SayWords(f"/search {line}")
    label = translator.gettext("🔎 Search for “{words}”", words=line)
    keys = [[button(label, find)]] if fits(find) else []
    return OutgoingMessage(text=to_html(plain(said)), keyboard=keyboard(keys))
