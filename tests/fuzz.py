"""Requests that nobody would send by hand, to every address, as each role: none may end in a fault of the portal."""

import json
import logging
import random
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.utils import timezone

from funding.funds.invariants import check_invariants
from inclusion.core.models.networks import Network
from inclusion.core.papers import pdf

#: What is typed into a field, written into an address, or sent as a value of a JSON document.
VALUES = (
    *("", " ", "a", "on", "true", "null", "None", "[]", "{}", "[[1,2]]", '{"a":1}', "{{7*7}}", "=1+1", "<b>", "'\"\\"),
    *("\x00", "a\x00b", "\ufffe", "\uffff", "\x85", "\x1b[0m", "\r\nBcc: a@b.example", "\u202e", "é" * 300, "😀" * 90),
    *("a" * 5000, "9" * 30, "-1", "0", "1", "2", "0.001", "-0", "1e400", "NaN", "Infinity", "1,5", "٣", "²", "0x10"),
    *("2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "12345678901234567.89"),
    *("2026", "0000", "9999", "10000", "2026-11", "0000-00", "2026-02-30", "0001-01-01", "9999-12-31", "31/12/9999"),
    *("2026-11-24", "01/01/0001", "00:00", "25:61", "2026-11-24T25:00", "9999-12-31T23:59", "0001-01-01T00:00"),
    *("1-2", "model-1", "x-99999999999999999999", "..", "../../etc/passwd", "a@b", "a@b.example", "http://[", "%00"),
    *("FR7630006000011234567890189", "00000000000000", "+33", "5f2b8c1e-0000-4000-8000-000000000000", ",", ";", "a:b"),
)
#: What an address has in the place of a key or a word.
SEGMENTS = ("0", "1", "999999999", "9223372036854775808", "9" * 40, "%00", "%EF%BF%BE", "%C3%A9", "x", "-", "a" * 300)
FILES = (
    b"",
    b"\x00\x01\x02",
    b"a;b\n\xff\xfe",
    b"PK\x03\x04 no archive",
    b"%PDF-1.7 no document",
    b"\x89PNG\r\n\x1a\n no picture",
    b"Nom;Nom;Nom\n" + b"\xe9;" * 200,
    b"[" * 5000,
    b'{"type":"FeatureCollection","features":[1,null,{}]}',
    b"nom;prenom\n" * 300,
)
_ASKED = re.compile(r'(?:GET|POST|data|said|asked|given|sent)(?:\.get(?:list)?\(|\[)"(\w+)"')
_SEGMENT = re.compile(r"(?<=/)(\d+|[\w~:=-]{12,})(?=[/.])")


@dataclass
class Form:
    """A form of a page: where it goes, what it would send, which of its fields take files."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    """The forms of a page, filled in as the page shows them."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.found, self._select, self._area = address, [], None, None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "form":
            self.found.append(Form(own.get("action") or self.address, (own.get("method") or "get").lower()))
        if not self.found:
            return
        form, name = self.found[-1], own.get("name")
        if tag == "option" and self._select:
            if "selected" in own or not form.fields[self._select]:
                form.fields[self._select] = [own.get("value") or ""]
        elif not name:
            return
        elif tag == "select":
            self._select = name
            form.fields.setdefault(name, [])
        elif tag == "textarea":
            self._area = name
            form.fields.setdefault(name, [""])
        elif tag in ("input", "button"):
            if own.get("type") == "file":
                form.files.append(name)
            elif own.get("type") not in ("checkbox", "radio") or "checked" in own:
                form.fields.setdefault(name, []).append(own.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area and self.found:
            self.found[-1].fields[self._area] = [data.strip()]


class _Refusals(logging.Handler):
    """What the database refused, which a page answered for."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Any] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(record.exc_info)


class Fuzzer:
    """Sends requests and gathers what went wrong; the same seed sends the same ones.

    `addresses` are those of pages, each with the roles that ask for it and how; `whole` is the share of pages that are
    rendered, of the others only the view runs.
    """

    def __init__(
        self,
        addresses: list[tuple[list[str], str, str]],
        client_of: Callable[[str], Client],
        *,
        seed: int,
        whole: float,
    ) -> None:
        self.random = random.Random(seed)
        self.addresses, self.whole = addresses, whole
        self.clients = {role: client_of(role) for role in sorted({role for roles, *_ in addresses for role in roles})}
        for client in self.clients.values():
            client.raise_request_exception = False
        self.names = sorted(
            {
                name
                for app in ("inclusion", "funding", "roadmaps", "equipment", "evaluation")
                for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
                for name in _ASKED.findall(path.read_text())
            }
        )
        self.sent = 0
        self.faults: dict[str, str] = {}

    def run(self, requests: int, *, together: int = 250) -> None:
        """Send so many; what they wrote is proved and thrown away after each `together`."""
        refusals = _Refusals()
        logger = logging.getLogger("inclusion.core.web.errors")
        logger.addHandler(refusals)
        try:
            while self.sent < requests:
                with transaction.atomic():
                    until = min(self.sent + together, requests)
                    while self.sent < until:
                        self._visit(refusals)
                    self._prove()
                    transaction.set_rollback(True)
        finally:
            logger.removeHandler(refusals)

    def _visit(self, refusals: _Refusals) -> None:
        """One page, as it is and as it is not, and its forms."""
        roles, address, method = self.random.choice(self.addresses)
        role = self.random.choice(roles)
        cache.clear()
        with self._perhaps_without_pages() as is_whole:
            if method == "post":
                forms = [Form(address, "post")]
                self._send(role, Form(self._bent(address), "post"), refusals)
            else:
                answer = self._send(role, Form(address, "get"), refusals, as_it_is=True)
                self._send(role, Form(self._bent(address), "get"), refusals)
                forms = [Form(address, "get"), Form(address, "post")]
                if is_whole and "text/html" in answer.headers.get("Content-Type", "") and not answer.streaming:
                    reader = _Forms(address)
                    reader.feed(answer.content.decode(errors="replace"))
                    forms += [one for one in reader.found if one.action.startswith(("/", "?"))]
        with self._without_pages():
            for form in self.random.sample(forms, min(len(forms), 4)):
                if form.action.startswith("?"):
                    form.action = address.partition("?")[0] + form.action
                for _ in range(4):
                    self._send(role, form, refusals)

    def _send(self, role: str, form: Form, refusals: _Refusals, *, as_it_is: bool = False) -> HttpResponse:
        self.sent += 1
        sent = {name: list(values) for name, values in form.fields.items()}
        if not as_it_is:
            self._spoil(sent)
        client, (path, _, query) = self.clients[role], form.action.partition("?")
        what = f"{role} {form.method} {form.action} {sent!r:.600}"
        refusals.seen.clear()
        if form.method == "get":
            answer = client.get(path, sent or None, **({"query_string": query} if query and not sent else {}))
        elif self.random.random() < 0.05:
            body = self.random.choice([json.dumps(self._document()), "[" * 100_000, '"\\ud800"', "\x00", "NaN"])
            answer = client.post(form.action, body, content_type="application/json")
            what = f"{role} json {form.action} {body:.300}"
        else:
            files = {name: self._file() for name in form.files if self.random.random() < 0.8}
            answer = client.post(form.action, {**sent, **files})
        if answer.status_code >= 500:
            self._note(getattr(answer, "exc_info", None), what)
        for refusal in refusals.seen:
            self._note(refusal, what)
        return answer

    def _note(self, exc_info: Any, what: str) -> None:
        """Keep the first request for each place of the code that fails."""
        if exc_info is None:
            self.faults.setdefault(what, "no exception")
            return
        _, error, trace = exc_info
        own = [
            f"{Path(one.filename).relative_to(settings.BASE_DIR)}:{one.lineno} {one.name}"
            for one in traceback.extract_tb(trace)
            if str(settings.BASE_DIR) in one.filename and ".venv" not in one.filename and "database" not in one.filename
        ]
        place = " < ".join(own[::-1][:3]) or traceback.format_tb(trace)[-1].strip()
        self.faults.setdefault(f"{type(error).__name__} {place}", f"{error!s:.200}\n      {what}")

    def _prove(self) -> None:
        """Nothing was half written: what the database checks at the end of a transaction, and the invariants."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for network in Network.objects.all():
            for result in check_invariants(network, at=timezone.now()):
                if result.violations:
                    self.faults.setdefault(f"invariant {result.name}", repr(result.violations[:3]))

    def _bent(self, address: str) -> str:
        """The address with something else in the place of its keys and words."""
        return _SEGMENT.sub(
            lambda found: self.random.choice(SEGMENTS) if self.random.random() < 0.7 else found[0], address
        )

    def _spoil(self, sent: dict[str, list[str]]) -> None:
        """Change some of what a form would send, leave some out, send some twice, add what nobody asked for."""
        names = list(sent)
        for name in self.random.sample(names, min(len(names), self.random.choice((1, 1, 2, 3, 9)))):
            chance = self.random.random()
            if chance < 0.8:
                sent[name] = [self.random.choice(VALUES)]
            elif chance < 0.9:
                del sent[name]
            else:
                sent[name] = [*sent[name], self.random.choice(VALUES)]
        for _ in range(self.random.choice((0, 1, 3)) if names else 6):
            sent[self.random.choice(self.names)] = [self.random.choice(VALUES)]

    def _document(self, depth: int = 3) -> Any:
        kind = self.random.randrange(6 if depth else 3)
        if kind < 3:
            return self.random.choice([*VALUES, 0, -1, 2**70, 0.5, None, True])
        if kind == 3:
            return [self._document(depth - 1) for _ in range(3)]
        return {self.random.choice(self.names): self._document(depth - 1) for _ in range(5)}

    def _file(self) -> SimpleUploadedFile:
        name = self.random.choice(["a.csv", "a.xlsx", "a.pdf", "\x00.png", "é" * 200 + ".json"])
        return SimpleUploadedFile(name, self.random.choice(FILES))

    @contextmanager
    def _perhaps_without_pages(self) -> Iterator[bool]:
        if self.random.random() < self.whole:
            yield True
        else:
            with self._without_pages():
                yield False

    def _without_pages(self) -> ExitStack:
        stack = ExitStack()
        if self.whole < 1:
            stack.enter_context(patch.object(Template, "render", lambda *_, **__: ""))
            stack.enter_context(patch.object(pdf, "pdf_of", lambda html, identifier: b"%PDF-1.7"))
        return stack
