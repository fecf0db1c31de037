"""What was measured, as text for people and as plain members for JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from textwrap import shorten
from typing import Any

from assistant.evaluation.calibration import NOT_COVERED, Calibration
from assistant.evaluation.evaluate import BREAKDOWN, Breakdown, Evaluation, Judged
from assistant.evaluation.judging import Figure
from assistant.evaluation.mistakes import Mistake
from assistant.evaluation.outside import Outside
from assistant.evaluation.reading_figures import Confusion, FactFigures
from assistant.evaluation.retrieval import Retrieval
from assistant.evaluation.statistics import LEVEL, Rate
from assistant.evaluation.tables import folded, table

_LABEL = 46
_LEVEL = f"{LEVEL * 100:.0f} %"
_WORST = 10
"""Mistakes that are told in full."""

_HEADS = dict(
    zip(
        BREAKDOWN,
        ("right of decided", "asked", "urgent: call", "otherwise", "false urgent"),
        strict=True,
    )
)


def as_text(evaluation: Evaluation, *, whole: bool = False) -> str:
    """Return the report for people.

    Args:
        evaluation: What was measured.
        whole: With the confusion table of every fact and every mistake.
    """
    lines: list[str] = []
    if evaluation.without:
        lines += [f"Without: {', '.join(evaluation.without)}", ""]
    for judged in evaluation.judged:
        lines += [*_judged(judged, whole=whole), ""]
    if evaluation.phrasings:
        lines += ["Articles", *_retrieval(evaluation.phrasings), ""]
    for found in evaluation.faq:
        lines += ["FAQ given as a file", *_retrieval(found), ""]
    for each in evaluation.outside:
        lines += [*_outside(each), ""]
    lines.append(f"Shares with their exact {_LEVEL} intervals.")
    return "\n".join(lines) + "\n"


def as_json(evaluation: Evaluation) -> Mapping[str, Any]:
    """Return everything that was measured as plain objects, lists and scalars."""
    members: dict[str, Any] = _plain(evaluation)
    members["not_covered"] = NOT_COVERED
    return members


def table_of_contributions(found: Sequence[tuple[str, Judged]]) -> str:
    """Return what is measured with each part taken away."""
    heads = ("without", *_HEADS.values(), "summed error", "wrong")
    rows = []
    for part, judged in found:
        figures = {f.id: f.rate for each in judged.sections for f in each.figures}
        fit = judged.calibration
        rows.append(
            (
                part or "(nothing)",
                *(_short(figures.get(id_)) for id_ in BREAKDOWN),
                f"{fit.expected.mean:.1f}",
                str(fit.wrong),
            )
        )
    return "\n".join(table(heads, rows)) + "\n"


def contributions_as_json(found: Sequence[tuple[str, Judged]]) -> Sequence[Any]:
    """Return what is measured with each part taken away, as plain members."""
    return [{"without": part or None, **_plain(judged)} for part, judged in found]


def _judged(judged: Judged, *, whole: bool) -> Iterator[str]:
    yield f"{judged.messages} messages: {judged.title}"
    yield from _alike(judged.alike, whole=whole)
    for section in judged.sections:
        yield ""
        yield section.title
        for figure in section.figures:
            yield _line(figure.label, figure.rate)
    yield ""
    yield "Priority: labels (rows) and answers (columns)"
    yield from _confusion(judged.confusion)
    yield ""
    yield "Stated error of the priority"
    yield from _stated(judged.calibration)
    yield ""
    yield f"Bounds at the thresholds as shipped, {_LEVEL} one-sided"
    for bound in judged.bounds:
        yield (
            f"  {bound.label:<{_LABEL}} {bound.rate.k} of {bound.rate.n}: "
            f"at most {_percent(bound.rate.upper_bound)}"
        )
    yield folded(NOT_COVERED, "  ")
    yield ""
    yield "Facts as read"
    yield from _facts(judged.facts, judged.fact_calibration)
    if whole:
        for fact in judged.facts:
            yield ""
            yield f"{fact.fact}: labels (rows) and readings (columns)"
            yield from _confusion(fact.confusion)
    for breakdown in judged.breakdowns:
        if breakdown.groups:
            yield ""
            yield from _breakdown(breakdown)
    if judged.mistakes:
        shown = judged.mistakes if whole else judged.mistakes[:_WORST]
        yield ""
        yield f"Worst mistakes: {len(shown)} of {len(judged.mistakes)}"
        for mistake in shown:
            yield from _mistake(mistake)


def _alike(alike: Sequence[str], *, whole: bool) -> Iterator[str]:
    if not alike:
        return
    yield (
        f"  {len(alike)} resemble a message the reader learned from; figures on them "
        "may flatter:"
    )
    shown = alike if whole else alike[:3]
    yield from (f"    {each}" for each in shown)
    if len(shown) < len(alike):
        yield f"    and {len(alike) - len(shown)} more"


def _stated(fit: Calibration) -> Iterator[str]:
    expected = fit.expected
    yield (
        f"  {expected.mean:.1f} wrong are stated among {fit.n}, {_LEVEL} between "
        f"{expected.low} and {expected.high}; {fit.wrong} were wrong: {_fits(fit)}"
    )
    for each in fit.bins:
        yield _line(f"stated {_percent(each.stated)}, right", each.rate)


def _facts(
    facts: Iterable[FactFigures], fits: Mapping[str, Calibration]
) -> Iterator[str]:
    heads = ("fact", "told, of labelled", "right of told", "made up, of unsaid")
    rows = [
        (each.fact, _short(each.decided), _short(each.right), _short(each.invented))
        for each in facts
    ]
    yield from table(heads, rows)
    if fits:
        yield ""
        yield "Stated error of each fact"
        stated = [
            (
                name,
                f"{fit.expected.mean:.1f} [{fit.expected.low}, {fit.expected.high}]",
                f"{fit.wrong} of {fit.n}",
                _fits(fit),
            )
            for name, fit in fits.items()
        ]
        yield from table(("fact", "wrong as stated", "wrong", ""), stated)


def _fits(fit: Calibration) -> str:
    return "inside" if fit.inside else "OUTSIDE"


def _breakdown(breakdown: Breakdown) -> Iterator[str]:
    heads = (f"by {breakdown.by}", "n", *_HEADS.values())
    rows = []
    for group in breakdown.groups:
        rates = {figure.id: figure.rate for figure in group.figures}
        shown = (_short(rates.get(id_)) for id_ in BREAKDOWN)
        rows.append((group.name, str(group.messages), *shown))
    yield from table(heads, rows)


def _mistake(mistake: Mistake) -> Iterator[str]:
    sure = f" ({_percent(mistake.confidence)} sure)" if mistake.confidence else ""
    yield f"  {mistake.at}: told {mistake.told}{sure}, is {mistake.truth}"
    yield folded(shorten(mistake.text, 240, placeholder=" …"), "      ")
    for each in mistake.misread:
        words = ", ".join(f'"{words}"' for words in each.words)
        because = f" from {words}" if words else " (assumed or open)"
        certain = f" {_percent(each.confidence)}" if each.confidence else ""
        yield folded(
            f"{each.fact}: {' or '.join(each.read)}{certain}{because}; labelled "
            f"{' or '.join(each.labelled) or '(unsaid)'}",
            "      - ",
            "        ",
        )


def _retrieval(found: Retrieval) -> Iterator[str]:
    yield f"  {found.title}; {found.first.n} questions, {found.articles} articles"
    yield _line("the right one first", found.first)
    yield _line("the right one in the first three", found.first_three)
    if found.ndcg is not None:
        mean = found.ndcg
        reach = f"[{mean.low:.3f}, {mean.high:.3f}]"
        yield f"  {'nDCG@10':<{_LABEL}} {mean.value:.3f} {reach}"


def _outside(found: Outside) -> Iterator[str]:
    yield f"Outside: {found.title} of a file"
    yield _line("recognised", found.recognised)
    yield _line("no article answers", found.unanswered)
    if found.auroc is not None:
        yield f"  {'AUROC against messages in scope':<{_LABEL}} {found.auroc:.3f}"
        yield _line("refused in scope, were 95 % recognised", found.false_alarms)


def _line(label: str, rate: Rate) -> str:
    low, high = rate.interval
    return (
        f"  {label:<{_LABEL}} {_percent(rate.share or 0):>7}  "
        f"[{low * 100:.1f}, {high * 100:.1f}]  {rate.k} of {rate.n}"
    )


def _confusion(confusion: Confusion) -> Iterator[str]:
    rows = sorted({row for row, _ in confusion})
    columns = sorted({column for _, column in confusion})
    yield from table(
        ("", *columns),
        [(row, *(str(confusion.get((row, c), "")) for c in columns)) for row in rows],
    )


def _short(rate: Rate | None) -> str:
    if rate is None or rate.share is None:
        return "-"
    return f"{_percent(rate.share)} of {rate.n}"


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _plain(found: Any) -> Any:  # noqa: ANN401 - any of the nouns above
    """Return plain members of what was measured; shares with their intervals."""
    if isinstance(found, Rate):
        low, high = found.interval
        return {
            "k": found.k,
            "n": found.n,
            "share": found.share,
            "low": low,
            "high": high,
            "upper_bound": found.upper_bound,
        }
    if isinstance(found, Figure):
        return {"id": found.id, "label": found.label, **_plain(found.rate)}
    if isinstance(found, Calibration):
        return {**_fields(found), "inside": found.inside}
    if is_dataclass(found):
        return _fields(found)
    if isinstance(found, Mapping):
        if all(isinstance(key, tuple) for key in found):
            return [
                {"truth": truth, "told": told, "n": n}
                for (truth, told), n in found.items()
            ]
        return {key: _plain(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [_plain(each) for each in found]
    return found


def _fields(found: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    return {each.name: _plain(getattr(found, each.name)) for each in fields(found)}
