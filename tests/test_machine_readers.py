"""What machines read of a help center: addresses, data, and the search of the site."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from assistant.cases import CaseBook
from assistant.cli import commands
from assistant.errors import CannotRun
from assistant.helpcenter.build import write_markdown
from assistant.helpcenter.matrix import plan_tables
from assistant.helpcenter.pages import pages
from assistant.model.addresses import article_url
from assistant.model.kb import MOST_ON_A_PAGE, Article, with_places
from assistant.rules import Engine
from assistant.service.app import create_app
from assistant.service.listings import articles_of, plans_of
from assistant.settings import Settings, as_site_url
from assistant.sources import Sources
from tests.helpcenter_kit import DAY, PLACED_AT, Reading, made, read, shown, small
from tests.organizations import LANTERN
from tests.service_kit import small_desk

AT = PLACED_AT


def with_articles(*articles: Article) -> Sources:
    content = small()
    return Sources(
        content.policy,
        replace(content.kb, articles={each.id: each for each in articles}),
    )


def many(count: int, **more: Any) -> tuple[Article, ...]:
    """Return articles of one topic, placed as they are when they are read."""
    content = small().kb.articles
    made_up = (
        replace(content["calling"], id=f"q{n}", title=f"Question {n}?", **more)
        for n in range(count)
    )
    return with_places((*content.values(), *made_up))


def whole_pages(site: Path) -> list[Path]:
    """Return the pages but the steps of the guide and those that only lead on."""
    return [
        page
        for page in site.rglob("index.html")
        if page.relative_to(site).parts[0] not in ("articles", "case", "guide")
    ]


# ---- Where the site stands ----


def test_a_site_that_knows_its_address_has_it_on_every_page(placed: Path) -> None:
    sitemap = (placed / "sitemap.xml").read_text(encoding="utf-8")
    listed = set(re.findall("<loc>(.*?)</loc>", sitemap))

    canonical = {
        given["href"]
        for page in whole_pages(placed)
        for tag, given in read(page).tags
        if tag == "link" and given.get("rel") == "canonical"
    }

    assert listed == canonical
    assert {AT, f"{AT}plans/", f"{AT}about/"} <= listed


def test_a_site_that_does_not_know_its_address_claims_none(site: Path) -> None:
    assert not (site / "sitemap.xml").exists()
    for page in whole_pages(site):
        assert "canonical" not in read(page).every("rel")


NO_SITES = (
    *("help.example.com", "ftp://x/", "https:///x", "https://x/?a", "https://u@x/"),
    *("https://x:99999/", "https://x/#a", "javascript:alert(1)"),
)


@pytest.mark.parametrize("value", NO_SITES)
def test_what_is_no_address_of_a_site_is_refused(value: str) -> None:
    with pytest.raises(CannotRun, match="ASSISTANT_SITE_URL"):
        Settings.from_environment({"ASSISTANT_SITE_URL": value})


def test_an_address_ends_in_one_slash() -> None:
    assert as_site_url("https://x.example/help") == "https://x.example/help/"
    assert Settings.from_environment({"ASSISTANT_SITE_URL": AT}).site_url == AT


# ---- With and without a service ----


def test_without_a_service_no_page_needs_one(site: Path) -> None:
    for page in site.rglob("*.html"):
        reading = read(page)
        asked = [
            urljoin("/" + page.relative_to(site).as_posix(), address)
            for address in (*reading.every("href"), *reading.every("action"))
        ]
        assert not [
            each for each in asked if each.startswith(("/ask", "/search", "/api"))
        ]
        assert "post" not in [each.lower() for each in reading.every("method")]


def test_without_a_service_pages_lead_to_the_guide(site: Path) -> None:
    home, topic = site / "index.html", next((site / "topics").glob("*/index.html"))

    assert "guide/" in read(home).every("href")
    assert "../../guide/" in read(topic).every("href")


def test_with_a_service_pages_lead_to_it(placed: Path) -> None:
    home, topic = placed / "index.html", next((placed / "topics").glob("*/index.html"))

    assert "/ask" in read(home).every("action")
    assert "/ask" in read(topic).every("href")


def test_plain_markdown_leads_nowhere_else(sources: Sources, tmp_path: Path) -> None:
    engine = Engine(sources.policy, DAY)
    write_markdown(pages(sources, engine), tmp_path)

    for page in tmp_path.rglob("*.md"):
        assert not re.search(r"\]\(/", page.read_text(encoding="utf-8")), page


# ---- Questions and answers as JSON-LD ----


class Shown(HTMLParser):
    """The text and the data of a page, without what belongs to no sentence."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.data: list[str] = []
        self.headings: dict[str, str] = {}
        self._skip: str | None = None
        self._heading: str | None = None
        self.feed(page)
        self.close()
        # The mark of an earlier address is a space of no width.
        self.text = " ".join(self.text.replace("\u200b", " ").split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script":
            self._skip = tag
            if given.get("type") == "application/ld+json":
                self.data.append("")
                self._skip = "data"
        if given.get("class") == "headerlink":
            self._skip = tag
        if tag in ("h1", "h2") and given.get("id"):
            self._heading = given["id"]
            self.headings[str(given["id"])] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", self._skip):
            self._skip = None
        if tag in ("h1", "h2"):
            self._heading = None

    def handle_data(self, data: str) -> None:
        if self._skip == "data":
            self.data[-1] += data
        elif self._skip is None:
            self.text += data
            if self._heading is not None:
                self.headings[self._heading] += data


def faq_of(page: Path) -> dict[str, Any] | None:
    """Return what a page tells machines, once it is found to be what the page says."""
    shown_there = Shown(page.read_text(encoding="utf-8"))
    assert len(shown_there.data) <= 1
    if not shown_there.data:
        return None
    faq: dict[str, Any] = json.loads(shown_there.data[0])
    assert (faq["@context"], faq["@type"]) == ("https://schema.org", "FAQPage")
    for question in faq["mainEntity"]:
        answer = question["acceptedAnswer"]
        assert (question["@type"], answer["@type"]) == ("Question", "Answer")
        anchor = urlsplit(question["url"]).fragment
        assert question["name"] == " ".join(shown_there.headings[anchor].split())
        assert f"{question['name']} {answer['text']}" in shown_there.text
    return faq


def test_topic_pages_and_only_they_tell_machines_their_answers(
    site: Path, sources: Sources
) -> None:
    asked = {
        urlsplit(question["url"]).fragment: page
        for page in site.rglob("*.html")
        for faq in [faq_of(page)]
        if faq is not None
        for question in faq["mainEntity"]
    }

    assert {
        name: f"/{page.parent.relative_to(site)}/" for name, page in asked.items()
    } == {
        each.id: urlsplit(article_url(each)).path
        for each in sources.kb.articles.values()
        if each.in_force(DAY)
    }


def test_answers_name_their_address_where_it_is_known(placed: Path) -> None:
    for page in (placed / "topics").glob("*/index.html"):
        faq = faq_of(page)
        assert faq is not None
        at = f"{AT}topics/{page.parent.name}/"
        assert faq["url"] == at
        for question in faq["mainEntity"]:
            assert question["url"].startswith(f"{at}#")
            assert question["acceptedAnswer"]["url"] == question["url"]


HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!-- <script> ]]> \u2028 \u2029",
    "quotes \" ' ` and \\ and \\u003c",
    "emoji 🙂 and é and ﷽",
    "a & b &amp; &lt;b&gt; {{ x }} {% y %}",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words_for_machines(words: str, tmp_path: Path) -> None:
    hostile = replace(
        small().kb.articles["calling"],
        title=words,
        short_answer=words,
        body=f"- **bold** {words}\n\nMore.",
        previous_ids=("phoning",),
        also_asked=(words,),
    )
    content = with_articles(hostile, small().kb.articles["urgency"])
    page = shown(content, tmp_path / "site") / "topics" / "calls" / "index.html"

    faq = faq_of(page)

    assert faq is not None
    plain = " ".join(words.split())
    answers = {
        each["name"]: each["acceptedAnswer"]["text"] for each in faq["mainEntity"]
    }
    assert answers[plain].startswith(f"{plain} bold ")
    block = page.read_text(encoding="utf-8").split("application/ld+json")[1]
    block = block[2 : block.index("</script>")]
    assert not set(block) & set("<>&\u2028\u2029")
    onward = Reading((tmp_path / "site/articles/phoning/index.html").read_text("utf-8"))
    assert "script" not in {tag for tag, _ in onward.tags}
    assert plain in " ".join(onward.text.split())


# ---- Markdown and llms.txt ----

LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)[^)]*\)")


def test_a_markdown_copy_stands_beside_every_page(placed: Path) -> None:
    whole = whole_pages(placed)
    for page in whole:
        found = [
            given["href"]
            for tag, given in read(page).tags
            if tag == "link" and given.get("type") == "text/markdown"
        ]
        assert len(found) == 1
        assert (page.parent / found[0]).resolve().is_file(), page
    assert len(whole) == len(list(placed.rglob("*.md")))


def test_links_of_the_markdown_lead_somewhere(site: Path, placed: Path) -> None:
    dead = [
        (page, target)
        for root in (site, placed)
        for page in root.rglob("*.md")
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if urlsplit(target).scheme in ("", urlsplit(AT).scheme)
        and urlsplit(target).netloc in ("", urlsplit(AT).netloc)
        and not leads_somewhere(target, page, root)
    ]

    assert dead == []


def leads_somewhere(target: str, page: Path, root: Path) -> bool:
    """Tell whether a link leads to Markdown, to the guide or to the service."""
    url = urljoin(AT + page.relative_to(root).as_posix(), target).removeprefix(AT)
    path, _, anchor = url.partition("#")
    if path in ("ask", "search"):
        return 'action="/ask"' in (root / "index.html").read_text(encoding="utf-8")
    if path.startswith("guide/"):
        return (root / path / "index.html").is_file()
    there = root / path
    known = there.suffix == ".md" and there.is_file()
    return known and (not anchor or f"{{#{anchor}}}" in there.read_text("utf-8"))


def test_llms_txt_is_a_reading_list_of_the_markdown(placed: Path) -> None:
    lines = (placed / "llms.txt").read_text(encoding="utf-8").splitlines()
    links = [line for line in lines if line.startswith("- ")]
    form = re.compile(r"- \[[^\]]+\]\((https://help\.example\.com/[^)]+)\): \S.*")
    found = [form.fullmatch(line) for line in links]

    assert lines[0].startswith("# ")
    assert lines[2].startswith("> ")
    assert None not in found
    listed = {match[1].removeprefix(AT) for match in found if match}
    assert all((placed / each).is_file() for each in listed)
    copies = {each.relative_to(placed).as_posix() for each in placed.rglob("*.md")}
    assert listed == (copies - {"index.md"}) | {
        f"data/{name}.json" for name in ("articles", "clauses", "plans", "decisions")
    }
    assert len([line for line in lines if line.startswith("## ")]) == 4


def test_llms_txt_names_no_host_it_does_not_know(site: Path) -> None:
    text = (site / "llms.txt").read_text(encoding="utf-8")

    assert "](plans.md)" in text
    assert "://" not in text


# ---- Data ----


def data(site: Path, name: str) -> list[dict[str, Any]]:
    content = json.loads((site / "data" / f"{name}.json").read_text(encoding="utf-8"))
    assert content["as_of"] == DAY.isoformat()
    assert content["policy_version"].startswith("sha256:")
    rows: list[dict[str, Any]] = content[name]
    return rows


def test_data_calls_things_as_the_api_does(site: Path, sources: Sources) -> None:
    policy, kb = sources.policy, sources.kb
    articles = {each["id"]: each for each in data(site, "articles")}
    plans = {each["id"]: each for each in data(site, "plans")}

    for listed in articles_of(policy, kb, DAY).articles:
        for member in ("id", "title", "url", "short_answer", "topic", "status"):
            assert articles[listed.id][member] == getattr(listed, member)
    for plan in plans_of(policy).plans:
        for member in ("id", "name", "summary", "status", "channels"):
            assert plans[plan.id][member] == getattr(plan, member)
    assert articles.keys() == kb.articles.keys()


def test_data_tells_the_plans_as_the_page_shows_them(
    site: Path, sources: Sources
) -> None:
    told = {
        (plan["id"], row["channel"], square["priority"]): square
        for plan in data(site, "plans")
        for row in plan["table"]
        for square in row["priorities"]
    }
    decided = {
        (table.plan.id, row.channel.id, square.priority.id): square
        for table in plan_tables(Engine(sources.policy, DAY))
        for row in table.rows
        for square in row.squares
    }

    assert told.keys() == decided.keys()
    for key, square in decided.items():
        assert told[key]["answer"] == (square.answer.decided or "undecided")
        assert told[key]["says"] == list(square.says)
        assert told[key]["clauses"] == list(square.clauses)
        assert told[key]["status"] == square.status


def test_every_address_in_the_data_exists(placed: Path) -> None:
    ids: dict[Path, set[str]] = {}
    for name in ("articles", "clauses", "plans", "decisions"):
        for url in addresses(data(placed, name)):
            assert url.startswith(AT)
            path, _, anchor = url.removeprefix(AT).partition("#")
            page = placed / path / "index.html"
            ids.setdefault(page, read(page).ids)
            assert anchor in ids[page], url


def addresses(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from [node["url"]] if "url" in node else []
        for value in node.values():
            yield from addresses(value)
    elif isinstance(node, list):
        for value in node:
            yield from addresses(value)


def test_data_tells_every_rule_with_what_it_rests_on(
    site: Path, sources: Sources
) -> None:
    told = {each["id"]: each for each in data(site, "decisions")}
    clauses = {each["id"]: each["text"] for each in data(site, "clauses")}

    for decision in sources.policy.decisions.values():
        rules = {each["id"]: each for each in told[decision.id]["rules"]}
        for each in decision.rules:
            rule = rules[each.id]
            assert (rule["then"], rule["says"]) == (each.then, each.says)
            assert {
                name: set(values) for name, values in rule["when"].items()
            } == each.when
            assert set(rule["because"]) == set(each.because) <= clauses.keys()
        assert (told[decision.id]["otherwise"] is None) == (decision.otherwise is None)


# ---- Lasting addresses ----


def leads_to(site: Path, name: str) -> str:
    """Return where an article's lasting address leads, from the root of the site."""
    page = read(site / "articles" / name / "index.html")
    given = dict(page.tags)
    assert given["meta"]["http-equiv"] == "refresh"
    robots = [
        each.get("content") for tag, each in page.tags if each.get("name") == "robots"
    ]
    assert robots == ["noindex"]
    onward = given["a"]["href"]
    assert given["meta"]["content"] == f"0; url={onward}"
    assert given["link"]["rel"] == "canonical"
    return urljoin(f"/articles/{name}/", onward)


def test_every_id_that_an_article_ever_had_leads_to_it(
    site: Path, sources: Sources
) -> None:
    for article in sources.kb.articles.values():
        for name in (article.id, *article.previous_ids):
            assert leads_to(site, name) == article_url(article)


def test_an_address_leads_on_after_an_article_moved(tmp_path: Path) -> None:
    content = small()
    moved = replace(
        content.kb.articles["calling"],
        id="phone",
        topic="other",
        previous_ids=("calling",),
    )
    other = replace(content.kb.topics["calls"], id="other", title="Other")
    clauses = {
        name: replace(
            each, article="phone" if each.article == "calling" else each.article
        )
        for name, each in content.policy.clauses.items()
    }
    kb = replace(
        content.kb,
        articles={"phone": moved, "urgency": content.kb.articles["urgency"]},
        topics={**content.kb.topics, "other": other},
    )

    site = shown(
        Sources(replace(content.policy, clauses=clauses), kb), tmp_path / "site"
    )

    assert (
        leads_to(site, "calling") == leads_to(site, "phone") == "/topics/other/#phone"
    )


# ---- Large topics ----


def test_a_topic_with_too_many_articles_only_lists_them(tmp_path: Path) -> None:
    few = with_articles(*many(MOST_ON_A_PAGE - 2))
    large = with_articles(*many(MOST_ON_A_PAGE - 1, previous_ids=()))

    together, apart = made(few), made(large)
    site = shown(large, tmp_path / "site")

    assert "articles/q1.md" not in together
    assert "## Question 1? {#q1}" in together["topics/calls.md"]
    assert "- [Question 1?](../articles/q1.md)" in apart["topics/calls.md"]
    assert "# Question 1? {#q1}\n\nOnly when it is urgent." in apart["articles/q1.md"]
    # An address from before leads to the line that leads on.
    assert "q1" in read(site / "topics/calls/index.html").ids
    assert faq_of(site / "topics/calls/index.html") is None
    faq = faq_of(site / "articles/q1/index.html")
    assert faq is not None
    assert [each["name"] for each in faq["mainEntity"]] == ["Question 1?"]


def test_the_home_page_names_a_few_articles_and_how_many_there_are() -> None:
    home = made(with_articles(*many(8)))["index.md"]

    assert "[All 10 answers](topics/calls.md)" in home
    assert home.count("](topics/calls.md#") == 5
    assert "answers](topics" not in made(with_articles(*many(3)))["index.md"]


def test_an_article_of_no_topic_has_a_page(tmp_path: Path) -> None:
    alone, _ = with_places(
        (
            replace(small().kb.articles["calling"], topic=""),
            small().kb.articles["urgency"],
        )
    )
    site = shown(
        with_articles(alone, small().kb.articles["urgency"]), tmp_path / "site"
    )

    assert article_url(alone) == "/articles/calling/"
    assert "Only when it is urgent." in read(site / "articles/calling/index.html").text


# ---- Packed copies ----


def test_packed_copies_are_the_same_files_and_carry_no_time(site: Path) -> None:
    packed = list(site.rglob("*.gz"))

    assert {".html", ".css", ".js", ".json", ".md"} <= {
        each.with_suffix("").suffix for each in packed
    }
    for copy in packed:
        content = copy.read_bytes()
        assert gzip.decompress(content) == copy.with_suffix("").read_bytes()
        assert content[4:8] == bytes(4)
        assert len(content) < copy.with_suffix("").stat().st_size
    assert not (site / "shell.html.gz").exists()


@pytest.fixture
def client(sources: Sources, site: Path, tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(allowed_hosts=("testserver",), rate_limit=None)
    with CaseBook(tmp_path / "cases.db") as book:
        app = create_app(small_desk(sources), book, site, settings)
        with TestClient(app, follow_redirects=False) as client:
            yield client


TYPES = {
    "/": "text/html; charset=utf-8",
    "/plans.md": "text/markdown; charset=utf-8",
    "/llms.txt": "text/plain; charset=utf-8",
    "/data/articles.json": "application/json",
    "/assets/help-center.css": "text/css; charset=utf-8",
}


def test_the_service_sends_the_packed_copy_to_whoever_unpacks_it(
    client: TestClient, site: Path
) -> None:
    for address, kind in TYPES.items():
        file = site / (address.lstrip("/") or "index.html")
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
        plain = client.get(address, headers={"Accept-Encoding": "identity"})

        assert packed.headers["content-encoding"] == "gzip"
        length = file.with_name(f"{file.name}.gz").stat().st_size
        assert packed.headers["content-length"] == str(length)
        assert packed.content == plain.content == file.read_bytes()
        assert "content-encoding" not in plain.headers
        for answer in (packed, plain):
            assert answer.headers["content-type"] == kind
            assert answer.headers["vary"].lower() == "accept-encoding"
        assert packed.headers["etag"] != plain.headers["etag"]
        again = client.get(
            address,
            headers={
                "Accept-Encoding": "gzip",
                "If-None-Match": packed.headers["etag"],
            },
        )
        assert again.status_code == 304


def test_a_packed_copy_has_no_address_of_its_own(client: TestClient) -> None:
    assert client.get("/index.html.gz").status_code == 404


def test_the_service_answers_lasting_addresses(
    client: TestClient, sources: Sources
) -> None:
    name = next(iter(sources.kb.articles))

    assert client.get(f"/articles/{name}/").status_code == 200
    assert client.get(f"/articles/{name}").headers["location"] == f"/articles/{name}/"


# ---- The command ----


def test_the_command_builds_for_an_address_and_a_service(tmp_path: Path) -> None:
    out = tmp_path / "site"
    options = ["build", "--data", str(LANTERN), "--out", str(out)]

    home, runner = out / "index.html", CliRunner()

    runner.invoke(commands, [*options, "--service", "--site-url", AT.rstrip("/")])
    assert 'action="/ask"' in home.read_text(encoding="utf-8")
    assert f"<loc>{AT}plans/</loc>" in (out / "sitemap.xml").read_text(encoding="utf-8")
    runner.invoke(commands, options)
    assert 'action="/ask"' not in home.read_text(encoding="utf-8")
    refused = runner.invoke(commands, [*options, "--site-url", "nowhere"])
    assert isinstance(refused.exception, CannotRun)
