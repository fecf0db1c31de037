"""The twin in a real browser, and an oracle that knows no diagrams."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Browser, Page

from assistant.desk import members
from assistant.desk.published import plain
from assistant.rules import Cell, Engine, Outcomes
from assistant.rules.outcomes import sure_to_apply
from tests.browser_kit import hosted
from tests.organizations import ROOT

SCRIPT = ROOT / "assistant" / "helpcenter" / "theme" / "assets" / "verdicts.js"

_LEAVES = """
([section, name, facts, partly]) => {
  const { levels } = tables;
  const { where } = tables[section][name];
  const at = facts.map((fact) => levels.findIndex(([level]) => level === fact));
  const sizes = at.map((level) => levels[level][1] + (partly ? 1 : 0));
  const chosen = levels.map(([, size]) => size);
  at.forEach((level) => (chosen[level] = 0));
  const found = new Uint16Array(sizes.reduce((all, size) => all * size, 1));
  for (let number = 0; number < found.length; number += 1) {
    found[number] = twin.leafOf(where, chosen);
    for (let last = at.length - 1; last >= 0; last -= 1) {
      chosen[at[last]] += 1;
      if (chosen[at[last]] < sizes[last]) break;
      chosen[at[last]] = 0;
    }
  }
  const bytes = new Uint8Array(found.buffer);
  let text = "";
  for (let from = 0; from < bytes.length; from += 30000) {
    text += String.fromCharCode(...bytes.subarray(from, from + 30000));
  }
  return btoa(text);
}
"""
"""Walks through a table for every combination of facts, the last one fastest."""


def compact(node: object) -> str:
    """Return JSON as the service writes it."""
    return json.dumps(node, ensure_ascii=False, separators=(",", ":"))


class Twin:
    """The module in a page, with some tables opened."""

    def __init__(self, page: Page, tables: Mapping[str, Any]) -> None:
        self.page = page
        self.tables = tables
        page.evaluate(
            """async (text) => {
              globalThis.twin = await import("/verdicts.js");
              globalThis.tables = JSON.parse(text);
              globalThis.policy = twin.open(tables);
            }""",
            compact(tables),
        )

    def leaves(
        self, section: str, name: str, facts: Sequence[str], *, partly: bool
    ) -> npt.NDArray[np.uint16]:
        found = self.page.evaluate(_LEAVES, [section, name, list(facts), partly])
        return np.frombuffer(base64.b64decode(found), dtype=np.uint16)

    def each(self, function: str, arguments: Sequence[object]) -> list[str]:
        """Call a function with each argument; return what it answers as JSON."""
        found: list[str] = self.page.evaluate(
            f"(all) => all.map((each) => JSON.stringify(({function})(each)))",
            list(arguments),
        )
        return found


@contextmanager
def page_with_module(browser: Browser, folder: Path) -> Iterator[Page]:
    """Serve the module from loopback; yield an empty page of the same origin."""
    folder.joinpath("index.html").write_text("<!doctype html><title>Twin</title>")
    folder.joinpath("verdicts.js").write_bytes(SCRIPT.read_bytes())

    with hosted(folder) as address:
        page = browser.new_page()
        page.goto(f"{address}/index.html")
        yield page
        page.close()


Ids = npt.NDArray[np.int64]


class Oracle:
    """Every situation of a policy worked out as arrays, one decision after another."""

    def __init__(self, engine: Engine, supplied: Mapping[str, str]) -> None:
        self.engine = engine
        self._supplied = supplied
        self._known: dict[str, tuple[tuple[str, ...], Ids, list[Any]]] = {}

    def situations(self, name: str) -> tuple[tuple[str, ...], Ids, list[Any]]:
        """Return the facts behind a name, an axis each, and what comes out of them.

        The array holds places in the list, which holds cells, entitlements or values.
        """
        if name not in self._known:
            self._known[name] = self._worked_out(name)
        return self._known[name]

    def _worked_out(self, name: str) -> tuple[tuple[str, ...], Ids, list[Any]]:
        policy = self.engine.policy
        if name in self._supplied:
            return (), np.zeros((), np.int64), [self._supplied[name]]
        if name in policy.facts:
            ids = policy.facts[name].ids
            return (name,), np.arange(len(ids)), list(ids)
        parts = [self.situations(each) for each in self.engine.reads(name)]
        facts, code = self.joined([(part[0], part[1], len(part[2])) for part in parts])
        codes, where = np.unique(code, return_inverse=True)
        sizes = tuple(len(part[2]) for part in parts)
        values: list[object] = []
        for each in codes:
            places = np.unravel_index(each, sizes) if sizes else ()
            inputs = tuple(p[2][at] for p, at in zip(parts, places, strict=True))
            values.append(self.engine.value(name, inputs, reasons=True))
        distinct = list(dict.fromkeys(values))
        place = np.array([distinct.index(value) for value in values])
        return facts, place[where].reshape(code.shape), distinct

    def joined(
        self, parts: Sequence[tuple[tuple[str, ...], Ids, int]]
    ) -> tuple[tuple[str, ...], Ids]:
        """Return one number for each combination of several arrays."""
        names = {name for facts, _, _ in parts for name in facts}
        facts = tuple(name for name in self.engine.policy.facts if name in names)
        shape = tuple(len(self.engine.policy.facts[name].ids) for name in facts)
        code = np.zeros(shape, np.int64)
        for own, array, size in parts:
            ordered = [name for name in facts if name in own]
            turned = array.transpose([own.index(name) for name in ordered])
            wide = tuple(
                len(self.engine.policy.facts[name].ids) if name in own else 1
                for name in facts
            )
            code = code * size + turned.reshape(wide)
        return facts, code

    def counts(self, name: str) -> tuple[tuple[str, ...], npt.NDArray[np.int32]]:
        """Return for every state of knowledge how often each thing comes out.

        Each axis has a place more than its fact has values, for what is not known; the
        last axis is what comes out.
        """
        facts, array, values = self.situations(name)
        counts = (array[..., None] == np.arange(len(values))).astype(np.int32)
        for axis in range(len(facts)):
            everything = counts.sum(axis=axis, keepdims=True, dtype=np.int32)
            counts = np.concatenate([counts, everything], axis=axis)
        return facts, counts


Tell = Callable[[Mapping[Cell, int]], object]


def told_of(engine: Engine, section: str, name: str) -> tuple[str, Tell]:
    """Return which decision a table is about, and what the desk tells of its cells."""
    policy = engine.policy
    if section == "decisions":
        return name, lambda cells: members.valued(policy, _of(engine, name, cells))
    if name == "priority":

        def priority(cells: Mapping[Cell, int]) -> object:
            found = _of(engine, name, cells)
            return members.priority_answer(
                policy, found, None if found.decided is None else 1.0
            )

        return name, priority
    if name == "escalation":
        return name, lambda cells: members.escalation(
            members.valued(policy, _of(engine, name, cells))
        )
    if name == "response_time":
        return name, lambda cells: members.response_time(
            policy, members.valued(policy, _of(engine, name, cells))
        )
    if name == "expect":
        return name, lambda cells: members.expectations(policy, sure_to_apply(cells))
    asking = name == "action_while_asking"
    return "next_action", lambda cells: members.next_action(
        policy, _of(engine, "next_action", cells), asking=asking
    )


def _of(engine: Engine, decision: str, cells: Mapping[Cell, int]) -> Outcomes:
    return Outcomes.of(engine.policy.decisions[decision], cells)


def wrong_in_situations(
    twin: Twin, oracle: Oracle, section: str, name: str
) -> tuple[int, int]:
    """Return how many situations a table tells wrong, and how many there are."""
    decision, tell = told_of(oracle.engine, section, name)
    facts, array, values = oracle.situations(decision)
    expected = [compact(plain(tell({cell: 1}))) for cell in values]
    leaves = twin.leaves(section, name, facts, partly=False)
    return _wrong(twin, section, name, leaves, array.reshape(-1), expected)


def wrong_in_part(
    twin: Twin, oracle: Oracle, section: str, name: str
) -> tuple[int, int]:
    """Return the same over every state of knowledge, where any facts may be open."""
    decision, tell = told_of(oracle.engine, section, name)
    _, _, values = oracle.situations(decision)
    facts, counts = oracle.counts(decision)
    rows = counts.reshape(-1, len(values)).astype(np.uint64)
    # Equal rows are told once; that others have the same sum is out of the question.
    weights = np.random.default_rng(1).integers(1, 2**63, len(values), dtype=np.uint64)
    _, first, where = np.unique(rows @ weights, return_index=True, return_inverse=True)
    expected = [
        compact(
            plain(
                tell(
                    {
                        cell: int(n)
                        for cell, n in zip(values, rows[at], strict=True)
                        if n
                    }
                )
            )
        )
        for at in first
    ]
    leaves = twin.leaves(section, name, facts, partly=True)
    return _wrong(twin, section, name, leaves, where.reshape(-1), expected)


def _wrong(
    twin: Twin,
    section: str,
    name: str,
    leaves: npt.NDArray[np.uint16],
    expected: Ids,
    texts: Sequence[str],
) -> tuple[int, int]:
    assert len(leaves) == len(expected)
    told = [compact(_quoted(twin, each)) for each in twin.tables[section][name]["told"]]
    pairs, times = np.unique(
        leaves.astype(np.int64) * len(texts) + expected, return_counts=True
    )
    wrong = sum(
        int(count)
        for pair, count in zip(pairs, times, strict=True)
        if told[pair // len(texts)] != texts[pair % len(texts)]
    )
    return wrong, len(leaves)


def _quoted(twin: Twin, told: Any) -> Any:
    """Return what a table tells with its clauses as they are quoted."""
    if isinstance(told, list):
        return [_quoted(twin, each) for each in told]
    clauses = [{"id": each, **twin.tables["clauses"][each]} for each in told["clauses"]]
    return {**told, "clauses": clauses}


def states_of(engine: Engine, decision: str) -> tuple[int, int]:
    """Return how many situations a decision has, and how many states of knowledge."""
    facts = engine.policy.facts
    sizes = [
        len(facts[name].ids)
        for name in engine.facts_behind(decision)
        if not facts[name].supplied
    ]
    return prod(sizes), prod(size + 1 for size in sizes)
