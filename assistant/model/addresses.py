"""Where things stand in the help center; page maker and assistant both ask here."""

from collections.abc import Mapping
from urllib.parse import urlencode

from assistant.model.kb import Article

SHELL_FILE = "shell.html"
"""A page of the site without content; the service puts its answers into it."""

CSP_FILE = "csp.txt"
"""The Content-Security-Policy computed from the built pages."""

PACKED = ".gz"
"""The ending of a packed copy that stands beside a file of the site."""

TABLES_FILE = "assets/verdicts.json"
"""The policy compiled into tables, by which the browser decides."""

SECRETS_FILE = "assets/secrets.json"
"""What forms look for before they are sent, and the words of the warning."""

CLAUSES_PAGE = "clauses"
DECISIONS_PAGE = "decisions"


def clause_url(clause_id: str) -> str:
    """Return the address of a clause, from the root of the site."""
    return f"/{CLAUSES_PAGE}/#{clause_id}"


def topic_url(topic_id: str) -> str:
    """Return the address of a topic page, from the root of the site."""
    return f"/topics/{topic_id}/"


def article_url(article: Article) -> str:
    """Return the address of an article, from the root of the site."""
    if article.alone:
        return permalink(article.id)
    return f"{topic_url(article.topic)}#{article.id}"


def permalink(article_id: str) -> str:
    """Return the address that leads to an article wherever it stands."""
    return f"/articles/{article_id}/"


def plan_url(plan_id: str) -> str:
    """Return the address of a plan, from the root of the site."""
    return f"/plans/#{plan_id}"


def decision_url(decision_id: str, rule_id: str | None = None) -> str:
    """Return the address of a decision, or of one of its rules."""
    anchor = decision_id if rule_id is None else f"{decision_id}.{rule_id}"
    return f"/{DECISIONS_PAGE}/#{anchor}"


GUIDE_PAGE = "guide"


def guide_url(named: Mapping[str, str], entrance: str = "") -> str:
    """Return the address of a step of the guided path: it holds the facts named so far.

    Args:
        named: Facts in the order they were named.
        entrance: The way in, where it leads to other answers than the general one.
    """
    steps = [f"{name}.{value}" for name, value in named.items()]
    return "/" + "/".join(filter(None, (GUIDE_PAGE, entrance, *steps))) + "/"


CASE_PAGE = "case"


def case_url(facts: Mapping[str, str]) -> str:
    """Return the address of a case form in which these facts are filled in."""
    return f"/{CASE_PAGE}/?{urlencode(facts)}" if facts else f"/{CASE_PAGE}/"
