"""The one list of formats, and whoever goes by it."""

from __future__ import annotations

from importlib import import_module

import pytest

from digests.parsing import formats
from digests.parsing.formats.block_builder import told
from digests.parsing.formats.detect import detect
from digests.parsing.formats.registry import FORMATS, FileFormat, Format, file_format, offered

PAGE = b"<!doctype html><title>x</title><p>x</p>"


def test_every_format_is_listed_once() -> None:
    assert sorted(one.format for one in FORMATS) == sorted(Format)


def test_no_ending_belongs_to_two_formats() -> None:
    endings = [ending for one in FORMATS for ending in one.endings]
    assert len(endings) == len({*endings})


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.format.value)
def test_a_formats_parser_is_there(known: FileFormat) -> None:
    module, function = known.parser
    assert callable(getattr(import_module(f"{formats.__name__}.{module}"), function))


@pytest.mark.parametrize(
    ("kind", "data"),
    [(Format.TEXT, b"x"), (Format.MARKDOWN, b"x"), (Format.HTML, PAGE), (Format.PDF, b"%PDF-1.7")],
)
def test_a_file_of_any_of_a_formats_endings_is_taken_for_it(kind: Format, data: bytes) -> None:
    assert {detect(f"a{ending}", data) for ending in file_format(kind).endings} == {kind}


def test_people_are_told_the_usual_endings() -> None:
    assert offered() == (
        "txt",
        "md",
        "html",
        "docx",
        "pdf",
        "odt",
        "rtf",
        "epub",
        "eml",
        "mht",
        "xlsx",
        "csv",
        "rss",
        "json",
        "rst",
        "adoc",
        "org",
    )


@pytest.mark.parametrize("ending", [one.endings[0] or ".txt" for one in FORMATS])
def test_a_file_s_name_is_nobody_s_title(ending: str) -> None:
    assert told(f"みなと便り{ending}") is None
    assert told("みなと便り") == "みなと便り"
