"""What templates say in Markdown: links from the page at hand, quotations, badges."""

import posixpath
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from assistant.helpcenter.markdown import Markdown, body, bold, link, text
from assistant.helpcenter.matrix import Response, Square
from assistant.helpcenter.silence import Place, Remark
from assistant.helpcenter.words import Words, answer, charge, response
from assistant.model.addresses import article_url, clause_url, decision_url, topic_url
from assistant.model.kb import Article, KnowledgeBase
from assistant.model.policy import Policy, Status, WayToPerson
from assistant.model.wording import STATUS_MEANS, STATUS_NAMES, ways_to
from assistant.rules import Outcomes


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes for one page, so that links are relative to where the page stands.

    A relative link to a Markdown file is what every generator understands, and what
    MkDocs checks down to the anchor.
    """

    path: str
    policy: Policy
    kb: KnowledgeBase

    def link(self, label: str, url: str) -> Markdown:
        """Return a link to an address of the help center, such as ``/plans/#basic``."""
        return link(label, self._target(url))

    def _target(self, url: str) -> str:
        page, _, fragment = url.partition("#")
        target = "index.md" if page == "/" else f"{page.strip('/')}.md"
        if fragment and target == self.path:
            return f"#{fragment}"
        relative = posixpath.relpath(target, posixpath.dirname(self.path) or ".")
        return f"{relative}#{fragment}" if fragment else relative

    def clause(self, clause_id: str) -> Markdown:
        """Return a link to a clause, named by its id."""
        return self.link(clause_id, clause_url(clause_id))

    def clauses(self, ids: Iterable[str]) -> Markdown:
        """Return links to several clauses in one line."""
        return Markdown(", ".join(self.clause(each) for each in ids))

    def cited(self, ids: Iterable[str]) -> Markdown:
        """Return links to several clauses in brackets; nothing where there are none."""
        links = self.clauses(ids)
        return Markdown(f"({links})" if links else "")

    def quote(self, clause_id: str) -> Markdown:
        """Return a clause word for word, as a quotation with its source."""
        words = text(self.policy.clauses[clause_id].text)
        return Markdown(f"> {words} ({self.clause(clause_id)})")

    def article(self, article_id: str) -> Markdown:
        """Return a link to an article, named by its title."""
        article = self.kb.articles[article_id]
        return self.link(article.title, article_url(article))

    def body(self, article: Article) -> Markdown:
        """Return an article's body; its links lead on from any page it is shown on."""
        home = topic_url(article.topic)

        def resolve(target: str) -> str:
            url = urljoin(home, target)
            is_page = url.startswith("/") and url.partition("#")[0].endswith("/")
            return self._target(url) if is_page else target

        return body(article.body, resolve)

    def remark(self, remark: Remark) -> Markdown:
        """Return a sentence with the places it holds for, or linked to the one."""
        if [each.label for each in remark.places] == [remark.text]:
            return self.link(remark.text, remark.places[0].url)
        return Markdown(f"{text(remark.text)} Holds for: {self.places(remark.places)}")

    def places(self, places: Iterable[Place]) -> Markdown:
        """Return links to several places in one line."""
        return Markdown(" · ".join(self.link(each.label, each.url) for each in places))

    def values(self, name: str, values: Collection[str]) -> Markdown:
        """Return the values that satisfy a condition, as alternatives."""
        return Markdown(" or ".join(map(bold, Words(self.policy).values(name, values))))

    def badge(self, status: Status | None) -> Markdown:
        """Return a link to what a status means; nothing where the policy states it."""
        if status is None or status == "stated":
            return Markdown("")
        means = self._target(f"/not-stated/#status-{status}")
        return link(STATUS_NAMES[status], means, STATUS_MEANS[status])

    def square(self, square: Square) -> Markdown:
        """Return a square of the matrix: the answer linked to its rule, the charge."""
        words = text(answer(square.answer))
        if square.answer.decided == "yes":
            words = bold(words)
        elif square.answer.decided != "no":
            words = Markdown(f"*{words}*")
        shown = [self._decided(words, square.answer)]
        if square.charge is not None:
            shown.append(self._decided(text(charge(square.charge)), square.charge))
        return Markdown(" ".join((*shown, self._doubt(square.status))))

    def response(self, found: Response) -> Markdown:
        """Return an initial response time, linked to its rule."""
        words = text(response(found.row))
        if found.row is None or found.row.within is None:
            words = Markdown(f"*{words}*")
        decided = self._decided(words, found.outcomes)
        return Markdown(f"{decided} {self._doubt(found.status)}")

    def _doubt(self, status: Status | None) -> Markdown:
        """Return the badge of a square; what is not stated says so itself."""
        return self.badge(None if status == "not_stated" else status)

    def _decided(self, words: Markdown, outcomes: Outcomes) -> Markdown:
        rule = None if outcomes.applied is None else outcomes.applied.rule.id
        return self.link(words, decision_url(outcomes.decision.id, rule))

    def person(self, contact: WayToPerson) -> Markdown:
        """Return the ways to a person that the policy prints, as one line of links."""
        return Markdown(
            " · ".join(link(printed_as, to) for printed_as, to in ways_to(contact))
        )
