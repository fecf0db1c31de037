"""Messages of ours that are nearly the same, and tests that are easier than the world.

A pair with the same words and different labels has a wrong label. One with nearly the
same words and the same labels teaches next to nothing. One changed word that changes a
label teaches most.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.model.kb import Utterance
from assistant.reading.alike import ALIKE, Pair, alike

TWINS = 0.7
"""From here on two messages are so close that a person should look at them."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Two messages of ours that are very alike.

    Attributes:
        differ: The facts whose labels differ, and "also" where other matters do. Many
            should: one changed word that changes a label teaches most. With the same
            words, one label is wrong.
    """

    one: Utterance
    other: Utterance
    likeness: float
    same_words: bool
    differ: tuple[str, ...]


def twins(utterances: Sequence[Utterance], least: float = TWINS) -> tuple[Twins, ...]:
    """Return the pairs of messages of ours that a person should look at."""
    in_order = sorted(utterances, key=lambda each: each.at)
    return tuple(
        _twins(in_order[pair.one], in_order[pair.other], pair)
        for pair in alike([each.text for each in in_order], least)
    )


def lint(utterances: Sequence[Utterance]) -> tuple[str, ...]:
    """Return what a person should look at, a line each; clashing labels first."""
    found = twins(utterances)
    clashes = [
        f"{each.one.at}: warning: same words as {each.other.at}, but labelled "
        f"otherwise: {', '.join(each.differ)}"
        for each in found
        if each.same_words and each.differ
    ]
    repeated = [
        f"{each.one.at}: warning: hardly differs from {each.other.at} "
        f"({each.likeness * 100:.0f} % alike), and is labelled the same"
        for each in found
        if not each.differ
    ]
    return (*clashes, *repeated)


def leaks(
    tested: Sequence[str], learned: Sequence[str], least: float = ALIKE
) -> Mapping[int, int]:
    """Return which texts to test are alike to one that was learned, and to which."""
    found: dict[int, int] = {}
    for pair in alike([*learned, *tested], least):
        if pair.one < len(learned) <= pair.other:
            found.setdefault(pair.other - len(learned), pair.one)
    return found


def _twins(one: Utterance, other: Utterance, pair: Pair) -> Twins:
    names = sorted({*one.facts, *other.facts})
    differ = [name for name in names if one.facts.get(name) != other.facts.get(name)]
    if one.also != other.also:
        differ.append("also")
    return Twins(one, other, pair.likeness, pair.same_words, tuple(differ))
