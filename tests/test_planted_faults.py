"""Faults planted in a copy of either organization are found, at the right place.

Each test plants one kind of fault in five places spread over the policy and prints how
many it planted. What a witness claims is checked with the engine: it leads to the
fault, and without any of its facts the fault is no longer certain.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml

from assistant.checking import check_folder
from assistant.errors import Finding
from assistant.rules import Engine
from assistant.sources import read
from tests.organizations import FOLDERS, small_copy_of

TODAY = date(2026, 11, 22)
PLACES = 5
_T = TypeVar("_T")


@dataclass(frozen=True)
class Block:
    """A row of a file that begins with ``- id:``, and the lines it takes."""

    path: Path
    id: str
    first: int
    lines: tuple[str, ...]

    @property
    def line(self) -> int:
        return self.first + 1


def blocks(path: Path) -> Iterator[Block]:
    """Yield the rows of a file, by their indentation."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    starts = [
        (number, match.group(1), match.group(2))
        for number, line in enumerate(lines)
        if (match := re.match(r"( *)- id: (\S+)", line))
    ]
    for number, indent, row_id in starts:
        end = number + 1
        while end < len(lines) and (
            not lines[end].strip() or lines[end].startswith(indent + "  ")
        ):
            end += 1
        yield Block(path, row_id.strip("\"'"), number, tuple(lines[number:end]))


def without(block: Block) -> None:
    lines = block.path.read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[block.first : block.first + len(block.lines)]
    block.path.write_text("".join(lines), encoding="utf-8")


def spread(every: list[_T]) -> list[_T]:
    """Return five of many, evenly spread."""
    step = max(1, len(every) / PLACES)
    return [every[int(number * step)] for number in range(min(PLACES, len(every)))]


def tables(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((folder / "policies" / "decisions").glob("*.yaml")):
        yield path, yaml.safe_load(path.read_text(encoding="utf-8"))


def rules_of(
    folder: Path, kind: Callable[[dict[str, Any]], bool]
) -> list[tuple[Block, dict[str, Any]]]:
    """Return the rules of the tables of a kind, each with its row in the file."""
    found = []
    for path, table in tables(folder):
        if kind(table):
            rows = {block.id: block for block in blocks(path)}
            found += [(rows[rule["id"]], rule) for rule in table["rules"]]
    return found


def decisive(table: dict[str, Any]) -> bool:
    return table["hit"] != "all" and "otherwise" not in table


def findings(folder: Path) -> tuple[Finding, ...]:
    return check_folder(folder).findings


def relative(block: Block, folder: Path) -> str:
    return str(block.path.relative_to(folder))


@pytest.fixture
def planted(organization: str, tmp_path: Path) -> Callable[[], Path]:
    """Return a maker of fresh copies to break."""
    made = iter(range(1000))

    def make() -> Path:
        return small_copy_of(organization, tmp_path / str(next(made)))

    return make


def test_the_organizations_themselves_have_no_finding(data: Path) -> None:
    assert findings(data) == ()


def test_a_deleted_clause_is_named_wherever_it_was_needed(
    organization: str, planted: Callable[[], Path]
) -> None:
    clauses = list(blocks(FOLDERS[organization] / "policies" / "clauses.yaml"))
    for chosen in spread(clauses):
        folder = planted()
        mention = re.compile(
            rf"(?<![\w.-])(?:clause\.)?{re.escape(chosen.id)}(?![\w.-])"
        )
        places = {
            (str(path.relative_to(folder)), number)
            for path in sorted(folder.rglob("*.yaml"))
            for number, line in enumerate(
                path.read_text(encoding="utf-8").splitlines(), 1
            )
            if mention.search(line) and not line.lstrip().startswith(("- id", "#"))
        }
        (row,) = (
            b for b in blocks(folder / "policies" / "clauses.yaml") if b.id == chosen.id
        )
        without(row)
        found = {
            (f.at.path, f.at.line)
            for f in findings(folder)
            if f.code in {"R004", "M002"}
        }
        moved = {
            (path, line - len(row.lines))
            if path == "policies/clauses.yaml" and line > row.line
            else (path, line)
            for path, line in places
        }

        assert places
        assert found == moved, chosen.id


def test_a_deleted_rule_leaves_a_finding_in_its_table(
    organization: str, planted: Callable[[], Path]
) -> None:
    every = rules_of(FOLDERS[organization], decisive)
    for block, rule in spread(every):
        folder = planted()
        path = folder / block.path.relative_to(FOLDERS[organization])
        (row,) = (each for each in blocks(path) if each.id == rule["id"])
        without(row)
        here = [f for f in findings(folder) if f.at.path == relative(row, folder)]
        if not here:  # another rule of an "agree" table says the same there
            table = yaml.safe_load(path.read_text(encoding="utf-8"))
            assert table["hit"] == "agree", rule["id"]
        for finding in here:
            if finding.code == "G001":
                assert finding.count > 0
                assert finding.hint


def test_rules_that_disagree_are_found_with_their_smallest_witness(
    organization: str, planted: Callable[[], Path]
) -> None:
    every = [
        (block, rule)
        for block, rule in rules_of(
            FOLDERS[organization], lambda table: table["hit"] == "unique"
        )
        if not rule.get("unless")
    ]
    for block, rule in spread(every):
        folder = planted()
        path = folder / block.path.relative_to(FOLDERS[organization])
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        other = next(o for o in table["outcomes"] if str(o) != str(rule["then"]))
        (row,) = (each for each in blocks(path) if each.id == rule["id"])
        clone = "".join(row.lines).replace(f"id: {row.id}", "id: planted", 1)
        clone = re.sub(r"then: .*", f'then: "{other}"', clone)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        end = row.first + len(row.lines)
        path.write_text(
            "".join(lines[:end]) + clone.rstrip() + "\n" + "".join(lines[end:]),
            encoding="utf-8",
        )
        clash = [f for f in findings(folder) if f.code == "O001"]

        assert clash, rule["id"]
        assert {f.at.path for f in clash} == {relative(row, folder)}
        assert any(f.at.line == end + 1 for f in clash)
        for finding in clash:
            assert "planted" in finding.message
            assert_smallest(folder, table["decides"], finding)


def assert_smallest(folder: Path, decision_id: str, finding: Finding) -> None:
    """Check that a witness entails its clash, and that no fact of it is needless."""
    policy = read(folder).policy
    assert policy is not None
    engine = Engine(policy, TODAY)

    def certain(facts: dict[str, str]) -> bool:
        cells = engine.decide(decision_id, {n: [v] for n, v in facts.items()}).cells
        return bool(cells) and all(
            len({each.rule.then for each in cell.applied}) > 1 for cell, _ in cells
        )

    witness = dict(finding.witness)
    assert certain(witness)
    for name in witness:
        assert not certain({n: v for n, v in witness.items() if n != name}), witness


def test_a_rule_that_repeats_another_adds_nothing(
    organization: str, planted: Callable[[], Path]
) -> None:
    for block, rule in spread(
        [
            pair
            for pair in rules_of(
                FOLDERS[organization], lambda table: table["hit"] == "agree"
            )
            if not pair[1].get("unless")
        ]
        + rules_of(FOLDERS[organization], lambda table: table["hit"] == "all")
    ):
        folder = planted()
        path = folder / block.path.relative_to(FOLDERS[organization])
        (row,) = (each for each in blocks(path) if each.id == rule["id"])
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        clone = "".join(row.lines).replace(f"id: {row.id}", "id: planted", 1)
        end = row.first + len(row.lines)
        path.write_text(
            "".join(lines[:end]) + clone.rstrip() + "\n" + "".join(lines[end:]),
            encoding="utf-8",
        )
        idle = [f for f in findings(folder) if f.code == "U003"]

        assert [(f.at.path, f.at.line) for f in idle] == [
            (relative(row, folder), end + 1)
        ], rule["id"]


def test_a_rule_that_always_gives_way_is_found(
    organization: str, planted: Callable[[], Path]
) -> None:
    for block, rule in spread(rules_of(FOLDERS[organization], decisive)):
        folder = planted()
        path = folder / block.path.relative_to(FOLDERS[organization])
        (row,) = (each for each in blocks(path) if each.id == rule["id"])
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        clone = "".join(row.lines).replace(f"id: {row.id}", "id: planted", 1)
        clone = re.sub(r"\n +unless: .*", "", clone)
        indent = " " * (row.lines[0].index("-") + 2)
        end = row.first + len(row.lines)
        path.write_text(
            "".join(lines[:end])
            + clone.rstrip()
            + f"\n{indent}unless: [{row.id}]\n"
            + "".join(lines[end:]),
            encoding="utf-8",
        )
        idle = [f for f in findings(folder) if f.code in {"U001", "U002"}]
        if rule.get("unless"):
            continue  # the clone may apply where the original steps back

        assert [(f.code, f.at.path, f.at.line) for f in idle] == [
            ("U002", relative(row, folder), end + 1)
        ], rule["id"]


def test_a_promise_the_policy_breaks_is_found_with_its_smallest_witness(
    organization: str, planted: Callable[[], Path]
) -> None:
    outcomes = [
        (table["decides"], str(outcome))
        for _, table in tables(FOLDERS[organization])
        if table["hit"] != "all"
        for outcome in table["outcomes"]
    ]
    for decision_id, outcome in spread(outcomes):
        folder = planted()
        path = folder / "policies" / "promises.yaml"
        before = path.read_text(encoding="utf-8")
        clause = next(blocks(folder / "policies" / "clauses.yaml")).id
        path.write_text(
            before.rstrip()
            + "\n  - id: planted\n    says: Never.\n"
            + f'    never: {{{decision_id}: "{outcome}"}}\n    because: [{clause}]\n',
            encoding="utf-8",
        )
        (broken,) = (f for f in findings(folder) if f.code == "C001")
        policy = read(folder).policy
        assert policy is not None
        engine = Engine(policy, TODAY)

        def certain(
            facts: dict[str, str], name: str = decision_id, want: str = outcome
        ) -> bool:
            given = {fact: [value] for fact, value in facts.items()}
            return engine.decide(name, given).values == (want,)  # noqa: B023

        witness = dict(broken.witness)
        assert broken.at.path == "policies/promises.yaml"
        assert broken.at.line == before.rstrip().count("\n") + 4
        assert certain(witness)
        for name in witness:
            assert not certain({n: v for n, v in witness.items() if n != name})


def test_facts_and_decisions_nobody_uses_are_found(
    organization: str, planted: Callable[[], Path]
) -> None:
    folder = planted()
    facts = folder / "policies" / "facts.yaml"
    lines = len(facts.read_text(encoding="utf-8").rstrip().splitlines())
    facts.write_text(
        facts.read_text(encoding="utf-8").rstrip()
        + "\n  planted:\n    ask: Which?\n    why: It is asked.\n"
        + "    values: {one: One, two: Two}\n",
        encoding="utf-8",
    )
    idle = folder / "policies" / "decisions" / "95-planted.yaml"
    clause = next(blocks(folder / "policies" / "clauses.yaml")).id
    idle.write_text(
        "decides: planted_table\nquestion: Which?\noutcomes: [one]\nhit: unique\n"
        "undecided: Open.\n"
        "rules:\n  - id: only\n    when: {}\n    then: one\n    says: One.\n"
        f"    because: [{clause}]\n    status: stated\n",
        encoding="utf-8",
    )

    assert [(f.code, f.at.path, f.at.line) for f in findings(folder)] == [
        ("N002", "policies/decisions/95-planted.yaml", 1),
        ("N001", "policies/facts.yaml", lines + 1),
    ]


def test_a_writers_case_that_comes_out_otherwise_is_found(
    organization: str, planted: Callable[[], Path]
) -> None:
    folder = planted()
    path = sorted((folder / "policies" / "cases").glob("*.yaml"))[0]
    case = yaml.safe_load(path.read_text(encoding="utf-8"))["cases"][0]
    decision_id, outcome = next(iter(case["expect"].items()))
    table = next(t for _, t in tables(folder) if t["decides"] == decision_id)
    other = next(str(o) for o in table["outcomes"] if str(o) != str(outcome))
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(
            rf"(\b{decision_id}: )\"?{re.escape(str(outcome))}\"?",
            rf'\1"{other}"',
            text,
            count=1,
        ),
        encoding="utf-8",
    )
    (finding,) = findings(folder)

    assert finding.code == "T001"
    assert finding.at.path == relative(next(blocks(path)), folder)
    assert finding.message == (
        f"case {case['id']}: {decision_id} should be {other} and is {outcome}"
    )


def test_a_circle_of_decisions_is_found(
    organization: str, planted: Callable[[], Path]
) -> None:
    every = [
        (block, rule)
        for block, rule in rules_of(FOLDERS[organization], decisive)
        if rule["when"] and "when: {" in "".join(block.lines)
    ]
    for block, rule in spread(every):
        folder = planted()
        path = folder / block.path.relative_to(FOLDERS[organization])
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        (row,) = (each for each in blocks(path) if each.id == rule["id"])
        text = path.read_text(encoding="utf-8")
        itself = f'when: {{{table["decides"]}: "{table["outcomes"][0]}", '
        path.write_text(
            text.replace(
                "".join(row.lines),
                "".join(row.lines).replace("when: {", itself, 1),
                1,
            ),
            encoding="utf-8",
        )

        assert any(
            f.code == "X001" and f.at.path == relative(row, folder)
            for f in findings(folder)
        ), rule["id"]


def harmless_edits(folder: Path) -> Iterator[Callable[[], None]]:
    """Yield edits that reorder rows or reword sentences, in every file with rows."""
    for path in sorted((folder / "policies").rglob("*.yaml")):
        rows = list(blocks(path))
        for first, second in zip(rows[::6], rows[1::6], strict=False):
            if first.first + len(first.lines) == second.first:
                yield partial(swap, path, first, second)
        text = path.read_text(encoding="utf-8")
        if re.search(r"^    says: [A-Z]", text, re.MULTILINE):
            yield partial(reword, path)


def reword(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    says = re.compile(r"^    says: ([A-Z])", re.MULTILINE)
    path.write_text(says.sub(r"    says: Indeed, \1", text), encoding="utf-8")


def swap(path: Path, first: Block, second: Block) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    end = second.first + len(second.lines)
    path.write_text(
        "".join(lines[: first.first])
        + "".join(second.lines).rstrip()
        + "\n"
        + "".join(first.lines).rstrip()
        + "\n"
        + "".join(lines[end:]),
        encoding="utf-8",
    )


def test_harmless_edits_raise_no_alarm_and_reordering_no_new_version(
    organization: str, planted: Callable[[], Path]
) -> None:
    folder = planted()
    before = read(folder).policy
    count = 0
    kept = {
        path: path.read_text(encoding="utf-8")
        for path in (folder / "policies").rglob("*.yaml")
    }
    for edit in harmless_edits(folder):
        edit()
        count += 1
        changed = [p for p, text in kept.items() if p.read_text() != text]
        reworded = any("says: Indeed, " in p.read_text() for p in changed)
        after = read(folder).policy
        assert after is not None
        assert before is not None
        if count % 6 == 0:
            assert findings(folder) == ()
        assert (after.version == before.version) != reworded
        for path in changed:
            path.write_text(kept[path], encoding="utf-8")

    print(f"{count} harmless edits")
    assert count >= 15
