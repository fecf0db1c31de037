"""What a writer is told. Every file in broken_sources holds one mistake and its answer.

``base/`` is a small data folder without faults; ``NNN-mistake.yaml`` takes the place of
one file in it, named on its first line, and must get exactly the findings on the next.
"""

import json
import os
import re
import shutil
import time
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import markdown  # type: ignore[import-untyped]
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import Finding, Position, SourceErrors, format_finding
from assistant.model.kb import KnowledgeBase
from assistant.model.policy import Policy
from assistant.model.wording import GENERAL_ENTRANCE
from assistant.sources import load, load_kb, read, yaml_file

HERE = Path(__file__).parent
BROKEN = HERE / "broken_sources"
BASE = BROKEN / "base"
MISTAKES = sorted(BROKEN.glob("*.yaml"))
TODAY = date(2026, 12, 1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "data"))


def told(data: Path) -> list[str]:
    return [format_finding(finding) for finding in read(data, today=TODAY).findings]


def answer(problem: str, hint: str) -> str:
    return f"{problem}\n    hint: {hint}"


def sound_policy(data: Path) -> Policy:
    return load(data, today=TODAY).policy


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


# --- one mistake at a time


def expected(mistake: Path) -> tuple[str, list[str]]:
    first, *rest = mistake.read_text().split("\n")
    answer: list[str] = []
    for line in rest:
        if line.startswith("#     hint: "):
            answer[-1] += f"\n{line.removeprefix('# ')}"
        elif re.match(r"# \S+:\d+:\d+: ", line):
            answer.append(line.removeprefix("# "))
        else:
            break
    return first.removeprefix("# File: "), answer


def test_a_data_folder_without_mistakes_gets_no_finding(data: Path) -> None:
    assert told(data) == []


@pytest.mark.parametrize("parser", ["libyaml", "pure Python"])
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_gets_its_exact_answer_and_no_other(
    mistake: Path, parser: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if parser == "pure Python":
        monkeypatch.setattr(yaml_file, "PARSER", yaml.SafeLoader)
    target, answer = expected(mistake)
    assert answer
    shutil.copy(mistake, data / target)

    assert told(data) == answer


def test_every_code_has_a_mistake_and_a_heading_that_explains_it() -> None:
    shown = {
        code
        for mistake in MISTAKES
        for line in expected(mistake)[1]
        for code in re.findall(r"(?:error|warning) ([A-Z]\d{3}):", line)
    }
    page = (HERE.parent / "docs" / "errors.md").read_text()
    ours = page.partition("## Findings of the policy search")[0]

    assert set(re.findall(r"^### ([A-Z]\d{3}) ", ours, re.MULTILINE)) == shown


def test_all_files_are_read_to_their_end_and_told_in_their_order(data: Path) -> None:
    chosen = {
        name: next(path for path in MISTAKES if path.stem.endswith(name))
        for name in ("unknown-topic", "message-twice", "unquoted-yes", "misspelt-key")
    }
    answers: list[str] = []
    for mistake in chosen.values():
        target, answer = expected(mistake)
        shutil.copy(mistake, data / target)
        answers += answer

    assert told(data) == sorted(answers)
    assert len(answers) == len(chosen)


def test_a_row_that_is_broken_still_declares_its_id(data: Path) -> None:
    edit(data / "policies/clauses.yaml", "    status: stated\n", "    stattus: bad\n")

    assert [line for line in told(data) if "R004" in line or "M002" in line] == []


@pytest.mark.parametrize(
    "name", [path.relative_to(BASE).as_posix() for path in sorted(BASE.rglob("*.yaml"))]
)
def test_a_file_that_cannot_be_read_is_one_fault_not_many(
    name: str, data: Path
) -> None:
    (data / name).write_text("a: b: c\n")

    assert told(data) == [
        answer(
            f'{name}:1:5: error Y001: a second ":" on this line cannot be read',
            'a value that contains ": " must be in quotes',
        )
    ]


# --- what no YAML file can show


def test_a_file_that_is_missing_is_named_once(data: Path) -> None:
    (data / "policies/clauses.yaml").unlink()

    assert told(data) == [
        answer(
            "policies/clauses.yaml:1:1: error S002: this file is missing",
            "write it, with its keys: clauses",
        )
    ]


@pytest.mark.parametrize(
    "name", ["roles", "promises", "checklist", "cases/first", "guide"]
)
def test_files_for_which_an_organization_has_no_use_may_be_absent(
    name: str, data: Path
) -> None:
    edit(data / "kb/articles/priorities.yaml", "{{ role.guide.name }}", "A guide")
    (data / f"policies/{name}.yaml").unlink()

    assert told(data) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param(
            "kb/drafts/idea.yaml",
            "missing yet: policies/roles.yaml",
            id="a folder of its own",
        ),
        pytest.param(
            "policies/role.yaml", 'did you mean "policies/roles.yaml"?', id="misspelt"
        ),
        pytest.param("kb/more.yml", "its name must end in .yaml", id="another ending"),
    ],
)
def test_a_file_that_nothing_reads_is_told(name: str, hint: str, data: Path) -> None:
    (data / "policies/roles.yaml").unlink()
    edit(data / "kb/articles/priorities.yaml", "{{ role.guide.name }}", "A guide")
    (data / name).parent.mkdir(exist_ok=True)
    (data / name).write_text("x: y\n")

    problem = f"{name}:1:1: error S001: nothing reads a file of this name"
    assert told(data) == [answer(problem, hint)]


def test_what_an_editor_keeps_beside_a_file_is_left_alone(data: Path) -> None:
    (data / "policies/decisions/.20-call.yaml").write_text("half: [writ")
    (data / "policies/.#facts.yaml").symlink_to("nowhere")
    (data / "policies/README.md").write_text("About these files")

    assert told(data) == []


@pytest.mark.parametrize(
    ("content", "problem", "hint"),
    [
        pytest.param(
            b"\xef\xbb\xbfsynonyms: []\n",
            "1:1: error Y008: this file begins with a byte order mark",
            'save it as "UTF-8" without one',
            id="byte order mark",
        ),
        pytest.param(
            b"synonyms:\n  - {word: caf\xe9, also: [x]}\n",
            "2:15: error Y008: this file is not UTF-8 text",
            'save it as "UTF-8"',
            id="Latin-1",
        ),
        pytest.param(
            b"synonyms: []\x00\n",
            "1:13: error Y008: the character U+0000 is not allowed",
            "delete it; it cannot be seen",
            id="zero byte",
        ),
        pytest.param(
            b"synonyms: []\n# \xed\xa0\x80\n",
            "2:3: error Y008: this file is not UTF-8 text",
            'save it as "UTF-8"',
            id="surrogate",
        ),
        pytest.param(
            b'synonyms: "\\ud800"\n',
            "1:12: error Y008: this escape does not stand for a character",
            "delete it",
            id="surrogate as an escape",
        ),
        pytest.param(
            b"",
            "1:1: error Y009: this file is empty",
            "write its keys, or delete the file",
            id="empty",
        ),
    ],
)
def test_bytes_that_are_no_plain_text_are_refused(
    content: bytes, problem: str, hint: str, data: Path
) -> None:
    (data / "kb/synonyms.yaml").write_bytes(content)

    assert told(data) == [answer(f"kb/synonyms.yaml:{problem}", hint)]


def test_line_ends_of_another_system_are_read_like_ours(data: Path) -> None:
    version = sound_policy(data).version
    for file in data.rglob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert sound_policy(data).version == version


def test_a_pipe_in_place_of_a_file_is_not_waited_for(data: Path) -> None:
    (data / "kb/synonyms.yaml").unlink()
    os.mkfifo(data / "kb/synonyms.yaml")

    assert told(data) == [
        answer(
            "kb/synonyms.yaml:1:1: error Y001: this file cannot be read",
            "see to its permissions; it must be an ordinary file",
        )
    ]


# --- what would bring a YAML library down


def alias_bomb(row: str) -> str:
    rows = [row.format(here=n, above=n - 1) for n in range(1, 60)]
    return "\n".join(["a0: &a0 {k: v}", *rows])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(alias_bomb("a{here}: &a{here} [*a{above}, *a{above}]"), "Y002"),
        pytest.param(
            alias_bomb("a{here}: &a{here} {{<<: [*a{above}, *a{above}]}}"), "Y005"
        ),
        pytest.param("[" * 100_000, "Y004"),
        pytest.param("{a: " * 100_000, "Y004"),
        pytest.param("- " * 100_000, "Y004"),
        pytest.param("? " * 100_000, "Y004"),
        pytest.param("k: v\n" * 100_000, "Y006"),
        pytest.param("---\n" * 100_000, "Y009"),
        pytest.param("\t" * 900_000, "Y008"),
        pytest.param("- " + "9" * 900_000, "Y007"),
        pytest.param("x" * 1_000_001, "Y004"),
    ],
    ids=lambda value: repr(value[-20:]) if len(value) > 4 else value,
)
def test_a_hostile_file_is_refused_at_once(content: str, code: str, data: Path) -> None:
    (data / "kb/synonyms.yaml").write_text(content)
    read(BASE)  # what a first run costs is not the file's fault

    begun = time.process_time()
    findings = read(data, today=TODAY).findings
    spent = time.process_time() - begun

    assert code in {finding.code for finding in findings}
    assert len(findings) <= yaml_file.MOST_FAULTS + 1
    assert spent < 0.5


def test_more_values_than_a_person_writes_are_refused(data: Path) -> None:
    (data / "kb/synonyms.yaml").write_text("- x\n" * (yaml_file.MOST_NODES + 1))

    problem = "error Y004: this file holds more than 200,000 values"
    assert told(data) == [answer(f"kb/synonyms.yaml:200001:3: {problem}", "split it")]


# --- whatever a writer types, the answer is a finding


ANY_TEXT = st.text(max_size=200) | st.text(
    alphabet="abP1:-{}[]#&*!|>'\"%@`~,?\\ \n\t", max_size=120
)
FILES = sorted(path.relative_to(BASE).as_posix() for path in BASE.rglob("*.yaml"))


def assert_every_finding_has_a_place(data: Path) -> None:
    for finding in read(data, today=TODAY).findings:
        at = finding.at
        assert at.line >= 1
        assert at.column >= 1
        assert at.path
        assert "\n" not in finding.message
        file = data / at.path
        if file.is_file():
            assert at.line <= file.read_text(errors="replace").count("\n") + 1


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(BASE, tmp_path_factory.mktemp("scratch") / "data"))


@settings(deadline=None, max_examples=150)
@given(name=st.sampled_from(FILES), text=ANY_TEXT)
def test_any_text_as_a_file_is_answered_with_places(
    scratch: Path, name: str, text: str
) -> None:
    before = (scratch / name).read_bytes()
    try:
        (scratch / name).write_text(text, errors="surrogatepass")
        assert_every_finding_has_a_place(scratch)
    finally:
        (scratch / name).write_bytes(before)


@settings(deadline=None, max_examples=250)
@given(
    name=st.sampled_from(FILES),
    at=st.floats(0, 1),
    gone=st.integers(0, 40),
    text=ANY_TEXT | st.sampled_from(["null", "[]", "{}", "- ", "&a ", "*a", "<<: {}"]),
)
def test_any_slip_in_a_good_file_is_answered_with_places(
    scratch: Path, name: str, at: float, gone: int, text: str
) -> None:
    before = (scratch / name).read_bytes()
    good = before.decode()
    index = int(at * len(good))
    try:
        slip = good[:index] + text + good[index + gone :]
        (scratch / name).write_text(slip, errors="surrogatepass")
        assert_every_finding_has_a_place(scratch)
    finally:
        (scratch / name).write_bytes(before)


# --- what a body may hold


def with_body(data: Path, body: str) -> Path:
    article = data / "kb/articles/calls.yaml"
    lines = (BASE / "kb/articles/calls.yaml").read_text().split("\n")
    new = f"body: {json.dumps(body)}"
    article.write_text("\n".join(new if x.startswith("body:") else x for x in lines))
    return data


@pytest.mark.parametrize(
    "body",
    [
        "`a\n`<script>`",
        "`a\n<script>alert(1)</script>\n`",
        "\\`<b>\\`",
        "> > # High",
        "1. - ## High",
        "- a\n\n  [x]: javascript:alert(1)",
        "[a](java\nscript:alert(1))",
        "[a](//x{{ plan.plus.name }})",
        "[a]({{ plan.plus.name }})",
        "<{{ plan.plus.name }}>",
        "text { .warning }",
        "<!-- x -->",
        "<https://example.com>",
        "a\n===",
    ],
)
def test_markup_that_hides_is_refused(body: str, data: Path) -> None:
    codes = {each.code for each in read(with_body(data, body), today=TODAY).findings}

    assert codes == {"M001"}


@pytest.mark.parametrize(
    "body",
    [
        "Plain, **bold**, *italic*, `<b>{x}</b>`.",
        "- one\n- two\n\n1. three",
        "### High enough\n\n#### Deeper",
        '[a](https://example.com/?q=1&r=2 "Title") [b](mailto:a@b.example) [c](#d)',
        "5 < 6, a > b & c, and a rule\n\n---\n\nbelow",
        "``a ` b``",
    ],
)
def test_markup_on_the_list_is_taken_as_it_is(body: str, data: Path) -> None:
    kb = load(with_body(data, body), today=TODAY).kb

    assert kb.articles["calls"].body == body


class Markup(HTMLParser):
    """Collects what the list does not allow."""

    TAGS = frozenset({"p", "strong", "em", "ul", "ol", "li", "a", "code", "pre"})
    TAGS |= {"h3", "h4", "h5", "h6", "hr", "br", "blockquote"}
    ADDRESS = re.compile(r"https?://|mailto:|[\w./#?=%-]*$")

    def __init__(self) -> None:
        super().__init__()
        self.banned: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.TAGS:
            self.banned.append(tag)
        for name, value in attrs:
            harmless = (tag, name) in {("a", "title"), ("ol", "start")}
            safe = (tag, name) == ("a", "href") and self.ADDRESS.match(value or "")
            if not harmless and not safe:
                self.banned.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.banned.append(data)

    def handle_decl(self, decl: str) -> None:
        self.banned.append(decl)

    def handle_pi(self, data: str) -> None:
        self.banned.append(data)


# fmt: off
SNIPPETS = [
    "`", "``", "\n", "\n\n", " ", "    ", "\\", "<", ">", "<b>", "<script>",
    "</script>", "<!--", "-->", "<?x", "<div>", "[a]", "(b)", "[a](", "](", ")",
    "[a](b)", "javascript:x", "&#106;", "!", "![", "{", "}", "{: ", "{ onclick=x }",
    "#", "##", "### h", "===", "---", "- ", "* ", "1. ", "> ", '"', '"t"', "[x]: ",
    "[x][y]", "word", "*", "**", "_", "&", "<https://e.x>", "{{ plan.plus.name }}",
    "{{", "}}", "^", ":",
]
# fmt: on


@settings(deadline=None, max_examples=300)
@given(pieces=st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=9))
def test_a_body_that_is_accepted_renders_to_what_the_list_allows(
    scratch: Path, pieces: list[str]
) -> None:
    loaded = read(with_body(scratch, "".join(pieces)), today=TODAY)
    shutil.copy(BASE / "kb/articles/calls.yaml", scratch / "kb/articles")
    if loaded.kb is None:
        return
    page = Markup()
    page.feed(
        markdown.markdown(loaded.kb.articles["calls"].body, extensions=["attr_list"])
    )
    page.close()

    assert page.banned == []


# --- who needed what was deleted


def without_row(text: str, row_id: str) -> str:
    return re.sub(rf"  - id: {re.escape(row_id)}\n(    .*\n)+", "", text)


def places_of(data: Path, words: str) -> set[str]:
    """Every place where an id stands, found by its words alone."""
    return {
        f"{file.relative_to(data).as_posix()}:{number}"
        for file in data.rglob("*.yaml")
        for number, line in enumerate(file.read_text().split("\n"), 1)
        if re.search(rf"(?<![\w.]){re.escape(words)}(?![\w.])", line)
    }


@pytest.mark.parametrize("clause", ["prio.high", "call.plus"])
def test_a_deleted_clause_is_missed_wherever_it_was_named(
    clause: str, data: Path
) -> None:
    file = data / "policies/clauses.yaml"
    file.write_text(without_row(file.read_text(), clause))

    findings = read(data, today=TODAY).findings

    named = places_of(data, clause) | places_of(data, f"clause.{clause}")
    assert {f"{each.at.path}:{each.at.line}" for each in findings} == named
    assert {each.code for each in findings} <= {"R004", "M002"}


def test_a_deleted_plan_is_missed_wherever_it_was_named(data: Path) -> None:
    file = data / "policies/plans.yaml"
    file.write_text(without_row(file.read_text(), "plus"))

    assert [line.split(" ")[0:3] for line in told(data) if "hint" in line] == [
        ["kb/articles/calls.yaml:3:16:", "error", "M002:"],
        ["policies/decisions/20-call.yaml:12:23:", "error", "R002:"],
        ["policies/facts.yaml:10:15:", "error", "R002:"],
        ["policies/response-times.yaml:3:18:", "error", "R002:"],
    ]


# --- what the model holds


def test_positions_point_at_the_row_the_key_and_the_value(data: Path) -> None:
    policy = sound_policy(data)
    call = policy.decisions["call"]

    assert policy.clauses["call.plus"].at == Position("policies/clauses.yaml", 8, 5)
    assert policy.facts["plan"].at == Position("policies/facts.yaml", 11, 3)
    assert call.at == Position("policies/decisions/20-call.yaml", 1, 1)
    assert call.rules_at == Position("policies/decisions/20-call.yaml", 5, 1)
    assert call.outcomes_at["not_stated"].column == 19
    assert call.rule("plan").when_at["plan_call"].line == 12


def test_a_lexicon_knows_its_phrases_and_their_places(data: Path) -> None:
    none, stop = load(data, today=TODAY).kb.cues

    assert none.phrases == ("nobody", "not a single", "no")
    assert (none.kind, stop.kind) == ("none", "")
    assert stop.at == Position("kb/lexicon.yaml", 6, 5)


def test_an_organization_may_have_no_lexicon(data: Path) -> None:
    (data / "kb/lexicon.yaml").unlink()

    assert load(data, today=TODAY).kb.cues == ()


def test_an_organization_may_have_no_notices(data: Path) -> None:
    (data / "kb/notices.yaml").write_text("notices: []\n")
    assert load(data, today=TODAY).kb.notices == ()

    (data / "kb/notices.yaml").unlink()
    assert load(data, today=TODAY).kb.notices == ()


def test_notices_are_plain_words_and_outages_come_first(data: Path) -> None:
    edit(
        data / "kb/notices.yaml", "says: Closed on ", "says: |\n      Closed\n      on "
    )
    outage, info = load(data, today=TODAY).kb.notices

    assert (outage.id, outage.level) == ("calls-slow", "outage")
    assert outage.article == "calls"
    assert outage.says == "Calls are slow. You need not call Support."
    assert (info.says, info.article) == ("Closed on Low days.", "")
    assert outage.at == Position("kb/notices.yaml", 7, 5)


def test_a_notice_holds_from_its_first_day_to_the_day_before_its_end(
    data: Path,
) -> None:
    outage, info = load(data, today=TODAY).kb.notices
    days = [date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 1)]

    assert [outage.in_force(day) for day in days] == [False, True, True]
    assert not outage.in_force(date(2026, 12, 2))
    assert info.in_force(date(1, 1, 1))


def test_a_notice_that_is_over_is_no_fault_as_with_an_article(data: Path) -> None:
    assert read(data, today=date(2026, 12, 3)).findings == ()


@pytest.mark.parametrize("length", [300, 301])
def test_a_notice_may_have_300_characters(length: int, data: Path) -> None:
    words = "x" * length
    edit(data / "kb/notices.yaml", "Closed on {{ priority.LOW.name }} days.", words)

    assert [line.split()[2] for line in told(data)] == ["S003:"] * (length - 300)


@pytest.mark.parametrize(
    "words", ["5 * 3 < 16 & rising_fast", "[ours] (not yours)", "Is it #1? Yes - now!"]
)
def test_signs_that_mark_nothing_up_may_stand_in_a_notice(
    words: str, data: Path
) -> None:
    said = "Closed on {{ priority.LOW.name }} days."
    edit(data / "kb/notices.yaml", said, f'"{words}"')

    assert load(data, today=TODAY).kb.notices[1].says == words


@pytest.mark.parametrize(
    "words",
    ["*now*", "_now_", "`now`", "**now**", "[a](b)", "<i>now", "<!-- x", "</p>"],
)
def test_markup_may_not_stand_in_a_notice(words: str, data: Path) -> None:
    edit(data / "kb/notices.yaml", "Calls are slow.", f"Calls are {words}.")

    assert [line.split()[2] for line in told(data)] == ["M001:"]


def test_the_general_entrance_comes_first_wherever_it_is_written(data: Path) -> None:
    guide = data / "policies/guide.yaml"
    before = sound_policy(data).entrances
    guide.write_text(yaml.safe_dump(reversed_keys(yaml.safe_load(guide.read_text()))))
    general, other = sound_policy(data).entrances

    assert (general, other) == before
    assert (general.id, general.general, other.general) == ("start", True, False)
    assert general.decides == ("priority", "next_action")
    assert other.given == {"impact": "stopped"}
    assert other.asks == ("plan",)
    assert other.decides == ("call", "priority")
    assert (other.article, other.summary) == ("calls", "")


@pytest.mark.parametrize(
    ("slip", "missing"),
    [("  - id: start\n    t: x\n", "title"), ("  - title: x\n", "id")],
)
def test_a_general_entrance_that_cannot_be_read_is_not_missed_as_well(
    slip: str, missing: str, data: Path
) -> None:
    guide = data / "policies/guide.yaml"
    edit(guide, "  - id: start\n    title: Call or wait?\n", slip)

    found = [line for line in told(data) if "error S001" not in line]
    assert [line.split()[2] for line in found] == ["S002:"]
    assert f'"{missing}" is missing' in found[0]


def test_an_organization_without_entrances_gets_ours(data: Path) -> None:
    (data / "policies/guide.yaml").unlink()

    assert sound_policy(data).entrances == (GENERAL_ENTRANCE,)
    assert GENERAL_ENTRANCE.general


def test_questions_cannot_lead_to_a_decision_that_collects(data: Path) -> None:
    (data / "policies/decisions/40-expect.yaml").write_text(
        "decides: expect\nquestion: What comes?\noutcomes: [mail]\nhit: all\n"
        "rules:\n  - {id: mail, when: {}, then: mail, says: A mail., "
        "because: [prio.high]}\n"
    )
    edit(data / "policies/guide.yaml", "[call, priority]", "[call, expect]")

    problem = (
        'error R005: entrance stopped: "expect" collects all rules that apply, so no '
        "question settles it"
    )
    hint = "name a decision with another hit"
    assert told(data) == [answer(f"policies/guide.yaml:9:21: {problem}", hint)]


def test_entrances_change_no_verdict_and_so_not_the_version(data: Path) -> None:
    version = sound_policy(data).version
    edit(data / "policies/guide.yaml", "title: Nothing works", "title: All is lost")
    edit(data / "policies/guide.yaml", "asks: [plan]", "asks: [set_priority]")
    assert sound_policy(data).version == version
    (data / "policies/guide.yaml").unlink()
    assert sound_policy(data).version == version


def test_decisions_come_after_those_they_read_whatever_their_files_are_called(
    data: Path,
) -> None:
    folder = data / "policies/decisions"
    (folder / "10-priority.yaml").rename(folder / "90-priority.yaml")
    order = list(sound_policy(data).decisions)

    assert order.index("priority") < order.index("call") < order.index("next_action")


def test_a_response_time_is_a_decision_with_a_row_for_each_outcome(data: Path) -> None:
    policy = sound_policy(data)
    decision = policy.decisions["response_time"]

    assert decision.outcomes == ("fast", "open")
    assert decision.hit == "unique"
    assert decision.undecided == "It depends on your plan."
    assert decision.rule("fast") is policy.response_times["fast"].rule
    assert policy.response_times["fast"].within == "30 minutes"
    assert policy.response_times["open"].within is None


def test_values_taken_from_elsewhere_come_first_in_their_own_order(data: Path) -> None:
    edit(data / "policies/priorities.yaml", "rank: 1", "rank: 9")
    policy = sound_policy(data)

    assert policy.facts["plan"].ids == ("plus", "basic")
    assert policy.facts["set_priority"].ids == ("LOW", "HIGH", "not_set")
    assert policy.decisions["priority"].outcomes == ("LOW", "HIGH")
    assert list(policy.priorities) == ["LOW", "HIGH"]
    assert policy.facts["set_priority"].label("HIGH") == "High"
    assert policy.facts["impact"].ids == ("stopped", "slow")


def test_a_lookup_knows_what_every_plan_says(data: Path) -> None:
    policy = sound_policy(data)

    assert policy.lookups["plan_call"].ids == ("included", "not_stated")
    assert policy.lookups["plan_call"].entries["plus"].because == ("call.plus",)
    assert "plan_call" not in policy.facts


def test_references_are_filled_in_and_cannot_become_markup(data: Path) -> None:
    edit(data / "policies/clauses.yaml", "is high.", "is *very* <b>high</b>.")
    articles = load(data, today=TODAY).kb.articles

    assert articles["calls"].short_answer == "Plus includes calls of ten minutes."
    assert articles["priorities"].body == (
        "A stopped system is \\*very\\* &lt;b&gt;high&lt;/b&gt;. "
        "See [calls](/topics/basics/#calls) or **ask**.\n\n"
        "### Who helps\n\n- Guide of Support\n- `<code>` is Low"
    )


def test_an_article_knows_its_file_and_its_dates(data: Path) -> None:
    article = load(data, today=TODAY).kb.articles["calls"]

    assert article.path == "kb/articles/calls.yaml"
    assert article.effective_from == date(2026, 1, 1)
    assert article.effective_to is None
    assert article.body == ""


def reorder(data: Path) -> None:
    """Turn the order of rows and keys round, and rename what may be renamed."""
    for file in data.rglob("*.yaml"):
        content = yaml.safe_load(file.read_text())
        file.write_text(yaml.safe_dump(reversed_keys(content), sort_keys=False))
    folder = data / "policies/decisions"
    for number, file in enumerate(sorted(folder.iterdir(), reverse=True)):
        file.rename(folder / f"{number}.yaml")


def reversed_keys(content: object) -> object:
    if isinstance(content, dict):
        return {key: reversed_keys(content[key]) for key in reversed(content)}
    if isinstance(content, list):
        rows = [reversed_keys(each) for each in content]
        return rows[::-1] if all(isinstance(row, dict) for row in rows) else rows
    return content


def without_order_of_answers(policy: Policy) -> Policy:
    """Fact values keep the order in which they are offered; set it aside here."""
    facts = {
        name: replace(fact, values=tuple(sorted(fact.values, key=lambda v: v.id)))
        for name, fact in policy.facts.items()
    }
    return replace(policy, facts=facts)


def test_order_in_the_files_decides_nothing(data: Path) -> None:
    before = load(data, today=TODAY)
    reorder(data)
    after = load(data, today=TODAY)

    assert without_order_of_answers(after.policy) == without_order_of_answers(
        before.policy
    )
    assert list(after.policy.decisions) == list(before.policy.decisions)
    assert list(after.policy.clauses) == list(before.policy.clauses)[::-1]
    assert after.policy.version == before.policy.version
    assert after.kb == before.kb


def test_a_comment_leaves_the_version_and_a_word_changes_it(data: Path) -> None:
    version = sound_policy(data).version
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", version)

    edit(data / "policies/clauses.yaml", "clauses:\n", "# Ours.\nclauses:\n\n")
    assert sound_policy(data).version == version
    edit(data / "policies/clauses.yaml", "is high.", "is very high.")
    assert sound_policy(data).version != version


def test_a_review_that_is_overdue_warns_and_stops_nothing(data: Path) -> None:
    due = date(2026, 11, 22).toordinal() + 26 * 7
    on_the_day = read(data, today=date.fromordinal(due))
    a_day_later = read(data, today=date.fromordinal(due + 1))

    assert on_the_day.findings == ()
    assert [finding.level for finding in a_day_later.findings] == ["warning"]
    assert isinstance(a_day_later.kb, KnowledgeBase)


# --- the three ways in


def test_faults_in_articles_leave_the_policy_usable(data: Path) -> None:
    edit(data / "kb/topics.yaml", "order: 1", "order: first")
    loaded = read(data, today=TODAY)

    assert isinstance(loaded.policy, Policy)
    assert loaded.kb is None


def test_faults_in_the_policy_leave_nothing_usable(data: Path) -> None:
    edit(data / "policies/plans.yaml", "name: Plus", "name: null")
    loaded = read(data, today=TODAY)

    assert loaded.policy is None
    assert loaded.kb is None


def test_loading_raises_with_every_finding(data: Path) -> None:
    edit(data / "policies/plans.yaml", "name: Plus", "name: null")
    edit(data / "kb/topics.yaml", "order: 1", "order: first")

    with pytest.raises(SourceErrors) as caught:
        load(data, today=TODAY)

    assert caught.value.findings == read(data, today=TODAY).findings
    assert [each.at.path for each in caught.value.findings] == [
        "kb/topics.yaml",
        "policies/plans.yaml",
    ]


def test_a_knowledge_base_can_be_read_without_a_policy(data: Path) -> None:
    shutil.rmtree(data / "policies")
    articles = load_kb(data).articles

    assert list(articles) == ["calls", "priorities"]
    assert articles["calls"].short_answer == "name includes calls of limit."
    assert articles["priorities"].body.startswith("high See [calls]")


def test_a_knowledge_base_alone_is_read_as_strictly(data: Path) -> None:
    shutil.rmtree(data / "policies")
    edit(data / "kb/articles/calls.yaml", "title: May I call?", "title: null")

    with pytest.raises(SourceErrors) as caught:
        load_kb(data)

    assert [each.code for each in caught.value.findings] == ["S003"]


def test_a_finding_is_printed_with_its_hint_on_a_line_of_its_own() -> None:
    at = Position("policies/plans.yaml", 3, 5)

    assert format_finding(Finding(at, "warning", "V001", "what is wrong")) == (
        "policies/plans.yaml:3:5: warning V001: what is wrong"
    )
    assert format_finding(Finding(at, "error", "S001", "wrong", "right")) == (
        "policies/plans.yaml:3:5: error S001: wrong\n    hint: right"
    )
