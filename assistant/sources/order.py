"""Which decision comes after which, whatever their files are called."""

from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter

from assistant.model.policy import Decision

Graph = Mapping[str, Collection[str]]


def in_order(decisions: Mapping[str, Decision]) -> list[str]:
    """Return ids so that each decision comes after those it reads.

    The same decisions always get the same order.

    Raises:
        CycleError: Decisions read each other in a circle.
    """
    return list(TopologicalSorter(reads(decisions)).static_order())


def reads(decisions: Mapping[str, Decision]) -> Graph:
    """Return for each decision the decisions that its conditions name."""
    return {
        name: sorted(set(decision.inputs) & decisions.keys())
        for name, decision in sorted(decisions.items())
    }


def circles(graph: Graph) -> list[list[str]]:
    """Return circles, each from its first id on, until breaking them leaves none."""
    found: list[list[str]] = []
    rest = {name: sorted(targets) for name, targets in sorted(graph.items())}
    while True:
        try:
            TopologicalSorter(rest).prepare()
        except CycleError as error:
            # It lists predecessors first, and ends with the one it begins with.
            circle = list(reversed(error.args[1][1:]))
            start = circle.index(min(circle))
            found.append(circle[start:] + circle[:start])
            gone = set(circle)
            rest = {
                name: [each for each in targets if each not in gone]
                for name, targets in rest.items()
                if name not in gone
            }
        else:
            return sorted(found)
