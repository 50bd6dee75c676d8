"""Reading in a child process: the same digest, and nothing hostile gets out of it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

import digests
from digests.errors import ReadingError, ReadingFault
from digests.model import (
    Digest,
    Item,
    Paragraph,
    ParagraphKind,
    Picture,
    Place,
    Problem,
    ProblemKind,
    Reading,
    Related,
    Severity,
    Source,
)
from digests.parsing.parser import parse
from digests.parsing.sandbox.protocol import (
    ParseRequest,
    ParseResponse,
    pack_request,
    pack_response,
    unpack_request,
    unpack_response,
)
from digests.parsing.sandbox.runner import Limits, Sandbox

TEXT = """\
4月2日のみなと情報

① 港の倉庫で火災、けが人なし(2025年4月1日)

港の倉庫で1日未明に火災が発生したが、消防によるとけが人はいなかったという。

https://example.jp/20250401/10001.html

② 市長「新しい橋は来年に完成」(2025年3月31日)

市長が記者会見で述べた。

https://example.jp/20250331/10002.html
"""
# The tree builder looks through all open elements for each new one.
SLOW = b"<!DOCTYPE html>" + b"<div>" * 49_000
SOURCE = Source(url="https://example.jp/1", raw="https://example.jp/1?a")
PHOTO = Picture(key="k", width=2, height=3, caption="橋", data=bytes(range(256)))
ITEM = Item(
    number=1,
    headline="橋が完成",
    printed_number="①",
    date=date(2025, 4, 1),
    outlet="みなと通信",
    attribution="市長",
    sources=(SOURCE,),
    paragraphs=(Paragraph(text="本文\ud800", kind=ParagraphKind.BULLET),),
    captions=("橋",),
    pictures=(PHOTO, PHOTO),
    related=(Related(headline="港", sources=(SOURCE,)),),
    section="一面",
    summary=(Paragraph(text="本文"),),
)
PROBLEM = Problem(
    kind=ProblemKind.NO_DATE,
    severity=Severity.WARNS,
    place=Place(line=1, item=2),
    details={"number": "3"},
)


# As macOS does it.
REFUSING = """
import resource, sys
from digests.parsing.sandbox.worker import main
really = resource.setrlimit
def setrlimit(kind, limits):
    if kind == resource.RLIMIT_AS:
        raise ValueError("current limit exceeds maximum limit")
    really(kind, limits)
resource.setrlimit = setrlimit
main(2**30, 30)
print(*resource.getrlimit(resource.RLIMIT_CPU), file=sys.__stdout__)
"""
SAYING = """
import sys
from digests.parsing.sandbox import worker
def respond(request):
    print(request.data, file=sys.stderr, flush=True)
    return worker.ParseResponse()
worker.respond = respond
worker.main(2**30, 30)
"""


class Log:
    """What a sandbox told of failures."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Mapping[str, str | int]]] = []

    def error(self, event: str, /, **details: str | int) -> None:
        self.told.append((event, details))

    def warning(self, event: str, /, **details: str | int) -> None:
        self.told.append((event, details))


async def fault_of(sandbox: Sandbox, name: str, data: bytes) -> ReadingFault:
    with pytest.raises(ReadingError) as caught:
        await sandbox.parse(name, data)
    return caught.value.fault


def readers() -> list[psutil.Process]:
    """The readers that are running; other tests of this process have children too."""
    return [child for child in psutil.Process().children() if _reads(child)]


def _reads(child: psutil.Process) -> bool:
    try:
        return "digests.parsing.sandbox.worker" in child.cmdline()
    except psutil.Error:  # it has just ended
        return False


async def children() -> list[psutil.Process]:
    """The readers that are running, once there are any."""
    found: list[psutil.Process] = []
    while not (found := readers()):  # noqa: ASYNC110 - a start sets no event
        await asyncio.sleep(0.01)
    return list(found)


async def test_the_child_reads_what_the_reader_reads() -> None:
    data = TEXT.encode("cp932")
    posted = date(2025, 4, 2)
    found = await Sandbox().parse("a.txt", data, posted=posted)
    assert found == parse("a.txt", data, posted=posted)
    assert len(found.digest.items) == 2


async def test_a_fault_comes_back_with_its_details() -> None:
    assert await fault_of(Sandbox(), "a.png", b"\x89PNG\r\n\x1a\n\0") is (
        ReadingFault.UNKNOWN_FORMAT
    )
    with pytest.raises(ReadingError) as caught:
        await Sandbox().parse("a.txt", b"a" * 20_000_001)
    assert caught.value.details == {"limit": "20 MB"}


async def test_who_reads_too_long_is_stopped() -> None:
    sandbox = Sandbox(Limits(seconds=1))
    assert await fault_of(sandbox, "a.html", SLOW) is ReadingFault.TOO_SLOW
    assert readers() == []


async def test_who_takes_too_much_memory_is_stopped() -> None:
    page = b"<!DOCTYPE html><img src='data:image/png;base64," + b"A" * 19_000_000 + b"'>"
    sandbox = Sandbox(Limits(memory=160 * 1024 * 1024))
    assert await fault_of(sandbox, "a.html", page) is ReadingFault.TOO_SLOW


async def test_who_answers_too_much_is_not_listened_to() -> None:
    sandbox = Sandbox(Limits(response=1000))
    assert await fault_of(sandbox, "a.txt", TEXT.encode() * 3) is ReadingFault.TOO_BIG


async def test_a_child_that_dies_means_damage() -> None:
    reading = asyncio.create_task(fault_of(Sandbox(), "a.html", SLOW))
    for child in await children():
        child.send_signal(11)
    assert await reading is ReadingFault.DAMAGED


def test_a_file_is_read_where_the_system_takes_no_limit_of_memory() -> None:
    request = pack_request(ParseRequest(name="a.txt", posted=None, data=TEXT.encode()))
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", REFUSING], input=request, capture_output=True, check=True
    )
    packed, processor = done.stdout[:-6], done.stdout[-6:]
    assert unpack_response(packed).reading == parse("a.txt", TEXT.encode())
    assert processor == b"30 30\n"


async def test_a_child_that_can_not_start_is_no_damage_and_its_words_are_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "digests" / "__init__.py"
    package.parent.mkdir()
    package.write_text("import what_nobody_has\n")
    monkeypatch.setattr(digests, "__file__", str(package))
    log = Log()
    assert await fault_of(Sandbox(log=log), "a.txt", b"the file's words") is ReadingFault.NOT_READ
    ((event, details),) = log.told
    assert event == "parser_not_started"
    assert "what_nobody_has" in str(details["said"])
    assert "the file's words" not in str(details)


async def test_what_a_system_can_not_forbid_is_logged_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = tmp_path / "digests" / "parsing" / "sandbox" / "worker.py"
    worker.parent.mkdir(parents=True)
    said = pack_response(
        ParseResponse(reading=Reading(digest=Digest(title=None)), unconfined=("a", "b"))
    )
    worker.write_text(f"import sys; sys.stdin.read(); sys.stdout.buffer.write({said!r})")
    monkeypatch.setattr(digests, "__file__", str(tmp_path / "digests" / "__init__.py"))
    log = Log()
    sandbox = Sandbox(log=log)
    assert (await sandbox.parse("a.txt", b"")).digest == Digest(title=None)
    await sandbox.parse("a.txt", b"")
    assert log.told == [("parser_not_confined", {"unconfined": "a, b"})]


def test_nothing_is_said_of_a_file_that_was_taken() -> None:
    """Libraries warn in the words of what they read."""
    words = [sys.executable, "-c", SAYING]
    request = pack_request(ParseRequest(name="a.txt", posted=None, data=TEXT.encode()))
    done = subprocess.run(words, input=request, capture_output=True, check=True)  # noqa: S603 - ours
    assert done.stderr == b""


async def test_a_reading_that_is_cancelled_leaves_no_child() -> None:
    reading = asyncio.create_task(Sandbox().parse("a.html", SLOW))
    await children()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert readers() == []


async def test_the_child_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "1:secret")
    reading = asyncio.create_task(fault_of(Sandbox(Limits(seconds=1)), "a.html", SLOW))
    environment: Mapping[str, str] = (await children())[0].environ()
    await reading
    assert set(environment) <= {"PYTHONPATH", "PYTHONUTF8", "LC_CTYPE"}


async def test_the_bot_answers_while_files_are_read_one_at_a_time() -> None:
    sandbox = Sandbox(Limits(seconds=1, at_once=1))
    readings = [asyncio.create_task(fault_of(sandbox, "a.html", SLOW)) for _ in range(2)]
    most = 0
    while not all(reading.done() for reading in readings):
        most = max(most, len(readers()))
        await asyncio.sleep(0.01)
    assert most == 1  # and it was seen, though nobody waited
    assert [reading.result() for reading in readings] == [ReadingFault.TOO_SLOW] * 2


def test_an_answer_arrives_as_it_was_sent() -> None:
    digest = Digest(title="便り", items=(ITEM,), preface=("前書き",), left_over=("残り",))
    response = ParseResponse(reading=Reading(digest=digest, problems=(PROBLEM,)))
    arrived = unpack_response(pack_response(response)).reading
    assert arrived is not None
    (item,) = arrived.digest.items
    assert item.pictures == (PHOTO, PHOTO)
    assert item.date == date(2025, 4, 1)
    assert item.paragraphs == (Paragraph(text="本文?", kind=ParagraphKind.BULLET),)
    assert item.related == ITEM.related
    assert arrived.problems == (PROBLEM,)
    fault = ParseResponse(fault=ReadingFault.BOMB, details={"a": "b"}, error="KeyError")
    assert unpack_response(pack_response(fault)) == fault


@given(st.text(), st.none() | st.dates(), st.binary())
def test_an_order_arrives_as_it_was_sent(name: str, posted: date | None, data: bytes) -> None:
    request = ParseRequest(name=name, posted=posted, data=data)
    assert unpack_request(pack_request(request)) == request


@given(st.data())
def test_a_mangled_answer_is_an_error_never_a_wrong_object(data: st.DataObject) -> None:
    packed = bytearray(
        pack_response(ParseResponse(reading=Reading(digest=Digest(title="a", items=(ITEM,)))))
    )
    at = data.draw(st.integers(0, len(packed) - 1))
    packed[at:] = data.draw(st.binary(max_size=20))
    try:
        response = unpack_response(bytes(packed))
    except ValueError:
        return
    assert isinstance(response, ParseResponse)
