"""The search of the static site finds an article by every way it is asked.

The theme's script searches each word of a question as the beginning of a word, small
words too: "is" finds "issue". What it takes for a gap between words is ours to say,
so small words that stand alone are gaps, and so is punctuation.
"""

import json
from pathlib import Path
from typing import Final

from assistant.model.addresses import article_url
from assistant.model.kb import KnowledgeBase

_ASKED: Final = {"asked": {"boost": 1000.0}}
"""A field beside title and text, as telling as a title; results do not show it."""

_SMALL: Final = [
    "a",
    "about",
    "all",
    "am",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "been",
    "but",
    "by",
    "can",
    "could",
    "did",
    "do",
    "does",
    "for",
    "from",
    "get",
    "got",
    "had",
    "has",
    "have",
    "he",
    "how",
    "i",
    "if",
    "in",
    "is",
    "it",
    "its",
    "just",
    "let",
    "may",
    "me",
    "might",
    "my",
    "no",
    "not",
    "of",
    "on",
    "or",
    "our",
    "out",
    "own",
    "she",
    "should",
    "so",
    "some",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "to",
    "too",
    "up",
    "us",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "would",
    "yet",
    "you",
    "your",
]
_GAP: Final = "|".join(
    (
        r"[\s\-,:;!?=()\[\]\"“”…/]+",
        r"\.(?!\d)",
        r"&(?:amp|[lg]t|quot);",
        "^(?:"
        + "|".join(f"[{each[0].upper()}{each[0]}]{each[1:]}" for each in _SMALL)
        + ")$",
    )
)
"""What stands between words. The last part drops a small word that was typed."""


def add_variants(site: Path, kb: KnowledgeBase) -> None:
    """Give every article's entry the variants of its question."""
    path = site / "search" / "search_index.json"
    index = json.loads(path.read_text(encoding="utf-8"))
    index["config"]["separator"] = _GAP
    index["config"]["fields"].update(_ASKED)
    variants = {
        article_url(each)[1:]: list(each.also_asked)
        for each in kb.articles.values()
        if each.also_asked
    }
    for entry in index["docs"]:
        if entry["location"] in variants:
            entry["asked"] = variants[entry["location"]]
    written = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    path.write_text(written, encoding="utf-8")
