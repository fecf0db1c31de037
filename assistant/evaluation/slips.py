"""Texts typed in haste: always the same slips for the same text."""

from random import Random

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONGER = 4
"""Letters of a word that may be typed wrong."""


def slipped(text: str) -> str:
    """Return the text with one edit in half of its longer words; always the same."""
    chance = Random(text)
    words = text.split(" ")
    longer = [at for at, word in enumerate(words) if len(word) >= _LONGER]
    for at in chance.sample(longer, len(longer) // 2):
        words[at] = _edited(words[at], chance)
    return " ".join(words)


def _edited(word: str, chance: Random) -> str:
    """Return the word with a letter left out, swapped, added or changed."""
    at = chance.randrange(len(word) - 1)
    letter = chance.choice(_LETTERS)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
        )
    )
