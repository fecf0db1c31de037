"""The pages of the guided path: plain links, for any web host, scripts or not."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.desk.guide import Step, entrance_url, step_url, steps
from assistant.desk.verdict_tables import verdict_tables
from assistant.model.addresses import TABLES_FILE
from assistant.model.policy import Policy
from assistant.model.verdict import UNDECIDED
from assistant.model.wording import (
    answer_words,
    charge_words,
    response_words,
    ways_to,
)
from assistant.rules import Engine
from assistant.screens.answer import screen_of
from assistant.screens.feedback import question
from assistant.screens.frame import Frame, templates
from assistant.screens.words import ORIGINS, Words


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that was given, and where to give another."""

    ask: str
    label: str
    url: str


class GuidePages:
    """Lays the steps of the guided path out as pages of the site.

    Args:
        words: The policy's names.
        frame: The site's empty page.
        service: Whether there is somebody to tell whether it helped.
    """

    def __init__(self, words: Words, frame: Frame, *, service: bool) -> None:
        self._words = words
        self._frame = frame
        self._template = templates(
            words=words, feedback=question if service else None
        ).get_template("guide.html")
        self._entrances = [
            (each, entrance_url(each)) for each in words.policy.entrances
        ]

    def html(self, step: Step) -> str:
        """Return the page of a step."""
        content = self._template.render(
            step=step,
            screen=screen_of(self._words, step.verdict),
            tables=f"/{TABLES_FILE}",
            told=self._told(step),
            entrances=[each for each in self._entrances if each[0] != step.entrance],
            start_url=entrance_url(step.entrance),
        )
        return self._frame.page(step.title, content)

    def _told(self, step: Step) -> list[Told]:
        told: list[Told] = []
        before: dict[str, str] = {}
        for name, value in step.named.items():
            asked_at = step_url(step.entrance, before)
            told.append(
                Told(
                    self._words.fact(name).ask, self._words.label(name, value), asked_at
                )
            )
            before[name] = value
        return told


def guide_pages(
    engine: Engine, words: Words, shell: str, *, service: bool
) -> Iterator[tuple[str, str]]:
    """Yield a page for every step: its file in the site, and its HTML.

    Args:
        engine: The policy, on the day the site is built for.
        words: Its names.
        shell: The site's empty page.
        service: Whether there is somebody to tell whether it helped.
    """
    pages = GuidePages(words, Frame(shell), service=service)
    for step in steps(engine):
        yield f"{step.url.strip('/')}/index.html", pages.html(step)


def browser_tables(engine: Engine) -> str:
    """Return what the browser decides the guided path by, as JSON."""
    ways_in = [
        {
            "id": each.id,
            "title": each.title,
            "given": dict(each.given),
            "asks": each.asks,
            "decides": each.decides,
            "at": entrance_url(each),
        }
        for each in engine.policy.entrances
    ]
    contact = engine.policy.organization.contact
    tables = {
        **verdict_tables(engine),
        "entrances": ways_in,
        "person_status": contact.status,
        "ways": ways_to(contact),
        "short": _short_words(engine.policy),
    }
    return json.dumps(tables, ensure_ascii=False, separators=(",", ":"))


def _short_words(policy: Policy) -> Mapping[str, Any]:
    """Return what answers and charges are called where there is room for few words."""
    answers = {UNDECIDED: None}
    charges = {UNDECIDED: None}
    for channel in policy.channels.values():
        answers.update(dict.fromkeys(policy.decisions[channel.decision].outcomes))
        if channel.charge:
            charges.update(dict.fromkeys(policy.decisions[channel.charge].outcomes))
    return {
        "answers": {each: answer_words(each) for each in answers},
        "charges": {each: charge_words(each) for each in charges},
        "no_time": response_words(None, ""),
        "origin": ORIGINS["assumed"],
    }
