"""No line of the log opens a page to whoever reads it, nor shows a row."""

import io
import logging

import pytest
from celery.signals import after_setup_logger
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.log import configure_logging
from gunicorn.config import Config

from inclusion.access_log import AccessLog
from inclusion.core.logs import Formatter, protect, without_secrets

SECRET = "s3cr3t-Token:9zQ"
#: Of a row: two lines with an empty one between, put together here so that no traceback shows them as source.
VALUE = "\n\n".join(["Alix" + "Exemple", "rue" + "Cachée"])
#: Pages that are opened by what their address holds, and what stands there.
ADDRESSES = {
    "invitation": ["{}"],
    "answer": ["landes", "{}"],
    "answer_thanks": ["landes", "{}"],
    "answer_single": ["landes", "{}"],
    "answer_kiosk": ["landes", "{}"],
    "feedback_public": ["landes", "{}"],
    "loan_ics": ["landes", "{}"],
    "meeting_checkin": ["landes", "{}"],
    "pass_public": ["landes", "{}"],
    "place_check": ["landes", "{}"],
    "registration_own": ["landes", "{}"],
    "simulator_shared": ["landes", "{}"],
    "subscriber_confirm": ["landes", "{}"],
    "subscriber_leave": ["landes", "{}"],
    "workshop_public": ["landes", "{}"],
    "account_confirm_email": ["{}"],
    "account_reset_password_from_key": ["1", "abc"],
}


def address_of(name):
    secret = SECRET.partition(":")[0] if name.startswith("account") else SECRET
    return reverse(name, args=[one.format(secret) for one in ADDRESSES[name]])


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("line", ["Not Found: {}", '"POST {}?a=1 HTTP/1.1" 200 "https://liant.example{}"', "{}"])
def test_the_secret_part_of_an_address_is_left_out(name, line):
    address = address_of(name)
    shown = without_secrets(line.format(address, address))
    assert SECRET[:6] not in shown
    assert "abc" not in shown
    assert "…" in shown


@pytest.mark.parametrize(
    "address",
    ["/landes/pass/envois/preparer/", "/landes/agenda/12/", "/landes/journal-du-reseau/3/", "/landes/ateliers/"],
)
def test_other_addresses_stay(address):
    reverse("home")
    assert without_secrets(f"Not Found: {address}") == f"Not Found: {address}"


def test_secret_parameters_are_left_out():
    assert without_secrets("/borne/?cle=abc&page=2") == "/borne/?cle=…&page=2"


def refusal() -> IntegrityError:
    """What the database says of a row that breaks a constraint."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO inclusion_department (code, name, of_name) VALUES ('47', %s, NULL)", [VALUE])
    return refused.value


@pytest.fixture
def written():
    """A logger whose lines are written as the portal's are, and what they say."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Formatter(fmt="{levelname} {message}", style="{"))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, out


def test_a_refused_row_is_not_shown_with_its_traceback(db, written):
    logger, out = written
    error = refusal()
    assert VALUE in str(error)
    try:
        raise RuntimeError("after") from error
    except RuntimeError:
        logger.exception("at %s", "/x/")
    logger.error("Task failed: %r", error)
    shown = out.getvalue()
    assert not any(one in shown for one in VALUE.split())
    assert "violates not-null constraint" in shown
    assert "RuntimeError: after" in shown


def test_the_portal_workers_and_web_server_write_so(settings):
    assert settings.LOGGING["formatters"]["line"]["()"] == "inclusion.core.logs.Formatter"
    configure_logging("logging.config.dictConfig", settings.LOGGING)
    assert all(
        isinstance(one.formatter, Formatter)
        for one in logging.getLogger().handlers
        if type(one) is logging.StreamHandler
    )
    worker = logging.Logger("worker")
    worker.addHandler(logging.StreamHandler())
    after_setup_logger.send(sender=None, logger=worker)
    log = AccessLog(Config())
    for handler in [*worker.handlers, *log.error_log.handlers]:
        assert isinstance(handler.formatter, Formatter)
        protect(worker)
    assert log.access_log.handlers == [] or isinstance(log.access_log.handlers[0].formatter, Formatter)


def test_the_inner_formatter_keeps_its_form():
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("[%(levelname)s] %(message)s"))
    logger = logging.Logger("other")
    logger.addHandler(handler)
    protect(logger)
    record = logging.LogRecord("x", logging.INFO, "", 1, "GET /landes/enquete/abc/", (), None)
    reverse("home")
    assert handler.format(record) == "[INFO] GET /landes/enquete/…/"


@pytest.mark.parametrize("name", [name for name in ADDRESSES if not name.startswith("account")])
def test_a_refused_request_leaves_no_secret(name, db, client, written, network):
    logger, out = written
    django = logging.getLogger("django.request")
    django.addHandler(logger.handlers[0])
    try:
        answer = client.put(address_of(name).replace("landes", network.slug))
    finally:
        django.removeHandler(logger.handlers[0])
    assert answer.status_code >= 400
    assert out.getvalue()
    assert SECRET not in out.getvalue()
