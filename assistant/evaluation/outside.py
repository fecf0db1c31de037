"""Messages that no support is for, from CLINC150: are they told from ours?

Of that set, the test part is used and nothing else, so that the rest can serve to
choose a threshold. Its out-of-scope queries ask for what no assistant of its makers
does; its other ones are about banks, travel, kitchens and the like, and none of them
is a matter for a support desk either.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import CannotRun
from assistant.evaluation.json_file import read_json
from assistant.evaluation.running import Answering, Case, Chances, Progress
from assistant.evaluation.statistics import Rate, auroc
from assistant.model.verdict import Verdict
from assistant.reading import OUTSIDE, SCOPE

_MOST = 1_000
"""Queries asked of one kind: every so-manieth, where there are more."""

_PARTS = (("oos_test", "out-of-scope queries"), ("test", "everyday requests"))
_RECALL = 0.95


@dataclass(frozen=True, slots=True)
class Outside:
    """How queries of one kind are told from matters for support.

    Attributes:
        recognised: Told that they are no matter for support.
        unanswered: Those for which no article answers.
        auroc: How often such a query looks more like one than a message in scope.
        false_alarms: The share of messages in scope that would be refused, were 95 %
            of these queries to be recognised.
    """

    title: str
    recognised: Rate
    unanswered: Rate
    auroc: float | None
    false_alarms: Rate


def outside_of(
    path: Path, answering: Answering, cases: Iterable[Case], progress: Progress
) -> tuple[Outside, ...]:
    """Return how the queries of a file are told from the messages in scope.

    Args:
        path: A file in the shape of CLINC150.
        answering: What answers them; no query is among what it learned.
        cases: Messages in scope are taken from here, read by a reader that never saw
            them.
        progress: Told how far it is.

    Raises:
        CannotRun: The file cannot be read or is of another shape.
    """
    inside = [_score(each.chances) for each in cases if each.truth.scope == "in_scope"]
    found = []
    for title, texts in _queries(path):
        scores: list[float] = []
        verdicts: list[Verdict] = []
        for text in texts:
            verdicts.append(answering.verdict(text))
            scores.append(_score(answering.reader.read(text).chances))
            progress(title, len(scores), len(texts))
        found.append(_outside(title, scores, inside, verdicts))
    return tuple(found)


def _outside(
    title: str,
    scores: Sequence[float],
    inside: Sequence[float],
    verdicts: Sequence[Verdict],
) -> Outside:
    threshold = sorted(scores)[int(len(scores) * (1 - _RECALL))]
    return Outside(
        title,
        Rate(sum(each.scope == OUTSIDE for each in verdicts), len(verdicts)),
        Rate(sum(each.answers_confidence == "none" for each in verdicts), len(scores)),
        auroc(scores, inside),
        Rate(sum(score >= threshold for score in inside), len(inside)),
    )


def _score(chances: Chances) -> float:
    """Return how much a message looks like no matter for support."""
    return chances.get(SCOPE, {}).get(OUTSIDE, 0.0)


def _queries(path: Path) -> list[tuple[str, list[str]]]:
    parts = read_json(path)
    if not isinstance(parts, dict):
        raise CannotRun(f"{path} is no object of lists")
    found = [
        (title, _texts(path, name, parts[name]))
        for name, title in _PARTS
        if parts.get(name)
    ]
    if not found:
        names = " or ".join(f'"{name}"' for name, _ in _PARTS)
        raise CannotRun(f"{path} has no list {names} of [text, label]")
    return found


def _texts(path: Path, name: str, given: Any) -> list[str]:  # noqa: ANN401 - JSON
    texts = [
        each[0]
        for each in (given if isinstance(given, list) else ())
        if isinstance(each, list) and each and isinstance(each[0], str) and each[0]
    ]
    if not isinstance(given, list) or len(texts) < len(given):
        raise CannotRun(f'{path}: "{name}" is no list of [text, label]')
    return texts[:: max(len(texts) // _MOST, 1)][:_MOST]
