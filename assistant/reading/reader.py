"""From a message to proposed facts, each with confidence and evidence.

The classes of a fact are its values, "says nothing" and "leaves it open". A reading
only proposes: what follows is decided by rules, and a fact that was read with doubt
keeps every value that is plausible, so that it is asked for where it matters.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.model.kb import Utterance
from assistant.model.policy import Fact
from assistant.model.verdict import UNKNOWN
from assistant.reading.evidence import Grounds
from assistant.reading.features import LEXICON_STEMS, features_of
from assistant.reading.learning import (
    OUTSIDE,
    SCOPE,
    UNSAID,
    Classes,
    Learned,
    Matrix,
    Vector,
    learn,
)
from assistant.reading.weighing import Weighing
from assistant.reading.words import Span, Spelling, known_stems, message_of

SURE = 0.7
"""Chance from which a value is proposed rather than left open."""

PLAUSIBLE = 0.2
"""Chance from which a value stays possible beside others."""

SURE_OUTSIDE = 0.3
"""Chance from which a message is taken to be no matter for support."""

_HASTY = "typos"
"""The register of messages whose spelling is no guide."""


@dataclass(frozen=True, slots=True)
class FactRead:
    """What a message seems to say about one fact.

    Attributes:
        value: The value proposed; None where the message leaves several possible.
        confidence: Probability of the value, or of the likeliest one.
        evidence: Half-open spans of code points of the message as received.
        alternatives: The values that stay possible, where ``value`` is None.
    """

    name: str
    value: str | None
    confidence: float
    evidence: tuple[Span, ...]
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts a message speaks of, by name."""

    facts: tuple[FactRead, ...]


NOTHING_READ = Reading(())


class Reader:
    """Reads messages; made by ``train``, never stored."""

    def __init__(
        self, spelling: Spelling, weighing: Weighing, learned: Learned
    ) -> None:
        self._spelling = spelling
        self._weighing = weighing
        self._learned = learned

    def read(self, text: str) -> Reading:
        """Return what a message says; a fact it says nothing about is left out."""
        message = message_of(text, self._spelling)
        if not message.words:
            return NOTHING_READ
        features = features_of(message)
        weighed = self._weighing.weigh(features)
        rows = np.array([self._learned.rows[name] for name in weighed], np.intp)
        counts = np.fromiter(weighed.values(), np.float32, len(weighed))
        says = self._learned.weights[rows] * counts[:, np.newaxis]
        scores = says.sum(axis=0) + self._learned.bias
        grounds = Grounds(message.words, features, weighed)
        read = (
            _read_fact(classes, scores, says, grounds)
            for classes in self._learned.facts
        )
        return Reading(tuple(each for each in read if each is not None))


def train(utterances: Sequence[Utterance], facts: Mapping[str, Fact]) -> Reader:
    """Return a reader that has learned from labelled messages.

    The same messages give the same reader: nothing in the training is random.

    Args:
        utterances: The messages; their labels are declared values.
        facts: The declared facts; one with too few labels is never read.
    """
    careful = (each.text for each in utterances if each.register != _HASTY)
    spelling = Spelling(LEXICON_STEMS, Counter(known_stems(careful)))
    described = [features_of(message_of(each.text, spelling)) for each in utterances]
    weighing = Weighing(described)
    weighed = [weighing.weigh(each) for each in described]
    return Reader(spelling, weighing, learn(weighed, utterances, facts))


def _read_fact(
    classes: Classes, scores: Vector, says: Matrix, grounds: Grounds
) -> FactRead | None:
    chances = _softmax(scores[classes.columns])
    proposed = _proposed(
        classes.fact, dict(zip(classes.names, chances.tolist(), strict=True))
    )
    if proposed is None:
        return None
    value, alternatives = proposed
    best = classes.names.index(value) if value in classes.names else chances.argmax()
    of_fact = says[:, classes.columns]
    spans = grounds.spans(of_fact[:, best] - of_fact.mean(axis=1))
    confidence = float(chances[best])
    return FactRead(classes.fact.id, value, confidence, spans, alternatives)


def _proposed(
    fact: Fact, likely: Mapping[str, float]
) -> tuple[str | None, tuple[str, ...]] | None:
    """Return the value proposed, or those that stay possible; None for no news.

    Where "says nothing" is plausible the assumed value stays possible, or, without an
    assumption, every value does.
    """
    if fact.id == SCOPE and likely.get(OUTSIDE, 0.0) >= SURE_OUTSIDE:
        return OUTSIDE, ()
    best = max(likely, key=lambda value: likely[value])
    if likely[best] >= SURE and best != UNKNOWN:
        return None if best == UNSAID else (best, ())
    plausible = {value for value, chance in likely.items() if chance >= PLAUSIBLE}
    possible = plausible - {UNSAID, UNKNOWN}
    if not possible and best == UNSAID:
        return None
    if UNKNOWN in plausible or not possible:
        possible = set(fact.ids)
    elif UNSAID in plausible:
        possible = possible | {fact.assumed} if fact.assumed else set(fact.ids)
    ordered = tuple(value for value in fact.ids if value in possible)
    return (ordered[0], ()) if len(ordered) == 1 else (None, ordered)


def _softmax(scores: Vector) -> Vector:
    powers = np.exp(scores - scores.max())
    chances: Vector = powers / powers.sum()
    return chances
