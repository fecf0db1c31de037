"""The Content-Security-Policy of a built site, from what the site really contains.

The theme has a handful of inline scripts, one of which differs by how deep a page
stands. Each is allowed by its hash and nothing else is, so the policy is computed from
the finished HTML instead of being kept by hand.
"""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

_DATA_TYPES = {"application/json", "application/ld+json"}
"""Script elements of these types hold data and are never run."""

_LOOKS_LIKE_ONE = re.compile(
    r"<script(?! type=.application/(?:ld\+)?json).*?</script", re.DOTALL | re.IGNORECASE
)


def content_security_policy(site: Path) -> str:
    """Return the policy that lets every page of a built site work, and nothing more."""
    hashes = sorted(map(_hash, _all_scripts(site)))
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *hashes)),
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _all_scripts(site: Path) -> set[str]:
    """Return the inline scripts of all pages; few pages have others than those before.

    Reading a page in full takes long. Only what looks like a script tells whether that
    is needed: an oversight leaves a script without its hash, so it is not run.
    """
    seen: set[tuple[str, ...]] = set()
    found: set[str] = set()
    for page in site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        looks = tuple(_LOOKS_LIKE_ONE.findall(html))
        if looks not in seen:
            seen.add(looks)
            found.update(inline_scripts(html))
    return found


def inline_scripts(html: str) -> list[str]:
    """Return the text of every script that is in the page itself and is run."""
    reader = _Scripts()
    reader.feed(html)
    reader.close()
    return reader.found


def _hash(script: str) -> str:
    digest = sha256(script.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        runs = "src" not in given and given.get("type") not in _DATA_TYPES
        if tag == "script" and runs:
            self._inside = True
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False
