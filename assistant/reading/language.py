"""Whether a message is in a language that this reader has learned to read.

It has learned English. Another language is told by its commonest words, which English
does not have, or by its script; a text too short to tell is taken to be English.
"""

import re
import unicodedata
from collections.abc import Mapping

_WORD = re.compile(r"[^\W\d_]+")

_LOOKED_AT = 2_000
"""Code points of a message that are looked at."""

_ENGLISH_WORDS = (
    "a about after all am an and any are as at be been but by can can't cannot could "
    "did didn't do does doesn't don't down for from get gets got had has have he her "
    "him his how i i'm if in is isn't it it's its just me my need no nobody none not "
    "now of off on one only or our out over please she since so some still than that "
    "the their them then there they this to up us was we we're were what when where "
    "which who why will with without won't would yes you your"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())

_OTHER_WORDS = {
    "German": (
        "aber alle alles auch auf aus bei beim bin bitte das dass dem den der des die "
        "diese dieser doch durch ein eine einem einen einer eines er es etwas für gibt "
        "haben hallo hat heute ich ihr im ist ja jetzt kann kein keine keiner können "
        "man mehr mein mit nach nicht nichts noch nur oder ohne schon sehr seit sich "
        "sie sind um und uns unser unsere unseren unserer vom von warum was weil "
        "welche wenn wer werden wie wir wird wo zu zum zur über"
    ),
    "French": (
        "au aucun aucune aussi aux avec avez avons bonjour car ce cela ces cette chez "
        "comment dans de depuis des donc du elle elles en est et fait il ils je la le "
        "les leur lui ma mais me merci mes moi mon ne nos notre nous ont ou où par pas "
        "peut plus pour pourquoi quand que quel quelle qui sans ses si son sont sur "
        "tous tout toute toutes très un une vos votre vous être"
    ),
    "Spanish": (
        "al ayer cada como con cuando cuánto cómo de del desde dónde el ella ellos en "
        "entre es esta estamos este esto está están gracias ha hace han hay hola hoy "
        "la las le les lo los me mi muy más nada nadie ni no nos nosotros nuestra "
        "nuestras nuestro nuestros o para pero por porque puede pueden que quién qué "
        "se ser si sin sobre son su sus también tenemos tiene todo todos tras un una "
        "usted y ya"
    ),
    "Italian": (
        "al alla anche ancora buongiorno che chi ci come con cosa da dal dalla dei del "
        "della delle di dopo dove e ed gli grazie ha hanno ho i il in la le lo ma mi "
        "nei nel nella nessuno no noi non nostra nostri nostro o per perché più può "
        "quando questo sempre senza si siamo sono stamattina su sul tutti tutto un una "
        "vi è"
    ),
    "Portuguese": (
        "agora ainda ao aos as até bom com como da das de desde dia do dos e ela ele "
        "em entre estamos está estão eu foi há isso já mais mas me muito na nas nem no "
        "nos nossa nosso não o obrigado olá os ou para pela pelo pode por porque "
        "quando que quem se sem ser seu somos sua são também tem temos todos tudo um "
        "uma você às é"
    ),
    "Dutch": (
        "aan al alle alleen als bij dan dat de deze die dit doen door dus een en er "
        "geen goedemorgen hallo heb hebben heeft het hier hij hoe ik in is je kan "
        "kunnen maar meer met mijn moet na naar niemand niet nog nu of om onze ook op "
        "over sinds te toch tot uit van vandaag voor waar waarom wat we wel werkt wij "
        "worden wordt zijn zonder"
    ),
    "Polish": (
        "ale bez bo być co czy dla do dzień dzisiaj dziękuję gdzie go i jak jest już "
        "ma mamy mi mnie może można my na nam nas nasz nasze nie nikt o od po pod "
        "proszę przez przy się są ta tak te to tylko w wszyscy wszystkie z za ze że "
        "żeby"
    ),
}
_OTHERS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _OTHER_WORDS.items()
}

_ANOTHER = "another language"
_FEWEST = 3
"""Common words of a language below which it is not told."""

_LATIN_SHARE = 0.6
"""Letters that are Latin in a text that can be read."""


def foreign_language(text: str) -> str | None:
    """Return the language of a text, or "another language"; None for English."""
    text = text[:_LOOKED_AT].lower().replace("\u2019", "'")
    letters = [each for each in text if each.isalpha()]
    latin = sum(_is_latin(each) for each in letters)
    if letters and latin < _LATIN_SHARE * len(letters):
        return _ANOTHER
    words = _WORD.findall(text)
    english = sum(word in _ENGLISH for word in words)
    best = max(_OTHERS, key=lambda language: _told(words, language))
    told = _told(words, best)
    return best if told >= _FEWEST and told > 1.5 * english else None


def _told(words: list[str], language: str) -> int:
    return sum(word in _OTHERS[language] for word in words)


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "LATIN" in unicodedata.name(letter, "")
