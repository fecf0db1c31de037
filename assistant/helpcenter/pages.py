"""The help center as Markdown pages: sources and engine in, pages out, nothing else.

No file is read but the templates; no clock, no network and no site generator is known
here. The pages are plain Markdown: relative links, tables, and headings with lasting
addresses. Any generator can build them; MkDocs is the one shipped.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.helpcenter import views
from assistant.helpcenter.contents import (
    ANSWERS,
    Sheet,
    all_articles,
    articles,
    levels,
    sheets,
    topics,
)
from assistant.helpcenter.home import home
from assistant.helpcenter.markdown import anchor, bold, link, mark, printed
from assistant.helpcenter.matrix import plan_tables
from assistant.helpcenter.offers import PLAIN, Offers
from assistant.helpcenter.silence import left_open, readings, samples
from assistant.helpcenter.words import Words, response
from assistant.helpcenter.writer import Writer
from assistant.model.addresses import article_url, decision_url, topic_url
from assistant.model.kb import Article, Topic
from assistant.model.wording import STATUS_MEANS, started
from assistant.rules import Engine
from assistant.sources import Sources


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the help center.

    Attributes:
        path: Where it stands, such as ``topics/priorities.md``.
        source_path: The file its editor opens, relative to the data folder.
        section: The part of the navigation it belongs to; "" for the home page.
        summary: What it holds, in a sentence.
        more_sources: Further files it is made from.
    """

    path: str
    title: str
    markdown: str
    source_path: str
    section: str = ""
    summary: str = ""
    more_sources: tuple[str, ...] = ()
    listed: bool = True
    """Whether the navigation names it; it does not name articles."""


def pages(sources: Sources, engine: Engine, offers: Offers = PLAIN) -> tuple[Page, ...]:
    """Return every page, in the order of the navigation."""
    policy, kb, as_of = sources.policy, sources.kb, engine.as_of
    start = home(policy, kb, as_of)
    shared = {
        "policy": policy,
        "kb": kb,
        "as_of": as_of,
        "offers": offers,
        "home": start,
        "topics": [(topic, articles(kb, topic, as_of)) for topic in topics(kb)],
        "words": Words(policy),
        "tables": plan_tables(engine),
        "levels": levels(policy),
        "silence": left_open(policy, kb, as_of),
        "readings": readings(policy, kb, as_of),
        "samples": samples(policy, kb, as_of),
    }

    def written(path: str, template: str, **more: object) -> str:
        writer = Writer(path, policy, kb)
        # The page with everything repeats parts of others; its anchors have a prefix.
        prefix = "all-" if template == "policy" else ""
        return _render(template, {**shared, "w": writer, "prefix": prefix, **more})

    def topic_page(topic: Topic) -> Page:
        path = f"topics/{topic.id}.md"
        members = all_articles(kb, topic)
        holding = articles(kb, topic, as_of)
        # The others keep their address, since links and clauses may lead to them.
        rest = tuple(each for each in members if each not in holding)
        markdown = written(path, "topic", topic=topic, articles=holding, rest=rest)
        files = tuple(each.path for each in members if not each.alone)
        return Page(
            path,
            topic.title,
            markdown,
            "kb/topics.yaml",
            ANSWERS,
            topic.summary,
            files,
        )

    def article_page(article: Article) -> Page:
        path = f"{article_url(article).strip('/')}.md"
        markdown = written(
            path, "article", article=article, topic=kb.topics.get(article.topic)
        )
        holds = article.in_force(as_of)
        summary = article.short_answer if holds else ""
        return Page(
            path,
            article.title,
            markdown,
            article.path,
            ANSWERS,
            summary,
            listed=False,
        )

    def sheet_page(sheet: Sheet) -> Page:
        path = f"{sheet.name}.md"
        markdown = written(path, sheet.name)
        return Page(
            path,
            sheet.title,
            markdown,
            sheet.sources[0],
            sheet.section,
            sheet.summary,
            sheet.sources[1:],
        )

    return (
        Page(
            "index.md",
            "Home",
            written("index.md", "index"),
            "policies/organization.yaml",
            summary=start.about,
        ),
        *map(topic_page, topics(kb)),
        *map(sheet_page, sheets(policy)),
        *(article_page(each) for each in kb.articles.values() if each.alone),
    )


@cache
def _templates() -> Environment:
    """Return the templates; whatever they print is escaped by ``printed``."""
    templates = Environment(
        loader=PackageLoader("assistant.helpcenter"),
        finalize=printed,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.globals.update(
        anchor=anchor,
        bold=bold,
        mark=mark,
        response=response,
        rule_url=decision_url,
        link=link,
        started=started,
        topic_url=topic_url,
        means=STATUS_MEANS,
        views=views,
    )
    return templates


def _render(template: str, context: Mapping[str, object]) -> str:
    written = _templates().get_template(f"{template}.md.j2").render(context)
    lines = (line.rstrip() for line in written.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
