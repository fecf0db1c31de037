"""Which parts of a message are the customer's own new words.

Mail brings much else along: headers, greetings, signatures, legal footers, what was
written before, and pasted logs. It is told line by line, each line by its beginning, so
that the time taken grows with the text and no faster. Where next to nothing is left
("FYI, see below"), the mail before is read as well, the newest one first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

Span = tuple[int, int]

_LONGEST_TEXT = 100_000
_MOST_LINES = 2_000
"""Code points and lines that are looked at."""

_LINE = 400
"""Code points of a line by which it is told what it is."""

_FEWEST_WORDS = 4
"""Words of content below which the mail before is read as well."""

_LONGEST_GREETING, _LONGEST_CLOSING, _LONGEST_SIGNATURE = 5, 6, 8
"""Words of a line of a greeting, a closing and a signature."""

_SHORTEST_GREETING = 2
"""Words of a greeting that needs no comma."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_QUOTED = re.compile(r"[ \t]*((?:>[ \t]?)+)")
_HEADER = re.compile(
    r"[ \t]*\*?(from|sent|date|to|cc|bcc|subject|reply-to|importance|message-id|"
    r"received|return-path|mime-version|content-[a-z-]+|x-[a-z-]+|von|gesendet|an|"
    r"betreff|de|envoyé|à|objet|para|asunto)\*?[ \t]*:\*?[ \t]*",
    re.IGNORECASE,
)
_SUBJECTS = frozenset(("subject", "betreff", "objet", "asunto"))
_SENDERS = frozenset(("from", "von", "de", "sent", "gesendet", "date", "to", "an"))
_BEFORE = re.compile(
    r"[ \t]*(-{2,}[ \t]*(original message|forwarded (message|by)|message d'origine|"
    r"weitergeleitete nachricht|ursprüngliche nachricht)|"
    r"begin forwarded message:|_{20,}[ \t]*$)",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"[ \t]*(on|am|le|el)\b.{0,300}\b(wrote|schrieb|a écrit|escribió)\b.{0,80}:[ \t]*$",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"[ \t]*(hi|hello|hey|dear|good (morning|day|afternoon|evening)|greetings|"
    r"to whom it may concern|hallo|guten (tag|morgen)|bonjour|hola)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[ \t]*((with )?(kind|kindest|best|warm|warmest|many) (regards|wishes|thanks)|"
    r"regards|best|sincerely|yours (faithfully|sincerely|truly)|respectfully|cheers|"
    r"thanks|thank you|thx|rgds|br|mfg|mit freundlichen grüßen|cordialement|saludos)"
    r"( (again|in advance|and regards|and best regards|so much|very much|and cheers))?"
    r"[ \t]*[,.!]*[ \t]*",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"(--|__|—)[ \t]*$")
_FOOTER = re.compile(
    r"[ \t]*(sent from my |sent via |get outlook for |confidentiality( notice)?\b|"
    r"disclaimer\b|legal notice\b|"
    r"this (e-?mail|message|communication)\b.{0,120}\b(confidential|intended)|"
    r"the (information|content)s?\b.{0,120}\b(confidential|privileged)|"
    r"if you (are not the intended|have received this)|"
    r"(please )?(consider|think of) the environment\b|"
    r"registered (office|in|address)\b|company (number|registration)\b|"
    r"do not reply to this)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(
    r"(?<!inc)(?<!ltd)(?<!corp)(?<!\bco)[.!?][ \t]*$", re.IGNORECASE
)
_AFTERWORD = re.compile(r"[ \t]*p\.?[ \t]?s\b", re.IGNORECASE)
_LOG = re.compile(
    r"[ \t]*(\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|\[?\d\d:\d\d:\d\d[.,]\d|"
    r"\[(error|warn|warning|info|debug|trace|fatal)\]|"
    r"traceback \(most recent call last\)|file \"[^\"]{1,200}\", line \d|"
    r"at [\w$<>]{1,80}(\.[\w$<>]{1,80}){1,9}\(|caused by: |sip/2\.0 \d|"
    r"(invite|register|bye|ack|options|cancel) sips?:|"
    r"(via|call-id|cseq|max-forwards|user-agent): |[{\[][ \t]*[\"'{]|"
    r"</?[a-z][\w:-]{0,40}[ />])",
    re.IGNORECASE,
)
_IDS = re.compile(
    r"https?://\S{1,2000}|\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}|"
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{13,27}\b|\b(?=[a-f]*\d)[0-9a-f]{12,64}\b",
    re.IGNORECASE,
)
_EMPTY_WORDS = (
    "fyi see below above please pls act thanks thank you hi hello dear team all any "
    "can could would you your this that the for and with from attached attachment "
    "forward forwarded forwarding fwd re look into have has at is are it of to in on "
    "we me us our my kindly advise help regards update updates news urgent asap as "
    "per mail email message thread chain trail history conversation before same issue "
    "again who handle take care check up following subject"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
"""Words that only point at something else."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: where it stands, what it says, how deep it is quoted."""

    number: int
    start: int
    end: int
    text: str
    depth: int


def own_words(text: str) -> tuple[Span, ...]:
    """Return the spans of a text that are to be read, in its order.

    The spans are code points of the text as given. A text of nothing but furniture is
    read as a whole, or rather its beginning.
    """
    mails = list(_mails(_lines(text)))
    chosen: list[Span] = []
    for mail in mails:
        chosen += _body(mail)
        if _content(text, chosen) >= _FEWEST_WORDS:
            break
    if not chosen:
        chosen = [(0, min(len(text), _LONGEST_TEXT))]
    return tuple(part for span in sorted(chosen) for part in _without_ids(text, span))


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for number, line in enumerate(
        text[:_LONGEST_TEXT].split("\n", _MOST_LINES)[:_MOST_LINES]
    ):
        end = start + len(line)
        quoted = _QUOTED.match(line[:_LINE])
        marks = quoted.end() if quoted else 0
        depth = quoted[1].count(">") if quoted else 0
        shown = line[marks : marks + _LINE].rstrip("\r")
        yield _Line(number, start + marks, end, shown, depth)
        start = end + 1


def _mails(lines: Iterator[_Line]) -> Iterator[list[_Line]]:
    """Yield the mails of a thread, the newest first.

    Quoted lines are older the deeper they are. Without marks, what follows a line such
    as "Original Message" or a block of headers is older than what precedes it.
    """
    by_age: dict[int, list[_Line]] = {}
    age = 0
    all_lines = list(lines)
    for at, line in enumerate(all_lines):
        if line.depth == 0 and _begins_older(all_lines, at, by_age.get(age, [])):
            age += 1
        by_age.setdefault(max(age, line.depth), []).append(line)
    for each in sorted(by_age):
        yield by_age[each]


def _begins_older(lines: Sequence[_Line], at: int, before: Sequence[_Line]) -> bool:
    text = lines[at].text
    if not text.strip():
        return False
    if _BEFORE.match(text):
        return True
    if _says_who_wrote(text) or _says_who_wrote(" ".join(_two_lines(lines, at))):
        return not _quoted_next(lines, at)
    return (
        _header(text) in _SENDERS
        and all(map(_header, _two_lines(lines, at)))
        and not (at and _header(lines[at - 1].text))
        and any(each.text.strip() and not _header(each.text) for each in before)
    )


def _two_lines(lines: Sequence[_Line], at: int) -> list[str]:
    """Return a line and the next one, none for the last."""
    return [each.text for each in lines[at : at + 2]] if at + 1 < len(lines) else [""]


def _says_who_wrote(text: str) -> bool:
    return text.rstrip().endswith(":") and bool(_WROTE.match(text))


def _quoted_next(lines: Sequence[_Line], at: int) -> bool:
    """Tell whether quoted lines follow, so that an answer below them is new."""
    following = (each for each in lines[at + 1 : at + 4] if each.text.strip())
    return any(each.depth for each in following)


def _header(text: str) -> str:
    found = _HEADER.match(text)
    return found[1].lower() if found else ""


def _body(mail: Sequence[_Line]) -> Iterator[Span]:
    """Yield what a mail says without its furniture, in runs of lines."""
    for _, lines in groupby(mail, key=lambda line: line.depth):
        run: list[_Line] = []
        next_one = 0
        for line, kind in _kinds(list(lines)):
            if run and (kind not in ("said", "blank") or line.number != next_one):
                yield run[0].start, run[-1].end
                run = []
            next_one = line.number + 1
            if kind == "said":
                run.append(line)
            elif kind == "subject" and (found := _HEADER.match(line.text)):
                yield line.start + found.end(), line.end
        if run:
            yield run[0].start, run[-1].end


def _kinds(lines: Sequence[_Line]) -> Iterator[tuple[_Line, str]]:
    """Yield the lines as blank, as said, as a subject or as furniture."""
    headers = sum(1 for each in lines if _header(each.text)) > 1
    signing = began = False
    introduced = -1
    for at, line in enumerate(lines):
        text = line.text
        if not text.strip():
            yield line, "blank"
            continue
        if _says_who_wrote(" ".join(_two_lines(lines, at))):
            introduced = at + 1
        words = len(_WORD.findall(text))
        header = _header(text)
        if header in _SUBJECTS and not began:
            yield line, "subject"
            continue
        signing = signing and not _goes_on(text, words)
        closing = bool(_DELIMITER.match(text)) or _closes(text, words)
        signing = signing or (closing and began)
        furniture = signing or closing or introduced in (at, at + 1)
        furniture = furniture or bool(headers and header and not began)
        if furniture or _is_furniture(text) or (not began and _greets(text, words)):
            yield line, "furniture"
            continue
        began = True
        yield line, "said"


def _goes_on(text: str, words: int) -> bool:
    """Tell whether a line below a signature is no part of it."""
    sentence = words >= _FEWEST_WORDS and bool(_SENTENCE_END.search(text))
    return sentence or words > _LONGEST_SIGNATURE or bool(_AFTERWORD.match(text))


def _is_furniture(text: str) -> bool:
    return bool(
        _FOOTER.match(text)
        or _LOG.match(text)
        or _BEFORE.match(text)
        or _says_who_wrote(text)
    )


def _greets(text: str, words: int) -> bool:
    ends = words <= _SHORTEST_GREETING or text.rstrip()[-1] in ",!.:"
    return words <= _LONGEST_GREETING and ends and bool(_GREETING.match(text))


def _closes(text: str, words: int) -> bool:
    """Tell whether a line says goodbye and nothing else, but perhaps a name."""
    found = _CLOSING.match(text)
    if found is None or words > _LONGEST_CLOSING:
        return False
    rest = text[found.end() :].split()
    return len(rest) <= 2 and all(each[:1].isupper() for each in rest)


def _content(text: str, spans: Sequence[Span]) -> int:
    """Return how many words say something, as far as that matters."""
    return sum(
        word[0].lower() not in _EMPTY
        for start, end in spans
        for word in _WORD.finditer(text, start, min(end, start + _LINE))
    )


def _without_ids(text: str, span: Span) -> Iterator[Span]:
    """Yield what is left of a span around addresses and ids of machines."""
    start, end = span
    for found in _IDS.finditer(text, start, end):
        if start < found.start():
            yield start, found.start()
        start = found.end()
    if start < end:
        yield start, end
