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
from assistant.reading.doubt import (
    SURE,
    SURE_GROUND,
    FactRead,
    grounds_of,
    proposal,
    weighed_together,
)
from assistant.reading.evidence import Grounds
from assistant.reading.features import LEXICON_STEMS, features_of
from assistant.reading.learning import Classes, Learned, Matrix, Vector, learn
from assistant.reading.weighing import Weighing
from assistant.reading.words import Spelling, known_stems, message_of

_HASTY = "typos"
"""The register of messages whose spelling is no guide."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts a message speaks of, by name."""

    facts: tuple[FactRead, ...]


NOTHING_READ = Reading(())


class Reader:
    """Reads messages; made by ``train``, never stored. Safe to share by threads."""

    def __init__(
        self,
        spelling: Spelling,
        weighing: Weighing,
        learned: Learned,
        facts: Mapping[str, Fact],
    ) -> None:
        self._spelling = spelling
        self._weighing = weighing
        self._learned = learned
        self._facts = facts
        self._grounds = grounds_of(facts.values())

    def read(self, text: str) -> Reading:
        """Return what a message says; a fact it says nothing about is left out."""
        message = message_of(text, self._spelling)
        features = features_of(message)
        weighed = self._weighing.weigh(features)
        if not (message.words and weighed and self._learned.facts):
            return NOTHING_READ
        rows = np.array([self._weighing.columns[name] for name in weighed])
        counts = np.fromiter(weighed.values(), np.float32, len(weighed))
        says = self._learned.weights[rows] * counts[:, np.newaxis]
        scores = says.sum(axis=0) + self._learned.bias
        grounds = Grounds(message.words, features, weighed)
        read = [
            fact
            for classes in self._learned.facts
            if (fact := self._read_fact(classes, scores, says, grounds)) is not None
        ]
        return Reading(weighed_together(read, self._facts))

    def _read_fact(
        self, classes: Classes, scores: Vector, says: Matrix, grounds: Grounds
    ) -> FactRead | None:
        fact, here = classes.fact, classes.columns
        chances = _softmax(scores[here])
        likely = dict(zip(classes.names, chances.tolist(), strict=True))
        sure = SURE_GROUND if fact.id in self._grounds else SURE
        proposed = proposal(fact, likely, sure)
        if proposed is None:
            return None
        best = max(likely, key=lambda value: likely[value])
        shown = proposed.value if proposed.value in likely else best
        lead = says[:, here][:, classes.names.index(shown)] - says[:, here].mean(axis=1)
        return FactRead(
            fact.id,
            proposed.value,
            likely[shown],
            grounds.spans(lead),
            proposed.alternatives,
        )


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
    learned = learn(weighing.blocks, utterances, facts)
    return Reader(spelling, weighing, learned, facts)


def _softmax(scores: Vector) -> Vector:
    powers = np.exp(scores - scores.max())
    chances: Vector = powers / powers.sum()
    return chances
