"""Questions and answers for machines: schema.org's FAQPage, from the same articles."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import Final

from markdown import Markdown as Converter  # type: ignore[import-untyped]

from assistant.helpcenter.contents import articles, topics
from assistant.helpcenter.html_off import HtmlOff
from assistant.helpcenter.markdown import body
from assistant.model.addresses import article_url, topic_url
from assistant.model.kb import Article, KnowledgeBase

_INERT: Final = str.maketrans(
    {each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}
)
"""What could end a script element, or a line of one, as JSON escapes it."""


def faq_pages(kb: KnowledgeBase, as_of: date, site_url: str) -> Mapping[str, str]:
    """Return the data of every page that answers questions, by the address of the page.

    Args:
        kb: The articles; only those in force are questions with an answer.
        as_of: The day.
        site_url: Where the site stands; "" leaves addresses relative to the page.
    """
    found: dict[str, str] = {}
    for topic in topics(kb):
        together = [each for each in articles(kb, topic, as_of) if not each.alone]
        if together:
            url = topic_url(topic.id)
            found[url] = _faq_page(topic.title, url, together, site_url)
    for article in kb.articles.values():
        if article.alone and article.in_force(as_of):
            url = article_url(article)
            found[url] = _faq_page(article.title, url, [article], site_url)
    return found


def _faq_page(title: str, url: str, questions: Iterable[Article], site_url: str) -> str:
    page = site_url + url[1:] if site_url else ""

    def question(article: Article) -> Mapping[str, object]:
        at = f"{page}#{article.id}"
        answer = {"@type": "Answer", "text": answer_text(article), "url": at}
        return {
            "@type": "Question",
            "name": _folded(article.title),
            "url": at,
            "acceptedAnswer": answer,
        }

    return _inert(
        {
            "@context": "https://schema.org",
            "@type": "FAQPage",
            "name": _folded(title),
            **({"url": page} if page else {}),
            "mainEntity": list(map(question, questions)),
        }
    )


def answer_text(article: Article) -> str:
    """Return an article's answer as its page shows it, in plain text on one line."""
    if not article.body:
        return _folded(article.short_answer)
    reader = _Text()
    reader.feed(_converter().reset().convert(body(article.body)))
    reader.close()
    return _folded(f"{article.short_answer} {''.join(reader.parts)}")


def _inert(data: Mapping[str, object]) -> str:
    """Return JSON that stays data inside a script element, whatever it holds."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return written.translate(_INERT)


def _folded(text: str) -> str:
    return " ".join(text.split())


@cache
def _converter() -> Converter:
    return Converter(extensions=[HtmlOff()])


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
