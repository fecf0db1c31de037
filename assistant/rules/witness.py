"""The fewest facts that show a fault."""

from collections.abc import Callable, Collection, Mapping, Sequence

from assistant.rules.boxes import Box, Combination
from assistant.rules.engine import Engine, Given


def smallest_witness(
    engine: Engine,
    names: Sequence[str],
    box: Box,
    wanted: Collection[Combination],
    fails: Callable[[Given], bool],
) -> Mapping[str, str]:
    """Return facts, each with a value, that lead into a box whatever the others are.

    Args:
        engine: Where the names are decided.
        names: What the positions of a combination mean; may be decisions and lookups.
        box: Where to arrive.
        wanted: The combinations that show the fault, all of them possible.
        fails: Tells whether some given facts already settle that the fault is there.

    Returns:
        A set of facts from which none can be left out; ``plan_x: access`` and outcomes
        of decisions are traced back to facts.
    """
    inside = [each for each in wanted if box.holds(names, each)]
    found = []
    for combination in (min(inside), max(inside)):
        evidence = {
            name: (value,)
            for name, value in zip(names, combination, strict=True)
            if name in box.values
        }
        found.append(_without_needless(_some_facts(engine, evidence), fails))
    return min(found, key=len)


def _some_facts(engine: Engine, evidence: Given) -> dict[str, str]:
    """Return one way to arrive at the evidence: a value for each fact behind it.

    Facts are settled one after another, so that their product is never formed.
    """
    given: dict[str, Collection[str]] = dict(evidence)
    facts = sorted({fact for name in evidence for fact in engine.facts_behind(name)})
    for fact in facts:
        ((value,), *_) = engine.relation((fact,), given).rows
        given[fact] = (str(value),)
    return {fact: next(iter(given[fact])) for fact in facts}


def _without_needless(
    facts: Mapping[str, str], fails: Callable[[Given], bool]
) -> dict[str, str]:
    needed = dict(facts)
    for name in facts:
        fewer = {each: value for each, value in needed.items() if each != name}
        if fails({each: (value,) for each, value in fewer.items()}):
            needed = fewer
    return needed
