"""From a message to what it may mean, as chances, with the words that say so.

The classes of a fact are its values, "says nothing" and "leaves it open". A reading
only proposes: what follows is decided by rules, and whoever uses it decides how sure is
sure enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.reading.clauses import clauses_of
from assistant.reading.evidence import Grounds
from assistant.reading.features import Features, features_of
from assistant.reading.learning import (
    SEVERAL,
    UNSAID,
    Classes,
    Learned,
    Matrix,
    Vector,
)
from assistant.reading.lexicon import Lexicon
from assistant.reading.likeness import Likeness, Model
from assistant.reading.weighing import Weighing
from assistant.reading.words import Message, Span, Spelling, message_of

Halves = NDArray[np.float16]


class Grounded(Protocol):
    """What leads a value back to the words that say it."""

    def spans(self, fact: str, value: str) -> tuple[Span, ...]:
        """Return the half-open spans of code points that speak for a value."""


@dataclass(frozen=True)
class Reading:
    """What a message may mean.

    Attributes:
        chances: For each fact the chance of each value, of ``UNSAID`` and "unknown";
            facts of which nothing was learned are left out.
        whole: The vector of the whole message; None without a model or words.
        several: The chance that it holds more than one matter.
        grounds: What ``evidence`` is taken from.
    """

    chances: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    whole: Vector | None = None
    several: float = 0.0
    grounds: Grounded | None = None

    def evidence(self, fact: str, value: str) -> tuple[Span, ...]:
        """Return the half-open spans of code points that speak for a value."""
        return self.grounds.spans(fact, value) if self.grounds else ()


NOTHING_READ = Reading()


class Reader:
    """Reads messages; made by ``train``. Safe to share by threads."""

    def __init__(
        self,
        lexicon: Lexicon,
        spelling: Spelling,
        weighing: Weighing,
        weights: Halves,
        learned: Learned,
        meaning: tuple[Model, Likeness] | None,
    ) -> None:
        """Take what was learned.

        Args:
            lexicon: Knows phrases that tell much the same.
            spelling: Undoes slips of the finger.
            weighing: The features, and what each counts.
            weights: A row a feature, a column a class.
            learned: Shares of the messages, used with ``meaning``; and the biases.
            meaning: The model, and the messages learned from; None without a model.
        """
        self.lexicon = lexicon
        self.spelling = spelling
        self.weighing = weighing
        self.weights = weights
        self.learned = learned
        self.meaning = meaning

    @property
    def understands(self) -> bool:
        """Whether messages are read by their meaning too, or by words alone."""
        return self.meaning is not None

    def read(self, text: str) -> Reading:
        """Return what a message may mean; nothing where it has no words."""
        message = message_of(text, self.spelling)
        if not (message.words and self.learned.classes):
            return NOTHING_READ
        features = features_of(message, self.lexicon)
        weighed = self.weighing.weigh(features)
        rows = np.fromiter(weighed, np.int64, len(weighed))
        counts = np.fromiter(weighed.values(), np.float32, len(weighed))
        says = self.weights[rows].astype(np.float32) * counts[:, np.newaxis]
        scores = says.sum(axis=0) + self.learned.bias
        whole = None
        if self.meaning is not None and (clauses := clauses_of(text)):
            model, likeness = self.meaning
            whole, parts = model.read(clauses)
            scores = scores + likeness.to(whole, parts) @ self.learned.shares
        phrases = self.lexicon.words_of_phrases(message.words)
        names = [self.weighing.names[row] for row in rows.tolist()]
        saying = _Saying(self.learned.classes, message, phrases, features, names, says)
        chances = {each.fact: _chances(each, scores) for each in self.learned.classes}
        several = chances.pop(SEVERAL, {}).get(SEVERAL, 0.0)
        return Reading(chances, whole, several, saying)


class _Saying:
    """Which words of one message speak for which value; worked out when asked."""

    def __init__(
        self,
        classes: tuple[Classes, ...],
        message: Message,
        phrases: frozenset[int],
        features: Features,
        names: list[str],
        says: Matrix,
    ) -> None:
        self._classes = {each.fact: each for each in classes}
        self._message = message
        self._phrases = phrases
        self._features = features
        self._names = names
        self._says = says

    @cached_property
    def _grounds(self) -> Grounds:
        return Grounds(self._message.words, self._phrases, self._features, self._names)

    def spans(self, fact: str, value: str) -> tuple[Span, ...]:
        classes = self._classes.get(fact)
        if classes is None or value not in classes.names:
            return ()
        here = self._says[:, classes.columns]
        lead = here[:, classes.names.index(value)] - here.mean(axis=1)
        return self._grounds.spans(lead)


def _chances(classes: Classes, scores: Vector) -> Mapping[str, float]:
    here = scores[classes.columns]
    powers = np.exp(here - here.max())
    return dict(zip(classes.names, (powers / powers.sum()).tolist(), strict=True))


__all__ = ["NOTHING_READ", "UNSAID", "Reader", "Reading"]
