"""What the screen of an answer shows, worked out before the template writes it down."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.model.policy import STATUSES, Channel, Fact, Policy, Status
from assistant.model.verdict import (
    ChannelAnswer,
    ChecklistEntry,
    FactUsed,
    Origin,
    Verdict,
)
from assistant.model.wording import answer_words, charge_words, response_words
from assistant.screens.words import ORIGINS, Piece, Words

_PREPARED: Final = ("call", "file_case")
"""What to do first where it helps to have something at hand."""


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact the verdict rests on, as a customer reads and corrects it."""

    fact: Fact
    value: str
    label: str
    origin: Origin
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """One answer in two or three words.

    Attributes:
        note: What it may cost, where that is decided for it; else "".
        tone: "yes", "no" or "open": how it is colored.
    """

    label: str
    words: str
    note: str
    tone: str


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything an answer's screen shows beside the verdict itself.

    Attributes:
        message: The message with what was read in it marked.
        lines: Facts used.
        others: Facts that could be told besides.
        tiles: What the customer most wants to know, at a glance.
        channels: Ways of contact the policy says something definite about.
        other_channels: The rest.
        prepare: What to have at hand, where the customer is to call or to file a case.
        statuses: Those that need explaining on this page, strongest first.
    """

    verdict: Verdict
    message: tuple[Piece, ...]
    lines: tuple[FactLine, ...]
    others: tuple[Fact, ...]
    tiles: tuple[Tile, ...]
    channels: tuple[tuple[Channel, ChannelAnswer], ...]
    other_channels: tuple[tuple[Channel, ChannelAnswer], ...]
    prepare: tuple[ChecklistEntry, ...]
    statuses: tuple[Status, ...]


def screen_of(words: Words, verdict: Verdict, text: str = "") -> Screen:
    """Return what the screen of a verdict shows.

    Args:
        words: The policy's names.
        verdict: The answer.
        text: The message it answers; "" where facts alone were told.
    """
    policy = words.policy
    used = {each.name for each in verdict.facts}
    channels = [
        (policy.channels[name], answer) for name, answer in verdict.contact.items()
    ]
    wanted = {each.value for each in verdict.facts if each.name == "wants"}
    main = [each for each in channels if _tells_something(each[1])]
    main += [each for each in channels if each[0].id in wanted and each not in main]
    return Screen(
        verdict=verdict,
        message=words.marked(
            text, (span for each in verdict.facts for span in each.evidence)
        ),
        lines=tuple(
            _line(words, each, text)
            for origin in ORIGINS
            for each in verdict.facts
            if each.origin == origin
        ),
        others=tuple(
            fact
            for fact in policy.facts.values()
            if not fact.supplied and fact.id not in used
        ),
        tiles=tuple(_tiles(policy, verdict)),
        channels=tuple(main),
        other_channels=tuple(each for each in channels if each not in main),
        prepare=(
            verdict.case_draft.checklist
            if verdict.case_draft and verdict.next_action in _PREPARED
            else ()
        ),
        statuses=_to_explain(verdict, policy),
    )


def _line(words: Words, used: FactUsed, text: str) -> FactLine:
    return FactLine(
        fact=words.policy.facts[used.name],
        value=used.value,
        label=words.label(used.name, used.value),
        origin=used.origin,
        quotes=tuple(text[start:end].strip() for start, end in used.evidence),
    )


def _tiles(policy: Policy, verdict: Verdict) -> Iterator[Tile]:
    """Yield the channels that say something definite, and the response time."""
    for name, answer in verdict.contact.items():
        if _tells_something(answer):
            yield Tile(
                policy.channels[name].name,
                answer_words(answer.answer),
                charge_words(answer.charge) if answer.charge else "",
                answer.answer if answer.answer in ("yes", "no") else "open",
            )
    time = verdict.response_time
    if time.says:
        within = response_words(time.within, time.counted)
        yield Tile("First response", within, "", "open")


def _tells_something(answer: ChannelAnswer) -> bool:
    return answer.answer in ("yes", "no") or answer.charge is not None


def _to_explain(verdict: Verdict, policy: Policy) -> tuple[Status, ...]:
    shown = {
        policy.organization.contact.status,
        verdict.priority.status,
        verdict.action.status,
        verdict.case_priority.status,
        verdict.support_level.status,
        verdict.account_contact.status,
        verdict.escalation.status,
        verdict.response_time.status,
        *(each.status for each in verdict.expect),
        *(each.status for each in verdict.contact.values()),
        *(each.charge_status for each in verdict.contact.values()),
    }
    return tuple(each for each in STATUSES if each in shown and each != "stated")
