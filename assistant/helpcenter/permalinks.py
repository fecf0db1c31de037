"""Lasting addresses of articles: ``/articles/<id>/``, for earlier ids as well.

Each is a page of its own that leads on without a script, so any web host can serve it.
"""

import posixpath
from collections.abc import Iterator, Mapping
from html import escape

from assistant.model.addresses import article_url, permalink
from assistant.model.kb import Article, KnowledgeBase


def permalinks(kb: KnowledgeBase, site_url: str) -> Mapping[str, str]:
    """Return a page for every id that leads to an article: path, HTML.

    Args:
        kb: The articles. One that has a page of its own is at its address already.
        site_url: Where the site stands; "" leaves addresses relative to the page.
    """
    return {
        f"{permalink(name)[1:]}index.html": _leading_on(name, article, site_url)
        for article in kb.articles.values()
        for name in _names(article)
    }


def _names(article: Article) -> Iterator[str]:
    if not article.alone:
        yield article.id
    yield from article.previous_ids


def _leading_on(name: str, article: Article, site_url: str) -> str:
    url = article_url(article)
    page, _, anchor = url.partition("#")
    onward = f"{posixpath.relpath(page, permalink(name))}/"
    onward = escape(f"{onward}#{anchor}" if anchor else onward)
    canonical = escape(site_url + url[1:]) if site_url else onward
    title = escape(article.title)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{title}</title>\n"
        '<meta name="robots" content="noindex">\n'
        f'<link rel="canonical" href="{canonical}">\n'
        f'<meta http-equiv="refresh" content="0; url={onward}">\n'
        "</head>\n<body>\n<main>\n"
        f'<h1>{title}</h1>\n<p><a href="{onward}">Read the answer</a></p>\n'
        "</main>\n</body>\n</html>\n"
    )
