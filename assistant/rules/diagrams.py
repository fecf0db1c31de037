"""Decision diagrams: what follows from each situation, without listing situations.

A diagram asks for one fact after another, always in the same order, and ends in a leaf.
It leaves out what makes no difference, and equal parts are one node: a few dozen nodes
stand for millions of situations, and diagrams that say the same are the same object.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

_BELOW_ALL = 1 << 30
"""The level of leaves."""


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """A leaf with its value, or a fact with one node for each of its values.

    Attributes:
        level: The place of the fact in the order in which facts are asked for.
        children: By the fact's values; none for a leaf.
    """

    level: int
    children: tuple["Node", ...]
    value: Any = None

    @property
    def is_leaf(self) -> bool:
        """Tell whether nothing is asked for any more."""
        return self.level == _BELOW_ALL

    def after(self, level: int, number: int) -> "Node":
        """Return what is left to ask once a fact is known to have one value."""
        return self.children[number] if self.level == level else self


class Diagrams:
    """Makes nodes, each kind only once."""

    def __init__(self) -> None:
        self._nodes: dict[Hashable, Node] = {}

    def leaf(self, value: Hashable) -> Node:
        """Return the leaf with a value."""
        return self._nodes.setdefault(("leaf", value), Node(_BELOW_ALL, (), value))

    def node(self, level: int, children: tuple[Node, ...]) -> Node:
        """Return the node that asks for a fact; none where it makes no difference."""
        # The first ones are the values; the last may stand for "not known".
        if all(each is children[0] for each in children):
            return children[0]
        return self._nodes.setdefault((level, children), Node(level, children))

    def combine(
        self,
        roots: Sequence[Node],
        value: Callable[[tuple[Any, ...]], Hashable],
        mattering: Callable[[tuple[Node, ...]], tuple[Node, ...]] = tuple,
    ) -> Node:
        """Return the diagram of what follows from the values of several diagrams.

        Args:
            roots: The diagrams.
            value: What follows from their values.
            mattering: Puts a leaf for each node whose value makes no difference beside
                the others, so that it is followed no further.
        """
        known: dict[tuple[Node, ...], Node] = {}

        def combined(nodes: tuple[Node, ...]) -> Node:
            nodes = mattering(nodes)
            found = known.get(nodes)
            if found is None:
                found = known[nodes] = self._below(nodes, combined, value)
            return found

        return combined(tuple(roots))

    def opened(self, root: Node, mean: Callable[[tuple[Any, ...]], Hashable]) -> Node:
        """Return a diagram in which each fact may also be open, as its last child.

        Args:
            root: A diagram over known facts only.
            mean: What follows where a fact is open, from what would follow with each of
                its values. Of equal values it is that value, and it does not matter in
                which order facts are left open.
        """
        known: dict[Node, Node] = {}
        means: dict[tuple[Node, ...], Node] = {}

        def mean_of(nodes: tuple[Node, ...]) -> Node:
            if all(each is nodes[0] for each in nodes):
                return nodes[0]
            key = tuple(sorted(nodes, key=id))
            found = means.get(key)
            if found is None:
                found = means[key] = self._below(nodes, mean_of, mean)
            return found

        def with_open(node: Node) -> Node:
            if node.is_leaf:
                return node
            found = known.get(node)
            if found is None:
                children = tuple(with_open(each) for each in node.children)
                found = self.node(node.level, (*children, mean_of(children)))
                known[node] = found
            return found

        return with_open(root)

    def mapped(self, root: Node, value: Callable[[Any], Hashable]) -> Node:
        """Return a diagram with another value for each leaf."""
        return self.combine((root,), lambda values: value(values[0]))

    def _below(
        self,
        nodes: tuple[Node, ...],
        go_on: Callable[[tuple[Node, ...]], Node],
        value: Callable[[tuple[Any, ...]], Hashable],
    ) -> Node:
        """Return the node for several, each child found by going on with theirs."""
        level = min((each.level for each in nodes), default=_BELOW_ALL)
        if level == _BELOW_ALL:
            return self.leaf(value(tuple(each.value for each in nodes)))
        width = next(len(each.children) for each in nodes if each.level == level)
        return self.node(
            level,
            tuple(
                go_on(tuple(each.after(level, number) for each in nodes))
                for number in range(width)
            ),
        )


def written(root: Node) -> tuple[list[int], list[Any]]:
    """Return a diagram as numbers to be walked through, and the values of its leaves.

    The first number is the root. A positive one is the place of a node, which is the
    level of its fact followed by its children; any other is a leaf: minus its number
    among the values.
    """
    numbers = [0]
    values: list[Any] = []
    known: dict[Node, int] = {}

    def place(node: Node) -> int:
        if node not in known:
            if node.is_leaf:
                known[node] = -len(values)
                values.append(node.value)
            else:
                known[node] = len(numbers)
                at = len(numbers)
                numbers.extend([node.level, *(0 for _ in node.children)])
                for number, child in enumerate(node.children, start=at + 1):
                    numbers[number] = place(child)
        return known[node]

    numbers[0] = place(root)
    return numbers, values
