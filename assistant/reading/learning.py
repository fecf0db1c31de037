"""From labelled messages to weights: one for each feature and value of a fact.

Two steps. Ridge regression of every value on the features of a message, solved at once
in closed form. It also tells how it would have scored each message had that one been
left out; from these honest scores a logistic regression a fact learns what a score is
worth. Both are linear, so together they are one matrix, which reads fast and can tell
its evidence.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.model.kb import Utterance
from assistant.model.policy import Fact

UNSAID = "-"
"""The class of messages that say nothing about a fact; no value's id looks like it."""

SCOPE, OUTSIDE = "message_scope", "out_of_scope"
"""The fact that a message is no matter for support, and its value that says so."""

_FEWEST = 3
"""Messages a value needs before it can be learned."""

_RIDGE = 0.6
_LOGISTIC = 3.0
"""Strengths of the two regressions; 0.25 to 0.8 and 1.5 to 6 measure the same."""

Matrix = NDArray[np.float32]
Vector = NDArray[np.float32]
Labels = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Classes:
    """The values of a fact that were learned, UNSAID and "unknown" among them."""

    fact: Fact
    names: tuple[str, ...]
    columns: slice
    """Where they stand in the weights."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: the score of a class is linear in the features.

    Attributes:
        weights: A row a feature, a column a class.
        bias: One number a class.
    """

    facts: tuple[Classes, ...]
    weights: Matrix
    bias: Vector


def learn(
    blocks: Sequence[Any],
    utterances: Sequence[Utterance],
    facts: Mapping[str, Fact],
) -> Learned:
    """Return what labelled messages teach; nothing about a fact without labels.

    Args:
        blocks: What each feature counts: sparse matrices, a row a message.
        utterances: The messages with their labels.
        facts: The declared facts.
    """
    labels = {name: _labels(utterances, name) for name in facts}
    examples = {name: _examples(labels, name) for name in facts}
    learned = _classes(facts, labels, examples)
    if not learned:
        return Learned((), np.empty((0, 0), np.float32), np.empty(0, np.float32))
    targets = np.column_stack(
        [
            np.where(labels[each.fact.id] == value, 1.0, -1.0).astype(np.float32)
            for each in learned
            for value in each.names
        ]
    )
    weights, bias, left_out = ridge(blocks, targets)
    for each in learned:
        name, here = each.fact.id, each.columns
        taken = examples[name] & np.isin(labels[name], each.names)
        worth, offset = _worth(left_out[taken, here], labels[name][taken])
        weights[:, here] = weights[:, here] @ worth
        bias[here] = bias[here] @ worth + offset
    return Learned(learned, weights, bias)


def _labels(utterances: Sequence[Utterance], fact: str) -> Labels:
    return np.array([each.facts.get(fact, UNSAID) for each in utterances], np.str_)


def _examples(labels: Mapping[str, Labels], fact: str) -> NDArray[np.bool_]:
    """Tell which messages are examples for a fact.

    What is no matter for support is no example of a message that does not say.
    """
    outside: NDArray[np.bool_] = np.zeros(len(labels[fact]), np.bool_)
    if fact != SCOPE and SCOPE in labels:
        outside |= labels[SCOPE] == OUTSIDE
    return ~outside


def _classes(
    facts: Mapping[str, Fact],
    labels: Mapping[str, Labels],
    examples: Mapping[str, NDArray[np.bool_]],
) -> tuple[Classes, ...]:
    """Return the classes that have enough examples, of facts that have two at least."""
    learned = []
    start = 0
    for name, fact in facts.items():
        counts = Counter(labels[name][examples[name]].tolist())
        names = tuple(sorted(each for each in counts if counts[each] >= _FEWEST))
        if len(names) > 1:
            learned.append(Classes(fact, names, slice(start, start + len(names))))
            start += len(names)
    return tuple(learned)


def ridge(blocks: Sequence[Any], targets: Matrix) -> tuple[Matrix, Vector, Matrix]:
    """Return weights, biases, and the scores of each message had it been left out."""
    alike = np.ones((len(targets), len(targets)), np.float32)  # ones for the bias
    for rows in blocks:
        alike += (rows @ rows.T).toarray()
    alike[np.diag_indices_from(alike)] += np.float32(_RIDGE)
    inverse = np.linalg.inv(alike)
    shares = inverse @ targets
    left_out = targets - shares / np.diag(inverse)[:, np.newaxis]
    weights: Matrix = np.vstack([rows.T @ shares for rows in blocks])
    return weights, shares.sum(axis=0), left_out.astype(np.float32)


def _worth(scores: Matrix, labels: Labels) -> tuple[Matrix, Vector]:
    """Return what each score, a row, is worth for each class, a column; and offsets."""
    model = LogisticRegression(C=_LOGISTIC, tol=1e-3, max_iter=300)
    model.fit(scores, labels)
    worth, offset = model.coef_.T, model.intercept_
    if len(offset) == 1:  # two classes share one; the other is its mirror
        worth = np.hstack([-worth / 2, worth / 2])
        offset = np.concatenate([-offset / 2, offset / 2])
    return worth.astype(np.float32), offset.astype(np.float32)
