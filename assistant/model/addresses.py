"""Where things stand in the help center; page maker and assistant both ask here."""

from assistant.model.kb import Article

SHELL_FILE = "shell.html"
"""A page of the site without content; the service puts its answers into it."""

CSP_FILE = "csp.txt"
"""The Content-Security-Policy computed from the built pages."""

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
    return f"{topic_url(article.topic)}#{article.id}"


def decision_url(decision_id: str, rule_id: str | None = None) -> str:
    """Return the address of a decision, or of one of its rules."""
    anchor = decision_id if rule_id is None else f"{decision_id}.{rule_id}"
    return f"/{DECISIONS_PAGE}/#{anchor}"
