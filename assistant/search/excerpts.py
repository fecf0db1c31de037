"""The piece of an article that answers best, as plain text, with its words marked."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.model.kb import Article
from assistant.search.words import Word, words

EXCERPT_LETTERS = 240
"""About three lines of a result list."""

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6} +|[-*+] +|\d+[.)] +|> ?)", re.MULTILINE)
_MARK = re.compile(r"\\([^\w\s])|\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_NEW_BLOCK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:#{1,6} |[-*+>] |\d+[.)] ))")
_NEW_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article in plain text, or as much of it as fits an excerpt."""

    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Plain text, and the half-open spans of the words that were asked for."""

    text: str
    highlights: tuple[tuple[int, int], ...]


def sentences(article: Article) -> tuple[Sentence, ...]:
    """Return the sentences of an article's answer, those of the short answer first."""
    return tuple(
        Sentence(piece, tuple(words(piece)))
        for markdown in (article.short_answer, article.body)
        for block in _NEW_BLOCK.split(markdown)
        for sentence in _NEW_SENTENCE.split(plain(block))
        for piece in _pieces(" ".join(sentence.split()))
    )


def excerpt(told: Sequence[Sentence], wanted: Mapping[str, float]) -> Excerpt:
    """Return the sentence that holds most of what is wanted, and those that follow.

    Args:
        told: The sentences of the article.
        wanted: Stems and how much each counts. Where the article has none of them, the
            excerpt is its beginning.
    """

    def worth(place: int) -> float:
        return sum(
            wanted.get(stem, 0.0) for stem in {w.stem for w in told[place].words}
        )

    best = max(range(len(told)), key=worth, default=0)
    text = ""
    highlights: list[tuple[int, int]] = []
    for sentence in told[best:]:
        start = len(text) + 1 if text else 0
        if start + len(sentence.text) > EXCERPT_LETTERS:
            break
        text = f"{text} {sentence.text}" if text else sentence.text
        highlights += (
            (start + word.start, start + word.end)
            for word in sentence.words
            if word.stem in wanted
        )
    return Excerpt(text, tuple(highlights))


def plain(markdown: str) -> str:
    """Return Markdown without its marks."""
    return _MARK.sub(r"\1", _LINK.sub(r"\1", _LINE_MARK.sub("", markdown)))


def _pieces(sentence: str) -> Iterator[str]:
    """Yield the sentence, or parts of it where it is too long for an excerpt."""
    if len(sentence) <= EXCERPT_LETTERS:
        if sentence:
            yield sentence
        return
    parts = textwrap.wrap(sentence, EXCERPT_LETTERS - 4)
    for place, part in enumerate(parts):
        before = "… " if place else ""
        after = " …" if place < len(parts) - 1 else ""
        yield f"{before}{part}{after}"
