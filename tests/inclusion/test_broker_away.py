"""The broker is away: every page answers as usual, and each e-mail leaves once when it is back."""

import math
import queue
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from inclusion.cache import PAUSE, FallbackCache
from inclusion.celery import app
from inclusion.core import jobs, limits
from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.models.mails import Mail, OutgoingMail
from inclusion.core.scope import scoped_to
from inclusion.members.adapters import MFAAdapter
from inclusion.people.tasks import anonymise_due
from tests.access_table import PUBLIC
from tests.broker import OwnBroker, own_broker
from tests.builders import PASSWORD, make_user
from tests.conftest import StrictClient
from tests.pages import address
from tests.test_access import IN_NETWORK, OUTSIDE, address_of, expected, urls

pytestmark = pytest.mark.thorough

RESET, LOGIN = reverse("account_reset_password"), reverse("account_login")
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def broker(settings, tmp_path, monkeypatch) -> Iterator[OwnBroker]:
    """A broker and cache of the test's own, which may be killed."""
    with own_broker(tmp_path / "broker", "127.0.0.1") as one:
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": one.url}}
        monkeypatch.setattr(FallbackCache, "away_until", -math.inf)
        monkeypatch.setattr(jobs, "_broker_away_since", -math.inf)
        yield one


def come_back(broker: OwnBroker, monkeypatch) -> None:
    """Start it again, at the end of the pauses."""
    broker.start()
    monkeypatch.setattr(FallbackCache, "away_until", -math.inf)
    monkeypatch.setattr(jobs, "_broker_away_since", -math.inf)


def waiting_tasks() -> list[tuple[str, dict[str, Any]]]:
    """Take what waits in the queue: names of tasks and their arguments."""
    found = []
    with app.connection_for_read() as link, link.SimpleQueue(app.conf.task_default_queue) as waiting:
        while True:
            try:
                message = waiting.get_nowait()
            except queue.Empty:
                return found
            message.ack()
            found.append((message.headers["task"], message.payload[1]))


# -- Pages ------------------------------------------------------------------------------------------------------------


def public_pages(network, world) -> dict[str, tuple[str, set[int]]]:
    """The public pages: address, and what a visitor is answered (see tests/test_access.py)."""
    pages = {
        name: (address_of(network, name, world), expected("visitor", name, line))
        for name, line in IN_NETWORK.items()
        if line.opens_for == PUBLIC and line.method == "get"
    }
    pages |= {name: (reverse(name), {200}) for name, opens_for in OUTSIDE.items() if opens_for == PUBLIC}
    pages["invitation"] = (reverse("invitation", args=[world.invitation.token]), {200})
    return pages


def pages_of_accounts() -> list[str]:
    """The addresses of the log-in library that need no key."""
    found = []
    for name, view in urls(get_resolver()):
        if view.__module__.startswith("allauth."):
            try:
                found.append(reverse(name))
            except NoReverseMatch:
                continue
    return found


def journeys(world, cast, client_of) -> dict[str, Callable[[], Any]]:
    """What people do, each with a browser of its own; returns what they are answered last."""
    with scoped_to(world.letter.network):
        last = world.letter.booklet.passes.all()[0]
    coordinator = cast["coordinator"].user

    def post(role: str, page: str, /, *args: Any, **data: Any) -> Callable[[], Any]:
        return lambda: client_of(role).post(address(page, *args), data)

    def log_in(email: str, password: str, code: str = "") -> Any:
        client = StrictClient()
        answer = client.post(LOGIN, {"login": email, "password": password})
        return client.post(answer.url, {"code": code}) if code else answer

    def use_a_pass() -> Any:
        client, here = client_of("training_place"), address("redeem")
        looked = client.post(here, {"place": world.place.pk, "codes": last.code})
        scans = re.findall(r'name="scan" value="([^"]+)"', looked.content.decode())
        said = {"session": "Atelier", "used_on": timezone.localdate().isoformat(), "step": "confirm"}
        return client.post(here, {"place": world.place.pk, "scan": scans, **said})

    return {
        "right password": lambda: log_in(coordinator.email, PASSWORD),
        "wrong password": lambda: log_in(coordinator.email, "faux"),
        "second factor": lambda: log_in("double@exemple.example", PASSWORD, code="123456"),
        "reset": lambda: StrictClient().post(RESET, {"email": coordinator.email}),
        "reset of a stranger": lambda: StrictClient().post(RESET, {"email": "rien@exemple.example"}),
        "register": post(
            "visitor", "registration_add", world.event.pk, name="Alix", email="a@exemple.example", people="1"
        ),
        "own registration": post("visitor", "registration_own_cancel", world.registration.token),
        "newsletter": post("visitor", "subscriber_ask", email="lectrice@exemple.example", readership="public"),
        "confirm": post("visitor", "subscriber_confirm", world.subscriber.token),
        "leave": post("visitor", "subscriber_leave", world.subscriber.token),
        "presence": post("visitor", "meeting_checkin_code", code=world.unminuted_meeting.attendance_code),
        "answer": post("visitor", "answer", world.campaign.token, search="alone", age="63"),
        "feedback": post("visitor", "feedback_public", world.feedback_link.token, use="3", helped="4"),
        "join": post(
            "visitor",
            "join",
            organisation="CCAS",
            kind="ccas",
            commune="47200 Marmande",
            first_name="Alix",
            last_name="Exemple",
            email="alix@exemple.example",
        ),
        "simulate a post": post("visitor", "post_simulator_pdf"),
        "send a pass": post("prescriber", "pass_send", world.person.pk, programme=world.programme.pk, seen=1),
        "send passes": post("prescriber", "mailing_start", world.mailing.pk),
        "use a pass": use_a_pass,
        "invite": post(
            "coordinator", "member_invite", email="invitee2@exemple.example", partner=world.host.pk, roles=["reader"]
        ),
        "decline": post("coordinator", "member_join_decline", world.request.pk, reason="Hors du territoire."),
        "issue on trial": post("coordinator", "issue_test", world.issue.pk),
        "home": lambda: client_of("coordinator").get(address("network_home")),
        "people": lambda: client_of("prescriber").get(address("person_list")),
    }


@pytest.fixture
def second_factor(db, code_of, monkeypatch) -> None:
    """Somebody with an application of codes, which shows 123456."""
    from allauth.mfa.totp.internal import auth

    user = make_user("double@exemple.example")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": MFAAdapter().encrypt(SECRET)})
    monkeypatch.setattr(auth, "format_hotp_value", lambda value: "123456")


def mails_that_left(network) -> int:
    with scoped_to(network):
        tables = [table for table in apps.get_models() if issubclass(table, Mail)]
        return sum(one.objects.filter(problem="").exclude(mailed_at=None).count() for one in tables)


def test_every_page_answers_as_with_the_broker_and_each_e_mail_leaves_once(
    broker, network, cast, world, client_of, mailbox, second_factor, monkeypatch, django_capture_on_commit_callbacks
):
    """Takes some seconds: all public pages, and each journey twice."""
    todo = journeys(world, cast, client_of)
    before = mails_that_left(network)

    def walk() -> dict[str, int]:
        with django_capture_on_commit_callbacks(execute=True):
            seen = {name: do().status_code for name, do in todo.items()}
        return seen | {page: client_of("visitor").get(page).status_code for page in pages_of_accounts()}

    with transaction.atomic():
        usual = walk()
        transaction.set_rollback(True)
    assert waiting_tasks()

    broker.kill()
    wrong = []
    for name, (page, statuses) in public_pages(network, world).items():
        if (status := client_of("visitor").get(page).status_code) not in statuses:
            wrong.append(f"{name}: {status}, with the broker {statuses}")
    now = walk()
    wrong += [f"{name}: {now[name]}, with the broker {usual[name]}" for name in usual if now[name] != usual[name]]
    assert not wrong, "\n".join(wrong)
    assert not mailbox.taken

    come_back(broker, monkeypatch)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            sweep_mails()
        for name, arguments in waiting_tasks():
            app.tasks[name](**arguments)
    assert not OutgoingMail.objects.waiting().exists()
    assert len(mailbox.taken) == mails_that_left(network) - before
    assert set(Counter((one["To"], one["Subject"]) for one in mailbox.taken).values()) == {1}
    assert {one["To"] for one in mailbox.taken} >= {
        cast["coordinator"].user.email,
        "rien@exemple.example",
        "lectrice@exemple.example",
        "invitee2@exemple.example",
    }


def test_without_the_stand_in_the_same_pages_fail(broker, settings, cast, network, client_of):
    plain = settings.CACHES["default"] | {"BACKEND": "django.core.cache.backends.redis.RedisCache"}
    settings.CACHES = {"default": plain}
    broker.kill()
    client = client_of("visitor")
    client.raise_request_exception = False
    email = cast["coordinator"].user.email
    for answer in (
        client.post(LOGIN, {"login": email, "password": PASSWORD}),
        client.post(RESET, {"email": email}),
        client.get(address("event_feed_ics")),
    ):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "60"
        assert "momentanément indisponible" in answer.content.decode()


def test_what_needs_a_database_that_is_away_says_so(db, client):
    """The page needs neither database nor session; a fault of another kind is reported as one."""
    client.raise_request_exception = False

    def fails(error: Exception) -> Callable[..., Any]:
        def execute(*args: Any) -> None:
            raise error

        return execute

    for error, status in ((OperationalError("the server closed the connection"), 503), (ValueError(), 500)):
        with connection.execute_wrapper(fails(error)):
            assert client.get(reverse("health")).status_code == status


# -- The cache --------------------------------------------------------------------------------------------------------


def test_limits_limit_without_redis_and_ask_it_no_more_for_a_while(broker, monkeypatch):
    asked = []

    def consume() -> bool:
        return limits.consume("join", "192.0.2.1", most=2, seconds=60)

    assert consume()
    broker.kill()
    assert [consume() for _ in range(3)] == [True, True, False]
    monkeypatch.setattr(FallbackCache, "_cache", property(lambda self: asked.append(1)))
    consume()
    assert not asked
    monkeypatch.undo()
    come_back(broker, monkeypatch)
    assert [consume() for _ in range(3)] == [True, True, False]


def test_the_pause_is_over_after_some_seconds(broker, monkeypatch):
    """The clock of the machine is set forward: nobody waits."""
    broker.kill()
    cache.set("where", "here")
    broker.start()
    assert cache.get("where") == "here"
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + PAUSE)
    assert cache.get("where") is None


def test_a_broker_that_stands_still_holds_nobody_up(broker, settings, monkeypatch):
    """It takes the connection and never answers."""
    settings.REDIS_TIMEOUT = 0.2
    slow = settings.CACHES["default"]
    settings.CACHES = {"default": slow | {"OPTIONS": slow["OPTIONS"] | {"socket_timeout": 0.2}}}
    cache.set("a", 1)
    jobs._send(anonymise_due, None, {})
    broker.signal(signal.SIGSTOP)
    try:
        cache.set("a", 2)
        jobs._send(anonymise_due, None, {})
        assert cache.get("a") == 2
        assert FallbackCache.away_until > -math.inf
        assert jobs._broker_away_since > -math.inf
    finally:
        broker.signal(signal.SIGCONT)


@pytest.mark.parametrize(
    "value", [5, True, "é", 1.5, None, [1.0, 2.0], {"a": [Decimal("1.50"), b"\x00PDF"]}, b"zip", Decimal("9.10")]
)
def test_what_is_kept_comes_back_as_it_was(broker, value):
    cache.set("a", value)
    assert cache.get("a") == value
    assert type(cache.get("a")) is type(value)
    assert not broker.raw("liant:1:a").startswith(b"\x80"), "pickled"


def test_what_json_does_not_know_is_refused(broker):
    with pytest.raises(TypeError, match="set is not kept"):
        cache.set("a", {1})


def test_every_method_stands_in_and_both_are_emptied(broker):
    broker.kill()
    cache.set_many({"a": 1, "b": 2})
    assert cache.get_many(["a", "b"]) == {"a": 1, "b": 2}
    assert (cache.add("a", 3), cache.incr("a"), cache.decr("a"), "a" in cache) == (False, 2, 1, True)
    assert cache.get_or_set("c", lambda: 4) == 4
    assert (cache.touch("a", 60), cache.delete("a")) == (True, True)
    cache.delete_many(["b"])
    assert cache.get("b") is None
    cache.clear()
    assert cache.get("c") is None
