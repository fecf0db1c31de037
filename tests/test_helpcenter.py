"""What the help center says, and that the built site says it and nothing else."""

import html
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from assistant.helpcenter.matrix import plan_tables
from assistant.helpcenter.pages import pages
from assistant.helpcenter.security import content_security_policy, inline_scripts
from assistant.helpcenter.silence import left_open, readings
from assistant.model.addresses import article_url, clause_url, decision_url
from assistant.model.kb import Notice
from assistant.model.limits import LONGEST_QUERY, LONGEST_TEXT
from assistant.model.policy import Policy
from assistant.rules import Engine
from assistant.sources import Sources
from tests.helpcenter_kit import DAY, Reading, made, read, shown, small


def whole_pages(site: Path) -> list[Path]:
    """Return the pages of a site but those that only lead on to another."""
    return [
        page for page in site.rglob("*.html") if page.parent.parent != site / "articles"
    ]


def page_at(site: Path, url: str) -> Path:
    return site / urlsplit(url).path.strip("/") / "index.html"


# ---- Pages ----


def test_every_clause_rule_and_article_has_the_address_the_assistant_links_to(
    sources: Sources, placed: Path
) -> None:
    policy = sources.policy
    urls = [
        *map(clause_url, policy.clauses),
        *map(article_url, sources.kb.articles.values()),
        *map(decision_url, policy.decisions),
        *(
            decision_url(decision.id, each.id)
            for decision in policy.decisions.values()
            for each in decision.all_rules()
        ),
    ]

    pages_named = {page_at(placed, url) for url in urls}
    ids = {page: read(page).ids for page in pages_named}
    missing = [
        url for url in urls if urlsplit(url).fragment not in ids[page_at(placed, url)]
    ]

    assert missing == []


def sentences(policy: Policy) -> Iterator[str]:
    contact = policy.organization.contact
    yield from (contact.says, contact.urgent_says)
    yield from (clause.text for clause in policy.clauses.values())
    for decision in policy.decisions.values():
        yield decision.undecided
        for each in decision.all_rules():
            yield from (each.says, each.note)
    for time in policy.response_times.values():
        yield from (time.rule.says, time.within or "")
    yield from (promise.says for promise in policy.promises.values())
    for plan in policy.plans.values():
        yield from (plan.summary, plan.note)
        yield from (entry.note for entry in plan.channels.values())
    for priority in policy.priorities.values():
        yield from (*priority.lines, *priority.examples)
    for role in policy.roles.values():
        yield from (role.one_line, *role.duties, role.note)
    yield from (item.asks for item in policy.checklist)
    for fact in policy.facts.values():
        yield from (fact.ask, fact.why)


def test_every_sentence_of_the_policy_is_on_the_site_word_for_word(
    sources: Sources, placed: Path
) -> None:
    everything = "\n".join(read(page).text for page in placed.rglob("*.html"))

    missing = [each for each in sentences(sources.policy) if each not in everything]

    assert missing == []


def test_the_matrix_shows_what_the_engine_decides() -> None:
    basic, full = plan_tables(Engine(small().policy, DAY))

    assert [
        [
            (each.priority.id, each.answer.decided, each.charge and each.charge.decided)
            for each in table.rows[0].squares
        ]
        for table in (basic, full)
    ] == [
        [("A", "yes", "no"), ("B", "no", "may_apply")],
        [("A", "yes", "no"), ("B", "yes", "not_stated")],
    ]
    plans = made(small())["plans.md"]
    assert "[**Yes**](decisions.md#call.urgent) [no charge named]" in plans
    assert "[No](decisions.md#call.otherwise) [a charge may apply]" in plans
    assert "[1 hour around the clock](decisions.md#response_time.soon)" in plans
    assert "[*Not stated*](decisions.md#response_time.later)" in plans


def test_plans_stand_in_the_order_they_are_written_in() -> None:
    content = small()
    plans = dict(reversed(list(content.policy.plans.items())))
    turned = Sources(replace(content.policy, plans=plans), content.kb)

    page = made(turned)["plans.md"]

    assert page.index("## Full {#full}") < page.index("## Basic {#basic}")


def test_a_level_is_told_in_the_words_of_its_rule() -> None:
    page = made(small())["support-levels.md"]

    assert "### Level 1 does. {#support_level.all}" in page


def test_a_changed_rule_changes_the_matrix() -> None:
    content = small()
    call = content.policy.decisions["call"]
    assert call.otherwise is not None
    open_to_all = replace(call, otherwise=replace(call.otherwise, then="yes"))
    decisions = {**content.policy.decisions, "call": open_to_all}
    policy = replace(content.policy, decisions=decisions)

    plans = made(Sources(policy, content.kb))["plans.md"]

    assert "[**Yes**](decisions.md#call.otherwise) [a charge may apply]" in plans


def test_how_sure_the_priority_is_does_not_count_where_it_is_granted() -> None:
    content = small()
    priority = content.policy.decisions["priority"]
    doubted = replace(
        priority,
        rules=tuple(replace(each, status="reading") for each in priority.rules),
    )
    decisions = {**content.policy.decisions, "priority": doubted}
    basic, _ = plan_tables(Engine(replace(content.policy, decisions=decisions), DAY))

    assert [each.status for each in basic.rows[0].squares] == ["stated", "reading"]


def test_a_sample_number_is_marked_in_the_square_where_it_stands() -> None:
    row = next(
        line
        for line in made(small())["plans.md"].splitlines()
        if line.startswith("| First response")
    )

    assert "response_time.soon) [Sample](not-stated.md#status-sample" in row


def test_the_home_page_has_one_box_then_the_ways_in_then_the_urgent_test(
    placed: Path, sources: Sources
) -> None:
    home = (placed / "index.html").read_text(encoding="utf-8")
    urgent = next(each for each in sources.policy.priorities.values() if each.urgent)

    order = ['action="/ask" method="post"']
    order += [
        f"<strong>{html.escape(each.title)}</strong>"
        for each in sources.policy.entrances
    ]
    order += [f"<li>{html.escape(line)}</li>" for line in urgent.lines]
    order += [html.escape(sources.policy.organization.contact.urgent_says)]
    places = [home.find(each) for each in order]

    assert -1 not in places
    assert places == sorted(places)
    assert home.count("<textarea") == 1
    assert 'name="q"' not in home


def test_every_page_shows_a_way_to_act_and_a_way_to_a_person(
    placed: Path, sources: Sources
) -> None:
    for page in whole_pages(placed):
        text = page.read_text(encoding="utf-8")
        general = sources.policy.entrances[0]
        assert text.count(f">{html.escape(general.title)}") >= 3, page
        assert "data-contact" in text.split("<footer", 1)[1], page


def test_a_notice_stands_on_every_page_while_it_is_in_force(tmp_path: Path) -> None:
    content = small()
    notices = (
        Notice("down", "All is <down>.", "outage", article="calling"),
        Notice("early", "Not yet.", "info", effective_from=DAY + timedelta(days=1)),
    )
    kb = replace(content.kb, notices=notices)

    site = shown(Sources(content.policy, kb), tmp_path / "site", service=True)

    for page in whole_pages(site):
        top = page.read_text(encoding="utf-8").split("<header", 1)[0]
        assert "All is &lt;down&gt;." in top, page
        assert "May I call?</a>" in top, page
        assert "Not yet" not in top, page


def test_forms_take_as_much_as_the_service_does(placed: Path) -> None:
    def longest(page: str) -> set[tuple[str | None, str | None]]:
        tags = read(placed / page).tags
        return {
            (tag["name"], tag["maxlength"]) for _, tag in tags if "maxlength" in tag
        }

    assert longest("index.html") == {("text", str(LONGEST_TEXT))}
    assert longest("404.html") == longest("shell.html") == {("q", str(LONGEST_QUERY))}


def test_the_home_page_as_markdown_is_headings_lists_and_links() -> None:
    home = made(small())["index.md"]

    assert "/ask" not in home
    assert "- All is down." in home
    assert "[Call +1 555 0100](tel:+15550100)" in home
    assert "<" not in home


def test_silence_is_listed_with_every_place_it_holds_for() -> None:
    content = small()

    groups = dict(left_open(content.policy, content.kb, DAY))

    assert [each.text for each in groups["Does it cost?"]] == [
        "Nobody says what it costs."
    ]
    assert [each.text for each in readings(content.policy, content.kb, DAY)] == [
        "So we read it.",
        "It says emergency, not outage.",
        "Our own order.",
    ]


def test_an_article_shows_owner_review_status_and_what_it_rests_on() -> None:
    page = made(small())["topics/calls.md"]

    assert (
        "## May I call? {#calling}\n\nOnly when it is urgent.\n\nMore *about*" in page
    )
    assert "> On Basic you may call in an emergency. ([call.basic](../clauses" in page
    assert "*Owner docs · Reviewed 22 November 2026*" in page
    assert "[Our reading](../not-stated.md#status-reading" in page
    assert "Related: [How urgent is it?](#urgency)" in page


def test_an_article_that_was_not_reviewed_in_time_says_so() -> None:
    content = small()
    late = pages(content, Engine(content.policy, DAY + timedelta(days=91)))

    assert "Review overdue since 20 February 2027" in late[1].markdown
    assert "overdue" not in made(content)["topics/calls.md"]


def test_an_earlier_id_of_an_article_stays_an_address(tmp_path: Path) -> None:
    content = small()
    calling = replace(content.kb.articles["calling"], previous_ids=("phoning",))
    articles = {**content.kb.articles, "calling": calling}
    kb = replace(content.kb, articles=articles)

    site = shown(Sources(content.policy, kb), tmp_path / "site")

    assert "phoning" in read(site / "topics" / "calls" / "index.html").ids


def test_a_policy_without_roles_or_levels_has_no_pages_for_them() -> None:
    content = small()
    decisions = dict(content.policy.decisions)
    del decisions["support_level"]
    policy = replace(content.policy, roles={}, decisions=decisions)

    paths = set(made(Sources(policy, content.kb)))

    assert not paths & {"people.md", "support-levels.md"}
    assert "people.md" not in made(Sources(policy, content.kb))["index.md"]


# ---- The built site ----


def test_every_link_of_the_site_leads_somewhere(placed: Path) -> None:
    found = {page: read(page) for page in placed.rglob("*.html")}
    dead = []
    for page, reading in found.items():
        here = "/" + page.relative_to(placed).as_posix().removesuffix("index.html")
        for href in reading.every("href"):
            url = urlsplit(urljoin(here, href))
            if url.scheme == "data":
                continue
            if url.scheme in ("tel", "mailto", "https") or url.path in (
                "/ask",
                "/search",
            ):
                continue
            target = placed / url.path.lstrip("/")
            if target.is_dir():
                target = target / "index.html"
            known = not url.fragment or url.fragment in found[target].ids
            if not target.is_file() or not known:
                dead.append((here, href))

    assert dead == []


def test_no_page_asks_another_host_for_anything(placed: Path) -> None:
    loaded = [
        url
        for page in placed.rglob("*.html")
        for tag, attributes in read(page).tags
        for name, url in attributes.items()
        if name in ("src", "srcset", "action")
        or (tag == "link" and name == "href" and attributes.get("rel") != "canonical")
    ]

    assert [url for url in loaded if urlsplit(url).netloc] == []
    sheet = (placed / "assets" / "help-center.css").read_text(encoding="utf-8")
    assert "//" not in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)


def test_no_page_carries_styles_or_handlers_of_its_own(placed: Path) -> None:
    for page in placed.rglob("*.html"):
        for tag, attributes in read(page).tags:
            assert tag != "style", page
            assert not [
                name for name in attributes if name == "style" or name[:2] == "on"
            ]


def test_the_content_security_policy_allows_exactly_the_scripts_there_are(
    placed: Path,
) -> None:
    policy = (placed / "csp.txt").read_text(encoding="utf-8").strip()
    scripts = {
        script
        for page in placed.rglob("*.html")
        for script in inline_scripts(page.read_text(encoding="utf-8"))
    }

    assert policy == content_security_policy(placed)
    assert policy.count("'sha256-") == len(scripts) > 0
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")


def test_the_policy_knows_a_script_from_data(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<script>run()</script><script src=x.js></script>"
        '<script type="application/json">{}</script>'
    )

    policy = content_security_policy(tmp_path)

    expected = b64encode(sha256(b"run()").digest()).decode()
    assert f"script-src 'self' 'sha256-{expected}'; style-src" in policy


def test_the_shell_is_an_empty_page_with_addresses_from_the_root(placed: Path) -> None:
    shell = (placed / "shell.html").read_text(encoding="utf-8")

    assert shell.count("<!-- assistant:content -->") == 1
    assert shell.count("<title><!-- assistant:title -->") == 1
    relative = [
        url
        for url in [*Reading(shell).every("href"), *Reading(shell).every("src")]
        if not url.startswith(("/", "#", "tel:", "mailto:", "https://", "data:"))
    ]
    assert relative == []
    index = (placed / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "shell" not in index
    assert "shell" not in (placed / "sitemap.xml").read_text(encoding="utf-8")


def test_every_page_names_a_person_the_version_and_what_is_not_said(
    placed: Path, sources: Sources
) -> None:
    contact = sources.policy.organization.contact
    version = sources.policy.version.removeprefix("sha256:")[:12]
    for page in whole_pages(placed):
        footer = page.read_text(encoding="utf-8").split("<footer", 1)[1]
        assert html.escape(contact.says) in footer
        assert version in footer
        assert "What this policy does not say" in footer


def hostile(words: str) -> Sources:
    content = small()
    clauses = {
        name: replace(each, text=words, note=words)
        for name, each in content.policy.clauses.items()
    }
    articles = {
        name: replace(each, title=words, short_answer=words, body=words, owner=words)
        for name, each in content.kb.articles.items()
    }
    urgent = replace(content.policy.priorities["A"], name=words, lines=(words,))
    organization = replace(content.policy.organization, name=words, about=words)
    policy = replace(
        content.policy,
        clauses=clauses,
        organization=organization,
        priorities={**content.policy.priorities, "A": urgent},
    )
    topics = {"calls": replace(content.kb.topics["calls"], title=words, summary=words)}
    return Sources(policy, replace(content.kb, articles=articles, topics=topics))


def test_what_writers_write_never_becomes_markup(tmp_path: Path) -> None:
    words = "</title></script><script>alert(1)</script><b onclick='x'>&lt;{: .x }"
    harmless = shown(small(), tmp_path / "harmless")
    site = shown(hostile(words), tmp_path / "site")

    for page in site.rglob("*.html"):
        reading = read(page)
        assert not [
            tag for tag, attributes in reading.tags if "onclick" in attributes
        ], page
        before = harmless / page.relative_to(site)
        assert len(inline_scripts(page.read_text(encoding="utf-8"))) == len(
            inline_scripts(before.read_text(encoding="utf-8"))
        )
    for name in ("index.html", "topics/calls/index.html", "clauses/index.html"):
        assert words in read(site / name).text
