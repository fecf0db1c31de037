"""The pages work with JavaScript off, from the question to the case taken along."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.desk import Desk, Problem
from assistant.model.limits import LONGEST_ANSWER, LONGEST_LINE
from assistant.model.verdict import Verdict
from assistant.model.wording import STATUS_MEANS, ways_to
from assistant.sources import Sources
from tests.service_kit import Customer, FormOnPage, Page, Served, served, small_desk

DOWN = "none of our 400 agents can take a call since 9:10"
CONTACT = {"name": "Kim Example", "email": "kim@example.com"}
ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7 * 7 }}"


@pytest.fixture(scope="module")
def desk(shipped: Sources) -> Desk:
    return small_desk(shipped)


@pytest.fixture
def service(desk: Desk, tmp_path: Path) -> Iterator[Served]:
    with served(desk, tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def refusing(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One service for all forms that must leave nothing behind."""
    with served(desk, tmp_path_factory.mktemp("refusing")) as running:
        yield running


@pytest.fixture
def customer(service: Served) -> Customer:
    return Customer(service.client)


def ask(customer: Customer, text: str, **facts: str) -> Page:
    customer.visit("/ask")
    chosen = {f"fact-{name}": value for name, value in facts.items()}
    return customer.send(customer.page.form("/ask"), {"text": text, **chosen})


def questions(page: Page) -> list[FormOnPage]:
    """Return the forms that ask one question: answers to choose, none to leave out."""
    return [
        form
        for form in page.forms
        if form.action == "/ask"
        and any("" not in each for each in form.offered.values())
    ]


def open_case(customer: Customer, text: str = DOWN, **facts: str) -> Page:
    ask(customer, text, **facts)
    return customer.send(customer.page.form("/ask/still"))


def verdict(desk: Desk, text: str, **facts: str) -> Verdict:
    return desk.assist(Problem(text, facts=facts))


def before(page: Page, first: str, then: str) -> bool:
    return 0 <= page.html.index(first) < page.html.index(then)


def test_the_first_page_asks_for_words_and_offers_plan_and_environment(
    customer: Customer, desk: Desk
) -> None:
    form = customer.page.form("/ask")

    assert [name for name, _ in form.fields] == [
        "text",
        "fact-plan",
        "fact-environment",
    ]
    assert form.offered["fact-plan"] == ["", *desk.policy.plans, "unknown"]
    assert desk.policy.organization.contact.says in customer.page.text


def test_an_outage_shows_what_to_do_then_why_then_the_charge(
    customer: Customer, desk: Desk
) -> None:
    page = ask(customer, DOWN, plan="standard")

    expected = verdict(desk, DOWN, plan="standard")
    call = expected.contact["call"]
    assert expected.priority.value == "P1"
    assert page.headings == [expected.action.says]
    for sentence in (expected.priority.says, call.says, call.charge_says):
        assert sentence in page.text
    for clause in expected.priority.clauses:
        assert clause.text in page.text
        assert clause.url in page.cites
        assert clause.url in page.links
    assert expected.response_time.says in page.text
    assert "not binding" in page.text


def test_in_an_outage_the_way_to_call_comes_before_any_article(
    customer: Customer, desk: Desk
) -> None:
    page = ask(customer, DOWN)

    contact = desk.policy.organization.contact
    assert before(page, contact.urgent_says, "/topics/")
    assert before(page, contact.urgent_says, "What happens after you call")


def test_while_an_outage_is_possible_the_way_to_call_comes_before_the_question(
    customer: Customer, desk: Desk
) -> None:
    page = ask(customer, "our agents can't take a call")

    contact = desk.policy.organization.contact
    assert "This may be urgent" in page.text
    assert before(page, contact.urgent_says, "<fieldset")


def test_what_was_read_is_marked_in_the_message_and_said_where_it_comes_from(
    customer: Customer,
) -> None:
    page = ask(customer, DOWN, plan="standard")

    assert {"none of", "take a call"} <= set(page.marks)
    for words in ("you said", "I read it", "I assumed it"):
        assert words in page.text


def test_a_question_is_answered_by_choosing_and_leads_to_a_decision(
    customer: Customer, desk: Desk
) -> None:
    page = ask(customer, "it is slow", plan="standard")
    (question,) = questions(page)
    assert question.offered == {
        "fact-environment": ["production", "staging", "development", "unknown"]
    }
    assert desk.policy.facts["environment"].why in page.text

    page = customer.send(question, {"fact-environment": "staging"})

    expected = verdict(desk, "it is slow", plan="standard", environment="staging")
    assert expected.priority.value == "P3"
    assert expected.priority.says in page.text
    assert page.headings == [expected.action.says]
    assert questions(page) == []


def test_a_question_left_unanswered_is_asked_again(customer: Customer) -> None:
    (question,) = questions(ask(customer, "it is slow", plan="standard"))

    (again,) = questions(customer.send(question))

    assert again.offered == question.offered


def test_i_do_not_know_is_an_answer_and_is_not_asked_twice(customer: Customer) -> None:
    (question,) = questions(ask(customer, "it is slow", plan="standard"))

    page = customer.send(question, {"fact-environment": "unknown"})

    assert not [form for form in questions(page) if "fact-environment" in form.offered]
    correction = dict(page.form("/ask", having="fact-workaround").fields)
    assert correction["fact-environment"] == "unknown"


def test_what_was_understood_wrongly_can_be_corrected(
    customer: Customer, desk: Desk
) -> None:
    page = ask(customer, DOWN, plan="standard")
    correction = page.form("/ask", having="fact-workaround")

    page = customer.send(correction, {"fact-environment": "staging"})

    expected = verdict(desk, DOWN, plan="standard", environment="staging")
    assert expected.priority.says in page.text
    again = dict(page.form("/ask", having="fact-workaround").fields)
    assert (again["fact-environment"], again["fact-plan"]) == ("staging", "standard")
    assert again["fact-scope"] == ""  # read, and still left to the reader


def test_without_a_plan_the_answer_is_given_for_each_plan(
    customer: Customer, desk: Desk
) -> None:
    page = ask(customer, "it is slow", environment="production")

    for plan in desk.policy.plans.values():
        assert plan.name in page.text
    by_plan = verdict(desk, "it is slow", environment="production").contact["call"]
    for answer in by_plan.by_plan:
        assert f"{answer.says} {answer.charge_says}" in page.text
    assert len({answer.answer for answer in by_plan.by_plan}) > 1


def test_what_is_not_for_support_gets_a_polite_answer_and_a_person(
    customer: Customer, desk: Desk
) -> None:
    page = ask(customer, "how is the weather")

    assert desk.policy.organization.contact.says in page.text
    assert "Thank you for writing" in page.text
    assert not [form for form in page.forms if form.action == "/ask/still"]


def test_a_second_matter_is_answered_too(desk: Desk, tmp_path: Path) -> None:
    second = verdict(desk, "it is slow in staging")

    class TwoMatters(Desk):
        def __init__(self) -> None:
            self.policy, self.kb = desk.policy, desk.kb

        def assist(self, problem: Problem) -> Verdict:
            return replace(desk.assist(problem), also=(second,))

        def own_case(self, verdict: Verdict) -> None:
            return None

    with served(TwoMatters(), tmp_path) as service:
        page = ask(Customer(service.client), DOWN)
        listed = service.client.post("/api/v1/assist", json={"text": DOWN}).json()

    assert f"And the other matter: {second.action.says}" in page.text
    assert second.priority.says in page.text
    assert [each["priority"]["value"] for each in listed["also"]] == ["P3"]
    assert "case_draft" not in listed["also"][0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "Tell us what happened", id="empty"),
        pytest.param(" \r\n ", "Tell us what happened", id="blank"),
        pytest.param("\u200b\ufeff", "Tell us what happened", id="not to be seen"),
        pytest.param("x" * 16_001, "at most 16,000 characters", id="too long"),
    ],
)
def test_a_message_that_cannot_be_answered_comes_back_with_what_to_do(
    customer: Customer, text: str, says: str
) -> None:
    page = ask(customer, text, plan="standard")

    assert customer.status == 422
    assert says in page.text
    assert "#ask-message" in page.links
    form = dict(page.form("/ask").fields)
    assert (form["text"].strip(), form["fact-plan"]) == (text.strip(), "standard")


def test_a_choice_that_is_no_longer_offered_is_asked_again(
    customer: Customer,
) -> None:
    form = customer.page.form("/ask")
    form.fields.append(("fact-mood", "gloomy"))

    page = customer.send(form, {"text": DOWN})

    assert customer.status == 422
    assert "no longer offered" in page.text
    assert dict(page.form("/ask").fields)["text"] == DOWN


def test_control_characters_pasted_from_a_log_do_not_stop_an_outage(
    customer: Customer,
) -> None:
    page = ask(customer, f"\x1b[31mERROR\x07\x85 {DOWN}")

    assert customer.status == 200
    assert "ERROR" in page.text
    assert "\x1b" not in page.html


@pytest.mark.parametrize("address", ["/ask", "/ask/still", "/ask/solved", "/cases"])
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        pytest.param(b"text=%ff", "application/x-www-form-urlencoded", 400, id="bytes"),
        pytest.param(b"text=a%00", "application/x-www-form-urlencoded", 422, id="NUL"),
        pytest.param(
            b"text=" + b"x" * 300_000,
            "application/x-www-form-urlencoded",
            413,
            id="too large",
        ),
        pytest.param(
            b"&".join(b"a%d=1" % n for n in range(201)),
            "application/x-www-form-urlencoded",
            400,
            id="too many fields",
        ),
        pytest.param(b"text=x", "text/plain", 415, id="no form"),
    ],
)
def test_a_form_that_no_page_sends_gets_a_page_and_nothing_is_saved(
    refusing: Served, address: str, body: bytes, content_type: str, status: int
) -> None:
    refused = refusing.client.post(
        address,
        content=body,
        headers={"Content-Type": content_type, "Accept": "text/html"},
    )

    assert refused.status_code == status
    assert Page(refused).links.count("/ask") == 1
    assert refusing.subjects() == []


def test_solved_says_thanks_and_keeps_nothing(
    customer: Customer, service: Served
) -> None:
    page = ask(customer, DOWN)
    solved = page.form("/ask/solved")

    page = customer.send(solved)

    assert solved.fields == []
    assert page.headings == ["Good to hear"]
    assert "assistant_solved_total 1" in service.client.get("/metrics").text
    assert service.subjects() == []


def test_the_case_is_filled_in_from_the_verdict(customer: Customer) -> None:
    page = open_case(customer, DOWN, plan="standard")

    form = page.form("/cases")
    fields = dict(form.fields)
    assert fields["subject"] == DOWN
    assert fields["description"] == DOWN
    assert fields["priority"] == "P1"
    assert form.offered["priority"] == ["P1", "P2", "P3", ""]
    assert (fields["fact-plan"], fields["fact-environment"]) == (
        "standard",
        "production",
    )
    assert "fact-customer_priority" not in form.offered
    assert fields["fact-scope"] == "all_or_most"
    assert fields["check-tried"] == ""
    assert {value for name, value in form.fields if name == "tried"} <= set(
        form.offered["tried"]
    )


def test_while_the_priority_is_open_the_most_urgent_one_is_proposed(
    customer: Customer,
) -> None:
    page = open_case(customer, "our agents can't take a call")

    assert dict(page.form("/cases").fields)["priority"] == "P1"
    assert "It is not settled which priority fits." in page.text


def test_a_saved_case_holds_what_the_customer_edited(
    customer: Customer, service: Served
) -> None:
    page = open_case(customer, DOWN, plan="standard")

    page = customer.send(
        page.form("/cases"),
        {
            "subject": "Nobody can take a call",
            "check-since": "9:10 in Chicago",
            "fact-environment": "unknown",
            **CONTACT,
        },
    )

    assert customer.status == 201
    assert page.headings == ["Saved here, not sent: take it to your Case Portal"]
    (case,) = service.book.listed()
    assert case["reference"] in page.text
    assert case["subject"] == "Nobody can take a call"
    assert case["contact"] == CONTACT
    assert case["facts"]["environment"] == "unknown"
    since = next(each for each in case["checklist"] if each["id"] == "since")
    assert since["known"] == "9:10 in Chicago"
    assert case["description"].startswith(f"{DOWN}\n\nWhat an engineer will ask:\n- ")
    assert f"- {since['asks']} 9:10 in Chicago" in case["description"]
    assert case["priority_reason"]
    assert case["policy_version"].startswith("sha256:")


def test_another_priority_than_the_fitting_one_is_the_customers_choice(
    customer: Customer, service: Served
) -> None:
    page = open_case(customer, DOWN)

    customer.send(page.form("/cases"), {"priority": "P2", **CONTACT})

    (case,) = service.book.listed()
    assert case["priority"] == "P2"
    assert case["priority_reason"].startswith("The customer chose this priority. ")


def test_a_case_may_leave_the_priority_open(
    customer: Customer, service: Served
) -> None:
    page = open_case(customer, DOWN)

    customer.send(page.form("/cases"), {"priority": "", **CONTACT})

    (case,) = service.book.listed()
    assert case["priority"] is None


def test_a_form_with_faults_comes_back_whole_with_each_fault_at_its_field(
    customer: Customer, service: Served
) -> None:
    form = open_case(customer).form("/cases")

    page = customer.send(
        form,
        {"subject": "", "email": "kim", "check-since": "9:10", "fact-scope": "some"},
    )

    assert customer.status == 422
    assert service.subjects() == []
    for name in ("subject", "name", "email"):
        assert f"#case-{name}" in page.links
        assert f"case-{name}" in page.ids
        assert f"case-{name}-fault" in page.ids
        assert f'aria-describedby="case-{name}-fault"' in page.html
    assert "#case-description" not in page.links
    again = dict(page.form("/cases").fields)
    kept = {"email": "kim", "check-since": "9:10", "fact-scope": "some"}
    assert {name: again[name] for name in kept} == kept
    assert again["key"] == dict(form.fields)["key"]
    assert again["description"] == DOWN

    customer.send(page.form("/cases"), {"subject": "Down", **CONTACT})
    assert customer.status == 201
    assert service.subjects() == ["Down"]


@pytest.mark.parametrize(
    ("field", "longest", "fault"),
    [
        ("subject", LONGEST_LINE, "subject"),
        ("name", LONGEST_LINE, "name"),
        ("check-since", LONGEST_ANSWER, "checklist"),
    ],
)
def test_a_field_takes_as_much_as_is_accepted_and_no_more(
    customer: Customer, field: str, longest: int, fault: str
) -> None:
    page = open_case(customer)
    (tag,) = [part for part in page.html.split("<") if f'name="{field}"' in part]
    assert f'maxlength="{longest}"' in tag
    form = page.form("/cases")

    page = customer.send(form, {**CONTACT, field: "x" * (longest + 1)})
    assert customer.status == 422
    assert f"#case-{fault}" in page.links
    if fault != "name":
        assert f"at most {longest:,} characters" in page.text
    customer.send(form, {**CONTACT, field: "x" * longest})
    assert customer.status == 201


def test_an_urgent_case_needs_nothing_but_its_words_and_a_contact(
    customer: Customer, service: Served, desk: Desk
) -> None:
    page = open_case(customer)
    form = page.form("/cases")
    empty = {
        name: ""
        for name, _ in form.fields
        if name.startswith(("fact-", "check-")) or name == "priority"
    }
    assert before(page, desk.policy.organization.contact.urgent_says, "<form")

    customer.send(form, {**empty, **CONTACT})

    assert customer.status == 201
    assert len(service.subjects()) == 1


def test_sending_the_form_twice_makes_one_case(
    customer: Customer, service: Served
) -> None:
    form = open_case(customer).form("/cases")

    first = customer.send(form, CONTACT)
    second = customer.send(form, CONTACT)

    assert len(service.subjects()) == 1
    (case,) = service.book.listed()
    assert case["reference"] in first.text
    assert case["reference"] in second.text


def test_going_back_and_changing_a_saved_case_asks_before_it_makes_another(
    customer: Customer, service: Served
) -> None:
    form = open_case(customer).form("/cases")
    customer.send(form, CONTACT)

    page = customer.send(form, {**CONTACT, "subject": "Changed"})

    assert customer.status == 422
    assert "saved before, with other content" in page.text
    assert len(service.subjects()) == 1
    customer.send(page.form("/cases"))
    assert service.subjects() == [DOWN, "Changed"]


@pytest.mark.parametrize(
    ("field", "broken"),
    [
        ("policy_version", "x" * 200),
        ("policy_version", "a\nb"),
        ("assumed-environment", "x" * 2_500),
        ("asks", "no-such-question"),
        ("offered", "no-such-article"),
    ],
)
def test_a_broken_field_that_nobody_sees_stops_no_case(
    customer: Customer, service: Served, desk: Desk, field: str, broken: str
) -> None:
    form = open_case(customer).form("/cases")
    if field == "offered":
        form.fields.append((field, broken))

    customer.send(form, {**CONTACT, field: broken})

    assert customer.status == 201
    (case,) = service.book.listed()
    assert (case["subject"], case["description"].split("\n")[0]) == (DOWN, DOWN)
    assert case["policy_version"] == desk.policy.version
    assert broken not in json.dumps(case)


def test_an_article_tried_counts_once_however_often_it_is_sent(
    customer: Customer, service: Served
) -> None:
    form = open_case(customer).form("/cases")
    (tried, *_) = form.offered["tried"]
    form.fields += [("tried", tried)] * 60

    customer.send(form, CONTACT)

    assert customer.status == 201
    (case,) = service.book.listed()
    assert case["answers_tried"].count(tried) == 1


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
def test_a_form_with_a_broken_key_is_shown_again_and_makes_one_case(
    customer: Customer, service: Served, key: str
) -> None:
    form = open_case(customer).form("/cases")
    broken = {**CONTACT, "subject": "Down", "key": key}

    pages = [customer.send(form, broken), customer.send(form, broken)]

    assert customer.status == 422
    assert service.subjects() == []
    for page in pages:
        assert "Press the button again" in page.text
        assert dict(page.form("/cases").fields)["subject"] == "Down"
    again = pages[0].form("/cases")
    for _ in range(2):
        customer.send(again)
        assert customer.status == 201
    assert service.subjects() == ["Down"]


def test_a_form_with_a_broken_key_and_a_fault_keeps_its_new_key(
    customer: Customer,
) -> None:
    form = open_case(customer).form("/cases")

    first = customer.send(form, {**CONTACT, "key": "a b", "email": "kim"})
    second = customer.send(first.form("/cases"), {"email": "kim.example"})

    keys = {dict(page.form("/cases").fields)["key"] for page in (first, second)}
    assert len(keys) == 1
    assert keys.isdisjoint({"a b", ""})


def test_a_description_and_answers_that_are_too_long_together_are_told_by_how_much(
    customer: Customer, service: Served
) -> None:
    form = open_case(customer).form("/cases")
    answers = {name: "" for name, _ in form.fields if name.startswith("check-")}
    sent = {**CONTACT, **answers, "description": "x" * 19_990}
    answer = "y" * 400

    page = customer.send(form, {**sent, "check-since": answer})

    assert customer.status == 422
    (over,) = re.findall(r"too long by ([\d,]+) char", page.text.split("<form")[0])[:1]
    assert "at most 20,000 characters" in page.text
    again = page.form("/cases")
    assert dict(again.fields)["check-since"] == answer
    fewer = int(over)
    customer.send(again, {"description": "x" * (19_990 - fewer + 1)})
    assert customer.status == 422
    customer.send(again, {"description": "x" * (19_990 - fewer)})
    assert customer.status == 201
    (case,) = service.book.listed()
    assert len(case["description"]) == 20_000


def test_a_case_of_signs_that_cannot_be_seen_is_an_empty_one(
    customer: Customer, service: Served
) -> None:
    form = open_case(customer).form("/cases")
    unseen = dict.fromkeys(("subject", "description", "name"), "\u200b\u2060")

    page = customer.send(form, {**CONTACT, **unseen})

    assert customer.status == 422
    assert {f"#case-{name}" for name in unseen} <= set(page.links)
    assert service.subjects() == []


def test_a_machine_that_fills_every_field_saves_nothing(
    customer: Customer, service: Served
) -> None:
    form = open_case(customer).form("/cases")

    page = customer.send(form, {**CONTACT, "website": "https://spam.example"})

    assert customer.status == 422
    assert service.subjects() == []
    assert "#case-website" in page.links
    assert dict(page.form("/cases").fields)["website"] == ""


def test_a_case_is_taken_along_as_json_markdown_text_or_mail(
    customer: Customer, service: Served
) -> None:
    page = customer.send(open_case(customer).form("/cases"), CONTACT)
    (case,) = service.book.listed()
    as_json, as_markdown = (
        customer.post(form) for form in page.forms if form.action == "/cases/download"
    )

    reference = case["reference"]
    assert as_json.headers["content-disposition"] == (
        f'attachment; filename="case-{reference}.json"'
    )
    taken = json.loads(as_json.text)
    assert taken == {name: case[name] for name in taken}
    assert case.keys() - taken.keys() == {"state", "created"}
    assert as_markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert as_markdown.text.startswith(f"# {DOWN}\n")
    assert f"Reference: {reference}" in as_markdown.text
    assert as_markdown.text in page.text  # the box to copy from
    (mail,) = [link for link in page.links if link.startswith("mailto:")]
    assert reference in mail


def test_a_download_that_no_page_offered_is_refused(customer: Customer) -> None:
    page = customer.send(open_case(customer).form("/cases"), CONTACT)
    form = page.form("/cases/download")

    for field, value in (
        ("reference", 'x"; filename="evil.exe'),
        ("case", '{"subject": "x"}'),
        ("case", "{"),
    ):
        refused = customer.post(form, {field: value})
        assert 400 <= refused.status_code < 500
        assert "content-disposition" not in refused.headers


def test_while_nothing_can_be_saved_the_case_can_still_be_taken_along(
    customer: Customer, service: Served
) -> None:
    form = open_case(customer).form("/cases")
    with service.book._writer.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE cases RENAME TO away")

    page = customer.send(form, CONTACT)

    assert customer.status == 503
    assert "cannot be saved here at the moment" in page.text
    assert customer.post(page.form("/cases/download")).status_code == 200
    with service.book._writer.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO cases")
    customer.send(page.form("/cases"))
    assert customer.status == 201
    assert len(service.subjects()) == 1


def test_search_finds_articles_and_marks_what_matched(customer: Customer) -> None:
    page = customer.visit("/search?q=review+session")

    assert any(link.startswith("/topics/") for link in page.links)
    assert {"review", "session"} & {mark.lower() for mark in page.marks}
    assert dict(page.form("/search").fields)["q"] == "review session"
    assert dict(page.form("/ask").fields) == {"text": "review session"}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?q=%20", 200),
        ("?q=%E2%80%8B", 200),
        ("?q=qqqq+zzzz", 200),
        ("?q=a%00", 422),
        ("?q=a&q=b", 422),
        ("?q=%ff", 422),
    ],
)
def test_search_without_a_result_still_leads_to_a_person(
    customer: Customer, desk: Desk, query: str, status: int
) -> None:
    page = customer.visit(f"/search{query}")

    assert customer.status == status
    assert desk.policy.organization.contact.says in page.text


def test_what_a_customer_writes_is_never_run(
    customer: Customer, service: Served
) -> None:
    pages = [ask(customer, ATTACK), ask(customer, f"{DOWN} {ATTACK}")]
    pages.append(customer.send(customer.page.form("/ask/still")))
    form = customer.page.form("/cases")
    pages.append(customer.send(form, {"subject": ATTACK, "check-since": ATTACK}))
    pages.append(
        customer.send(
            customer.page.form("/cases"),
            {"name": ATTACK, "email": CONTACT["email"], "subject": ATTACK},
        )
    )
    pages.append(
        customer.visit("/search?q=%3Cscript%3E%3C!--%20assistant:title%20--%3E")
    )

    assert len(service.subjects()) == 1
    for page in pages:
        assert "<script>" not in page.html
        assert "<img" not in page.html
        assert "49" not in page.headings
        assert page.html.count("<title>") == 1


def test_a_marker_of_ours_in_a_message_is_only_words(customer: Customer) -> None:
    marker = "<!-- assistant:content -->"

    page = ask(customer, f"{marker} {DOWN}")

    assert dict(page.form("/ask/still").fields)["text"].startswith(marker)
    assert page.html.count("<main>") == 1


def test_no_page_needs_a_script_or_a_style_of_its_own(customer: Customer) -> None:
    pages = [customer.page, ask(customer, DOWN), open_case(customer)]
    pages.append(customer.send(pages[-1].form("/cases"), CONTACT))
    pages.append(customer.visit("/search?q=case"))

    for page in pages:
        assert " style=" not in page.html
        assert " on" not in {part[:3] for part in page.html.split("<")}
        assert "<style" not in page.html


def test_every_field_has_a_label_and_every_id_is_used_once(customer: Customer) -> None:
    pages = [
        customer.page,
        ask(customer, ""),
        ask(customer, DOWN),
        ask(customer, "it is slow"),
        open_case(customer),
    ]
    pages.append(customer.send(pages[-1].form("/cases"), {"website": "x"}))
    pages.append(customer.send(pages[-1].form("/cases"), CONTACT))
    pages.append(customer.visit("/search?q=case"))

    for page in pages:
        assert set(page.unlabelled) <= page.labels
        assert len(page.ids) == len(set(page.ids))
        assert len(page.headings) == 1


def test_a_page_reached_without_its_form_leads_back_to_the_start(
    customer: Customer,
) -> None:
    for address in ("/ask/solved", "/cases", "/cases/download"):
        page = customer.visit(address)
        assert customer.status == 405
        assert "/ask" in page.links
    page = customer.visit("/ask/still")
    assert customer.status == 200
    assert "/ask" in page.links


def test_any_organization_is_served_by_the_same_pages(
    sources: Sources, tmp_path: Path
) -> None:
    policy = sources.policy
    with served(small_desk(sources), tmp_path) as service:
        customer = Customer(service.client)
        page = ask(customer, "something is wrong", plan=next(iter(policy.plans)))
        assert policy.organization.contact.says in page.text
        assert STATUS_MEANS[policy.organization.contact.status] in page.text
        for words, address in ways_to(policy.organization.contact):
            assert f'href="{address}">{words}</a>' in page.html
        page = customer.send(page.form("/ask/still"))
        priorities = [each.id for each in policy.ranked()]
        assert page.form("/cases").offered["priority"] == [*priorities, ""]
        for clause in (each.clauses[0] for each in policy.ranked()):
            assert policy.clauses[clause].text in page.text
        customer.send(page.form("/cases"), {"subject": "Wrong", **CONTACT})
        assert customer.status == 201
        assert service.subjects() == ["Wrong"]


def test_a_fact_on_the_checklist_is_answered_there_and_once(
    customer: Customer, service: Served
) -> None:
    form = open_case(customer, DOWN, plan="standard").form("/cases")
    names = [name for name, _ in form.fields]
    assert [name for name in names if names.count(name) > 1 and name != "asks"] == [
        name for name in names if name in ("tried", "offered")
    ]

    customer.send(form, {**CONTACT, "fact-scope": "some", "fact-state": "unknown"})

    (case,) = service.book.listed()
    known = {each["id"]: each["known"] for each in case["checklist"]}
    assert known["agents"] == "Several, but not more than half"
    assert known["state"] is None
    assert f"calls are affected? {known['agents']}" in case["description"]


def test_what_is_missing_or_assumed_is_flagged_and_counted(customer: Customer) -> None:
    page = open_case(customer, DOWN)

    rows = page.html.split('class="ask-case-row"')[1:]
    missing = [row for row in rows if 'placeholder="Still missing"' in row]
    assumed = [row for row in rows if "I assumed this" in row]
    answered = len(rows) - len(missing) - len(assumed)
    assert missing
    assert assumed
    assert f"{answered} of {len(rows)} answered" in page.text


@pytest.mark.parametrize("field", ["subject", "description", "check-since", "name"])
def test_a_secret_is_told_before_anything_is_saved_and_the_customer_decides(
    customer: Customer, service: Served, field: str
) -> None:
    form = open_case(customer).form("/cases")

    page = customer.send(form, {**CONTACT, field: "it is 4111 1111 1111 1111"})

    assert customer.status == 422
    assert service.subjects() == []
    assert "A card number (41…11)" in page.text
    assert f"#case-{field}" in page.links
    again = page.form("/cases")
    assert dict(again.fields)[field] == "it is 4111 1111 1111 1111"
    assert dict(again.fields)["key"] == dict(form.fields)["key"]
    customer.send(again)
    assert service.subjects() == []
    customer.send(again, {"as_it_is": "yes"})
    assert customer.status == 201
    assert len(service.subjects()) == 1


def test_a_secret_in_a_message_is_told_beside_the_answer(
    customer: Customer, service: Served
) -> None:
    page = ask(customer, f"{DOWN}, the password is hunter2")

    assert "seems to hold a password (h…)" in page.text
    assert "Nothing you wrote was stored" in page.text
    assert "seems to hold" not in ask(customer, DOWN).text
    assert service.subjects() == []


@pytest.mark.parametrize("priority", ["P1", "P2", "P3", ""])
def test_the_last_page_says_what_the_policy_says_of_this_very_case(
    customer: Customer, desk: Desk, priority: str
) -> None:
    form = open_case(customer, DOWN, plan="standard").form("/cases")

    page = customer.send(form, {**CONTACT, "priority": priority})

    facts = {n.removeprefix("fact-"): v for n, v in form.fields if "fact-" in n and v}
    facts["customer_priority"] = priority or "not_set"
    expected = desk.decide(Problem("", facts=facts))
    assert expected.priority.value == "P1"
    assert f"{expected.case_priority.starts_says} {expected.case_priority.says}" in (
        page.text
    )
    assert expected.response_time.says in page.text
    assert expected.expect
    for each in expected.expect:
        assert each.says in page.text
        assert {clause.url for clause in each.clauses} <= set(page.cites)
    assert {clause.url for clause in expected.case_priority.clauses} <= set(page.cites)
    assert before(page, desk.policy.organization.contact.urgent_says, "<h1>Saved here")


def test_facts_changed_on_the_form_decide_what_is_said_then(
    customer: Customer, service: Served
) -> None:
    form = open_case(customer, DOWN).form("/cases")

    page = customer.send(form, {**CONTACT, "fact-environment": "staging"})

    assert "Support may lower it" in page.text
    assert "If it is urgent" not in page.text
    (case,) = service.book.listed()
    assert case["priority_reason"].startswith("The customer chose this priority. ")
    assert "staging" in case["priority_reason"]


def test_an_answer_may_be_gone_back_to_and_the_api_keeps_nothing(
    customer: Customer,
) -> None:
    form = open_case(customer).form("/cases")

    for reply in (customer.post(form), customer.post(form, CONTACT)):
        assert reply.headers["cache-control"] == "private, no-cache"
    page = Page(customer.post(form, CONTACT))
    download = customer.post(page.form("/cases/download"))
    assert download.headers["cache-control"] == "no-store"
