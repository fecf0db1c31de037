"""What the service needs of the desk; ``assistant.desk.Desk`` is one."""

from datetime import date
from typing import Protocol

from assistant.desk import Problem, SearchResult
from assistant.desk.guide import Step
from assistant.model.kb import Article, KnowledgeBase
from assistant.model.policy import Policy
from assistant.model.verdict import CasePriority, Verdict


class Desk(Protocol):
    """The use cases over one snapshot of the content."""

    policy: Policy
    kb: KnowledgeBase

    def assist(self, problem: Problem) -> Verdict:
        """Answer a message."""

    def decide(self, problem: Problem) -> Verdict:
        """Answer from facts alone."""

    def case_priority(self, problem: Problem) -> CasePriority:
        """Answer from facts alone what holds for the priority of a case."""

    def own_case(self, verdict: Verdict) -> Step | None:
        """Lead on to the answer for the customer's own case."""

    def search(
        self, query: str, *, limit: int = 10, as_of: date | None = None
    ) -> SearchResult:
        """Find articles."""

    def suggest(
        self, typed: str, *, limit: int = 5, as_of: date | None = None
    ) -> tuple[Article, ...]:
        """Find articles while somebody types."""
