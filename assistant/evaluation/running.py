"""What the desk answers to each message, read by a reader that never saw it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from assistant import reading
from assistant.desk import Desk, Problem, searchable
from assistant.evaluation.folds import folds_of
from assistant.evaluation.messages import Message, own_messages
from assistant.evaluation.parts import QUESTION
from assistant.evaluation.truth import Truth, truth_of
from assistant.meaning import Model, Vectors, open_model
from assistant.model.verdict import UNKNOWN, Verdict
from assistant.sources import Sources

Progress = Callable[[str, int, int], None]
"""Takes what is being done, how much of it is done, and how much there is."""

Embed = Callable[[Sequence[str]], Vectors]

Chances = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Case:
    """A message, what is right about it, and what was answered.

    Attributes:
        chances: What the message seemed to say, before anything was given or assumed.
        after: The answer once the question was answered as the labels say; None where
            none was asked or facts are not labelled.
    """

    message: Message
    truth: Truth
    chances: Chances
    verdict: Verdict
    after: Verdict | None


@dataclass(frozen=True)
class Material:
    """What readers are made from: our messages, and what they mean.

    Attributes:
        model: Tells meanings; None where it is not there, then words must do.
        understood: What our messages mean, in their order.
    """

    sources: Sources
    model: Model | None = None
    understood: reading.Understood | None = field(default=None, repr=False)

    @classmethod
    def of(
        cls,
        sources: Sources,
        folder: Path | None = None,
        progress: Progress = lambda what, done, of: None,
    ) -> "Material":
        """Understand our messages, once for all readers.

        Args:
            sources: The content.
            folder: Where meanings are kept between runs; None keeps nothing.
            progress: Told how many messages are understood.
        """
        model = open_model()
        understood = reading.understood(
            sources.kb.utterances,
            model,
            folder,
            lambda done, of: progress("understanding messages", done, of),
        )
        return cls(sources, model, understood)


class _ReadOnce:
    """A reader that remembers: the desk reads what was read for the figures."""

    def __init__(self, reader: reading.Reader) -> None:
        self._reader = reader
        self.read = lru_cache(64)(reader.read)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a reader has
        return getattr(self._reader, name)


class Bench:
    """Makes desks that differ only in their reader: what is searched is built once."""

    def __init__(self, material: Material, without: Collection[str] = ()) -> None:
        self.material = material
        self.sources = material.sources
        self._without = frozenset(without) - {QUESTION}
        self._asks = QUESTION not in without
        self._model = None if "embeddings" in without else material.model
        self._index = searchable(
            self.sources.kb, self.sources.policy.clauses.values(), self._model
        )

    @property
    def embed(self) -> Embed | None:
        """What gives texts their meaning in search; None where nothing does."""
        return self._model.embed if self._model else None

    def trained(self, places: Sequence[int] | None = None) -> "Answering":
        """Return what answers messages, having learned from ours at these places."""
        kb = self.sources.kb
        here = range(len(kb.utterances)) if places is None else places
        understood = self.material.understood
        if understood is not None and here:
            meanings = understood.meanings.of_these(here)
            understood = reading.Understood(understood.model, meanings)
        learned = reading.train(
            [kb.utterances[at] for at in here],
            self.sources.policy.facts,
            kb.cues,
            understood if here else None,
            self._without,
        )
        # Of a reader the desk wants what it reads, and this reads just that.
        reader = cast("reading.Reader", _ReadOnce(learned))
        desk = Desk(self.sources, self._index, reader, self._model)
        return Answering(desk, reader, asks=self._asks)


class Answering:
    """A desk with its reader, asking questions or not."""

    def __init__(self, desk: Desk, reader: reading.Reader, *, asks: bool) -> None:
        self.desk = desk
        self.reader = reader
        # Who was asked everything already is asked nothing more.
        self._asked = () if asks else tuple(_askable(desk))

    def without_asking(self) -> "Answering":
        """Return the same desk, asking nothing."""
        return Answering(self.desk, self.reader, asks=False)

    def verdict(self, text: str, plan: str | None = None) -> Verdict:
        """Answer a text."""
        return self.desk.assist(Problem(text, plan, asked=self._asked))

    def case(self, message: Message) -> Case:
        """Answer a message; ask for what the labels can tell."""
        verdict = self.verdict(message.text, message.plan)
        engine = self.desk.engine()
        truth = truth_of(message, engine, verdict.answers_confidence)
        return Case(
            message,
            truth,
            self.reader.read(message.text).chances,
            verdict,
            self._after(message, truth, verdict),
        )

    def _after(
        self, message: Message, truth: Truth, verdict: Verdict
    ) -> Verdict | None:
        if verdict.question is None or truth.possible is None:
            return None
        fact = verdict.question.fact
        values = tuple(truth.possible.get(fact, ()))
        answer = values[0] if len(values) == 1 else UNKNOWN
        return self.desk.assist(
            Problem(message.text, message.plan, {fact: answer}, asked=(fact,))
        )


@dataclass(frozen=True, slots=True)
class Folds:
    """How our own messages are split.

    Attributes:
        number: Each is answered by a reader that learned from the other folds.
        every: One in so many is answered; all of them teach.
    """

    number: int = 5
    every: int = 1


def cross_validated(bench: Bench, folds: Folds, progress: Progress) -> tuple[Case, ...]:
    """Answer our own messages, each by a reader that saw nothing alike.

    Raises:
        CannotRun: There are too few messages for so many folds.
    """
    ((_, cases),) = _by_folds(bench, folds, progress, lambda each: {"": each})
    return cases


def with_and_without_asking(
    bench: Bench, folds: Folds, progress: Progress
) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """Answer our own messages by folds, asking questions and not asking any.

    Raises:
        CannotRun: There are too few messages for so many folds.
    """
    (_, asking), (_, silent) = _by_folds(
        bench,
        folds,
        progress,
        lambda each: {"": each, QUESTION: each.without_asking()},
    )
    return asking, silent


def _by_folds(
    bench: Bench,
    folds: Folds,
    progress: Progress,
    ways: Callable[[Answering], Mapping[str, Answering]],
) -> Iterator[tuple[str, tuple[Case, ...]]]:
    """Yield the cases of each way to answer; one reader a fold serves all ways."""
    messages = own_messages(bench.sources.kb.utterances)
    fold_of = folds_of([each.text for each in messages], folds.number)
    asked = range(0, len(messages), folds.every)
    cases: dict[str, dict[int, Case]] = {}
    done = 0
    for fold in range(folds.number):
        what = f"fold {fold + 1} of {folds.number}"
        progress(f"{what}, learning", done, len(asked))
        learned = bench.trained([at for at, held in enumerate(fold_of) if held != fold])
        answering = ways(learned)
        for at in asked:
            if fold_of[at] != fold:
                continue
            for way, each in answering.items():
                cases.setdefault(way, {})[at] = each.case(messages[at])
            done += 1
            progress(what, done, len(asked))
    for way, found in cases.items():
        yield way, tuple(found[at] for at in asked)


def answered(
    answering: Answering, messages: Sequence[Message], progress: Progress
) -> tuple[Case, ...]:
    """Answer messages of a file by the reader that learned from all of ours."""
    cases: list[Case] = []
    for message in messages:
        cases.append(answering.case(message))
        progress("messages", len(cases), len(messages))
    return tuple(cases)


def _askable(desk: Desk) -> Iterator[str]:
    return (fact.id for fact in desk.policy.facts.values() if not fact.supplied)
