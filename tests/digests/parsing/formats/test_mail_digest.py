"""Digests of mailing lists: a letter an item, its subject the headline."""

from __future__ import annotations

import pytest

from tests.support.reading import digest, prose

RULE = "-" * 30
LETTERS = f"""Pier Digest, Vol 4, Issue 2

Today's Topics:

   1. Weir opens (Ann Reed)
   2. Re: Mill turns (Bo Lund)

{"-" * 70}

Message: 1
Date: Tue, 13 May 2031 10:15:00 +0200
From: Ann Reed <ann@example.org>
Subject: [Pier] Weir opens
Message-ID: <a1@example.org>

The weir held.
https://example.org/1

{RULE}

Message: 2
Date: Wed, 14 May 2031 23:30:00 +0200
From: =?utf-8?q?B=C3=B8_Lund?= <bo@example.org>
Subject: Re: [Pier] Mill turns,
 and grinds

It grinds.

{RULE}

Subject: Digest Footer

Pier mailing list

{RULE}

End of Pier Digest, Vol 4, Issue 2
**********************************
"""


def test_each_letter_is_an_item() -> None:
    found = digest(LETTERS)
    assert found.title == "Pier Digest, Vol 4, Issue 2"
    assert [item.headline for item in found.items] == ["Weir opens", "Re: Mill turns, and grinds"]
    assert [str(item.date) for item in found.items] == ["2031-05-13", "2031-05-14"]
    assert str(found.date) == "2031-05-14"
    assert [source.url for source in found.items[0].sources] == ["https://example.org/1"]


def test_a_subject_in_a_code_that_nobody_knows_stays_as_it_is() -> None:
    coded = "=?utf-8?b?!!!?= =?none?q?x?="
    found = digest(LETTERS.replace("[Pier] Weir opens", coded))
    assert len(found.items) == 2


def test_who_sent_a_letter_stands_below_it() -> None:
    assert prose(digest(LETTERS).items[1]) == ["It grinds.", "— Bø Lund <bo@example.org>"]


def test_contents_and_footer_are_no_items() -> None:
    found = digest(LETTERS)
    assert any("Today's Topics" in text for text in found.preface)
    assert found.afterword[:2] == ("Digest Footer", "Pier mailing list")


@pytest.mark.parametrize(
    "day",
    ["some day", "Tue, 13 May 99999999999 10:15:00 +0200", "Tue, 13 May 2031 10:15:00 +9999999"],
)
def test_a_letter_with_a_date_that_is_none_is_read_all_the_same(day: str) -> None:
    found = digest(LETTERS.replace("Tue, 13 May 2031 10:15:00 +0200", day))
    assert found.items[0].headline == "Weir opens"
    assert found.items[0].date is None


def test_rules_alone_make_no_mailing_list() -> None:
    found = digest(f"Letter\n\n{RULE}\n\nOne.\n\n{RULE}\n\nSubject: two.\n")
    assert found.left_over == ("Letter", "One.", "Subject: two.")
