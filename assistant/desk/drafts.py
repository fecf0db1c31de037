"""A case prefilled from a verdict; the customer edits it and decides."""

from assistant.model.policy import Policy
from assistant.model.verdict import CaseDraft, ChecklistEntry, Contact, Verdict

_LONGEST_SUBJECT = 80
_MOST_ARTICLES = 3


def draft_case(policy: Policy, verdict: Verdict, text: str) -> CaseDraft:
    """Return a case that holds what is known, its reasons and what is still to tell."""
    known = {each.name: each.value for each in verdict.facts}
    priority = verdict.priority
    return CaseDraft(
        subject=_subject(text),
        description=text.strip(),
        priority=priority.value,
        priority_reason=priority.reason or priority.says,
        plan=known.get("plan"),
        facts=known,
        checklist=tuple(
            ChecklistEntry(item.id, item.asks, _label(policy, item.fact, verdict))
            for item in policy.checklist
            if not item.priorities
            or not set(item.priorities).isdisjoint(priority.candidates)
        ),
        answers_tried=tuple(each.id for each in verdict.answers[:_MOST_ARTICLES]),
        contact=Contact(),
        policy_version=policy.version,
    )


def _subject(text: str) -> str:
    """Return the first line or sentence, cut at a word."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    for end in (". ", "! ", "? "):
        first = first.split(end)[0]
    if len(first) <= _LONGEST_SUBJECT:
        return first.rstrip(".!")
    return first[:_LONGEST_SUBJECT].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _label(policy: Policy, fact: str | None, verdict: Verdict) -> str | None:
    """Return what the customer said about a fact; an assumption is not an answer."""
    for each in verdict.facts:
        if each.name == fact and each.origin != "assumed":
            return policy.facts[each.name].label(each.value)
    return None
