"""The API keeps its published form, whatever comes in."""

import json
import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from starlette.testclient import TestClient

from assistant.cases import CaseBook, storage
from assistant.cli import commands
from assistant.desk import Desk, Problem, SearchResult, as_json
from assistant.desk.guide import Step
from assistant.errors import CannotRun
from assistant.model.kb import Article
from assistant.model.limits import LONGEST_DESCRIPTION, LONGEST_TEXT
from assistant.model.verdict import CasePriority, Verdict
from assistant.service.app import create_app
from assistant.service.bodies import KILOBYTE, parse_json
from assistant.service.limits import RateLimit
from assistant.service.refusals import KINDS, Refused
from assistant.settings import Settings
from assistant.sources import Sources
from tests.organizations import FOLDERS, ROOT
from tests.service_kit import Served, codes, problem, served, small_desk, small_site

DOWN = "none of our 400 agents can take a call since 9:10"
CANARY = "canary-4111111111111111"
CASE: dict[str, Any] = {
    "subject": "Nobody can take a call",
    "description": "None of our agents can take a call.",
    "contact": {"name": "Kim Example", "email": "kim@example.com"},
}
KEY = {"Idempotency-Key": "7f3c"}
JSON = {"Content-Type": "application/json"}
INVISIBLE = "\u200b\u2060\u00ad \ufeff\ufe0f\u3164\u2800"
POSTS = ("assist", "decide", "cases", "feedback")


@pytest.fixture(scope="module")
def desk(shipped: Sources) -> Desk:
    return small_desk(shipped)


@pytest.fixture
def service(desk: Desk, tmp_path: Path) -> Iterator[Served]:
    with served(desk, tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def refusing(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One service for all requests that must leave nothing behind."""
    with served(desk, tmp_path_factory.mktemp("refusing")) as running:
        yield running


def test_assist_answers_with_the_verdict_of_the_desk(
    service: Served, desk: Desk
) -> None:
    answer = service.client.post(
        "/api/v1/assist", json={"text": DOWN, "plan": "standard"}
    )

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    expected = as_json(desk.assist(Problem(DOWN, "standard")))
    assert answer.json() == json.loads(json.dumps(expected))
    assert answer.json()["next_action"] == "call"


def test_assist_takes_facts_asked_and_a_day(service: Served) -> None:
    answer = service.client.post(
        "/api/v1/assist",
        json={
            "text": "it is slow",
            "facts": {"environment": "unknown"},
            "asked": ["environment", "scope"],
            "as_of": "2027-01-31",
        },
    ).json()

    assert answer["as_of"] == "2027-01-31"
    assert answer["question"] is None


def test_evidence_counts_in_the_text_exactly_as_it_was_received(
    service: Served,
) -> None:
    text = "e\u0301 \r\n😀 " + DOWN

    facts = service.client.post("/api/v1/assist", json={"text": text}).json()["facts"]

    (scope,) = (fact for fact in facts if fact["name"] == "scope")
    ((start, end),) = scope["evidence"]
    assert text[start:end] == "none of"


def test_decide_answers_from_facts_alone(service: Served) -> None:
    answer = service.client.post(
        "/api/v1/decide",
        json={
            "facts": {"kind": "problem", "impact": "none", "environment": "staging"},
            "plan": "standard",
        },
    ).json()

    assert answer["priority"]["value"] == "P3"
    assert answer["contact"]["call"]["charge"] == "may_apply"


def test_search_gives_hits_and_suggest_gives_titles(service: Served) -> None:
    found = service.client.get("/api/v1/search", params={"q": "review session"}).json()
    meant = service.client.get("/api/v1/suggest", params={"q": "review session"}).json()

    assert found["hits"][0].keys() >= {"id", "title", "url", "excerpt", "score"}
    assert found["confidence"] in ("high", "low")
    assert "case-review-session" in [hit["id"] for hit in meant["hits"]]
    for hit in meant["hits"]:
        assert hit.keys() == {"id", "title", "url"}


def test_facts_plans_and_articles_are_those_of_the_sources(
    service: Served, shipped: Sources
) -> None:
    facts = service.client.get("/api/v1/facts").json()
    plans = service.client.get("/api/v1/plans").json()
    articles = service.client.get("/api/v1/articles").json()

    policy = shipped.policy
    asked = [fact for fact in policy.facts.values() if not fact.supplied]
    assert [each["id"] for each in facts["facts"]] == [fact.id for fact in asked]
    for listed, fact in zip(facts["facts"], asked, strict=True):
        values = [each["value"] for each in listed["values"]]
        assert values == [*fact.ids, "unknown"]
    assert {each["id"] for each in plans["plans"]} == set(policy.plans)
    assert {each["id"] for each in articles["articles"]} == set(shipped.kb.articles)
    for each in (facts, plans, articles):
        assert each["policy_version"] == policy.version


def test_a_case_is_saved_and_answered_with_its_reference(service: Served) -> None:
    saved = service.client.post("/api/v1/cases", json=CASE, headers=KEY)

    assert saved.status_code == 201
    assert "idempotent-replayed" not in saved.headers
    (case,) = service.book.listed()
    assert saved.json() == {"reference": case["reference"]}
    assert case["contact"] == CASE["contact"]


def test_every_draft_the_assistant_makes_can_be_sent_once_it_has_a_contact(
    service: Served,
) -> None:
    draft = service.client.post("/api/v1/assist", json={"text": DOWN}).json()[
        "case_draft"
    ]
    draft["contact"] = CASE["contact"]

    saved = service.client.post("/api/v1/cases", json=draft, headers=KEY)

    assert saved.status_code == 201
    (case,) = service.book.listed()
    assert {name: case[name] for name in draft} == draft


def test_signs_that_turn_the_reading_direction_are_taken_out_of_lines(
    service: Served,
) -> None:
    turned = "a\u202eb\u2066c\u2069\u202a"
    sly = {**CASE, "subject": turned, "contact": {**CASE["contact"], "name": turned}}

    assert service.client.post("/api/v1/cases", json=sly, headers=KEY).is_success

    (case,) = service.book.listed()
    assert (case["subject"], case["contact"]["name"]) == ("abc", "abc")


def test_a_repeated_case_gets_the_same_answer_and_is_marked(service: Served) -> None:
    first = service.client.post("/api/v1/cases", json=CASE, headers=KEY)
    again = service.client.post("/api/v1/cases", json=CASE, headers=KEY)

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert len(service.subjects()) == 1


def test_a_repetition_that_is_only_written_differently_is_the_same_case(
    service: Served,
) -> None:
    service.client.post("/api/v1/cases", json=CASE, headers=KEY)
    other = {**CASE, "description": CASE["description"] + "\r\n", "plan": None}

    again = service.client.post("/api/v1/cases", json=other, headers=KEY)

    assert again.headers["idempotent-replayed"] == "true"


def test_a_key_with_another_case_is_refused(service: Served) -> None:
    service.client.post("/api/v1/cases", json=CASE, headers=KEY)
    other = {**CASE, "subject": CANARY}

    refused = service.client.post("/api/v1/cases", json=other, headers=KEY)

    assert codes([problem(refused)]) == ["key-reused"]
    assert refused.status_code == 422
    assert service.subjects() == [CASE["subject"]]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        pytest.param({}, "key-missing", id="none"),
        pytest.param({"Idempotency-Key": ""}, "key-malformed", id="empty"),
        pytest.param({"Idempotency-Key": "a b"}, "key-malformed", id="a space"),
        pytest.param({"Idempotency-Key": "x" * 256}, "key-malformed", id="too long"),
        pytest.param({"Idempotency-Key": "sch\xf6n"}, "key-malformed", id="not ASCII"),
    ],
)
def test_a_case_without_a_proper_key_is_refused(
    refusing: Served, headers: dict[str, str], code: str
) -> None:
    raw = {
        name.encode(): value.encode("latin-1")
        for name, value in {**JSON, **headers}.items()
    }

    refused = refusing.client.post(
        "/api/v1/cases", content=json.dumps(CASE), headers=raw
    )

    assert refused.status_code == 400
    assert codes([problem(refused)]) == [code]
    assert refusing.subjects() == []


def test_a_key_may_be_255_characters_long(service: Served) -> None:
    headers = {"Idempotency-Key": "~" * 255}

    assert service.client.post("/api/v1/cases", json=CASE, headers=headers).is_success


def test_many_at_once_with_one_key_make_one_case(service: Served) -> None:
    def post(_: int) -> tuple[int, str]:
        saved = service.client.post("/api/v1/cases", json=CASE, headers=KEY)
        return saved.status_code, saved.text

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, range(24)))

    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert len(service.subjects()) == 1


def test_feedback_is_kept_and_answered_with_nothing(service: Served) -> None:
    noted = service.client.post(
        "/api/v1/feedback", json={"page": "/topics/calls/", "helpful": False}
    )

    assert (noted.status_code, noted.content) == (204, b"")


BAD_BODIES = [
    pytest.param(b"", 400, "malformed-json", id="empty"),
    pytest.param(b"{", 400, "malformed-json", id="broken"),
    pytest.param(b'{"a": 1} x', 400, "malformed-json", id="something after it"),
    pytest.param(b'{"a": 1, "a": 1}', 400, "malformed-json", id="a member twice"),
    pytest.param(b'{"b": {"a": 1, "a": 2}}', 400, "malformed-json", id="twice, inside"),
    pytest.param(b'{"a": NaN}', 400, "malformed-json", id="NaN"),
    pytest.param(b'{"a": -Infinity}', 400, "malformed-json", id="infinity"),
    pytest.param(b'{"a": 1e999}', 400, "malformed-json", id="a number out of range"),
    pytest.param(
        b'{"a": 9223372036854775808}', 400, "malformed-json", id="more than 64 bits"
    ),
    pytest.param(b'{"a": ' + b"9" * 5000 + b"}", 400, "malformed-json", id="digits"),
    pytest.param(b'\xef\xbb\xbf{"a": 1}', 400, "malformed-json", id="byte-order mark"),
    pytest.param(
        '{"text": "x"}'.encode("utf-16"), 400, "malformed-json", id="another encoding"
    ),
    pytest.param(b'{"text": "\xff"}', 400, "malformed-json", id="no UTF-8"),
    pytest.param(b"[" * 17 + b"]" * 17, 400, "malformed-json", id="too deep"),
    pytest.param(b"[" * 8000, 400, "malformed-json", id="very deep"),
    pytest.param(b'"' + b'\\"' * 8000, 400, "malformed-json", id="an endless string"),
    pytest.param(b'{"text": "a\x00b"}', 400, "malformed-json", id="a raw NUL"),
    pytest.param(b'{"text": "a\\u0000b"}', 422, "bad-text", id="NUL"),
    pytest.param(b'{"text": "a\\u0085b"}', 422, "bad-text", id="a control character"),
    pytest.param(b'{"text": "a\\ud800b"}', 422, "bad-text", id="a lone surrogate"),
    pytest.param(b'{"\\ud800": "a"}', 422, "bad-text", id="a surrogate for a name"),
    pytest.param(b"[]", 422, "invalid-member", id="no object"),
    pytest.param(b"null", 422, "invalid-member", id="null"),
    pytest.param(b"{}", 422, "invalid-member", id="nothing in it"),
    pytest.param(
        b'{"canary-4111111111111111": 1}', 422, "invalid-member", id="unknown member"
    ),
]


@pytest.mark.parametrize("route", POSTS)
@pytest.mark.parametrize(("body", "status", "code"), BAD_BODIES)
def test_a_bad_body_gets_a_clear_problem_and_nothing_is_saved(
    refusing: Served, route: str, body: bytes, status: int, code: str
) -> None:
    refused = refusing.client.post(
        f"/api/v1/{route}", content=body, headers={**JSON, **KEY}
    )

    assert codes([problem(refused)]) == [code]
    assert refused.status_code == status
    assert "canary" not in refused.text
    assert refusing.subjects() == []


@pytest.mark.parametrize(
    ("route", "body", "code", "pointer"),
    [
        pytest.param("assist", {"text": ""}, "empty-text", "/text", id="empty text"),
        pytest.param("assist", {"text": " \n"}, "empty-text", "/text", id="blank text"),
        pytest.param(
            "assist",
            {"text": INVISIBLE},
            "empty-text",
            "/text",
            id="nothing to be seen in it",
        ),
        pytest.param(
            "cases",
            {**CASE, "description": INVISIBLE},
            "invalid-member",
            "/description",
            id="a description not to be seen",
        ),
        pytest.param(
            "cases",
            {**CASE, "answers_tried": [CANARY]},
            "unknown-name",
            "/answers_tried/0",
            id="an unknown article tried",
        ),
        pytest.param(
            "feedback",
            {"page": "//evil.example/x", "helpful": True},
            "invalid-member",
            "/page",
            id="a page elsewhere, same scheme",
        ),
        pytest.param(
            "feedback",
            {"page": "/\\evil.example/x", "helpful": True},
            "invalid-member",
            "/page",
            id="a page elsewhere, written sideways",
        ),
        pytest.param(
            "assist", {"text": 1}, "invalid-member", "/text", id="a number as text"
        ),
        pytest.param(
            "assist",
            {"text": "x", "plan": CANARY},
            "unknown-name",
            "/plan",
            id="unknown plan",
        ),
        pytest.param(
            "assist",
            {"text": "x", "facts": {CANARY: "x"}},
            "unknown-name",
            "/facts",
            id="unknown fact",
        ),
        pytest.param(
            "assist",
            {"text": "x", "facts": {"scope": CANARY}},
            "unknown-name",
            "/facts/scope",
            id="unknown value",
        ),
        pytest.param(
            "assist",
            {"text": "x", "facts": {CANARY: 1}},
            "invalid-member",
            "/facts",
            id="a number as value",
        ),
        pytest.param(
            "assist",
            {"text": "x", "facts": {"message_scope": "in_scope"}},
            "unknown-name",
            "/facts",
            id="a fact only the assistant knows",
        ),
        pytest.param(
            "assist",
            {"text": "x", "asked": [CANARY]},
            "unknown-name",
            "/asked",
            id="unknown fact asked",
        ),
        pytest.param(
            "assist",
            {"text": "x", "asked": "scope"},
            "invalid-member",
            "/asked",
            id="text as list",
        ),
        pytest.param(
            "assist",
            {"text": "x", "plan": "standard", "facts": {"plan": "white_glove"}},
            "two-plans",
            "/plan",
            id="two plans",
        ),
        pytest.param(
            "assist",
            {"text": "x", "as_of": "20270131"},
            "invalid-member",
            "/as_of",
            id="a day written otherwise",
        ),
        pytest.param(
            "assist",
            {"text": "x", "as_of": "2027-02-30"},
            "invalid-member",
            "/as_of",
            id="a day that does not exist",
        ),
        pytest.param(
            "assist", {"text": "x", "as_of": 0}, "invalid-member", "/as_of", id="no day"
        ),
        pytest.param(
            "decide",
            {"facts": {}, "text": "x"},
            "invalid-member",
            "",
            id="a text beside facts alone",
        ),
        pytest.param(
            "cases",
            {**CASE, "priority": CANARY},
            "unknown-name",
            "/priority",
            id="unknown priority",
        ),
        pytest.param(
            "cases",
            {**CASE, "facts": {"scope": CANARY}},
            "unknown-name",
            "/facts/scope",
            id="unknown value in a case",
        ),
        pytest.param(
            "cases", {**CASE, "subject": " "}, "invalid-member", "/subject", id="blank"
        ),
        pytest.param(
            "cases",
            {**CASE, "subject": "a\nb"},
            "invalid-member",
            "/subject",
            id="a subject of two lines",
        ),
        pytest.param(
            "cases",
            {**CASE, "contact": {"name": "Kim", "email": None}},
            "invalid-member",
            "/contact/email",
            id="no address",
        ),
        pytest.param(
            "cases",
            {**CASE, "contact": {"name": "Kim", "email": "a@b.example, c@d.example"}},
            "invalid-member",
            "/contact/email",
            id="two addresses",
        ),
        pytest.param(
            "cases",
            {**CASE, "contact": {"name": "Kim", "email": "a@b.example", CANARY: "x"}},
            "invalid-member",
            "/contact",
            id="unknown member inside",
        ),
        pytest.param(
            "cases",
            {**CASE, "checklist": [{"id": "a", "asks": "b", "known": 1}]},
            "invalid-member",
            "/checklist/0/known",
            id="a number as answer",
        ),
        pytest.param(
            "feedback",
            {"page": "/", "helpful": "yes"},
            "invalid-member",
            "/helpful",
            id="text as yes or no",
        ),
        pytest.param(
            "feedback",
            {"page": "https://example.com/", "helpful": True},
            "invalid-member",
            "/page",
            id="a page elsewhere",
        ),
    ],
)
def test_what_is_wrong_is_pointed_at_and_never_repeated(
    refusing: Served, route: str, body: dict[str, Any], code: str, pointer: str
) -> None:
    refused = refusing.client.post(f"/api/v1/{route}", json=body, headers=KEY)

    said = problem(refused)
    assert codes([said]) == [code]
    assert said.get("pointer", "") == pointer
    assert refused.status_code == 422
    assert CANARY not in refused.text
    assert refusing.subjects() == []


@pytest.mark.parametrize(
    ("route", "limit"),
    [
        ("assist", 6 * LONGEST_TEXT + 2 * KILOBYTE),
        ("decide", 16 * KILOBYTE),
        ("feedback", 16 * KILOBYTE),
        ("cases", 6 * LONGEST_DESCRIPTION + 16 * KILOBYTE),
    ],
)
def test_a_body_over_its_limit_is_refused_while_it_streams(
    refusing: Served, route: str, limit: int
) -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(150):
            taken += 1024
            yield b" " * 1024

    for body in (b" " * (limit + 1), b" " * 150_000, pieces()):
        refused = refusing.client.post(
            f"/api/v1/{route}", content=body, headers={**JSON, **KEY}
        )
        assert refused.status_code == 413
        assert codes([problem(refused)]) == ["too-large"]
    exact = refusing.client.post(
        f"/api/v1/{route}", content=b" " * limit, headers={**JSON, **KEY}
    )
    assert codes([problem(exact)]) == ["malformed-json"]


@pytest.mark.parametrize("sign", ["a", "ä", "界", "😀"])
def test_a_text_of_full_length_is_read_in_any_script(
    service: Served, sign: str
) -> None:
    def posted(route: str, body: dict[str, Any]) -> int:
        raw = json.dumps(body, ensure_ascii=False).encode()
        return service.client.post(
            f"/api/v1/{route}", content=raw, headers={**JSON, **KEY}
        ).status_code

    assert posted("assist", {"text": sign * LONGEST_TEXT}) == 200
    assert posted("assist", {"text": sign * (LONGEST_TEXT + 1)}) == 422
    long = {**CASE, "description": sign * LONGEST_DESCRIPTION}
    assert posted("cases", long) == 201


def test_a_text_of_full_length_may_be_written_in_escapes(service: Served) -> None:
    body = json.dumps({"text": "ä" * LONGEST_TEXT})
    assert r"\u00e4" in body

    answer = service.client.post("/api/v1/assist", content=body, headers=JSON)

    assert answer.status_code == 200


def test_a_content_length_that_lies_changes_nothing(service: Served) -> None:
    refused = service.client.post(
        "/api/v1/assist",
        content=b" " * 100_000,
        headers={**JSON, "Content-Length": "10"},
    )

    assert codes([problem(refused)]) == ["too-large"]


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "application/json; charset=utf-16",
        "",
    ],
)
def test_only_json_is_read_as_json(refusing: Served, content_type: str) -> None:
    refused = refusing.client.post(
        "/api/v1/assist",
        content=json.dumps({"text": DOWN}),
        headers={"Content-Type": content_type},
    )

    assert refused.status_code == 415
    assert codes([problem(refused)]) == ["wrong-content-type"]


def test_json_may_name_its_encoding(service: Served) -> None:
    answer = service.client.post(
        "/api/v1/assist",
        content=json.dumps({"text": DOWN}),
        headers={"Content-Type": 'application/json; charset="UTF-8"'},
    )

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("", id="nothing asked"),
        pytest.param("?q=", id="empty"),
        pytest.param("?q=%20", id="blank"),
        pytest.param("?q=a%00b", id="NUL"),
        pytest.param("?q=" + "x" * 401, id="too long"),
        pytest.param(f"?q=x&{CANARY}=1", id="unknown parameter"),
        pytest.param("?q=a&q=b", id="asked twice"),
        pytest.param("?q=%ff", id="no UTF-8"),
        pytest.param("?q=%E2%80%8B", id="nothing to be seen in it"),
    ],
)
@pytest.mark.parametrize("route", ["search", "suggest"])
def test_a_bad_query_gets_a_clear_problem(
    refusing: Served, route: str, query: str
) -> None:
    refused = refusing.client.get(f"/api/v1/{route}{query}")

    assert refused.status_code == 422
    assert codes([problem(refused)]) == ["invalid-member"]
    assert CANARY not in refused.text


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/api/v1/nothing", "not-found"),
        ("POST", "/api/v1/nothing", "not-found"),
        ("GET", "/api/v1/assist", "method-not-allowed"),
        ("DELETE", "/api/v1/cases", "method-not-allowed"),
        ("POST", "/api/v1/search", "method-not-allowed"),
        ("POST", "/topics/calls/", "method-not-allowed"),
        ("GET", f"/cases/{CANARY}", "not-found"),
    ],
)
def test_wrong_addresses_and_methods_get_a_problem_too(
    refusing: Served, method: str, path: str, code: str
) -> None:
    refused = refusing.client.request(method, path)

    assert codes([problem(refused)]) == [code]
    if code == "method-not-allowed":
        assert refused.headers["allow"]


def test_no_route_reads_a_case_back(service: Served) -> None:
    reference = service.client.post("/api/v1/cases", json=CASE, headers=KEY).json()[
        "reference"
    ]

    for path in ("/api/v1/cases", "/api/v1/cases/", "/cases", "/cases/"):
        for address in (path, f"{path.rstrip('/')}/{reference}"):
            assert service.client.get(address).status_code in (404, 405)


class Fallen:
    """A desk that breaks down with the customer's words in its mouth."""

    def __init__(self, desk: Desk) -> None:
        self.policy = desk.policy
        self.kb = desk.kb

    def assist(self, problem: Problem) -> Verdict:
        raise RuntimeError(problem.text)

    def decide(self, problem: Problem) -> Verdict:
        raise KeyError(*problem.facts.values())

    def case_priority(self, problem: Problem) -> CasePriority:
        raise KeyError(*problem.facts.values())

    def own_case(self, verdict: Verdict) -> Step | None:
        raise ValueError(verdict.next_action)

    def search(
        self, query: str, *, limit: int = 10, as_of: date | None = None
    ) -> SearchResult:
        raise ValueError(query)

    def suggest(
        self, typed: str, *, limit: int = 5, as_of: date | None = None
    ) -> tuple[Article, ...]:
        raise ValueError(typed)


def test_a_fault_of_ours_says_nothing_but_that(
    desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with served(Fallen(desk), tmp_path) as service:
        answers = [
            service.client.post("/api/v1/assist", json={"text": CANARY}),
            service.client.post("/api/v1/decide", json={"facts": {"scope": CANARY}}),
            service.client.get("/api/v1/search", params={"q": CANARY}),
            service.client.post(
                "/ask",
                data={"text": CANARY},
                headers={"Accept": "text/html"},
            ),
        ]

    assert {each.status_code for each in answers} == {500}
    assert codes(problem(each) for each in answers[:3]) == ["server-fault"] * 3
    assert not [each for each in answers if CANARY in each.text]
    logged = capfd.readouterr().err
    assert CANARY not in logged
    fault, request, *_ = [json.loads(line) for line in logged.splitlines()]
    assert fault["fault"].startswith("RuntimeError at test_service.py")
    assert fault["request"] == request["request"]


def test_logs_and_counters_hold_nothing_that_anybody_wrote(
    service: Served, capfd: pytest.CaptureFixture[str]
) -> None:
    service.client.get("/api/v1/search", params={"q": CANARY})
    service.client.get("/search", params={"q": CANARY})
    service.client.get(f"/api/v1/{CANARY}")
    service.client.request(CANARY, "/api/v1/facts")
    service.client.post("/api/v1/assist", json={"text": CANARY})
    service.client.post("/api/v1/assist", json={CANARY: CANARY})
    service.client.post("/api/v1/cases", json={**CASE, "subject": CANARY}, headers=KEY)
    service.client.post("/api/v1/cases", json=CASE, headers=KEY)
    service.client.post("/ask", data={"text": CANARY, f"fact-{CANARY}": CANARY})
    service.client.get("/livez", headers={"Host": CANARY})

    logged = capfd.readouterr().err
    lines = [json.loads(line) for line in logged.splitlines()]
    assert len(lines) == 10
    assert lines[0].keys() == {"request", "method", "route", "status", "ms"}
    assert (lines[0]["route"], lines[-1]["route"]) == ("/api/v1/search", "other")
    assert CANARY not in logged
    assert CANARY not in service.client.get("/metrics").text


def test_each_request_is_logged_once_under_the_id_its_reply_carries(
    desk: Desk, service: Served, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    with served(desk, tmp_path / "other"):  # a second one must not log it again
        reply = service.client.get("/api/v1/facts?q=x")

    (line,) = [json.loads(each) for each in capfd.readouterr().err.splitlines()]
    assert line["request"] == reply.headers["x-request-id"]
    assert (line["method"], line["route"], line["status"]) == (
        "GET",
        "/api/v1/facts",
        200,
    )
    assert (root.level, list(root.handlers)) == before


def test_signs_of_life_and_files_of_the_site_fill_no_log(
    service: Served, capfd: pytest.CaptureFixture[str]
) -> None:
    for path in ("/livez", "/", "/topics/calls/", "/nothing"):
        service.client.get(path)

    assert capfd.readouterr().err == ""
    assert 'route="site"' in service.client.get("/metrics").text


def test_counters_tell_what_happened(service: Served) -> None:
    service.client.post("/api/v1/assist", json={"text": DOWN})
    service.client.post("/api/v1/cases", json=CASE, headers=KEY)
    service.client.post("/api/v1/cases", json=CASE, headers=KEY)

    text = service.client.get("/metrics").text

    for line in (
        'assistant_requests_total{method="POST",route="/api/v1/cases",status="201"} 2',
        'assistant_verdicts_total{next_action="call"} 1',
        'assistant_cases_total{replayed="false"} 1',
        'assistant_cases_total{replayed="true"} 1',
    ):
        assert line in text.splitlines()


def test_whoever_watches_may_ask_for_the_head_alone(service: Served) -> None:
    for path in ("/livez", "/readyz"):
        whole, head = service.client.get(path), service.client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == whole.headers["content-length"]


def test_without_its_database_the_service_answers_but_takes_no_case(
    service: Served,
) -> None:
    assert service.client.get("/readyz").json()["status"] == "ready"
    with service.book._writer.begin() as connection:
        connection.exec_driver_sql("DROP TABLE cases")

    refused = service.client.post("/api/v1/cases", json=CASE, headers=KEY)
    ready = service.client.get("/readyz")

    assert refused.status_code == 503
    assert codes([problem(refused)]) == ["cases-unavailable"]
    assert int(refused.headers["retry-after"]) > 0
    assert (ready.status_code, ready.json()["cases"]) == (503, "unavailable")
    assert ready.json()["content"] == "ready"
    assert service.client.get("/livez").status_code == 200
    assert service.client.post("/api/v1/assist", json={"text": DOWN}).is_success


def test_a_database_that_no_longer_keeps_what_it_is_told_takes_no_case(
    service: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.book.close()
    monkeypatch.setattr(storage, "_FULL", 3)  # the next connection will not have it

    refused = service.client.post("/api/v1/cases", json=CASE, headers=KEY)
    ready = service.client.get("/readyz")

    assert refused.status_code == 503
    assert codes([problem(refused)]) == ["cases-unavailable"]
    assert (ready.status_code, ready.json()["cases"]) == (503, "unavailable")


def test_every_reply_carries_the_headers_that_protect_it(service: Served) -> None:
    replies = {
        "/": "no-cache",
        "/nothing": "no-cache",
        "/ask": "no-store",
        "/search?q=x": "no-store",
        "/api/v1/facts": "no-store",
        "/api/v1/openapi.json": "no-store",
        "/api/v1/nothing": "no-store",
        "/livez": "no-store",
        "/metrics": "no-store",
    }
    for path, kept in replies.items():
        headers = service.client.get(path).headers
        assert headers["content-security-policy"] == (
            "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
        )
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == kept
        assert "set-cookie" not in headers
        assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "testserver.evil.example",
        "test@server",
        "",
        "a b",
        "[testserver",
        "testserver]",
        "[testserver]",
    ],
)
def test_another_host_name_is_not_answered(refusing: Served, host: str) -> None:
    for path in ("/", "/livez", "/api/v1/facts"):
        refused = refusing.client.get(path, headers={"Host": host})
        assert refused.status_code == 400
        assert codes([problem(refused)]) == ["bad-host"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost", "[::1]:8000", "LOCALHOST"]
)
def test_by_default_the_names_of_this_machine_are_answered(
    desk: Desk, tmp_path: Path, host: str
) -> None:
    site = small_site(tmp_path)
    with CaseBook(tmp_path / "cases.db") as book:
        client = TestClient(create_app(desk, book, site, Settings()))
        assert client.get("/livez", headers={"Host": host}).status_code == 200
        assert client.get("/livez").status_code == 400


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        pytest.param({}, True, id="a program"),
        pytest.param({"Origin": "http://testserver"}, True, id="our own page"),
        pytest.param({"Sec-Fetch-Site": "same-origin"}, True, id="our page, newer"),
        pytest.param({"Sec-Fetch-Site": "none"}, True, id="the address bar"),
        pytest.param({"Origin": "https://evil.example"}, False, id="another site"),
        pytest.param({"Origin": "null"}, False, id="a hidden origin"),
        pytest.param({"Origin": "http://[::1"}, False, id="a broken origin"),
        pytest.param({"Origin": "testserver"}, False, id="an origin cut short"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, False, id="another site, newer"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, False, id="a neighbour"),
    ],
)
def test_only_our_own_pages_and_programs_may_send(
    service: Served, headers: dict[str, str], accepted: bool
) -> None:
    answers = [
        service.client.post("/api/v1/cases", json=CASE, headers={**KEY, **headers}),
        service.client.post("/ask", data={"text": DOWN}, headers=headers),
    ]

    assert [each.status_code for each in answers] == (
        [201, 200] if accepted else [403, 403]
    )
    assert len(service.subjects()) == accepted


def test_who_asks_too_often_waits_and_others_do_not(desk: Desk, tmp_path: Path) -> None:
    with served(desk, tmp_path, rate_limit=3) as service:
        statuses = [
            service.client.get(
                "/api/v1/facts", headers={"X-Forwarded-For": f"10.0.0.{n}"}
            ).status_code
            for n in range(4)
        ]
        refused = service.client.get("/api/v1/facts")

        assert statuses == [200, 200, 200, 429]
        assert codes([problem(refused)]) == ["too-many-requests"]
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert service.client.get("/").status_code == 200
        assert service.client.get("/livez").status_code == 200


def test_a_bucket_fills_again_and_is_one_for_each_site() -> None:
    now = 0.0
    limit = RateLimit(60, lambda: now)

    assert [limit.wait("192.0.2.1") for _ in range(61)] == [0] * 60 + [1]
    assert limit.wait("192.0.2.2") == 0
    now = 1.0
    assert [limit.wait("192.0.2.1"), limit.wait("192.0.2.1")] == [0, 1]
    for n in range(60):
        assert limit.wait(f"2001:db8::{n:x}") == 0
    assert limit.wait("2001:db8::ffff:1") == 1
    assert limit.wait("2001:db8:0:1::1") == 0


def test_the_help_center_is_served_beside_the_api(service: Served) -> None:
    home = service.client.get("/", headers={"Accept-Encoding": "gzip"})

    assert home.text.startswith("<h1>Help</h1>")
    assert home.headers["content-encoding"] == "gzip"
    assert service.client.get("/topics/calls/").text == "<h1>Calls</h1>"
    moved = service.client.get("/topics/calls")
    assert moved.headers["location"] == "/topics/calls/"
    sly = service.client.get("http://testserver//topics/calls")
    assert sly.headers["location"] == "/topics/calls/"
    missing = service.client.get("/nothing")
    assert (missing.status_code, missing.text) == (404, "<h1>Nothing here</h1>")
    for hidden in ("/shell.html", "/csp.txt", "/../state/cases.db", "/%2e%2e/state"):
        assert service.client.get(hidden).status_code == 404


def test_the_description_names_every_route_and_every_refusal(service: Served) -> None:
    described = service.client.get("/api/v1/openapi.json").json()

    names = "assist decide search suggest facts plans articles cases feedback"
    assert set(described["paths"]) == {f"/api/v1/{name}" for name in names.split()}
    for path in described["paths"].values():
        for route in path.values():
            assert {"400", "403", "429", "500"} <= route["responses"].keys()
            for status, reply in route["responses"].items():
                if int(status) >= 400:
                    assert list(reply["content"]) == ["application/problem+json"]
    known = described["components"]["schemas"].keys()
    used = re.findall(r'"#/components/schemas/(\w+)"', json.dumps(described))
    assert set(used) <= known
    assist = described["paths"]["/api/v1/assist"]["post"]["responses"]["200"]
    example = assist["content"]["application/json"]["example"]
    verdict = described["components"]["schemas"]["Verdict"]
    assert example.keys() == set(verdict["properties"])
    assert "case_draft" in verdict["required"]
    other = described["components"]["schemas"]["OtherMatter"]
    assert "case_draft" not in other["properties"]


def test_every_example_in_the_description_is_accepted_as_it_stands(
    sources: Sources, tmp_path: Path
) -> None:
    with served(small_desk(sources), tmp_path) as service:
        described = service.client.get("/api/v1/openapi.json")
        assert described.status_code == 200
        schemas = described.json()["components"]["schemas"]
        for route in POSTS:
            body = schemas[f"{route.removesuffix('s').capitalize()}Request"]["example"]
            answer = service.client.post(f"/api/v1/{route}", json=body, headers=KEY)
            assert answer.is_success, answer.text
        for route in ("search", "suggest"):
            (query,) = described.json()["paths"][f"/api/v1/{route}"]["get"][
                "parameters"
            ]
            found = service.client.get(
                f"/api/v1/{route}", params={"q": query["example"]}
            )
            assert found.json()["hits"]


def test_every_code_is_explained_for_those_who_meet_it() -> None:
    explained = (ROOT / "docs" / "http-api.md").read_text(encoding="utf-8")

    listed = re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", explained, re.MULTILINE)
    assert listed == [(code, str(kind.status)) for code, kind in KINDS.items()]


def test_a_site_that_is_not_built_stops_the_start(desk: Desk, tmp_path: Path) -> None:
    with CaseBook(tmp_path / "cases.db") as book:
        with pytest.raises(CannotRun) as caught:
            create_app(desk, book, tmp_path, Settings())
        assert str(caught.value) == "the help center is not built: no shell.html"

        (small_site(tmp_path) / "shell.html").write_text("<p>no place</p>")
        with pytest.raises(CannotRun):
            create_app(desk, book, tmp_path, Settings())


def test_deep_and_long_json_is_measured_in_one_pass() -> None:
    assert parse_json(b"[" * 16 + b"]" * 16) is not None
    assert parse_json(b'["[[[[[[[[[[[[[[[[[[[["]') == ["[" * 20]
    with pytest.raises(Refused):
        parse_json(b'"' + b'\\"' * 500_000)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, Settings()),
        ({"ASSISTANT_PORT": " "}, Settings()),
        (
            {"ASSISTANT_HOST": "0.0.0.0", "ASSISTANT_PORT": "80"},
            Settings(host="0.0.0.0", port=80),
        ),
        (
            {"ASSISTANT_STATE": "/var/lib/a", "ASSISTANT_DATA": "/srv/data"},
            Settings(state=Path("/var/lib/a"), data=Path("/srv/data")),
        ),
        ({"ASSISTANT_CACHE": "/var/cache/a"}, Settings(cache=Path("/var/cache/a"))),
        ({"ASSISTANT_RATE_LIMIT": "off"}, Settings(rate_limit=None)),
        ({"ASSISTANT_RATE_LIMIT": "30"}, Settings(rate_limit=30)),
        (
            {"ASSISTANT_ALLOWED_HOSTS": "Help.example, www.help.example"},
            Settings(allowed_hosts=("help.example", "www.help.example")),
        ),
        (
            {"ASSISTANT_DATABASE_URL": "sqlite:///x.db"},
            Settings(database_url="sqlite:///x.db"),
        ),
    ],
)
def test_settings_come_from_the_surroundings(
    variables: dict[str, str], expected: Settings
) -> None:
    assert Settings.from_environment(variables) == expected


def test_the_command_line_reads_the_same_settings_and_may_say_otherwise(
    tmp_path: Path,
) -> None:
    def check(*options: str, data: str) -> Result:
        environment = {"ASSISTANT_DATA": data}
        return CliRunner().invoke(commands, ["check", *options], env=environment)

    fictional = str(FOLDERS["fictional"])
    missing = str(tmp_path / "missing")
    assert check(data=f" {fictional} ").exit_code == 0
    assert check("--data", fictional, data=missing).exit_code == 0
    assert isinstance(check(data=missing).exception, CannotRun)


@pytest.mark.parametrize("host", ["a" * 64, "..", "no.such.name.invalid"])
def test_a_host_that_is_no_name_stops_the_start_without_a_traceback(
    host: str, tmp_path: Path
) -> None:
    arguments = ["up", "--host", host, "--port", "0", "--state", str(tmp_path)]

    stopped = CliRunner().invoke(commands, arguments).exception

    assert isinstance(stopped, CannotRun)
    assert "choose another with --host" in str(stopped)
    assert "None" not in str(stopped)


@pytest.mark.parametrize(
    "variables",
    [
        {"ASSISTANT_PORT": "http"},
        {"ASSISTANT_PORT": "70000"},
        {"ASSISTANT_RATE_LIMIT": "0"},
        {"ASSISTANT_RATE_LIMIT": "many"},
    ],
)
def test_a_setting_that_cannot_be_meant_stops_the_start(
    variables: dict[str, str],
) -> None:
    with pytest.raises(CannotRun):
        Settings.from_environment(variables)
