"""The web server as it runs in production and in the demonstration: nobody keeps others from being answered.

A web server takes some seconds to start and to load its first pages; the tests of locks wait as long as it does.
"""

import http.client
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from funding.models import Fund, Payment
from inclusion.core.scope import scoped_to
from inclusion.core.web.body_size import SMALL
from inclusion.embedded.processes import wait_until
from inclusion.embedded.supervisor import PORTAL, SOCKET
from tests.builders import make_membership, make_network, make_partner
from tests.crowds import somebody_waits_for_us
from tests.funding.builders import worked_example
from tests.funding.spending.spending_pages import at
from tests.worker import ROOT, environment

#: A web server that commits and that reads what was committed.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

MANY = 16  # twice as many as there are threads
AT_MOST = 60  # seconds; an answer that is awaited comes long before, also on a busy machine
TOKEN = "a" * 32  # of CSRF
PAID = {"amount": "4000", "on": "2026-09-01", "reference": "MANDAT-7"}


class Server:
    """The demonstration's web server on a free port, over the database of the tests."""

    def __init__(self, log: Any, *arguments: str) -> None:
        with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
            self.port = listener.getsockname()[1]
            command = [part.replace(SOCKET, str(listener.fileno())) for part in PORTAL.programs[0].arguments]
            self.process = subprocess.Popen(
                [sys.executable, *command, *arguments],
                cwd=ROOT,
                env=environment(),
                pass_fds=[listener.fileno()],
                stdout=log,
                stderr=log,
            )
        assert self.answer("/sante/").status == 200  # it listens already; this waits until it works

    def connect(self) -> http.client.HTTPConnection:
        """A connection that waits for its answer for as long as a loaded machine may take."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=AT_MOST)

    def answer(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Any:
        """The answer to one request, whose text is in `text`."""
        one = self.connect()
        one.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = one.getresponse()
        response.text = response.read().decode()
        one.close()
        return response

    def send(self, data: bytes) -> socket.socket:
        """A connection on which these bytes were sent."""
        one = socket.create_connection(("127.0.0.1", self.port), timeout=AT_MOST)
        one.sendall(data)
        return one

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(AT_MOST)


@contextmanager
def served(tmp_path: Any, *arguments: str) -> Iterator[Server]:
    """A server; its log is shown where a test fails."""
    with (tmp_path / "web.log").open("wb") as log:
        server = Server(log, *arguments)
        try:
            yield server
        finally:
            server.stop()
            sys.stdout.write((tmp_path / "web.log").read_text())


@pytest.fixture(scope="module")
def server(tmp_path_factory, django_db_setup) -> Iterator[Server]:
    """One for the whole module: it starts in some seconds, and keeps nothing."""
    with served(tmp_path_factory.mktemp("web")) as one:
        yield one


def is_open(client: socket.socket) -> bool:
    """Whether the server has neither answered nor closed."""
    client.setblocking(False)
    try:
        return client.recv(1, socket.MSG_PEEK) == "never"
    except BlockingIOError:
        return True


HEAD = b"POST /compte/login/ HTTP/1.1\r\nHost: localhost\r\n"
STALLED = {
    "nothing": b"",
    "half a head": HEAD,
    "three bytes of a body": HEAD + b"Content-Length: 1000\r\n\r\na=1",
    "three bytes, to be continued": HEAD + b"Content-Length: 1000\r\nExpect: 100-continue\r\n\r\na=1",
}


@pytest.mark.parametrize("sent", STALLED.values(), ids=STALLED)
def test_who_sends_nothing_keeps_nobody_waiting(server, sent):
    with ExitStack() as stack:
        stalled = [stack.enter_context(server.send(sent)) for _ in range(MANY)]
        assert server.answer("/sante/").text == "ok"
        assert server.answer("/accessibilite/").status == 200
        assert all(map(is_open, stalled))


@pytest.mark.slow
def test_gunicorn_s_own_worker_waits_for_them(tmp_path):
    """What the one above is worth: a second server starts, and for some seconds no answer comes.

    It has one process, as the system shares the connections out among several as it likes.
    """
    one_process = ("--worker-class", "gthread", "--workers", "1")
    with served(tmp_path, *one_process) as server, ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(server.send(STALLED["three bytes of a body"]))
        with server.send(b"GET /sante/ HTTP/1.1\r\nHost: localhost\r\n\r\n") as waiting:
            waiting.settimeout(2)
            with pytest.raises(TimeoutError):
                waiting.recv(1)
            stack.close()
            waiting.settimeout(AT_MOST)
            assert waiting.recv(12) == b"HTTP/1.1 200"


# -- Bodies -----------------------------------------------------------------------------------------------------


@pytest.fixture
def coordinator() -> Any:
    """Of a network that is committed."""
    with scoped_to(make_network()):
        return make_membership(make_partner("Département"), roles=("coordinator",))


def cookies_of(member: Any) -> str:
    """Those of somebody who is logged in, and may post."""
    client = Client()
    client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"csrftoken={TOKEN}; sessionid={client.cookies['sessionid'].value}"


def head(path: str, *more: str, cookies: str = f"csrftoken={TOKEN}") -> bytes:
    """The head of a POST of files, with these lines."""
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        "Content-Type: multipart/form-data; boundary=x",
        f"Cookie: {cookies}",
        f"X-CSRFToken: {TOKEN}",
        *more,
    )
    return "\r\n".join((*lines, "", "")).encode()


def status(client: socket.socket) -> int:
    """Of the answer."""
    client.settimeout(AT_MOST)
    with client.makefile("rb") as answer:
        return int(answer.readline().split()[1])


def test_too_large_a_body_is_refused_before_any_of_it_is_read(server, coordinator):
    """No byte of it is sent: the answer comes by the head alone."""
    slug, member = coordinator.network.slug, {"cookies": cookies_of(coordinator)}
    for path, megabytes, who, answered in (
        ("/compte/login/", 300, {}, 413),
        (reverse("join", args=[slug]), 2, {}, 413),
        (reverse("network_settings", args=[slug]), 2, {}, 413),
        (reverse("partner_add", args=[slug]), 3, member, 413),
        (reverse("help_import", args=[slug]), 300, member, 413),
        (f"/{slug}/nulle-part/", 300, {}, 404),
    ):
        with server.send(head(path, f"Content-Length: {megabytes * SMALL}", **who)) as client:
            assert status(client) == answered, path
    with server.send(head("/compte/login/", "Transfer-Encoding: chunked")) as client:
        assert status(client) == 411


def test_a_file_of_a_member_is_read_as_far_as_its_form_says(server, coordinator):
    """Forty megabytes are what the form takes; it says itself that this is no such file."""
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n%s\r\n--x--\r\n'
    body %= bytes(3 * SMALL)
    path, length = reverse("help_import", args=[coordinator.network.slug]), f"Content-Length: {len(body)}"
    with server.send(head(path, length, cookies=cookies_of(coordinator)) + body) as client:
        assert status(client) == 200


@pytest.mark.slow
def test_who_stops_sending_is_disconnected_or_answered(tmp_path, coordinator):
    """In the event loop, and in a thread, which gives up after a second here: a second server starts for it."""
    large = head(
        reverse("help_import", args=[coordinator.network.slug]),
        f"Content-Length: {3 * SMALL}",
        cookies=cookies_of(coordinator),
    )
    with served(tmp_path, "--worker-class", "tests.hasty_web.WebWorker") as server, ExitStack() as stack:
        small = [stack.enter_context(server.send(sent)) for sent in STALLED.values()]
        threads = [stack.enter_context(server.send(large + b"--x")) for _ in range(MANY)]
        for client in small:
            client.settimeout(AT_MOST)
            assert client.recv(1) == b""
        assert {status(client) for client in threads} == {200}  # the form, as if nothing had been filled in


# -- The database -----------------------------------------------------------------------------------------------


@contextmanager
def locked(fund: Fund) -> Iterator[None]:
    """Somebody else changes the fund, and does not come to an end."""
    with transaction.atomic(), scoped_to(fund.network):
        Fund.objects.select_for_update().get(pk=fund.pk)
        yield


@pytest.fixture
def worked(coordinator) -> Any:
    """A fund with a commitment to pay, of the coordinator's network."""
    with scoped_to(coordinator.network):
        return worked_example()


@pytest.fixture
def pay(server, coordinator, worked) -> Callable[[], Any]:
    """Return what records a payment of the commitment, over the wire."""
    cookie = cookies_of(coordinator)

    def post() -> Any:
        return server.answer(
            at("fund_pay", worked.commitments[1]),
            "POST",
            urlencode(PAID),
            Content_Type="application/x-www-form-urlencoded",
            Cookie=cookie,
            X_CSRFToken=TOKEN,
        )

    return post


def payments(worked: Any) -> int:
    with scoped_to(worked.fund.network):
        return Payment.objects.count()


def test_a_page_that_waits_for_a_lock_gives_up_and_nothing_is_written(pay, worked):
    before = payments(worked)
    with locked(worked.fund):
        refused = pay()
    assert refused.status == 503 and refused.headers["Retry-After"] == "5"
    assert "Quelqu’un d’autre modifie la même chose" in refused.text
    assert payments(worked) == before
    assert pay().status == 302
    assert payments(worked) == before + 1


def test_without_a_time_limit_it_waits_as_long_as_the_lock_lasts(worked, coordinator):
    """The connections of the tests have none."""
    client, path = Client(), at("fund_pay", worked.commitments[1])
    client.force_login(coordinator.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def post() -> int:
        try:
            return client.post(path, PAID).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with locked(worked.fund):
            answer: Future[int] = pool.submit(post)
            assert wait_until(somebody_waits_for_us, seconds=AT_MOST)
            assert not wait_until(answer.done, seconds=4)  # more than the web server waits
        assert answer.result(AT_MOST) == 302


def test_the_health_page_answers_while_all_threads_wait(server, pay, worked):
    with ThreadPoolExecutor(MANY) as pool:
        with locked(worked.fund):
            answers = [pool.submit(pay) for _ in range(MANY)]
            assert wait_until(somebody_waits_for_us, seconds=AT_MOST)
            assert server.answer("/sante/").text == "ok"
            assert not all(answer.done() for answer in answers)
        assert {answer.result(AT_MOST).status for answer in answers} <= {302, 503, 200}
