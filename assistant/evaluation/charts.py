"""Two drawings as SVG: stated probability beside the truth, and risk by coverage.

What a drawing shows is told in its description as well, number by number; colours
follow the light or dark scheme of whoever looks at it.
"""

from collections.abc import Iterable, Sequence
from html import escape

from assistant.evaluation.calibration import Calibration, Point

_WIDE, _HIGH = 480, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 28, 44, 52
_TICKS = 5

_STYLE = """\
svg{--ink:#1b1f24;--soft:#6b7280;--line:#d5d9df;--mark:#0b5fb0;--paper:#fff;
font:13px system-ui,sans-serif}
@media(prefers-color-scheme:dark){svg{--ink:#e8eaed;--soft:#9aa3ad;--line:#3a4048;
--mark:#6db3ff;--paper:#16191d}}
.paper{fill:var(--paper)}text{fill:var(--ink)}.soft{fill:var(--soft);font-size:11px}
.head{font-weight:600}.grid{stroke:var(--line)}
.ideal{stroke:var(--soft);stroke-dasharray:4 4}
.reach,.curve{stroke:var(--mark);stroke-width:2;fill:none}.dot{fill:var(--mark)}
.band{fill:var(--mark);opacity:.15}"""


class _Plane:
    """A square of data with axes; y runs upwards."""

    def __init__(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        self._x, self._y = x, y

    def x(self, value: float) -> float:
        low, high = self._x
        return round(_LEFT + (value - low) / (high - low) * (_WIDE - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        low, high = self._y
        return round(
            _HIGH - _BOTTOM - (value - low) / (high - low) * (_HIGH - _TOP - _BOTTOM), 1
        )

    def axes(self, title: str, below: str, beside: str) -> list[str]:
        bottom, top = self.y(self._y[0]), self.y(self._y[1])
        left, right = self.x(self._x[0]), self.x(self._x[1])
        drawn = [_text("head", _LEFT, 24, "start", title)]
        for step in range(_TICKS + 1):
            across = self._x[0] + (self._x[1] - self._x[0]) * step / _TICKS
            up = self._y[0] + (self._y[1] - self._y[0]) * step / _TICKS
            x, y = self.x(across), self.y(up)
            drawn += [
                _line("grid", (x, top), (x, bottom)),
                _line("grid", (left, y), (right, y)),
                _text("soft", x, bottom + 16, "middle", _percent(across)),
                _text("soft", left - 6, y + 4, "end", _percent(up)),
            ]
        middle = (top + bottom) / 2
        drawn += [
            _text("name", (left + right) / 2, _HIGH - 12, "middle", below),
            f'<g transform="rotate(-90 14 {middle})">',
            _text("name", 14, middle, "middle", beside),
            "</g>",
        ]
        return drawn


def reliability_diagram(calibration: Calibration) -> str:
    """Return the drawing of stated probability against the share that was right."""
    lowest = min(
        (min(each.stated, each.rate.interval[0]) for each in calibration.bins),
        default=0.0,
    )
    low = int(lowest * 10) / 10
    plane = _Plane((low, 1.0), (low, 1.0))
    drawn = plane.axes(
        "Stated probability and truth", "stated: the priority is right", "was right"
    )
    corners = (plane.x(low), plane.y(low)), (plane.x(1), plane.y(1))
    drawn.append(_line("ideal", *corners))
    told = []
    for each in calibration.bins:
        share = each.rate.share or 0.0
        below, above = each.rate.interval
        x = plane.x(each.stated)
        drawn += [
            _line("reach", (x, plane.y(below)), (x, plane.y(above))),
            f'<circle class="dot" cx="{x}" cy="{plane.y(share)}" r="4"/>',
        ]
        told.append(
            f"stated {_percent(each.stated, 1)}, right {_percent(share, 1)} "
            f"({each.rate.k} of {each.rate.n})"
        )
    return _svg(
        "Reliability of the stated probability that a priority is right",
        f"{calibration.n} priorities that were told, in {len(calibration.bins)} groups "
        f"of similar stated probability, with 95 % intervals. {_listed(told)}",
        drawn,
    )


def risk_coverage_curve(points: Sequence[Point]) -> str:
    """Return the drawing of what is wrong among what is decided."""
    highest = max((point.rate.interval[1] for point in _shown(points)), default=0.1)
    high = min(max(int(highest * 20 + 1) / 20, 0.05), 1.0)
    plane = _Plane((0.0, 1.0), (0.0, high))
    drawn = plane.axes(
        "Risk and coverage", "decided, the surest first", "wrong among them"
    )
    shown = _shown(points)
    upper = [(p.coverage, min(p.rate.interval[1], high)) for p in shown]
    lower = [(p.coverage, p.rate.interval[0]) for p in reversed(shown)]
    band = " ".join(f"{plane.x(x)},{plane.y(y)}" for x, y in (*upper, *lower))
    curve = " ".join(
        f"{plane.x(p.coverage)},{plane.y(p.rate.share or 0.0)}" for p in shown
    )
    drawn += [
        f'<polygon class="band" points="{band}"/>',
        f'<polyline class="curve" points="{curve}"/>',
    ]
    told = [
        f"{_percent(p.coverage)} decided, {_percent(p.rate.share or 0, 1)} wrong"
        for p in _every_tenth(shown)
    ]
    if shown:
        last = shown[-1]
        x, y = plane.x(last.coverage), plane.y(last.rate.share or 0.0)
        drawn.append(f'<circle class="dot" cx="{x}" cy="{y}" r="5"/>')
    return _svg(
        "Wrong priorities by how many are decided",
        "The surest priorities first, with 95 % intervals; the dot is what ships. "
        + _listed(told),
        drawn,
    )


def _shown(points: Sequence[Point]) -> Sequence[Point]:
    """Return the points from which on a share means something: a tenth decided."""
    return [p for p in points if p.coverage >= 0.1] or points[-1:]


def _every_tenth(points: Sequence[Point]) -> list[Point]:
    found: list[Point] = []
    for point in points:
        if not found or point.coverage >= found[-1].coverage + 0.1:
            found.append(point)
    if points and found[-1] is not points[-1]:
        found.append(points[-1])
    return found


def _svg(title: str, about: str, drawn: Iterable[str]) -> str:
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" '
        'role="img" aria-labelledby="title about">'
    )
    return "\n".join(
        [
            opening,
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="about">{escape(about)}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="paper" width="{_WIDE}" height="{_HIGH}"/>',
            *drawn,
            "</svg>\n",
        ]
    )


def _text(class_: str, x: float, y: float, anchor: str, words: str) -> str:
    where = f'x="{x}" y="{y}" text-anchor="{anchor}"'
    return f'<text class="{class_}" {where}>{escape(words)}</text>'


def _line(class_: str, one: tuple[float, float], other: tuple[float, float]) -> str:
    ends = f'x1="{one[0]}" y1="{one[1]}" x2="{other[0]}" y2="{other[1]}"'
    return f'<line class="{class_}" {ends}/>'


def _listed(told: Sequence[str]) -> str:
    return f"{'; '.join(told)}." if told else "Nothing was decided."


def _percent(share: float, digits: int = 0) -> str:
    return f"{share * 100:.{digits}f} %"
