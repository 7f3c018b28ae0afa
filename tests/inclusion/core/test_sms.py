"""SMS: signs and parts, French mobiles, hours, and a gateway that is asked once."""

import json
from datetime import datetime
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest

from inclusion.core.french.phones import gsm_text, mobile_of, parts_of, signs_of
from inclusion.core.mail.emails import MailDelayed, MailRefused, MailUncertain
from inclusion.core.mail.sms import Sms, may_leave
from tests.sms_gateway import sms_gateway

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Déclic 47\u00a0: c’est où\u202f?", "Déclic 47 : c'est où ?"),
        ("forêt, ça, naïf, cœur", "foret, ca, naif, coeur"),
        ("«\u00a010\u00a0€\u00a0» – 中", '" 10 € " - ?'),
    ],
)
def test_a_text_is_written_in_the_signs_that_every_telephone_takes(text, written):
    assert gsm_text(text) == written


@pytest.mark.parametrize(
    ("text", "length", "parts"),
    [("", 0, 1), ("a" * 160, 160, 1), ("a" * 161, 161, 2), ("€" * 80, 160, 1), ("€" * 81, 162, 2), ("a" * 307, 307, 3)],
)
def test_a_long_text_is_charged_as_several(text, length, parts):
    assert (signs_of(text), parts_of(text)) == (length, parts)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("+33 7.12.34.56.78", "+33712345678"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("05 53 64 00 00", ""),
        ("0612", ""),
        ("+32 470 12 34 56", ""),
        ("", ""),
    ],
)
def test_french_mobiles_alone(typed, number):
    assert mobile_of(typed) == number


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ((2026, 11, 30, 9, 0), True),
        ((2026, 11, 30, 8, 59), False),
        ((2026, 11, 30, 18, 59), True),
        ((2026, 11, 30, 19, 0), False),
        ((2026, 11, 28, 12, 0), True),  # a Saturday
        ((2026, 11, 29, 12, 0), False),  # a Sunday
        ((2026, 11, 11, 12, 0), False),  # a public holiday
        ((2026, 4, 6, 12, 0), False),  # Easter Monday
    ],
)
def test_when_messages_leave(moment, leaves):
    assert may_leave(datetime(*moment, tzinfo=PARIS).astimezone(ZoneInfo("UTC"))) == leaves


# -- The gateway


@pytest.fixture
def gateway(settings):
    with sms_gateway() as server:
        settings.SMS_GATEWAY = server.settings()
        yield server


def send(text='Bonjour "vous" & {phone}'):
    called = []
    Sms("+33612345678", text, "reseau-1").send_once(before_handover=lambda: called.append(1))
    assert called == [1]


def test_a_message_is_handed_over_with_its_secret(gateway):
    send()
    [(method, path, headers, body)] = gateway.taken
    assert (method, path, headers["Authorization"]) == ("POST", "/send", "Bearer secret")
    assert json.loads(body) == {"to": "+33612345678", "text": 'Bonjour "vous" & {phone}', "reference": "reseau-1"}


def test_a_gateway_may_want_a_form_or_an_address(gateway, settings):
    settings.SMS_GATEWAY = gateway.settings(
        content_type="application/x-www-form-urlencoded", body="to={phone}&text={text}", header=""
    )
    send("a&b=c é")
    assert parse_qs(gateway.taken[0][3]) == {"to": ["+33612345678"], "text": ["a&b=c é"]}
    url = gateway.settings()["url"] + "?to={phone}&m={text}"
    settings.SMS_GATEWAY = gateway.settings(method="GET", body="", url=url)
    send("a&b")
    assert gateway.taken[1][:2] == ("GET", "/send?to=%2B33612345678&m=a%26b")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (201, None),
        (400, MailRefused),
        (401, MailRefused),
        (429, MailDelayed),
        (503, MailDelayed),
        (500, MailUncertain),
        (302, MailUncertain),
    ],
)
def test_what_each_answer_means(gateway, status, outcome):
    gateway.status = status
    if outcome is None:
        send()
    else:
        with pytest.raises(outcome):
            send()
    assert len(gateway.taken) == 1


def test_no_answer_is_a_doubt_and_no_connection_is_none(gateway, settings):
    gateway.hangs_up = True
    with pytest.raises(MailUncertain):
        send()
    settings.SMS_GATEWAY = gateway.settings(url="http://127.0.0.1:1/send")
    with pytest.raises(MailDelayed):
        Sms("+33612345678", "x", "1").send_once(before_handover=lambda: pytest.fail("it was not reached"))
