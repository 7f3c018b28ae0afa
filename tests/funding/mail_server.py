"""A real mail server, in a thread, that can be made to refuse, to be slow, or to hang up."""

import asyncio
import email
import email.policy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """What it answers to a recipient and to a message, how long it takes for each, and what it took.

    `senders`: the addresses from which messages came. `hangs_up`: it takes the message and closes the connection
    instead of saying so. While `answers_recipients` is not set, it says nothing at all to any recipient.
    """

    def __init__(self) -> None:
        self.to_recipient = self.to_message = "250 OK"
        self.waits_for_recipient = self.waits_for_message = self.waits_for_goodbye = 0.0
        self.hangs_up = False
        self.answers_recipients = threading.Event()
        self.answers_recipients.set()
        self.taken: list[EmailMessage] = []
        #: The same, byte for byte.
        self.raw: list[bytes] = []
        self.senders: set[str] = set()
        #: Where each message would come back.
        self.return_paths: list[str] = []
        self.asked_recipient = threading.Event()
        self.got_message = threading.Event()
        self.got_goodbye = threading.Event()
        self.port = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer to a recipient."""
        self.asked_recipient.set()
        while not self.answers_recipients.is_set():
            await asyncio.sleep(0.01)
        await asyncio.sleep(self.waits_for_recipient)
        if self.to_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Answer to a whole message; a refused one is not taken."""
        self.got_message.set()
        self.senders.add(session.peer[0])
        if self.to_message.startswith("2"):
            self.raw.append(envelope.content)
            self.return_paths.append(envelope.mail_from)
            self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        await asyncio.sleep(self.waits_for_message)
        if self.hangs_up:
            server.transport.abort()
        return self.to_message

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Answer to QUIT."""
        self.got_goodbye.set()
        await asyncio.sleep(self.waits_for_goodbye)
        return "221 Bye"


async def _serve(behaviour: MailServer, host: str, ready: threading.Event, ended: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    sessions: list[SMTP] = []

    def session() -> SMTP:
        sessions.append(SMTP(behaviour, hostname="localhost", enable_SMTPUTF8=True, loop=loop))
        return sessions[-1]

    server = await loop.create_server(session, host, 0)
    behaviour.port = server.sockets[0].getsockname()[1]
    ready.set()
    await ended.wait()
    server.close()
    for one in sessions:
        if one.transport is not None:
            one.transport.abort()
    await asyncio.sleep(0.05)
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def mail_server(host: str = "127.0.0.1") -> Iterator[MailServer]:
    """Run a server for the length of the block."""
    behaviour, ready, loop = MailServer(), threading.Event(), asyncio.new_event_loop()
    ended = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(_serve(behaviour, host, ready, ended),))
    thread.start()
    try:
        assert ready.wait(60)
        yield behaviour
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(60)
        loop.close()
