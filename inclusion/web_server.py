"""The worker of the web server (gunicorn.conf.py): a request gets a thread when it has arrived.

Gunicorn's own worker gives a thread to each connection, which then waits for what the client sends: a few clients that
send nothing keep all threads. Here the event loop receives the headers and a body of up to SMALL bytes, from any number
of connections at once. A larger body, which only members may send, is read by the thread. Either way a client that
sends nothing for GRACE seconds, or less than RATE in the long run, is disconnected. The page that says whether the
portal works has a thread of its own, so that it answers while all others wait.
"""

import re
import socket
import struct
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.http import get_parser
from gunicorn.workers.gthread import TConn, ThreadWorker

from inclusion.core.web.body_size import SMALL

GRACE = 10  # seconds
RATE = 16 * 1024  # bytes a second
SEND_SECONDS = 30  # in which a client takes the next bytes of an answer
#: Seconds for which bytes are read and dropped that come after the answer: closed at once, the answer would be lost.
LINGER = 5
#: Gunicorn refuses longer headers, once it is given them.
LONGEST_HEAD = 1024 * 1024
#: Bytes of requests that have not arrived, in one process; above it the oldest are disconnected.
MAX_WAITING = 64 * SMALL
HEALTH = re.compile(rb"(GET|HEAD) /sante/[ ?]")
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
_END = b"\r\n\r\n"


class Connection(TConn):
    """A connection, and what has arrived of its next request."""

    initialized: bool

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_SECONDS, 0))
        self.received = bytearray()
        #: Bytes of the request, once the headers say how many.
        self.size: int | None = None
        self.deadline = 0.0

    def init(self) -> None:
        """Let the parser read by `recv`."""
        if not self.initialized:
            self.initialized = True
            self.parser = get_parser(self.cfg, self, self.client)

    def begin(self) -> None:
        """Begin to wait for a request; some of it may have come with the one before."""
        self.init()
        self.sock.setblocking(False)
        self.received, self.size = bytearray(), None
        self.give_time()
        self.receive(self.parser.unreader.take_buffered())

    def give_time(self) -> None:
        """Let the client begin anew."""
        self.deadline = time.monotonic() + GRACE

    def receive(self, data: bytes) -> None:
        """Add what has arrived."""
        self.deadline = min(self.deadline + len(data) / RATE, time.monotonic() + GRACE)
        self.received += data
        if self.size is None:
            head = self.received.find(_END, max(0, len(self.received) - len(data) - len(_END)))
            if head >= 0:
                found = _LENGTH.search(self.received, 0, head + len(_END))
                length = int(found[1]) if found else 0
                self.size = head + len(_END) + (length if length <= SMALL else 0)

    def is_whole(self) -> bool:
        """Whether a thread goes on: all has arrived, or the rest is too large to be waited for here."""
        return len(self.received) >= (LONGEST_HEAD if self.size is None else self.size)

    def hand_over(self) -> None:
        """Give the parser what has arrived."""
        self.parser.unreader.unread(bytes(self.received))
        self.received = bytearray()

    def recv(self, size: int) -> bytes:
        """Read more, in a thread. Raises TimeoutError where the client is too slow."""
        self.sock.settimeout(max(self.deadline - time.monotonic(), 0.001))
        try:
            data = self.sock.recv(size)
        finally:
            self.sock.setblocking(True)
        self.deadline = min(self.deadline + len(data) / RATE, time.monotonic() + GRACE)
        return data


class WebWorker(ThreadWorker):
    """Receives requests in its event loop and runs each in a thread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: dict[Connection, None] = {}  # the oldest first
        self.next_look = 0.0

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """Make the threads, and the one of the health page."""
        self.health_pool = ThreadPoolExecutor(max_workers=1)
        return super().get_thread_pool()

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):  # another process took it, or the client left
            return
        self.nr_conns += 1
        self.enqueue_req(Connection(self.cfg, client, address, listener.getsockname()))

    def enqueue_req(self, conn: Connection) -> None:
        """Wait for the next request of a connection."""
        conn.begin()
        self._wait(conn, self._receive)
        self._run_if_whole(conn)

    def murder_pending(self) -> None:
        """Disconnect who is too slow; called after all events."""
        now = time.monotonic()
        if now < self.next_look:
            return
        self.next_look = now + 1
        kept = sum(len(conn.received) for conn in self.waiting)
        for conn in [*self.waiting]:
            if conn.deadline < now or kept > MAX_WAITING or not (self.alive or conn.received):
                kept -= len(conn.received)
                self._end(conn)

    def handle(self, conn: Connection) -> Any:
        """Run a request, in a thread."""
        conn.give_time()
        return super().handle(conn)

    def finish_request(self, conn: Connection, future: Future[Any]) -> None:
        """Wait for the next request, or close without keeping the event loop waiting."""
        if not future.cancelled() and future.exception() is None and future.result():
            super().finish_request(conn, future)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
        except OSError:
            self._close(conn)
        else:
            conn.deadline = time.monotonic() + LINGER
            self._wait(conn, self._drop)

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        """Go on with a connection only where the body has arrived: no thread waits for one that nobody reads."""
        conn.deadline = 0
        return bool(keepalive and conn.parser.finish_body(deadline=0))

    # -- In the event loop --------------------------------------------------------------------------------------------
    def _wait(self, conn: Connection, callback: Any) -> None:
        self.waiting[conn] = None
        self.poller.register(conn.sock, EVENT_READ, partial(callback, conn))

    def _receive(self, conn: Connection, _: Any) -> None:
        data = _read(conn)
        if data:
            conn.receive(data)
            self._run_if_whole(conn)
        elif data is not None:
            self._end(conn)

    def _drop(self, conn: Connection, _: Any) -> None:
        if _read(conn) == b"":
            self._end(conn)

    def _run_if_whole(self, conn: Connection) -> None:
        if not conn.is_whole():
            return
        self._stop_waiting(conn)
        pool = self.health_pool if HEALTH.match(conn.received) else self.tpool
        conn.hand_over()
        future = pool.submit(self.handle, conn)
        future.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def _stop_waiting(self, conn: Connection) -> None:
        del self.waiting[conn]
        self.poller.unregister(conn.sock)

    def _end(self, conn: Connection) -> None:
        self._stop_waiting(conn)
        self._close(conn)

    def _close(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()


def _read(conn: Connection) -> bytes | None:
    """What there is to read: nothing where the client left, None where it is too early."""
    try:
        return conn.sock.recv(64 * 1024)
    except BlockingIOError:
        return None
    except OSError:
        return b""
