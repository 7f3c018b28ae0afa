"""Whatever text the database holds, each file and mail is written and can be read back: all of Unicode but NUL and
halves of pairs, which PostgreSQL refuses.
"""

import csv
import io
import json
import uuid
from datetime import UTC, datetime
from html import escape
from xml.etree import ElementTree

import icalendar
import pikepdf
import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from hypothesis import example, given
from hypothesis import settings as drawing
from hypothesis import strategies as st
from openpyxl import load_workbook

from inclusion.core.french.text import CONTROL, on_one_line, printable
from inclusion.core.mail import emails
from inclusion.core.models.networks import Network
from inclusion.core.papers import typesetting
from inclusion.core.papers.calendars import Entry, Person, calendar_file
from inclusion.core.papers.pdf import pdf_of
from inclusion.core.web import exports
from inclusion.events.enums import EventKind
from inclusion.events.models import Event
from inclusion.events.papers import agenda_atom
from inclusion.guide import queries as guide_queries
from inclusion.partners.models import Partner
from tests.examples import examples
from tests.funding.mail_server import mail_server

pytestmark = pytest.mark.papers

KEPT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
#: What each writer has stumbled on, or may.
ODD = "Po\ufffei\uffffs\x01o\x0bn\x85\x7f\U0001fffe\r\nBcc: a@b.example\r\u2028\t<&]]>\"';,\\"
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@given(KEPT)
@example(ODD)
def test_spreadsheets(text):
    (row,) = load_workbook(io.BytesIO(exports.to_book([(text, [[text, 1]])])), read_only=True).active.iter_rows()
    assert not CONTROL.search(str(row[0].value))
    (read,) = csv.reader(io.StringIO(exports.to_csv([[text]]).decode("utf-8-sig"), newline=""), delimiter=";")
    assert read == ([exports.plain(text)] if exports.plain(text) else [""])


@given(KEPT)
@example(ODD)
def test_the_name_of_a_download(text):
    header = exports.attachment(b"", filename=f"{text}.pdf", media_type="application/pdf").headers
    assert "\n" not in header["Content-Disposition"]


@drawing(max_examples=examples(30))
@given(KEPT)
@example(ODD)
def test_pages_as_pdf(text):
    html = f'<html lang="fr"><title>{escape(text)}</title><h1>a{escape(text)}</h1><p title="{escape(text)}">b</p>'
    with pikepdf.open(io.BytesIO(pdf_of(html, b"x"))) as pdf:
        assert len(pdf.pages) >= 1


@given(KEPT)
@example(ODD)
def test_letters(text):
    """What Typst is given: signs of its fonts, as JSON."""
    shown = typesetting.foldable(typesetting.legible(text))
    assert not CONTROL.search(shown)
    assert json.loads(json.dumps(shown)) == shown


@given(KEPT)
@example(ODD)
def test_calendars(text):
    person = Person(name=text, email="a@exemple.example")
    entry = Entry("1@x", 0, AT, AT, AT, title=text, description=text, location=text, categories=(text,))
    asked = Entry("2@x", 0, AT, AT, AT, title=text, url=text, organizer=person, attendee=person)
    read = icalendar.Calendar.from_ical(calendar_file(text, [entry, asked]))
    first, second = read.walk("VEVENT")
    assert str(first["SUMMARY"]) == on_one_line(text)
    assert str(second["UID"]) == "2@x"


@given(KEPT)
@example(ODD)
def test_feeds(text):
    network = Network(slug="landes", name=text, host_name=text, created_at=AT)
    partner = Partner(name=text)
    fields = {"title": text, "summary": text, "venue": text, "themes": [text], "kind": EventKind.values[0]}
    event = Event(pk=1, uid=uuid.uuid4(), starts_at=AT, ends_at=AT, published_at=AT, changed_at=AT, **fields)
    event._state.fields_cache |= {"network": network, "partner": partner, "place": None, "commune": None}
    read = ElementTree.fromstring(agenda_atom(network, [event], title=text, page="/", own="/x"))
    assert read.find("{*}entry/{*}title") is not None


@given(KEPT)
@example(ODD)
@example('"\xa0:\xa0)\xa0')
def test_mails(text):
    sender = emails.named_address(text, "a@exemple.example")
    plain = EmailMessage(f"a{text}", text, from_email=sender, to=["b@exemple.example"])
    both = EmailMultiAlternatives(text, text, to=["b@exemple.example"])
    both.attach_alternative(f"<p>{escape(text)}</p>", "text/html")
    for message in (plain, both):
        written = emails.cleaned(message).message().as_bytes()
        assert b"\nBcc:" not in written.partition(b"\n\n")[0]


def test_a_mail_whose_headers_nobody_can_write_is_refused_for_good(settings):
    message = EmailMessage("a", "b", from_email='""\xa0:\xa0)\xa0" <a@b.example>', to=["c@d.example"])
    with mail_server() as server:
        settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": server.port}
        with pytest.raises(emails.MailRefused):
            emails.send_once(message, before_handover=lambda: None)
    assert server.taken == []


@given(KEPT)
@example(ODD)
def test_open_data(text):
    assert json.loads(guide_queries._json([{"nom": text}])) == [{"nom": printable(text)}]
