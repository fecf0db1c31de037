"""The fewest facts that show a fault."""

from collections.abc import Callable, Mapping, Sequence

from assistant.rules.boxes import Box
from assistant.rules.engine import Engine, Given

_STARTS = 3
"""Full combinations from which facts are dropped; the shortest result is kept."""


def smallest_witness(
    engine: Engine, names: Sequence[str], box: Box, fails: Callable[[Given], bool]
) -> Mapping[str, str]:
    """Return facts, each with a value, that lead into a box whatever the others are.

    Args:
        engine: Where the names are decided.
        names: What the box speaks of; may hold decisions and lookups.
        box: The combinations to arrive at.
        fails: Tells whether some given facts already settle that the fault is there.

    Returns:
        A set of facts from which none can be left out; ``plan_x: access`` and outcomes
        of decisions are traced back to facts.
    """
    evidence = {name: values[:1] for name, values in box.values.items()}
    facts = sorted({f for name in box.values for f in engine.facts_behind(name)})
    rows = list(engine.relation(facts, evidence).rows)
    best: dict[str, str] | None = None
    step = max(1, len(rows) // _STARTS)
    for row in rows[::step][:_STARTS]:
        start = {name: str(v) for name, v in zip(facts, row, strict=True)}
        witness = _without_needless(start, fails)
        if best is None or len(witness) < len(best):
            best = witness
    return best or {}


def _without_needless(
    facts: Mapping[str, str], fails: Callable[[Given], bool]
) -> dict[str, str]:
    needed = dict(facts)
    for name in facts:
        fewer = {each: value for each, value in needed.items() if each != name}
        if fails({each: (value,) for each, value in fewer.items()}):
            needed = fewer
    return needed
