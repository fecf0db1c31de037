"""The whole evaluation, in one call; what it finds is kept as plain figures."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.evaluation.calibration import (
    Bound,
    Calibration,
    Point,
    bounds_of,
    of_facts,
    of_priority,
    risk_and_coverage,
)
from assistant.evaluation.coverage import LENGTHS, length_of
from assistant.evaluation.judging import Figure, Judge, Section, groups_of
from assistant.evaluation.leakage import leaks
from assistant.evaluation.messages import Message, read_messages
from assistant.evaluation.mistakes import Mistake, mistakes_of
from assistant.evaluation.outside import Outside, outside_of
from assistant.evaluation.parts import PARTS, QUESTION
from assistant.evaluation.reading_figures import (
    Confusion,
    FactFigures,
    fact_figures,
    priority_confusion,
)
from assistant.evaluation.retrieval import Retrieval, of_faq, of_phrasings
from assistant.evaluation.running import (
    Bench,
    Case,
    Folds,
    Material,
    Progress,
    answered,
    cross_validated,
    with_and_without_asking,
)
from assistant.rules import Engine
from assistant.sources import Sources
from assistant.today import today

BREAKDOWN = (
    "priority.right",
    "priority.asked",
    "urgent.called",
    "urgent.otherwise",
    "urgent.false",
)
"""Figures that are shown for each register, length and file."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some figures of the messages that share something."""

    name: str
    messages: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The messages by one thing they differ in."""

    by: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything about one set of messages.

    Attributes:
        alike: Messages that are near-duplicates of one the reader learned from.
    """

    title: str
    messages: int
    alike: tuple[str, ...]
    sections: tuple[Section, ...]
    facts: tuple[FactFigures, ...]
    confusion: Confusion
    calibration: Calibration
    fact_calibration: dict[str, Calibration]
    risk: tuple[Point, ...]
    bounds: tuple[Bound, ...]
    mistakes: tuple[Mistake, ...]
    breakdowns: tuple[Breakdown, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was measured."""

    policy_version: str
    without: tuple[str, ...]
    judged: tuple[Judged, ...]
    phrasings: Retrieval | None = None
    faq: tuple[Retrieval, ...] = ()
    outside: tuple[Outside, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured.

    Attributes:
        own: Our own messages, by cross-validation.
        files: Files of labelled messages.
        folder: Where the meanings of messages are kept between runs, if anywhere.
    """

    own: bool = True
    folds: Folds = field(default_factory=Folds)
    files: tuple[Path, ...] = ()
    faq: Path | None = None
    outside: Path | None = None
    without: tuple[str, ...] = ()
    folder: Path | None = None
    progress: Progress = field(default=lambda what, done, of: None)


def evaluate(sources: Sources, plan: Plan) -> Evaluation:
    """Measure.

    Raises:
        CannotRun: A file cannot be used, or there are too few messages.
    """
    given = [(path, _read(path, sources)) for path in plan.files]
    material = Material.of(sources, plan.folder, plan.progress)
    bench = Bench(material, plan.without)
    sets: list[Judged] = []
    held_out: list[Case] = []
    if plan.own:
        cases = cross_validated(bench, plan.folds, plan.progress)
        held_out += cases
        title = _title(plan.folds)
        sets.append(judged(title, sources, cases))
    answering = None
    if given or plan.outside:
        plan.progress("training", 0, 1)
        answering = bench.trained()
        for path, messages in given:
            cases = answered(answering, messages, plan.progress)
            held_out += cases
            sets.append(judged(str(path), sources, cases, _alike(sources, messages)))
    return Evaluation(
        sources.policy.version,
        plan.without,
        tuple(sets),
        of_phrasings(sources, bench.embed, plan.folds.number, plan.progress)
        if plan.own
        else None,
        of_faq(plan.faq, bench.embed, plan.progress) if plan.faq else (),
        outside_of(plan.outside, answering, held_out, plan.progress)
        if plan.outside and answering
        else (),
    )


def contributions(
    sources: Sources, folds: Folds, folder: Path | None, progress: Progress
) -> tuple[tuple[str, Judged], ...]:
    """Return what is measured with everything, and with each part taken away."""
    material = Material.of(sources, folder, progress)
    asking, silent = with_and_without_asking(Bench(material), folds, progress)
    found = {"": judged("", sources, asking)}
    silently = judged(QUESTION, sources, silent)
    for part in PARTS:
        if part == QUESTION:
            continue

        def named(what: str, done: int, of: int, part: str = part) -> None:
            progress(f"without {part}, {what}", done, of)

        cases = cross_validated(Bench(material, (part,)), folds, named)
        found[part] = judged(part, sources, cases)
    found[QUESTION] = silently
    return tuple(found.items())


def _title(folds: Folds) -> str:
    some = f"one in {folds.every} of them, " if folds.every > 1 else ""
    return (
        f"our own messages, {some}{folds.number} folds, near-duplicates kept together"
    )


def _read(path: Path, sources: Sources) -> tuple[Message, ...]:
    return read_messages(path, sources.policy, sources.kb)


def _alike(sources: Sources, messages: Sequence[Message]) -> tuple[str, ...]:
    found = leaks(
        [each.text for each in messages],
        [each.text for each in sources.kb.utterances],
    )
    return tuple(
        f"{messages[at].at} is alike to {sources.kb.utterances[learned].at}"
        for at, learned in found.items()
    )


def judged(
    title: str, sources: Sources, cases: Sequence[Case], alike: tuple[str, ...] = ()
) -> Judged:
    """Return everything about one set of messages."""
    judge = Judge(sources.policy)
    engine = Engine(sources.policy, today())
    return Judged(
        title,
        len(cases),
        alike,
        judge.sections(cases),
        fact_figures(sources.policy, cases),
        priority_confusion(cases),
        of_priority(cases),
        of_facts(cases),
        risk_and_coverage(cases),
        bounds_of(judge, cases),
        mistakes_of(judge, engine, cases),
        _breakdowns(judge, cases),
    )


def _breakdowns(judge: Judge, cases: Collection[Case]) -> tuple[Breakdown, ...]:
    keys: dict[str, Callable[[Case], str]] = {
        "register": lambda case: case.message.register,
        "length": lambda case: LENGTHS[length_of(case.message.text)],
        "file": lambda case: Path(case.message.source).stem,
    }
    return tuple(
        Breakdown(
            by,
            tuple(
                Group(name, len(part), _few(judge.sections(part)))
                for name, part in groups_of(cases, key).items()
            ),
        )
        for by, key in keys.items()
    )


def _few(sections: Sequence[Section]) -> tuple[Figure, ...]:
    return tuple(
        figure for each in sections for figure in each.figures if figure.id in BREAKDOWN
    )
