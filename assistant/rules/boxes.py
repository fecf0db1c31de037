"""Say "these combinations" in the fewest lines a person can read.

A box fixes some names to some of their values and leaves all other names free. A set of
combinations is covered by boxes which hold no combination outside it; combinations that
cannot occur count neither way.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Combination = tuple[str, ...]

_SEEDS = 12
"""Starting points tried for each box; more finds no better ones on real tables."""


@dataclass(frozen=True, slots=True)
class Box:
    """Names with the values they are restricted to; a name not in it is free.

    ``count`` is the number of combinations of facts that no earlier box holds.
    """

    values: Mapping[str, tuple[str, ...]]
    count: int

    def __str__(self) -> str:
        if not self.values:
            return "always"
        return " and ".join(
            f"{name} is {_any_of(values)}" for name, values in self.values.items()
        )

    def holds(self, names: Sequence[str], combination: Combination) -> bool:
        """Tell whether a combination of the names lies in the box."""
        return all(
            value in self.values.get(name, (value,))
            for name, value in zip(names, combination, strict=True)
        )

    def as_condition(self) -> str:
        """Return the box as a writer would put it behind ``when:``."""
        parts = (
            f"{name}: {_quoted(values[0])}"
            if len(values) == 1
            else f"{name}: [{', '.join(map(_quoted, values))}]"
            for name, values in self.values.items()
        )
        return "{" + ", ".join(parts) + "}"


def boxes_for(
    names: Sequence[str],
    domains: Mapping[str, Sequence[str]],
    reachable: Mapping[Combination, int],
    wanted: Collection[Combination],
) -> list[Box]:
    """Return boxes that hold exactly the wanted combinations among the reachable ones.

    Args:
        names: What the positions of a combination mean.
        domains: The closed list of each name.
        reachable: Every combination that can occur, with its multiplicity.
        wanted: Those to describe; all reachable.
    """
    others = [each for each in reachable if each not in wanted]
    left = dict.fromkeys(each for each in reachable if each in wanted)
    found: list[Box] = []
    while left:
        step = max(1, len(left) // _SEEDS)
        grown = [
            _grow(seed, names, domains, others, backwards=backwards)
            for seed in list(left)[::step]
            for backwards in (False, True)
        ]
        sides = max(
            grown,
            key=lambda box: (
                sum(1 for each in left if _holds(box, each)),
                -sum(
                    1
                    for name, side in zip(names, box, strict=True)
                    if len(side) < len(domains[name])
                ),
            ),
        )
        inside = [each for each in left if _holds(sides, each)]
        for each in inside:
            del left[each]
        found.append(
            Box(
                {
                    name: tuple(v for v in domains[name] if v in side)
                    for name, side in zip(names, sides, strict=True)
                    if len(side) < len(domains[name])
                },
                sum(reachable[each] for each in inside),
            )
        )
    return found


def _grow(
    seed: Combination,
    names: Sequence[str],
    domains: Mapping[str, Sequence[str]],
    others: Sequence[Combination],
    *,
    backwards: bool,
) -> list[set[str]]:
    """Widen a box around one combination as far as it holds none of the others."""
    box = [{value} for value in seed]
    order = range(len(names))
    for number in reversed(order) if backwards else order:
        before = box[number]
        box[number] = set(domains[names[number]])
        if any(_holds(box, each) for each in others):
            box[number] = before
    for number in order:
        for value in domains[names[number]]:
            if value not in box[number]:
                box[number].add(value)
                if any(_holds(box, each) for each in others):
                    box[number].discard(value)
    return box


def _holds(box: Sequence[Collection[str]], combination: Combination) -> bool:
    return all(value in side for value, side in zip(combination, box, strict=True))


def _any_of(values: Sequence[str]) -> str:
    return (
        values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"
    )


def _quoted(value: str) -> str:
    return f'"{value}"' if value in {"yes", "no", "on", "off"} else value
