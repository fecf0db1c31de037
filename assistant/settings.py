"""What the surroundings decide: ``ASSISTANT_*`` variables, checked at the start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from assistant.errors import CannotRun

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names under which only this machine reaches the service."""

_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the service listens, what it keeps and whom it answers.

    Attributes:
        state: Folder for the database and built artefacts; None means the default.
        data: Folder with ``kb/`` and ``policies/``; None means the default.
        rate_limit: Requests a minute from one address; None means no limit.
        allowed_hosts: Names in a Host header that are answered.
        database_url: Where cases are kept; None means a file in the state folder.
        cache: Folder for what was learned; None means one in the state folder.
        model: Whether texts are read by their meaning too, or by their words alone.
        site_url: Where customers find the help center, ending in a slash; None means
            that it is not known.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    state: Path | None = None
    data: Path | None = None
    rate_limit: int | None = 120
    allowed_hosts: tuple[str, ...] = LOOPBACK
    database_url: str | None = None
    cache: Path | None = None
    model: bool = True
    site_url: str | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Return the settings that the variables name; an empty one is as if unset.

        Raises:
            CannotRun: A variable has a value that cannot be meant.
        """
        named = {
            name.removeprefix("ASSISTANT_").lower(): value.strip()
            for name, value in environ.items()
            if name.startswith("ASSISTANT_") and value.strip()
        }
        default = cls()
        hosts = named.get("allowed_hosts", "").lower().replace(",", " ").split()
        return cls(
            host=named.get("host", default.host),
            port=_port(named.get("port"), default.port),
            state=_folder(named.get("state")),
            data=_folder(named.get("data")),
            rate_limit=_rate_limit(named.get("rate_limit"), default.rate_limit),
            allowed_hosts=tuple(hosts) or default.allowed_hosts,
            database_url=named.get("database_url"),
            cache=_folder(named.get("cache")),
            model=_switch(named.get("model"), default.model),
            site_url=as_site_url(named["site_url"]) if "site_url" in named else None,
        )


def as_site_url(value: str) -> str:
    """Return the address of a site, ending in a slash.

    Raises:
        CannotRun: It is no address of a site.
    """
    try:
        url = urlsplit(value)
        whole = url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:
        whole = False
    if not whole or url.query or url.fragment or url.username is not None:
        raise CannotRun(
            "ASSISTANT_SITE_URL and --site-url are an address such as "
            "https://help.example.com/"
        )
    return value.rstrip("/") + "/"


def _folder(value: str | None) -> Path | None:
    return Path(value) if value else None


def _port(value: str | None, default: int) -> int:
    if value is None:
        return default
    if not value.isdecimal() or int(value) > _LAST_PORT:
        raise CannotRun(f"ASSISTANT_PORT is a number from 0 to {_LAST_PORT}")
    return int(value)


def _rate_limit(value: str | None, default: int | None) -> int | None:
    if value is None:
        return default
    if value == "off":
        return None
    if not value.isdecimal() or int(value) == 0:
        raise CannotRun("ASSISTANT_RATE_LIMIT is 'off' or requests a minute, 1 or more")
    return int(value)


def _switch(value: str | None, default: bool) -> bool:
    if value is None:
        return default
    if value not in ("on", "off"):
        raise CannotRun("ASSISTANT_MODEL is 'on' or 'off'")
    return value == "on"
