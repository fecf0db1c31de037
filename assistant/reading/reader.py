"""From a message to proposed facts, each with confidence and evidence.

One scikit-learn model a fact, over the shared features of a message. Its classes are
the fact's values, "says nothing" and "leaves it open". A reading only proposes:
what follows is decided by rules, and a fact that was read with doubt is asked for.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from assistant.model.kb import Utterance
from assistant.model.policy import Fact
from assistant.model.verdict import UNKNOWN
from assistant.reading.features import Feature, Span, features

_UNSAID = "-"
"""The class of messages that say nothing about a fact; no value's id looks like it."""

_FEWEST = 3
"""Messages a value needs before it can be learned."""

SURE = 0.5
"""Probability from which a value is proposed rather than left open."""

PLAUSIBLE = 0.2
"""Probability from which a value stays possible beside others."""

_MOST_EVIDENCE = 3
"""Spans shown for one fact."""

_EVIDENCE_SHARE = 0.3
"""A span is shown if it weighs at least this share of the weightiest one."""


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


@dataclass(frozen=True, slots=True)
class _Model:
    fact: Fact
    classes: tuple[str, ...]
    weights: NDArray[np.float32]
    """One row a class, one column a feature."""
    bias: NDArray[np.float32]


class Reader:
    """Reads messages; made by ``train``, never stored."""

    def __init__(self, vectorizer: TfidfVectorizer, models: Sequence[_Model]) -> None:
        self._vectorizer = vectorizer
        self._column: Mapping[str, int] = vectorizer.vocabulary_
        self._models = tuple(models)

    def read(self, text: str) -> Reading:
        """Return what a message says; a fact it says nothing about is left out."""
        found = list(features(text))
        row = self._vectorizer.transform([found])
        columns, values = row.indices, row.data
        if not len(columns):
            return NOTHING_READ
        read = (
            self._read_fact(model, columns, values, found) for model in self._models
        )
        return Reading(tuple(each for each in read if each is not None))

    def _read_fact(
        self,
        model: _Model,
        columns: NDArray[np.int32],
        values: NDArray[np.float32],
        found: Sequence[Feature],
    ) -> FactRead | None:
        part = model.weights[:, columns]
        chances = _softmax(part @ values + model.bias)
        best = int(np.argmax(chances))
        likeliest, confidence = model.classes[best], float(chances[best])
        if confidence >= SURE and likeliest == _UNSAID:
            return None
        evidence = self._evidence(model, best, columns, values, found)
        if confidence >= SURE and likeliest != UNKNOWN:
            return FactRead(model.fact.id, likeliest, confidence, evidence, ())
        plausible = {
            name
            for name, chance in zip(model.classes, chances, strict=True)
            if chance >= PLAUSIBLE
        }
        return _in_doubt(model.fact, plausible, confidence, evidence)

    def _evidence(
        self,
        model: _Model,
        best: int,
        columns: NDArray[np.int32],
        values: NDArray[np.float32],
        found: Sequence[Feature],
    ) -> tuple[Span, ...]:
        """Return the spans that speak most for a class against the mean of all."""
        lead = model.weights[best, columns] - model.weights[:, columns].mean(axis=0)
        weight = dict(zip(columns.tolist(), (lead * values).tolist(), strict=True))
        by_span: Counter[Span] = Counter()
        for feature in found:
            column = self._column.get(feature.name)
            if column is not None:
                by_span[feature.span] += weight.get(column, 0.0)
        heavy = by_span.most_common(_MOST_EVIDENCE)
        least = heavy[0][1] * _EVIDENCE_SHARE if heavy else 0.0
        return _merged([span for span, weight in heavy if weight >= least > 0])


def train(utterances: Sequence[Utterance], facts: Mapping[str, Fact]) -> Reader:
    """Return a reader that has learned from labelled messages.

    The same messages give the same reader: nothing in the training is random.

    Args:
        utterances: At least a few messages; their labels are declared values.
        facts: The declared facts; one without labels is never read.
    """
    vectorizer = TfidfVectorizer(
        analyzer=_names, min_df=2, sublinear_tf=True, dtype=np.float32
    )
    rows = vectorizer.fit_transform([list(features(u.text)) for u in utterances])
    models = []
    for fact in facts.values():
        labels = [utterance.facts.get(fact.id, _UNSAID) for utterance in utterances]
        counts = Counter(labels)
        kept = np.array([counts[label] >= _FEWEST for label in labels])
        wanted = np.array(labels)[kept]
        if len(set(wanted)) < 2:
            continue
        # A loose tolerance: the last digits of a weight change no reading.
        model = LogisticRegression(C=30.0, tol=0.01, max_iter=100)
        model.fit(rows[kept], wanted)
        models.append(_with_a_row_a_class(fact, model))
    return Reader(vectorizer, models)


def _with_a_row_a_class(fact: Fact, model: LogisticRegression) -> _Model:
    weights, bias = model.coef_, model.intercept_
    if len(weights) == 1:  # two classes share one row; the other is its mirror
        weights = np.vstack([-weights / 2, weights / 2])
        bias = np.concatenate([-bias / 2, bias / 2])
    return _Model(
        fact,
        tuple(str(each) for each in model.classes_),
        weights.astype(np.float32),
        bias.astype(np.float32),
    )


def _names(found: Sequence[Feature]) -> list[str]:
    return [feature.name for feature in found]


def _in_doubt(
    fact: Fact, plausible: set[str], confidence: float, evidence: tuple[Span, ...]
) -> FactRead | None:
    """Return which values a doubtful reading leaves possible, or None for no news.

    Where "says nothing" is plausible the assumed value stays possible, or, without an
    assumption, every value does.
    """
    possible = plausible - {_UNSAID, UNKNOWN}
    if UNKNOWN in plausible or not possible:
        possible = set(fact.ids)
    elif _UNSAID in plausible:
        possible = possible | {fact.assumed} if fact.assumed else set(fact.ids)
    ordered = tuple(value for value in fact.ids if value in possible)
    if len(ordered) == 1:
        return FactRead(fact.id, ordered[0], confidence, evidence, ())
    return FactRead(fact.id, None, confidence, evidence, ordered)


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(scores - scores.max())
    chances: NDArray[np.float32] = powers / powers.sum()
    return chances


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans in order, overlapping ones made one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
