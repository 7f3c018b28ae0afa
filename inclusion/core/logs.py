"""Lines of the log without secrets: no part of an address that opens a page by itself, no row of the database."""

import logging
import re
import sys
from collections import defaultdict
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from django.urls.converters import StringConverter

HIDDEN = "…"
#: Pages of libraries that a secret link opens, by the names of their addresses.
SECRET_LINKS = ("account_confirm_email", "account_reset_password_from_key")
#: Parameters of addresses that hold a secret.
SECRET_PARAMETERS = ("cle", "code", "key", "token")

_END = r"/\s?#\"'<>,;)\]"
_PARAMETER = re.compile(rf"([?&](?:{'|'.join(SECRET_PARAMETERS)})=)[^&{_END}]+")
#: What PostgreSQL adds to the refusal of a row: its values. They may have lines of their own.
_DETAIL = re.compile(
    r"(DETAIL:\s+|Failing row contains ).*?"
    r"(?=\n(?:HINT|CONTEXT|Traceback)\b|\\n(?:HINT|CONTEXT):|\n\n(?:The above|During handling)|\Z)",
    re.DOTALL,
)


class SecretConverter(StringConverter):
    """A part of an address that opens a page to whoever has it: `<secret:token>`; no line of the log has it."""

    regex = r"[^/\x00-\x1f\x7f-\x9f]+"


class Formatter(logging.Formatter):
    """Writes a record as another formatter does, and takes the secrets out of its text."""

    def __init__(self, *args: Any, inner: logging.Formatter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """The whole text of a record, with its traceback."""
        return without_secrets((self.inner.format if self.inner else super().format)(record))


def protect(logger: logging.Logger) -> None:
    """Have every handler of a logger write without secrets."""
    for handler in logger.handlers:
        if not isinstance(handler.formatter, Formatter):
            handler.setFormatter(Formatter(inner=handler.formatter or logging.Formatter()))


def without_secrets(text: str) -> str:
    """The text of a line with `HIDDEN` in the place of what nobody may read there."""
    text = _PARAMETER.sub(rf"\1{HIDDEN}", _DETAIL.sub(rf"\1{HIDDEN}", text))
    # As long as nothing has loaded the addresses, no line has one.
    return _addresses().sub(rf"\1{HIDDEN}", text) if settings.ROOT_URLCONF in sys.modules else text


@cache
def _addresses() -> re.Pattern[str]:
    """What is before the secret part of an address, as one group, and the part itself."""
    beginnings, beside = set(), defaultdict(set)
    known = get_resolver().reverse_dict
    for name in known:
        for bits, _, _, converters in known.getlist(name):
            for route, names in bits:
                secret = [one for one in names if isinstance(converters.get(one), SecretConverter)]
                if secret or name in SECRET_LINKS:
                    beginnings.add(route.partition(f"%({(secret or names)[0]})s")[0])
                for end in (found.end() for found in re.finditer("/", route)):
                    beside[route[:end]].add(route[end:].partition("/")[0])
    written = (_beginning(one, beside[one]) for one in sorted(beginnings))
    return re.compile(rf"((?:{'|'.join(written)}))[^{_END}]+")


def _beginning(route: str, beside: set[str]) -> str:
    """The beginning of an address as an expression; what may be `beside` the secret part is not taken for it."""
    begins = f"[^{_END}]+".join(map(re.escape, re.split(r"%\(\w+\)s", route)))
    others = "|".join(re.escape(one) for one in sorted(beside) if one and "%(" not in one)
    return rf"/{begins}(?!(?:{others})(?:[{_END}]|$))" if others else f"/{begins}"
