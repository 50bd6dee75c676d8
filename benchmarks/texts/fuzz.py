"""Mangled files of every format: a reading without a lost word, or a ReadingError, and soon.

    python -m benchmarks.texts.fuzz --inputs 20000 --seed 1

Each input goes to a worker process under the sandbox's memory limit, which is replaced when it
dies or hangs. Half of the inputs are files of our own making, cut, spliced and overwritten (inside
their archive or stream, too); the rest is text that hypothesis makes up of what digests consist of.
The words of the samples are invented ones whose letters occur nowhere else, so that they can be
counted in the blocks that a format's parser gives, and again in the digest made of them: each must
be told as often as it was read, however the text around it was mangled. An input that crashed,
hung or killed its worker, or that lost words, is kept in `--keep` and named.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import random
import re
import resource
import select
import struct
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from hashlib import sha256
from html import escape
from pathlib import Path

import docx
from fpdf import FPDF
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from openpyxl import Workbook  # type: ignore[import-untyped]  # ships no types
from PIL import Image
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # ships no types

from digests.model import Digest
from digests.parsing.blocks import Document
from digests.parsing.lexical.links import find_links, without_addresses
from digests.parsing.parser import document_of
from digests.parsing.sandbox.protocol import (
    ParseRequest,
    ParseResponse,
    pack_request,
    pack_response,
    unpack_request,
    unpack_response,
)
from digests.parsing.sandbox.runner import Limits
from digests.parsing.sandbox.worker import respond

_LENGTH = struct.Struct(">Q")
_KEPT, _LOST = b"k", b"l"
# No label, month or mark that parsing may take off is written with one of these.
_INVENTED = re.compile("[桜海岩川谷沢峰湖浜丘松竹щшцъэ]")
TEXT = """\
4月2日のみなと情報

① 桜海の岩川で谷沢、峰湖なし(2025年4月1日)
桜谷の浜丘で1日未明に松竹が発生したが、消防によると峰沢はいなかったという。
- 川岩は湖浜中
https://example.jp/20250401/10001.html?id=1&view=full

② 丘松「新しい竹谷は来年に桜峰」(みなと通信、2025年3月31日)
海沢が浜川で述べた。総岩湖は 128 億円を見込む。
щъэш цэщш: эшцъ
[みなと通信](https://example.jp/20250331/10002.html)
"""
FRAGMENTS = (
    *("①", "❷", "③ ", "1. ", "2) ", "■", "第3 ", "(4)", "・", "- ", "# ", "## ", "> ", "```\n"),
    *("---\n", "title: ", "*", "_", "`", "|", "!", "！", "？", "。", "、", "【", "】", "「", "」"),
    *(
        "(",
        ")",
        "<",
        ">",
        "[",
        "](",
        "\n",
        "\n\n",
        "\t",
        "\r\n",
        "\f",
        "\u3000",
        "\ufeff",
        "\u200b",
    ),
    *("2025年4月1日", "(1 April 2025)", "(みなと通信、2025年3月31日)", "令和7年4月1日", "1 апреля"),
    *("https://example.jp/1?a=b#c", "www.example.org", "𠮷", "e\u0301", "&amp;", "写真は倉庫。"),
    *("<p>", "</p>", "<ul><li>", "<table><tr><td>", "<a href='https://example.jp'>"),
    *("桜海の岩川で谷沢", "浜丘の松竹", "峰湖。", "fire in a warehouse", "щъэш цэщш", "Эшцъ."),
)


class Outcome(StrEnum):
    """What became of an input."""

    READ = "read"  # a digest
    REFUSED = "refused"  # a ReadingError
    CRASHED = "crashed"  # any other exception
    DIED = "died"  # the worker ended
    HUNG = "hung"  # the worker gave no answer in time
    LOST = "words lost"  # a digest that tells a word less often, or more often, than it was read


_WRITTEN = ("txt", "md", "html", "csv", "rst", "adoc", "org")
"""Formats that are written as text."""
_ARCHIVES = (".zip", ".docx", ".odt", ".epub", ".xlsx")
BAD = frozenset({Outcome.CRASHED, Outcome.DIED, Outcome.HUNG, Outcome.LOST})


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of all inputs, by the kind of file."""

    counts: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    bad: list[tuple[str, Outcome, bytes]] = field(default_factory=list)

    def add(self, kind: str, outcome: Outcome, data: bytes) -> None:
        """Count an input, and remember it if it went wrong."""
        self.counts[kind, outcome] += 1
        if outcome in BAD:
            self.bad.append((kind, outcome, data))

    def count(self, kind: str | None = None, outcome: Outcome | None = None) -> int:
        """How many inputs there were, of all kinds and outcomes where none is named."""
        return sum(
            count
            for (one, became), count in self.counts.items()
            if kind in {None, one} and outcome in {None, became}
        )


class Worker:
    """A process that reads one file after the other."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process = self._start()

    def ask(self, name: str, data: bytes) -> Outcome:
        """Let the worker parse a file; a worker that ends or hangs is replaced."""
        packed = pack_request(ParseRequest(name=name, posted=None, data=data))
        found = self._exchange(packed)
        if isinstance(found, ParseResponse):
            if found.error:
                return Outcome.CRASHED
            return Outcome.REFUSED if found.reading is None else self._judged()
        self.close()
        self._process = self._start()
        return found

    def close(self) -> None:
        """End the worker."""
        self._process.kill()
        self._process.communicate()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "benchmarks.texts.fuzz",
            "--worker",
            str(self._limits.memory),
        ]
        return subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def _judged(self) -> Outcome:
        assert self._process.stdout is not None
        return Outcome.READ if self._process.stdout.read(1) == _KEPT else Outcome.LOST

    def _exchange(self, packed: bytes) -> ParseResponse | Outcome:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(_LENGTH.pack(len(packed)) + packed)
            stdin.flush()
        except BrokenPipeError:
            return Outcome.DIED
        if not select.select([stdout], [], [], self._limits.seconds)[0]:
            return Outcome.HUNG
        head = stdout.read(_LENGTH.size)
        body = stdout.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
        return unpack_response(body) if body else Outcome.DIED


def work(memory: int) -> None:
    """Read files from standard input until it ends."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    logging.disable()
    while head := sys.stdin.buffer.read(_LENGTH.size):
        request = unpack_request(sys.stdin.buffer.read(_LENGTH.unpack(head)[0]))
        given = respond(request)
        packed = pack_response(given)
        sys.stdout.buffer.write(_LENGTH.pack(len(packed)) + packed)
        if given.reading is not None:
            kept = not unequal(document_of(request.name, request.data), given.reading.digest)
            sys.stdout.buffer.write(_KEPT if kept else _LOST)
        sys.stdout.buffer.flush()


# --- words -------------------------------------------------------------------------------------


def unequal(document: Document, digest: Digest) -> Counter[str]:
    """The letters of invented words that a digest tells too rarely or too often."""
    read, told = Counter[str](), Counter[str]()
    shown = [block.text for block in document.blocks]
    for text in shown:
        read += _invented(text)
    # Metadata stand in no block.
    apart = {document.title, document.author} - {*shown}
    for name in [name for name in (digest.title, digest.author) if name not in apart]:
        told += _invented(name or "")
    for text in _told(digest):
        told += _invented(text)
    wrong = (read - told) + (told - read)
    # A section may be headed, and an outlet named, again and again: each is told once.
    for name in (name for item in digest.items for name in (item.section, item.outlet) if name):
        wrong -= Counter({message: wrong[message] for message in _invented(name)})
    return wrong


def _told(digest: Digest) -> Iterator[str]:
    yield from (*digest.preface, *digest.left_over, *digest.afterword)
    section: str | None = None
    for item in digest.items:
        if item.section != section:
            section = item.section
            yield section or ""
        yield from (item.headline, item.outlet or "", *item.captions)
        yield from (paragraph.text for paragraph in item.paragraphs)
        yield from (related.headline for related in item.related)


def _invented(text: str) -> Counter[str]:
    """The letters of invented words in a text, less those of addresses."""
    return Counter(_INVENTED.findall(without_addresses(text, find_links(text)).casefold()))


# --- whole files --------------------------------------------------------------------------------


def samples() -> Mapping[str, bytes]:
    """A small file of each format, by name."""
    rows = "".join(f"<p>{row}</p>" for row in TEXT.splitlines())
    page = (
        f"<html lang='ja'><body><h1>便り、松竹</h1>{rows}<img src='1.png'></body></html>".encode()
    )
    return {
        "a.txt": TEXT.encode(),
        "sjis.txt": TEXT.encode("cp932"),
        "wide.txt": TEXT.encode("utf-16-le"),
        "a.md": ("# 便り\n\n" + TEXT).encode(),
        "a.html": page,
        "mail.txt": _letters(),
        "a.zip": _zipped({"p/a.html": page, "p/1.png": _photo()}),
        "a.docx": _docx(),
        "a.odt": _odt(),
        "a.rtf": _rtf(),
        "a.eml": _mail(page),
        "a.mht": _saved_page(page),
        "a.epub": _epub(page),
        "a.csv": "\n".join(f'"{row}",松' for row in filter(None, TEXT.splitlines())).encode(),
        "a.xlsx": _xlsx(),
        "a.rss": _feed(),
        "a.atom": _atom(),
        "a.json": _json_feed(),
        "a.rst": ("便り\n====\n\n" + TEXT).encode(),
        "a.adoc": ("= 便り\n\n" + TEXT).encode(),
        "a.org": ("#+TITLE: 便り\n" + TEXT).encode(),
        "reportlab.pdf": _reportlab(),
        "fpdf.pdf": _fpdf(),
    }


def _letters() -> bytes:
    """The digest of a mailing list."""
    letter = "Date: Tue, 13 May 2031 10:15:00 +0200\nSubject: [松] 便り\n\n桜海。\n\n"
    return f"\n\n{'-' * 30}\n\n".join(["海谷", letter, letter]).encode()


def _photo() -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((80, 60)).save(buffer, "PNG")
    return buffer.getvalue()


def _docx() -> bytes:
    document = docx.Document()
    document.add_heading("みなと便り、松竹", 1)
    for row in filter(None, TEXT.splitlines()):
        document.add_paragraph(row, style="List Number" if row.startswith("-") else None)
    document.add_picture(io.BytesIO(_photo()))
    document.add_table(2, 2).cell(0, 0).text = "丘浜"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _odt() -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    rows = "".join(f"<t:p>{escape(row)}</t:p>" for row in TEXT.splitlines())
    head = f"<o:document-content xmlns:o='{names}office:1.0' xmlns:t='{names}text:1.0'>"
    tail = "</o:text></o:body></o:document-content>"
    content = f"{head}<o:body><o:text>{rows}{tail}".encode()
    kind = b"application/vnd.oasis.opendocument.text"
    return _zipped({"mimetype": kind, "content.xml": content})


def _rtf() -> bytes:
    signs = (sign if sign.isascii() else rf"\u{ord(sign)}?" for sign in TEXT)
    return ("{\\rtf1\\ansi " + "".join(signs).replace("\n", "\\par\n") + "}").encode()


def _mail(page: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = "便り", "a@example.jp"
    message.set_content(TEXT)
    message.add_alternative(page.decode(), subtype="html")
    message.add_attachment(_photo(), "image", "png")
    return message.as_bytes()


def _saved_page(page: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "<Saved by Blink>", "便り"
    message.set_content(page.decode(), subtype="html", cte="quoted-printable")
    message.make_related()
    message.add_related(_photo(), "image", "png")
    return message.as_bytes()


def _epub(page: bytes) -> bytes:
    container = (
        "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
        "<rootfile full-path='o.opf'/></rootfiles></container>"
    )
    package = (
        "<package xmlns='http://www.idpf.org/2007/opf'><manifest>"
        "<item id='a' href='a.xhtml' media-type='application/xhtml+xml'/>"
        "<item id='b' href='b.xhtml' media-type='application/xhtml+xml'/>"
        "</manifest><spine><itemref idref='a'/><itemref idref='b'/></spine></package>"
    )
    return _zipped(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": container.encode(),
            "o.opf": package.encode(),
            "a.xhtml": page,
            "b.xhtml": "<html><body><p>浜丘の松竹</p></body></html>".encode(),
        }
    )


def _xlsx() -> bytes:
    book = Workbook()
    for row in TEXT.splitlines():
        book.active.append([row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _feed() -> bytes:
    rows = filter(None, TEXT.splitlines())
    items = "".join(f"<item><title>{escape(row)}</title></item>" for row in rows)
    return f"<rss><channel><title>便り</title>{items}</channel></rss>".encode()


def _atom() -> bytes:
    rows = filter(None, TEXT.splitlines())
    entries = "".join(
        f"<entry><title>{escape(row)}</title><content type='html'>{escape(f'<p>{row}</p>')}"
        "</content></entry>"
        for row in rows
    )
    head = "<feed xmlns='http://www.w3.org/2005/Atom'><title>便り</title>"
    return f"{head}{entries}</feed>".encode()


def _json_feed() -> bytes:
    version = "https://jsonfeed.org/version/1.1"
    items = [{"title": row, "content_text": row} for row in filter(None, TEXT.splitlines())]
    return json.dumps({"version": version, "title": "便り", "items": items}).encode()


def _reportlab() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=0)
    for page in range(2):
        for row in range(30):
            canvas.drawString(
                72, 750 - 20 * row, f"{page}{row}. The bridge was opened on Monday by"
            )
        canvas.linkURL("https://example.org/1", (72, 700, 300, 720))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _fpdf() -> bytes:
    pdf = FPDF()
    pdf.set_compression(compress=False)
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    pdf.multi_cell(0, 6, "The harbour authority said that nobody was hurt in the fire. " * 9)
    pdf.image(io.BytesIO(_photo()), w=60)
    return bytes(pdf.output())


def _zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


# --- mangled files ------------------------------------------------------------------------------

Mangle = Callable[[random.Random, bytes], bytes]


def cut(chance: random.Random, data: bytes) -> bytes:
    """Keep the start only."""
    return data[: chance.randrange(len(data) + 1)]


def flip(chance: random.Random, data: bytes) -> bytes:
    """Overwrite a few bytes."""
    mangled = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20))):
        if mangled:
            mangled[chance.randrange(len(mangled))] = chance.randrange(256)
    return bytes(mangled)


def drop(chance: random.Random, data: bytes) -> bytes:
    """Leave a stretch out."""
    start, end = _range(chance, data)
    return data[:start] + data[end:]


def repeat(chance: random.Random, data: bytes) -> bytes:
    """Say a stretch again."""
    start, end = _range(chance, data)
    return data[:end] + data[start:end] * chance.choice((1, 2, 50)) + data[end:]


def blank(chance: random.Random, data: bytes) -> bytes:
    """Overwrite a stretch with one byte."""
    start, end = _range(chance, data)
    filling = chance.choice((b"\0", b"\xff", b" ", b"9", b"<", b"("))
    return data[:start] + filling * (end - start) + data[end:]


def shuffle(chance: random.Random, data: bytes) -> bytes:
    """Say a stretch at another place, too."""
    start, end = _range(chance, data)
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[start:end] + data[at:]


def renumber(chance: random.Random, data: bytes) -> bytes:
    """Overwrite a number: lengths, offsets and references are what parsers trust."""
    digits = [at for at, byte in enumerate(data[:20_000]) if byte in b"0123456789"]
    if not digits:
        return flip(chance, data)
    at = chance.choice(digits)
    number = chance.choice((b"0", b"-1", b"99999999", b"2147483648", b"1e308"))
    return data[:at] + number + data[at + 1 :]


MANGLES: Sequence[Mangle] = (cut, flip, flip, drop, repeat, blank, shuffle, renumber)


def _range(chance: random.Random, data: bytes) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 4, 16, 200, 2000)))


def mangled(chance: random.Random, files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """A file and its name, some of it broken."""
    name = chance.choice(tuple(files))
    data = files[name]
    if name.endswith(_ARCHIVES) and chance.random() < 0.6:
        data = _with_mangled_member(chance, data)
    else:
        for _ in range(chance.choice((1, 1, 2, 5))):
            data = chance.choice(MANGLES)(chance, data)
    if chance.random() < 0.05:
        data += chance.choice(tuple(files.values()))
    if chance.random() < 0.1:
        name = chance.choice(tuple(files))
    return name, data


def _with_mangled_member(chance: random.Random, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(tuple(members))
    members[name] = chance.choice(MANGLES)(chance, members[name])
    return _zipped(members)


# --- runs ---------------------------------------------------------------------------------------


def fuzz_files(worker: Worker, tally: Tally, inputs: int, chance: random.Random) -> None:
    """Let the worker parse so many mangled files."""
    files = samples()
    for _ in range(inputs):
        name, data = mangled(chance, files)
        tally.add(Path(name).suffix[1:], worker.ask(name, data), data)


def fuzz_texts(worker: Worker, tally: Tally, inputs: int, number: int) -> None:
    """Let the worker parse so many texts that hypothesis makes up."""
    fragment = st.sampled_from(FRAGMENTS) | st.text(max_size=9)
    texts = st.lists(fragment, max_size=60).map("".join)

    @seed(number)
    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(texts, st.sampled_from(_WRITTEN))
    def ask(text: str, suffix: str) -> None:
        data = text.encode(errors="replace")
        tally.add(f"made-up {suffix}", worker.ask(f"a.{suffix}", data), data)

    ask()


def fuzz(inputs: int, number: int, limits: Limits) -> Tally:
    """What became of so many inputs, the same ones for the same number."""
    tally = Tally()
    worker = Worker(limits)
    try:
        fuzz_files(worker, tally, inputs - inputs // 2, random.Random(number))
        fuzz_texts(worker, tally, inputs // 2, number)
    finally:
        worker.close()
    return tally


def report(tally: Tally, keep: Path | None) -> None:
    """Print a table of the outcomes, and keep what went wrong."""
    kinds = sorted({kind for kind, _ in tally.counts})
    print(f"{'':14}" + "".join(f"{name:>12}" for name in ("inputs", *Outcome)))
    for kind in (*kinds, None):
        counts = [tally.count(kind), *(tally.count(kind, each) for each in Outcome)]
        print(f"{kind or 'all':14}" + "".join(f"{count:>12,}" for count in counts))
    for kind, outcome, data in tally.bad:
        path = (keep or Path()) / f"{outcome}-{sha256(data).hexdigest()[:12]}.{kind.split()[-1]}"
        print(f"{outcome}: {path.name}, {len(data)} bytes")
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as the command line says; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the inputs that went wrong")
    parser.add_argument("--worker", type=int, metavar="MEMORY", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        work(options.worker)
        return 0
    tally = fuzz(options.inputs, options.seed, Limits())
    report(tally, options.keep)
    return 1 if tally.bad else 0


if __name__ == "__main__":
    sys.exit(main())
