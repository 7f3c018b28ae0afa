"""A real SMS gateway on loopback, which can be made to refuse, to fail, or to say nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway(ThreadingHTTPServer):
    """What it answers, and the requests that it took: method, path, headers, body."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        #: It takes the request and hangs up instead of answering.
        self.hangs_up = False
        self.taken: list[tuple[str, str, dict[str, str], str]] = []

    def settings(self, **fields: str) -> dict[str, str]:
        """SMS_GATEWAY for this server."""
        return {
            "url": f"http://127.0.0.1:{self.server_address[1]}/send",
            "method": "POST",
            "header": "Authorization: Bearer secret",
            "content_type": "application/json",
            "body": '{"to": "{phone}", "text": "{text}", "reference": "{reference}"}',
            **fields,
        }


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        """Take a request."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.taken.append((self.command, self.path, dict(self.headers), body))
        if self.server.hangs_up:
            self.connection.close()
            return
        self.send_response(self.server.status)
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def sms_gateway() -> Iterator[Gateway]:
    """Run a gateway for the length of the block."""
    with Gateway() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(60)
