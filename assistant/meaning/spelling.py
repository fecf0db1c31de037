"""Words that are spelt right: those the model knows as a whole.

A slip of the finger nearly always makes a word of it that the model must take apart.
The list is there without the model, too.
"""

from functools import cache
from pathlib import Path

_VOCABULARY = Path(__file__).with_name("vocab.txt")


@cache
def words_spelt_right() -> frozenset[str]:
    """Return some 25,000 words, mostly English, in small letters."""
    lines = _VOCABULARY.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line.isalpha())
