"""The broker is away: every page answers as usual, and each e-mail leaves once when it is back."""

import math
import queue
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from inclusion import jobs, limits
from inclusion.adapters import MFAAdapter
from inclusion.cache import PAUSE, FallbackCache
from inclusion.celery import app
from inclusion.models import OutgoingMail
from inclusion.scope import scoped_to
from inclusion.tasks import anonymise_due, sweep_outgoing_mails
from inclusion.views import errors
from tests.access_table import PUBLIC
from tests.broker import OwnBroker, own_broker
from tests.builders import PASSWORD, make_user
from tests.conftest import StrictClient
from tests.pages import address
from tests.test_access import IN_NETWORK, OUTSIDE, address_of, expected, urls, world  # noqa: F401

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


def public_pages(network, world) -> dict[str, tuple[str, set[int]]]:  # noqa: F811
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


def journeys(world, cast, client_of) -> dict[str, Callable[[], Any]]:  # noqa: F811
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
        "newsletter": post("visitor", "subscriber_ask", email="lectrice@exemple.example"),
        "confirm": post("visitor", "subscriber_confirm", world.subscriber.token),
        "leave": post("visitor", "subscriber_leave", world.subscriber.token),
        "presence": post("visitor", "meeting_checkin_code", code=world.held_meeting.attendance_code),
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
        "idea": post("visitor", "workshop_public", world.workshop.token, text="Une idée"),
        "simulate a post": post("visitor", "post_simulator_pdf"),
        "send a pass": post(
            "prescriber", "pass_send", world.person.pk, programme=world.programme.pk, seen=1
        ),
        "send passes": post("prescriber", "mailing_start", world.mailing.pk),
        "use a pass": post("training_place", "redeem", place=world.place.pk, codes=last.code),
        "invite": post(
            "coordinator",
            "member_invite",
            email="invitee2@exemple.example",
            partner=world.host.pk,
            roles=["reader"],
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
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": MFAAdapter().encrypt(SECRET)}
    )
    monkeypatch.setattr(auth, "format_hotp_value", lambda value: "123456")


def test_every_page_answers_as_with_the_broker_and_each_e_mail_leaves_once(  # noqa: PLR0913
    broker,
    network,
    cast,
    world,  # noqa: F811
    client_of,
    mailbox,
    second_factor,
    monkeypatch,
    django_capture_on_commit_callbacks,
):
    """Takes some seconds: all public pages, and each journey twice."""
    todo = journeys(world, cast, client_of)
    OutgoingMail.objects.update(due_at=timezone.now())  # what the world asked for, at a moment of its own

    def walk() -> dict[str, int]:
        with django_capture_on_commit_callbacks(execute=True):
            seen = {name: do().status_code for name, do in todo.items()}
        return seen | {page: client_of("visitor").get(page).status_code for page in pages_of_accounts()}

    with transaction.atomic():
        usual = walk()
        transaction.set_rollback(True)
    print(usual)
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
            sweep_outgoing_mails()
        for name, arguments in waiting_tasks():
            app.tasks[name](**arguments)
    assert not OutgoingMail.objects.waiting().exists()
    left = OutgoingMail.objects.filter(problem="").count()
    assert len(mailbox.taken) == left
    assert set(Counter((one["To"], one["Subject"]) for one in mailbox.taken).values()) == {1}
    assert {one["To"] for one in mailbox.taken} >= {
        cast["coordinator"].user.email,
        "rien@exemple.example",
        "lectrice@exemple.example",
        "invitee2@exemple.example",
    }
