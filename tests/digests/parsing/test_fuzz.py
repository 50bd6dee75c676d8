"""A taste of the fuzz run: the same engine, few inputs."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.texts.fuzz import Outcome, Worker, fuzz, samples, unequal
from digests.model import Digest
from digests.parsing.blocks import Block, BlockKind, Document
from digests.parsing.sandbox.runner import Limits

LIMITS = Limits(seconds=30)


def test_mangled_files_and_made_up_texts_never_crash_hang_or_kill() -> None:
    tally = fuzz(200, 7, LIMITS)
    assert tally.bad == []
    assert sum(tally.counts.values()) >= 200


def test_every_sample_is_readable_before_it_is_mangled() -> None:
    worker = Worker(LIMITS)
    assert {worker.ask(name, data) for name, data in samples().items()} == {Outcome.READ}
    worker.close()


def test_a_lost_word_and_a_doubled_one_are_told() -> None:
    document = Document(
        blocks=(Block(kind=BlockKind.LINE, text="桜海 щъэш https://example.jp/海"),)
    )
    digest = Digest(title=None, left_over=("桜海 щъэш",))
    assert not unequal(document, digest)
    assert unequal(document, replace(digest, left_over=("桜 щъэш",))) == {"海": 1}
    assert unequal(document, replace(digest, preface=("桜",))) == {"桜": 1}


def test_a_worker_that_hangs_is_told() -> None:
    worker = Worker(Limits(seconds=1))
    assert worker.ask("a.html", b"<div>" * 49_000) is Outcome.HUNG
    worker.close()


def test_a_worker_that_dies_is_told_and_replaced() -> None:
    worker = Worker(LIMITS)
    worker._process.kill()
    worker._process.wait()
    assert worker.ask("a.txt", b"text") is Outcome.DIED
    assert worker.ask("a.txt", samples()["a.txt"]) is Outcome.READ
    worker.close()
