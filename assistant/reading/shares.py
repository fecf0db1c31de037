"""How many of how many: "none of our 400", "six of 45", "9 calls in 10", "70 percent".

A share says more than its words do: 17 of 180 is some, 170 of 180 is most; and if 12 of
160 still work, the others do not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from assistant.reading.numbers import Number, figure, number_at
from assistant.reading.words import Word, stem_of


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem_of, words.split()))


_WELL = _stems(
    "fine ok okay work unaffected untouched still online normal normally good can "
    "able manage succeed success successful complete connect connected reach "
    "reachable through back clean healthy stable bound play register answer left "
    "spared run usable alive recovered"
)
_BADLY = _stems(
    "can't cannot couldn't couldnt cant not no never unable isn't aren't don't "
    "doesn't won't didn't wasn't weren't hasn't haven't nothing down dead dark fail "
    "failure drop lose lost out without lock stuck offline break broke broken "
    "disconnect hit affect affected silent frozen freeze froze slow choppy error "
    "crash kick throw thrown cut hang hung die died gone miss wrong bad garbled "
    "reject refuse blank stop unreachable idle struggle stutter echo terminate end "
    "abandon give try tried"
)
_WELL_BEFORE = _stems("restored spared spare works work fine ok okay recovered")
_WELL_AT_THE_END = _words("in up again")
_OF = _words("of in from")
_EVERYBODY = _words("all everyone everybody every everything each")
_NOBODY = _words("nobody noone none no nothing")
_BUT = _words("but except bar excluding save")
_OVER, _UNDER = _words("over than then"), _words("nearly almost under")
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_TIME = _stems(
    "ms second sec minute min hour hr day week month year am pm o'clock past ago time "
    "january february march april may june july august september october november "
    "december until"
)
_NUMBERED = _stems(
    "priority prio level error code version port step page attempt case ticket number "
    "floor line build status sip ext extension part section clause tier since until "
    "at on dated chapter"
)
_MEASURED = _stems(
    "loss packet cpu memory disk volume utilisation utilization battery load sure "
    "certain done written finished capacity jitter zoom discount full"
)
_AFTER_HALF = _words(
    "of the our my your their these those all us is are was were can can't cannot "
    "don't have has still agents calls users seats lines"
)
_COUNTED = _stems(
    "agent seat user desk line phone call site people person staff operator rep "
    "advisor adviser branch store shop extension position queue folk station "
    "colleague login employee handset headset location office workplace softphone"
)

_BETWEEN = 2
"""Words that may stand between a number and "of"."""

_BEFORE_WHOLE = 3
"""Words that may stand between "of" and the whole: "of the roughly 240"."""

_EACH_ONE = (
    ("not", "a", "single", "one"),
    ("not", "a", "single"),
    ("not", "one"),
    ("no", "one"),
    ("every", "one"),
    ("every", "single", "one"),
    ("each",),
)
_ARE = _words("are is were was have has do did get got report still only can can't")

_FEWEST = 2
"""Fewer are no whole of which a part is told."""

_DAYS = 31
"""A whole of no more may be half of a date: 7/11."""

_SHORT = 3
"""Words after a share that "in" or "up" may end: "are in again"."""

_SIGHT = 8
"""Words within which a share is told to fare well or badly."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share and the words it stands on, the first and the last one.

    Attributes:
        size: ``zero``, ``one``, ``some`` or ``most``; one of one is most, and half is
            some.
        affected: The size of the share that has the trouble: the same, or that of the
            rest, where the words after it say that these fare well.
    """

    size: str
    affected: str
    first: int
    last: int


class _Part(NamedTuple):
    """So much of so much, on these words."""

    part: Fraction
    whole: Fraction
    first: int
    last: int


def shares(words: Sequence[Word]) -> Iterator[Share]:
    """Yield the shares a message speaks of."""
    at = 0
    while at < len(words):
        found = _share_at(words, at)
        if found is None:
            at += 1
            continue
        yield _judged(words, found)
        at = found.last + 1


def _share_at(words: Sequence[Word], at: int) -> _Part | None:
    if words[at].stem == "#/#":
        return _slashed(words, at)
    found = _each_one(words, at) or _exception(words, at) or _fraction(words, at)
    if found is not None:
        return found
    number = number_at(words, at)
    if number is None or _is_a_name(words, at):
        return None
    if _is_percent(words, number.last):
        return _percentage(words, at, number)
    return _of_a_whole(words, at, number) or _whole_first(words, at, number)


def _is_a_name(words: Sequence[Word], at: int) -> bool:
    """Tell whether a number says which one, as in "error 4" and "since 9"."""
    together = at and words[at - 1].clause == words[at].clause
    return bool(together) and words[at - 1].stem in _NUMBERED


def _judged(words: Sequence[Word], found: _Part) -> Share:
    size = _size(found.part, found.whole)
    rest = _size(found.whole - found.part, found.whole)
    well = _fares_well(words, found)
    if well is None:
        well = size == "zero"  # nobody reports that none has a problem
    return Share(size, rest if well else size, found.first, found.last)


def _size(part: Fraction, whole: Fraction) -> str:
    if part == 0:
        return "zero"
    if part == 1 < whole:
        return "one"
    return "most" if part * 2 > whole else "some"


def _fares_well(words: Sequence[Word], found: _Part) -> bool | None:
    """Tell what the words after a share say of it, else those before it."""
    clause, last = words[found.last].clause, found.last
    after = [
        each.stem
        for each in words[last + 1 : last + 1 + _SIGHT]
        if each.clause == clause
    ]
    start = max(0, found.first - _SIGHT)
    clause = words[found.first].clause
    before = [each.stem for each in words[start : found.first] if each.clause == clause]
    if 0 < len(after) <= _SHORT and after[-1] in _WELL_AT_THE_END:
        return _BADLY.isdisjoint(after)
    for stems, well in ((after, _WELL), (before, _WELL_BEFORE)):
        if not _BADLY.isdisjoint(stems):
            return False
        if not well.isdisjoint(stems):
            return True
    return None


def _of_a_whole(words: Sequence[Word], first: int, part: Number) -> _Part | None:
    """Read "17 of 180", "8 folks out of 11", "9 calls in 10", "41 of the last 50"."""
    if _stem(words, part.last + 1) in _TIME:
        return None
    for of in range(part.last + 1, min(part.last + _BETWEEN + 3, len(words))):
        if words[of].clause != words[part.last].clause:
            return None
        text = words[of].text
        if text in _OF and _text(words, of - 1) != "instead":
            near = 0 if text == "in" else _BEFORE_WHOLE
            whole = _number_after(words, of, near)
            return None if whole is None else _part(part, whole, first)
    return None


def _number_after(words: Sequence[Word], of: int, between: int) -> Number | None:
    for at in range(of + 1, min(of + between + 2, len(words))):
        if words[at].clause != words[of].clause:
            return None
        number = number_at(words, at)
        if number is not None:
            timed = _stem(words, number.last + 1) in _TIME
            return None if timed or words[at].stem == "#%" else number
    return None


def _whole_first(words: Sequence[Word], first: int, whole: Number) -> _Part | None:
    """Read "46 seats, 44 dark" and "of 160 agents only the Leeds dozen"."""
    noun, clause = whole.last + 1, words[whole.last].clause
    of = _begins_with_of(words, first)
    named = _stem(words, noun) in _COUNTED and words[noun].clause == clause
    if whole.value < _FEWEST or not (of or named):
        return None
    for at in range(noun, min(noun + 5, len(words))):
        if words[at].sentence != words[first].sentence:
            return None
        part = number_at(words, at)
        if part is None or words[at].stem == "#%" or _stem(words, at - 1) in _NUMBERED:
            continue
        aside = words[at].clause != clause and at <= noun + 2
        if not (of or aside) or not _tells_of(words, part.last, _stem(words, noun)):
            return None
        return _part(part, whole, first, part.last)
    return None


def _begins_with_of(words: Sequence[Word], first: int) -> bool:
    """Tell whether "of", "out of" or "of our" before a number begins its clause."""
    start = first
    while start and words[start - 1].clause == words[first].clause:
        start -= 1
    before = [each.text for each in words[start:first]]
    return "of" in before[:2] and len(before) <= _BEFORE_WHOLE


def _tells_of(words: Sequence[Word], last: int, noun: str | None) -> bool:
    """Tell whether what follows a part speaks of it, and counts nothing else."""
    following = last + 1
    if following == len(words) or words[following].clause != words[last].clause:
        return True
    stem = words[following].stem
    return stem == noun or stem in _BADLY | _WELL | _ARE


def _each_one(words: Sequence[Word], at: int) -> _Part | None:
    """Read "not a single one of 33", "no one of the 210" and "every one of our 55"."""
    texts = tuple(each.text for each in words[at : at + 4])
    for phrase in _EACH_ONE:
        if texts[: len(phrase)] == phrase:
            one = Number(1, at + len(phrase) - 1)
            found = _of_a_whole(words, at, one)
            none = texts[0] not in _EVERYBODY
            return found and found._replace(part=Fraction(0) if none else found.whole)
    return None


def _exception(words: Sequence[Word], at: int) -> _Part | None:
    """Read "everyone but two of 46", "all agents except one", "nobody but three"."""
    if words[at].text not in _EVERYBODY | _NOBODY:
        return None
    for but in range(at + 1, min(at + 4, len(words))):
        if words[but].sentence != words[at].sentence:
            return None
        if words[but].text in _BUT:
            break
    else:
        return None
    left = _number_after(words, but, 2)
    if left is None or left.value == 0:
        return None
    found = _of_a_whole(words, at, left)
    if found is None:  # so few that they are named, of a whole that is not
        many = Number(max(left.value * 3, 10), left.last)
        found = _part(left, many, at)
    if found is None or words[at].text in _NOBODY:
        return found
    return found._replace(part=found.whole - found.part)


def _slashed(words: Sequence[Word], at: int) -> _Part | None:
    """Read "3/25", unless it is a date or a number of something."""
    before = _text(words, at - 1)
    part, whole = words[at].text.split("/")
    if _stem(words, at - 1) in _NUMBERED or before in ("from", "by", "after", "before"):
        return None
    if part.startswith("0") and part != "0":
        return None
    one, other = figure(part), figure(whole)
    if one is None or other is None or other < _FEWEST:
        return None
    if other <= _DAYS and not (
        _stem(words, at + 1) in _COUNTED | _BADLY | _ARE
        or _stem(words, at - 1) in _COUNTED
    ):
        return None
    return _part(Number(one, at), Number(other, at), at)


def _is_percent(words: Sequence[Word], last: int) -> bool:
    return (
        words[last].stem == "#%"
        or _text(words, last + 1) == "percent"
        or (_text(words, last + 1), _text(words, last + 2)) == ("per", "cent")
    )


def _percentage(words: Sequence[Word], first: int, part: Number) -> _Part | None:
    around = [each.stem for each in words[max(0, first - 3) : part.last + 4]]
    if not _MEASURED.isdisjoint(around):
        return None
    found = _part(part, Number(100, part.last), first)
    # A hundredth is no single one.
    return found and found._replace(part=found.part / 100, whole=Fraction(1))


def _fraction(words: Sequence[Word], at: int) -> _Part | None:
    """Read "half the room", "two thirds", "a quarter of our seats"."""
    text, before = words[at].text, _text(words, at - 1)
    if text == "half":
        if _text(words, at + 1) not in _AFTER_HALF or before in ("first", "second"):
            return None
        if _stem(words, at + 2) in _TIME:
            return None
        if before == "the":
            before = _text(words, at - 2)
        tilt = (before in _OVER) - (before in _UNDER)
        return _Part(Fraction(50 + tilt, 100), Fraction(1), at, at)
    name = _text(words, at + 1)
    whole = _PARTS.get((name or "").removesuffix("s"))
    if whole is None or name is None:
        return None
    plural, of = name.endswith("s"), _text(words, at + 2) == "of"
    if _text(words, at + 3) in ("a", "an") and of:
        return None  # of an hour
    if text in ("a", "one") and not plural and of:
        return _Part(Fraction(1, whole), Fraction(1), at, at + 1)
    number = number_at(words, at)
    if number is None or not plural or not 1 < number.value < whole:
        return None
    return _Part(Fraction(int(number.value), whole), Fraction(1), at, at + 1)


def _part(
    part: Number, whole: Number, first: int, last: int | None = None
) -> _Part | None:
    if not part.value <= whole.value > 0:
        return None
    end = max(part.last, whole.last) if last is None else last
    return _Part(Fraction(part.value), Fraction(whole.value), first, end)


def _text(words: Sequence[Word], at: int) -> str | None:
    return words[at].text if 0 <= at < len(words) else None


def _stem(words: Sequence[Word], at: int) -> str | None:
    return words[at].stem if 0 <= at < len(words) else None
