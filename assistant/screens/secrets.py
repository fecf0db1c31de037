"""What should not leave a customer's page: card numbers, passwords, codes, keys.

One list of patterns serves both sides: the service looks with it here, and the page
looks with the same list before anything is sent. They are written in what Python's and
JavaScript's regular expressions have in common, with no class of signs that the two
read differently. The secret itself is the first group and ends the match.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

_START: Final = r"(?:^|[^A-Za-z0-9])"
_END: Final = r"(?![A-Za-z0-9])"
_IS: Final = "(?: (?:is|was|=|:)|[:=]) ?"
_QUOTE: Final = "[\"'\u201c\u2018`]?"
_NO_SECRET: Final = (
    "(?!(?:incorrect|invalid|wrong|expired|required|missing|failed|failure|rejected"
    "|refused|accepted|denied|blank|empty|none|null|unknown|yes|no|not|never|ok|the|a"
    "|an|is|was|we|it|they|and|or|but|for|to|reset|change|changed|field|error|same"
    r"|removed|\[removed\])(?![A-Za-z0-9]))"
)
_LETTER_AND_DIGIT: Final = (
    "(?=[^ \\n]{0,60}[0-9])(?=[^ \\n]{0,60}[A-Za-z])[^ \\n,;\"'\u201d\u2019`]"
)
_CARD: Final = re.compile(
    "4[0-9]{12}(?:[0-9]{3}){0,2}"
    "|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
    "|3[47][0-9]{13}|3(?:0[0-5]|[689][0-9])[0-9]{11}|35(?:2[89]|[3-8][0-9])[0-9]{12}"
    "|6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12}|62[0-9]{14,17}"
)
"""How the issuers of cards begin and end their numbers, without what parts them."""

_LONG: Final = 12
"""Signs of a secret of which four may be shown."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way a secret is written.

    Attributes:
        kind: What it is called, in a sentence.
        text: A regular expression; its first group is the secret and ends the match.
        any_case: Whether capitals do not matter.
        card: Whether the digits must also make the number of a card.
    """

    kind: str
    text: str
    any_case: bool = False
    card: bool = False


@dataclass(frozen=True, slots=True)
class Secret:
    """Something in a text that looks like a secret, by its half-open span."""

    kind: str
    start: int
    end: int
    shown: str
    """So much of it that its owner knows which one is meant."""


PATTERNS: Final = (
    Pattern(
        "a card number",
        r"(?:^|[^0-9A-Za-z+#._-])([0-9](?:[ -]?[0-9]){12,18})(?![ -]?[0-9]|[A-Za-z_])",
        card=True,
    ),
    Pattern(
        "a private key",
        r"(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,20000}?"
        r"(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|(?![\s\S])))",
    ),
    Pattern(
        "a key or a token",
        _START + "((?:AKIA|ASIA)[0-9A-Z]{16}"
        "|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}"
        "|glpat-[A-Za-z0-9_-]{20,64}|xox[abeoprs]-[A-Za-z0-9-]{10,255}"
        "|AIza[0-9A-Za-z_-]{35}|[sr]k_(?:live|test)_[0-9A-Za-z]{10,255}"
        "|sk-[A-Za-z0-9_-]{20,255}"
        r"|eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{0,1000})"
        + _END,
    ),
    Pattern(
        "a key or a token",
        _START + "(?:(?:api|access|secret|private|account)[ _-]?(?:key|token)|token"
        "|(?:client|shared)[ _-]?secret|auth[a-z]{0,11}[ _-]?token|secret|bearer)"
        f"(?:{_IS}| ){_QUOTE}((?=[^ \\n]{{0,60}}[0-9])(?=[^ \\n]{{0,60}}[A-Za-z])"
        f"[A-Za-z0-9_+/=~.-]{{12,500}}){_END}",
        any_case=True,
    ),
    Pattern(
        "a password",
        _START + "(?:pass(?:word|code|phrase|wd)|pwd|pw|passwort|kennwort)"
        f"(?:[:=] ?| [:=] ?){_QUOTE}{_NO_SECRET}([^ \\n\"'\u201d\u2019`]{{3,200}})",
        any_case=True,
    ),
    Pattern(
        "a password",
        _START + "(?:pass(?:word|code|phrase|wd)|pwd|passwort|kennwort)"
        f"(?: (?:is|was))? {_QUOTE}({_LETTER_AND_DIGIT}{{6,200}})",
        any_case=True,
    ),
    Pattern(
        "a password",
        r"[A-Za-z]://[^ \n/:@]{1,100}:([^ \n/@]{3,100})(?=@)",
    ),
    Pattern(
        "a PIN or a code",
        _START + "(?:pin|pin[ -]?code|otp|cvv2?|cvc2?|security code|one-time code)"
        f"(?: (?:is|was|number|code))?(?: ?[:=])? ?{_QUOTE}([0-9]{{3,8}}){_END}",
        any_case=True,
    ),
)


def secrets_in(text: str) -> tuple[Secret, ...]:
    """Return what looks like a secret in a text, in its order; none overlap."""
    found = [
        (*match.span(1), pattern.kind)
        for pattern, compiled in _COMPILED
        for match in compiled.finditer(text)
        if not pattern.card or is_card(match[1])
    ]
    secrets: list[Secret] = []
    for start, end, kind in sorted(found, key=lambda each: (each[0], -each[1])):
        if not secrets or start >= secrets[-1].end:
            secrets.append(Secret(kind, start, end, shown(text[start:end])))
    return tuple(secrets)


def is_card(written: str) -> bool:
    """Tell whether digits are a card's number: an issuer's form, and a right sum."""
    digits = "".join(sign for sign in written if sign in "0123456789")
    doubled = (sum(divmod(2 * int(each), 10)) for each in digits[-2::-2])
    return (
        _CARD.fullmatch(digits) is not None
        and (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0
    )


def shown(secret: str) -> str:
    """Return the first sign of a secret, of a long one the first and last two."""
    line = secret.strip()
    return f"{line[:2]}…{line[-2:]}" if len(line) >= _LONG else f"{line[:1]}…"


def as_data() -> dict[str, Any]:
    """Return the list as the page's script reads it."""
    return {
        "card": f"^(?:{_CARD.pattern})$",
        "patterns": [
            {
                "kind": each.kind,
                "text": each.text,
                "flags": "giu" if each.any_case else "gu",
                "card": each.card,
            }
            for each in PATTERNS
        ],
    }


_COMPILED: Final = tuple(
    (each, re.compile(each.text, re.IGNORECASE if each.any_case else 0))
    for each in PATTERNS
)
