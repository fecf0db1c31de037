"""From labelled messages to what each kind of likeness says about each fact.

Two steps. Kernel ridge regression: each value of a fact is predicted from how alike a
message is to every labelled one, solved at once in closed form. The same solution
tells how each message would have scored had it, and every message nearly the same,
been left out; from these honest scores a logistic regression a fact learns what a score
is worth. Both are linear, so together they are one set of weights.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.model.kb import Utterance
from assistant.model.policy import Fact

UNSAID = "-"
"""The class of messages that say nothing about a fact; no value's id looks like it."""

SCOPE, OUTSIDE = "message_scope", "out_of_scope"
"""The fact that a message is no matter for support, and its value that says so."""

SEVERAL = "several_matters"
"""What is learned beside the facts: whether a message holds more than one matter."""

_FEWEST = 3
"""Messages a value needs before it can be learned."""

_RIDGE = 0.6
_LOGISTIC = 3.0
"""Strengths of the two regressions; half or twice as much measures the same."""

Matrix = NDArray[np.float32]
Vector = NDArray[np.float32]
Labels = NDArray[np.str_]
Groups = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Classes:
    """The values of a fact that were learned, UNSAID and "unknown" among them."""

    fact: str
    names: tuple[str, ...]
    columns: slice
    """Where they stand in the weights."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: the score of a class is linear in the likenesses.

    Attributes:
        shares: A row a message learned from, a column a class: what likeness to this
            message says for this class.
        bias: One number a class.
    """

    classes: tuple[Classes, ...]
    shares: Matrix
    bias: Vector


def learn(
    alike: Matrix,
    groups: Groups,
    utterances: Sequence[Utterance],
    facts: Mapping[str, Fact],
) -> Learned:
    """Return what labelled messages teach; nothing about a fact without labels.

    Args:
        alike: How alike the messages are: a row and a column each. It is overwritten.
        groups: The messages by their number, nearly the same ones together.
        utterances: The messages with their labels.
        facts: The declared facts.
    """
    labels = {name: _labels(utterances, name) for name in facts}
    labels[SEVERAL] = np.array(
        [SEVERAL if each.also else UNSAID for each in utterances], np.str_
    )
    examples = {name: _examples(labels, name) for name in labels}
    classes = _classes(labels, examples)
    if not classes:
        return Learned((), np.empty((0, 0), np.float32), np.empty(0, np.float32))
    targets = np.column_stack(
        [
            np.where(labels[each.fact] == value, 1.0, -1.0).astype(np.float32)
            for each in classes
            for value in each.names
        ]
    )
    shares, left_out = ridge(alike, targets, groups)
    bias = shares.sum(axis=0)
    for each in classes:
        here = each.columns
        taken = examples[each.fact] & np.isin(labels[each.fact], each.names)
        worth, offset = _worth(left_out[taken, here], labels[each.fact][taken])
        shares[:, here] = shares[:, here] @ worth
        bias[here] = bias[here] @ worth + offset
    return Learned(classes, shares, bias)


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
    labels: Mapping[str, Labels], examples: Mapping[str, NDArray[np.bool_]]
) -> tuple[Classes, ...]:
    """Return the classes that have enough examples, of facts that have two at least."""
    learned = []
    start = 0
    for name in labels:
        counts = Counter(labels[name][examples[name]].tolist())
        names = tuple(sorted(each for each in counts if counts[each] >= _FEWEST))
        if len(names) > 1:
            learned.append(Classes(name, names, slice(start, start + len(names))))
            start += len(names)
    return tuple(learned)


def ridge(alike: Matrix, targets: Matrix, groups: Groups) -> tuple[Matrix, Matrix]:
    """Return the share of each message, and the scores had its group been left out.

    A bias is learned with them: it is the sum of the shares.
    """
    alike += 1
    alike[np.diag_indices_from(alike)] += np.float32(_RIDGE)
    inverse = _inverse(alike)
    shares: Matrix = inverse @ targets
    left_out = np.empty_like(targets)
    for group in groups:
        here = np.array(group)
        own = inverse[np.ix_(here, here)].astype(np.float64)
        left_out[here] = targets[here] - np.linalg.solve(own, shares[here])
    return shares, left_out


def _inverse(alike: Matrix) -> Matrix:
    """Return the inverse in the place of the matrix, which is symmetric and positive.

    LAPACK works column by column, so its lower half is our upper one.
    """
    # Loaded by those who learn: a kept reader does without, and without their 20 MB.
    from scipy.linalg import lapack  # noqa: PLC0415

    halves, failed = lapack.spotrf(alike.T, lower=True, overwrite_a=True)
    if not failed:
        halves, failed = lapack.spotri(halves, lower=True, overwrite_c=True)
    if failed:
        raise np.linalg.LinAlgError("likenesses that no messages can have")
    inverse: Matrix = halves.T
    for number in range(len(inverse)):  # the other half, without a third matrix
        inverse[number + 1 :, number] = inverse[number, number + 1 :]
    return inverse


def _worth(scores: Matrix, labels: Labels) -> tuple[Matrix, Vector]:
    """Return what each score, a row, is worth for each class, a column; and offsets."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as above

    model: Any = LogisticRegression(C=_LOGISTIC, tol=1e-3, max_iter=300)
    model.fit(scores, labels)
    worth, offset = model.coef_.T, model.intercept_
    if len(offset) == 1:  # two classes share one; the other is its mirror
        worth = np.hstack([-worth / 2, worth / 2])
        offset = np.concatenate([-offset / 2, offset / 2])
    return worth.astype(np.float32), offset.astype(np.float32)
