"""What the shipped reader makes of messages; it proposes facts, and rules decide."""

from collections.abc import Collection, Mapping
from datetime import date
from time import perf_counter

import pytest

from assistant.reading import Reader, train
from assistant.rules import Engine
from assistant.sources import Sources


@pytest.fixture(scope="module")
def reader(shipped: Sources) -> Reader:
    return train(shipped.kb.utterances, shipped.policy.facts)


@pytest.fixture(scope="module")
def engine(shipped: Sources) -> Engine:
    return Engine(shipped.policy, date(2026, 11, 22))


def facts(reader: Reader, text: str) -> Mapping[str, Collection[str]]:
    return {
        each.name: (each.value,) if each.value else each.alternatives
        for each in reader.read(text).facts
    }


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("none of our 400 agents can take a call since 9:10", "P1"),
        ("nobody can log in", "P1"),
        (
            "none of the 400 agents in our staging system can take a call since 9:10",
            "P3",
        ),
        ("how long can a review session be", "P3"),
    ],
)
def test_a_clear_message_is_decided(
    reader: Reader, engine: Engine, text: str, priority: str
) -> None:
    given, _ = engine.with_assumptions(facts(reader, text))

    assert engine.decide("priority", given).decided == priority


def test_evidence_lies_on_the_words_of_the_message_as_received(reader: Reader) -> None:
    text = "Hi \U0001f64f\r\n\r\nnone of our 400 agents can take a call!\r\n"
    spans = [span for fact in reader.read(text).facts for span in fact.evidence]

    assert spans
    for start, end in spans:
        words = text[start:end]
        assert words == words.strip()
        assert "\r" not in words


def test_the_same_messages_make_the_same_reader(
    shipped: Sources, reader: Reader
) -> None:
    again = train(shipped.kb.utterances, shipped.policy.facts)

    for text in ("the IVR is dead for everyone", "thanks", "may I call you?"):
        assert again.read(text) == reader.read(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "a" * 16_000, "\U0001f600" * 4_000, "\u202e\u0639" * 3_000, "?" * 9_000],
    ids=["empty", "blank", "one letter", "emoji", "right to left", "marks"],
)
def test_hostile_text_is_read_quickly_and_without_a_fault(
    reader: Reader, text: str
) -> None:
    started = perf_counter()
    reader.read(text)

    assert perf_counter() - started < 1
