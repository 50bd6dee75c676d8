"""reStructuredText as documents, by docutils with its directives that reach outside shut off."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from docutils import nodes  # type: ignore[import-untyped]
from docutils.core import publish_doctree, publish_from_doctree  # type: ignore[import-untyped]
from docutils.utils import SystemMessage  # type: ignore[import-untyped]

from digests.errors import ReadingError, ReadingFault
from digests.parsing.blocks import Document
from digests.parsing.formats.block_builder import told
from digests.parsing.formats.html.document import parse_with_pictures

_SETTINGS = MappingProxyType(
    {
        "_disable_config": True,
        "file_insertion_enabled": False,
        "raw_enabled": False,
        "report_level": 2,  # what is refused stays in the document, with its text
        "halt_level": 5,
        "warning_stream": False,
        "syntax_highlight": "none",
        "math_output": "LaTeX",
        "stylesheet": None,
        "stylesheet_path": None,
        "embed_stylesheet": False,
        "output_encoding": "unicode",
    }
)


def parse_rst(text: str) -> Document:
    """A document as blocks; what docutils doesn't know is kept as it was written.

    Raises ReadingError(DAMAGED).
    """
    try:
        tree = publish_doctree(text, settings_overrides={**_SETTINGS})
        metadata = _metadata(tree)
        _keep_unknown(tree)
        page = publish_from_doctree(tree, writer="html5", settings_overrides={**_SETTINGS})
    except (SystemMessage, RecursionError, ValueError, AttributeError, LookupError) as error:
        raise ReadingError(ReadingFault.DAMAGED) from error
    document = parse_with_pictures(str(page), lambda _: b"", whole=True)
    return Document(
        blocks=document.blocks,
        title=told(tree.get("title")),
        author=told(metadata.get("author")),
        date=metadata.get("date"),
    )


def _metadata(tree: Any) -> dict[str, str]:
    """Author and day of the list on top, which is no text of the document."""
    found: dict[str, str] = {}
    for kind in (nodes.author, nodes.date):
        for node in [*tree.findall(kind)]:
            found.setdefault(kind.__name__, node.astext())
            node.parent.remove(node)
    for empty in [node for node in tree.findall(nodes.docinfo) if not node.children]:
        empty.parent.remove(empty)
    return found


def _keep_unknown(tree: Any) -> None:
    """Put what was not understood in the place of the complaint about it.

    A heading whose line is too short was understood: to docutils an ideograph takes two columns.
    """
    headings = {title.rawsource for title in tree.findall(nodes.title)}
    headings |= {title.rawsource for title in tree.findall(nodes.subtitle)}
    for message in [*tree.findall(nodes.system_message)]:
        kept = [
            node
            for node in message.children
            if isinstance(node, nodes.literal_block)
            and headings.isdisjoint(map(str.strip, node.astext().splitlines()))
        ]
        message.parent.replace(message, kept)
