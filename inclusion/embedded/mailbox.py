"""The demonstration's mailbox: a real SMTP server on loopback that keeps each message as one .eml file.

Nothing leaves the machine. A file is complete as soon as it has its name. Names sort by time of arrival; the
envelope, which a message does not carry itself, is kept in X-Envelope-From and X-Envelope-To.
"""

import asyncio
import logging
import secrets
import signal
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from inclusion.embedded.processes import Child, ServiceError, wait_until

HOST = "127.0.0.1"


class Mailbox:
    """The server as a program of its own, over one folder."""

    def __init__(self, folder: Path, *, log: Path) -> None:
        self.folder = folder.absolute()
        self.log = log
        self.host = HOST
        self.port = 0
        self.child: Child | None = None

    def start(self) -> None:
        """Start on a free port and wait until it greets. Raises ServiceError."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start on a free port."""
        with socket.create_server((HOST, 0)) as listener:
            self.port = listener.getsockname()[1]
            listener.set_inheritable(True)
            self.child = Child(
                "mailbox",
                [sys.executable, "-m", "inclusion.embedded.mailbox", str(listener.fileno()), self.folder],
                log=self.log,
                cwd=Path(__file__).parents[2],
                pass_fds=[listener.fileno()],
                stop_seconds=5,
            )

    def wait(self) -> None:
        """Wait until what was launched greets. Raises ServiceError."""
        child = self.child
        assert child is not None
        wait_until(lambda: self._greets() or child.exit_code() is not None, seconds=20)
        if child.exit_code() is not None or not self._greets():
            self.stop()
            raise ServiceError(f"La boîte aux lettres n’a pas démarré : voyez {self.log}.")

    def stop(self) -> None:
        """Stop it; the messages stay."""
        if self.child is not None:
            self.child.stop()
            self.child = None

    def _greets(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=2) as client:
                return client.recv(3) == b"220"
        except OSError:
            return False


class Keeper:
    """What aiosmtpd calls for each message."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Write the message, whole or not at all."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}"
        recipients = ", ".join(envelope.rcpt_tos)
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {recipients}\r\n"
        partial = self.folder / f".{name}.partial"
        partial.write_bytes(head.encode() + (envelope.original_content or b""))
        partial.rename(self.folder / f"{name}.eml")
        return "250 Message kept"


async def serve(listener: socket.socket, folder: Path) -> None:
    """Serve on the socket until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    keeper = Keeper(folder)
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="localhost", ident="Liant", enable_SMTPUTF8=True, loop=loop), sock=listener
    )
    await ended.wait()
    server.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])))
