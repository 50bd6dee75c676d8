"""Summaries against an editor's, beside the lead, LexRank and TextRank.

    python -m benchmarks.texts.summary

`summaries.json` holds items of our own invention in four languages, each with an editor's
summary and the sentences that the editor would have marked. ROUGE is the F score; its words are
characters where a script has no spaces. LexRank and TextRank come from sumy where it is installed.

Before those stands the share of summaries that an editor would accept, of the marked items in
`tests/data/summaries`, whose README holds the rubric: that is the figure to raise.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import fmean
from types import MappingProxyType

from benchmarks.texts.acceptance import PARTS, MarkedItem, accepted_share, marked_items
from digests.model import Item, Paragraph, ParagraphKind
from digests.summary.extractive import summarise_sentences, summary_of
from digests.text import words

DATA = Path(__file__).with_name("summaries.json")
LENGTHS = (1, 2, 3)
SCRIPTS = MappingProxyType(
    {
        "Japanese": "ja",
        "Chinese": "zh",
        "Korean": "ko",
        "Thai, Burmese, Khmer": "th my km",
        "Arabic and Hebrew letters": "ar fa he ur",
        "Indian scripts": "bn gu hi mr ne pa si ta te",
        "Cyrillic": "ru uk",
        "Armenian, Ethiopic, Georgian, Greek": "am el hy ka",
        "English": "en",
        "other Latin letters": "cs de es fi fr hu id it nl pl pt ro sv sw tr vi",
    }
)

Choose = Callable[["Reference", int], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence or bullet; `marked` where the editor would have taken it."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An item, its sentences as the editor sees them, and the editor's own summary."""

    language: str
    item: Item
    sentences: tuple[Sentence, ...]
    summary: str

    @property
    def is_list(self) -> bool:
        """Whether it is made of bullets."""
        kinds = [paragraph.kind for paragraph in self.item.paragraphs]
        return 2 * kinds.count(ParagraphKind.BULLET) > len(kinds)

    @property
    def is_late(self) -> bool:
        """Whether the news is not in the first sentence."""
        return not self.sentences[0].marked


def references() -> Iterator[Reference]:
    """The reference set."""
    for raw in json.loads(DATA.read_text(encoding="utf-8")):
        space = "" if raw["language"] in {"ja", "zh"} else " "
        paragraphs = tuple(
            Paragraph(
                text=space.join(sentence["text"] for sentence in paragraph["sentences"]),
                kind=ParagraphKind(paragraph["kind"]),
            )
            for paragraph in raw["paragraphs"]
        )
        yield Reference(
            language=raw["language"],
            item=Item(number=1, headline=raw["headline"], paragraphs=paragraphs),
            sentences=tuple(
                Sentence(text=sentence["text"], marked=sentence["marked"])
                for paragraph in raw["paragraphs"]
                for sentence in paragraph["sentences"]
            ),
            summary=raw["summary"],
        )


def rouge(said: str, wanted: str, size: int) -> float:
    """The F score of ROUGE-N in per cent: shared runs of `size` words."""
    one, other = _runs(said, size), _runs(wanted, size)
    shared = (one & other).total()
    return 200 * shared / (one.total() + other.total()) if shared else 0.0


def _runs(text: str, size: int) -> Counter[tuple[str, ...]]:
    split: list[str] = []
    for run in words.runs(words.fold(text)):
        split.extend(_signs(run.text) if run.dense else [run.text])
    return Counter(zip(*(split[at:] for at in range(size)), strict=False))


def _signs(text: str) -> Iterator[str]:
    """The letters of a script without spaces, each with the vowels and tones that stand on it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.category(text[at]).startswith("M"):
            yield text[start:at]
            start = at


def ours(reference: Reference, n: int) -> Sequence[str]:
    """What readers get."""
    return [one.text for one in summarise_sentences(reference.item, reference.language, n)]


def lead(reference: Reference, n: int) -> Sequence[str]:
    """The first sentences."""
    return [sentence.text for sentence in reference.sentences[:n]]


def by_sumy() -> dict[str, Choose]:
    """LexRank and TextRank, or nothing where sumy is missing.

    Between the few sentences of an item LexRank sees no likeness and gives the lead.
    """
    try:
        dom = import_module("sumy.models.dom")
        lex_rank = import_module("sumy.summarizers.lex_rank").LexRankSummarizer()
        text_rank = import_module("sumy.summarizers.text_rank").TextRankSummarizer()
    except ImportError:
        print("sumy is missing: LexRank and TextRank are left out (make bench installs it)\n")
        return {}

    def choosing(summarizer: Callable[..., Sequence[object]]) -> Choose:
        def choose(reference: Reference, n: int) -> Sequence[str]:
            found = [dom.Sentence(one.text, _SumyTokenizer()) for one in reference.sentences]
            document = dom.ObjectDocumentModel([dom.Paragraph(found)])
            return [str(one) for one in summarizer(document, n)]

        return choose

    return {"LexRank": choosing(lex_rank), "TextRank": choosing(text_rank)}


class _SumyTokenizer:
    """Our words for sumy, whose own tokenizer knows few languages and downloads its data."""

    def to_words(self, text: str) -> tuple[str, ...]:
        """Words, and pairs of characters where a script has no spaces."""
        runs = words.runs(words.fold(text))
        return tuple(
            word for run in runs for word in (words.bigrams(run.text) if run.dense else [run.text])
        )


def scores(choose: Choose, chosen: Sequence[Reference]) -> list[tuple[float, float]]:
    """ROUGE-1 and ROUGE-2 at each length."""
    return [
        (
            fmean(rouge(" ".join(choose(one, n)), one.summary, 1) for one in chosen),
            fmean(rouge(" ".join(choose(one, n)), one.summary, 2) for one in chosen),
        )
        for n in LENGTHS
    ]


def marked_share(choose: Choose, chosen: Sequence[Reference]) -> float:
    """How many of the chosen sentences the editor marked, in per cent, at two sentences."""
    marks = [
        any(text in sentence.text and sentence.marked for sentence in one.sentences)
        for one in chosen
        for text in choose(one, 2)
    ]
    return 100 * fmean(marks)


def verbatim_share(chosen: Sequence[Reference]) -> float:
    """How many of our sentences stand in the item to the letter, in per cent."""
    return 100 * fmean(
        any(text in paragraph.text for paragraph in one.item.paragraphs)
        for one in chosen
        for n in LENGTHS
        for text in ours(one, n)
    )


def groups(every: Sequence[Reference]) -> dict[str, list[Reference]]:
    """The references by what they are like and by script; a language alone is too few."""
    return {
        "all": [*every],
        "made of bullets": [one for one in every if one.is_list],
        "news not in the first sentence": [one for one in every if one.is_late],
        "plain news": [one for one in every if not one.is_list and not one.is_late],
        **{
            script: [one for one in every if one.language in languages.split()]
            for script, languages in SCRIPTS.items()
        },
    }


def told(marked: MarkedItem) -> Sequence[str]:
    """What readers get of a marked item, as long as it takes."""
    return [one.text for one in summary_of(marked.item, marked.language)]


def first_three(marked: MarkedItem) -> Sequence[str]:
    """The lead of a marked item."""
    return [line.text for line in marked.lines if line.is_sentence][:3]


def print_acceptance() -> None:
    """The share of acceptable summaries in each part of the marked items, by language."""
    for part in PARTS:
        every = list(marked_items(part))
        print(f"acceptable to an editor, {part}: {len(every)} items")
        for way, tell in {"ours": told, "lead": first_three}.items():
            shares = {
                language: accepted_share([one for one in every if one.language == language], tell)
                for language in sorted({one.language for one in every})
            }
            row = "".join(f"{language:>6}{share:>4.0f}%" for language, share in shares.items())
            print(f"{way:<10}{accepted_share(every, tell):>9.0f}%{row}")
        print()


def main() -> None:
    """Measure and print the tables."""
    print_acceptance()
    every = list(references())
    ways: dict[str, Choose] = {"ours": ours, "lead": lead, **by_sumy()}
    for name, chosen in groups(every).items():
        print(f"{name}: {len(chosen)} items in {len({one.language for one in chosen})} languages")
        print(
            f"{'':<10}" + "".join(f"{f'R-1 R-2 at {n}':>16}" for n in LENGTHS) + f"{'marked':>10}"
        )
        for way, choose in ways.items():
            row = "".join(f"{one:>9.1f}{two:>7.1f}" for one, two in scores(choose, chosen))
            print(f"{way:<10}{row}{marked_share(choose, chosen):>9.0f}%")
        print()
    print(f"verbatim sentences: {verbatim_share(every):.0f}%")


if __name__ == "__main__":
    main()
