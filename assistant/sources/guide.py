"""What ``guide.yaml`` looks like: the ways into the guided path."""

from collections.abc import Collection, Iterable
from typing import Final

from assistant.model.guide import Entrance
from assistant.model.wording import GENERAL_ENTRANCE
from assistant.sources.fields import Context, Text
from assistant.sources.folder import Folder
from assistant.sources.groups import Given, ListOf, Pairs
from assistant.sources.ids import Declares, Refers
from assistant.sources.names import Kind
from assistant.sources.nodes import Items, Scalar
from assistant.sources.policy_shapes import file_of
from assistant.sources.report import shown
from assistant.sources.shape import Row, Shape

ASKABLE: Final = Kind("askable fact")
SETTLED: Final = Kind("settled decision")


def _asked_is_not_given(row: Row) -> None:
    if not row.sound("given", "asks"):
        return
    items = row.entries["asks"][1]
    for item in items.items if isinstance(items, Items) else ():
        if isinstance(item, Scalar) and item.value in row.values["given"].values:
            message = f'{shown(item.value)} is set by "given"'
            hint = "a fact is either set on entering or asked; take it out of one"
            row.here.error(item.at, "S005", message, hint)


def _entrance(row: Row) -> Entrance:
    values = dict(row.values)
    given: Given | None = values.pop("given", None)
    facts = {} if given is None else given.single()
    return Entrance(given=facts, **values, at=row.at)


ENTRANCE = Shape(
    "entrance",
    _entrance,
    identity="id",
    required={"id": Declares("entrance"), "title": Text()},
    optional={
        "summary": Text(),
        "given": Pairs(ASKABLE.what, many=False),
        "asks": ListOf(Refers(ASKABLE.what, "R001"), least=1),
        "decides": ListOf(Refers(SETTLED.what), least=1),
        "article": Refers("article"),
    },
    checks=(_asked_is_not_given,),
)
GUIDE_FILE = file_of(entrances=ListOf(ENTRANCE, least=1))


def read_entrances(folder: Folder) -> tuple[Entrance, ...]:
    """Return the entrances as they are written; none where there is no such file."""
    names = folder.here.names
    names.borrow(ASKABLE, Kind("fact"))
    names.borrow(SETTLED, Kind("decision"))
    read = folder.read("policies/guide.yaml", GUIDE_FILE, required=False)
    return tuple(read.get("entrances", ()))


def check_entrances(entrances: Collection[Entrance], here: Context) -> None:
    """Report where not exactly one of the entrances is for everybody."""
    kind = Kind("entrance")
    if len(entrances) < len(here.names.known(kind)) or not here.names.complete(kind):
        return  # the one that could not be read may be the general one
    general = sorted((each for each in entrances if each.general), key=lambda e: e.at)
    for again in general[1:]:
        message = f"{general[0].id} is the general entrance already"
        hint = "say what is given here, asked first or decided"
        here.row(f"entrance {again.id}").error(again.at, "S005", message, hint)
    if entrances and not general:
        first = min(each.at for each in entrances)
        hint = "add one that has nothing given, asked first or decided; it comes first"
        here.error(first, "S005", "no entrance is the general one", hint)


def general_first(written: Iterable[Entrance]) -> tuple[Entrance, ...]:
    """Return sound entrances, the general one first; our own where none is written."""
    return tuple(sorted(written, key=lambda each: not each.general)) or (
        GENERAL_ENTRANCE,
    )
