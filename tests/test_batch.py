"""A line of a batch is read like a body of the API, and refused in the same words."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.cli import commands
from assistant.desk import Desk, as_json
from assistant.service.lines import answered
from assistant.service.wire import AssistRequest
from assistant.sources import Sources
from tests.organizations import FOLDERS
from tests.service_kit import Served, served, small_desk

CANARY = "canary-4111111111111111"


@pytest.fixture(scope="module")
def desk(shipped: Sources) -> Desk:
    return small_desk(shipped)


@pytest.fixture(scope="module")
def service(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(desk, tmp_path_factory.mktemp("service")) as running:
        yield running


def line_of(desk: Desk, raw: bytes) -> Mapping[str, Any]:
    return answered(raw, AssistRequest, lambda it: as_json(desk.assist(it.problem())))


def test_a_line_takes_every_member_of_the_api(desk: Desk) -> None:
    line = {
        "id": "a",
        "text": "it is slow",
        "plan": "standard",
        "facts": {"environment": "unknown"},
        "asked": ["environment", "scope"],
        "as_of": "2027-01-31",
    }

    answer = line_of(desk, json.dumps(line).encode())

    assert answer["id"] == "a"
    assert (answer["as_of"], answer["question"]) == ("2027-01-31", None)
    assert {"name", "value"} <= answer["facts"][0].keys()
    assert "standard" in {each["value"] for each in answer["facts"]}


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b'{"text": "x", "facts": []}', id="a list of facts"),
        pytest.param(b'{"text": "x", "facts": ""}', id="facts as a text"),
        pytest.param(b'{"text": "x", "facts": 0}', id="facts as a number"),
        pytest.param(b'{"text": "x", "facts": null}', id="no facts, spelled out"),
        pytest.param(b'{"text": "x", "facts": {"scope": NaN}}', id="NaN"),
        pytest.param(b'{"text": "x", "text": "y"}', id="a member twice"),
        pytest.param(b'{"text": "x", "canary-4111111111111111": 1}', id="unknown"),
        pytest.param(b'{"text": "a\\ud800b"}', id="a lone surrogate"),
        pytest.param(b'{"text": "a\\u0000b"}', id="NUL"),
        pytest.param(b'{"text": "\xff"}', id="no UTF-8"),
        pytest.param(b'{"text": " "}', id="blank"),
        pytest.param(b'{"text": 1}', id="a number as text"),
        pytest.param(b'{"text": "x", "plan": "gold"}', id="unknown plan"),
        pytest.param(b'{"text": "x", "asked": ["mood"]}', id="unknown fact asked"),
        pytest.param(b'{"text": "x", "as_of": "2027-02-30"}', id="no day"),
        pytest.param(b"{}", id="nothing in it"),
        pytest.param(b"[1]", id="no object"),
        pytest.param(b"{", id="broken"),
        pytest.param(b"[" * 8000, id="very deep"),
    ],
)
def test_a_line_is_refused_with_the_problem_that_the_api_answers(
    desk: Desk, service: Served, raw: bytes
) -> None:
    refused = service.client.post(
        "/api/v1/assist", content=raw, headers={"Content-Type": "application/json"}
    )

    answer = line_of(desk, raw)

    assert refused.status_code >= 400
    assert answer == {"id": None, "error": refused.json()}
    assert CANARY not in json.dumps(answer)


@pytest.mark.parametrize("sent", ["a", "", 7, -1.5, 2**63 - 1])
def test_an_id_comes_back_whether_or_not_the_line_is_right(
    desk: Desk, sent: object
) -> None:
    right = line_of(desk, json.dumps({"id": sent, "text": "it is slow"}).encode())
    wrong = line_of(desk, json.dumps({"id": sent, "text": "a\x00b"}).encode())

    assert right["id"] == wrong["id"] == sent
    assert wrong["error"]["type"] == "/errors/bad-text"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"true", "invalid-member"),
        (b"[1]", "invalid-member"),
        (b'{"a": 1}', "invalid-member"),
        (b"NaN", "malformed-json"),
        (b"9223372036854775808", "malformed-json"),
        (b'"a\\ud800"', "bad-text"),
    ],
)
def test_an_id_of_another_form_is_an_error_and_is_not_repeated(
    desk: Desk, sent: bytes, code: str
) -> None:
    answer = line_of(desk, b'{"text": "it is slow", "id": ' + sent + b"}")

    assert answer["id"] is None
    assert answer["error"]["type"] == f"/errors/{code}"


def test_a_batch_goes_on_after_a_wrong_line_and_ends_with_one(tmp_path: Path) -> None:
    batch = tmp_path / "queries.jsonl"
    batch.write_bytes(
        b'{"id": 1, "query": "standby lamp"}\r\n\n\xff\n{"id": 2, "query": ""}\n'
        b'{"id": 3, "query": "standby lamp"}'
    )
    arguments = ["search", "--data", str(FOLDERS["fictional"]), "--batch"]

    from_file = CliRunner().invoke(commands, [*arguments, str(batch)])
    from_input = CliRunner().invoke(commands, [*arguments, "-"], batch.read_bytes())

    lines = [json.loads(line) for line in from_file.output.splitlines()]
    assert [line["id"] for line in lines] == [1, None, 2, 3]
    assert ["error" in line for line in lines] == [False, True, True, False]
    assert lines[2]["error"]["pointer"] == "/query"
    assert lines[0]["hits"] == lines[3]["hits"] != []
    assert from_file.exit_code == from_input.exit_code == 1
    assert from_input.output == from_file.output


def test_asking_in_a_batch_gives_the_verdict_that_the_api_gives() -> None:
    folder = FOLDERS["fictional"]
    line = b'{"id": "a", "text": "all lights are dark", "as_of": "2027-01-31"}\n'

    ran = subprocess.run(
        [sys.executable, "-m", "assistant", "ask", "--data", folder, "--batch", "-"],
        input=line,
        capture_output=True,
        check=True,
    )

    answer = json.loads(ran.stdout)
    assert (answer["id"], answer["as_of"]) == ("a", "2027-01-31")
    assert answer["next_action"]
