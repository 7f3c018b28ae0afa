"""The database of the test at a TCP address: its own server listens on a unix socket only."""

import asyncio
import contextlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection

BLOCK = 65536


class Relay:
    """Where it listens, and the addresses from which it was called."""

    def __init__(self) -> None:
        self.port = 0
        self.callers: set[str] = set()
        given = connection.settings_dict
        self._host, self._port = given["HOST"] or "localhost", int(given["PORT"] or 5432)

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._host.startswith("/"):
            return await asyncio.open_unix_connection(f"{self._host}/.s.PGSQL.{self._port}")
        return await asyncio.open_connection(self._host, self._port)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what comes from either side to the other, until one hangs up."""
        self.callers.add(writer.get_extra_info("peername")[0])
        back, forth = await self._open()
        ways = [asyncio.ensure_future(_carry(reader, forth)), asyncio.ensure_future(_carry(back, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for end in (forth, writer):
                end.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(BLOCK):
            writer.write(data)
            await writer.drain()


async def _serve(relay: Relay, host: str, ready: threading.Event, ended: asyncio.Event) -> None:
    server = await asyncio.start_server(relay.answer, host, 0)
    relay.port = server.sockets[0].getsockname()[1]
    ready.set()
    await ended.wait()
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def database_at(host: str) -> Iterator[tuple[str, Relay]]:
    """Let the test's database be reached at this address; gives its URL."""
    relay, ready, loop = Relay(), threading.Event(), asyncio.new_event_loop()
    ended = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(_serve(relay, host, ready, ended),))
    thread.start()
    try:
        assert ready.wait(60)
        who = urlsplit(os.environ["DATABASE_URL"]).netloc.rpartition("@")[0]
        yield (f"postgres://{who}@{host}:{relay.port}/{connection.settings_dict['NAME']}?sslmode=disable", relay)
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(60)
        loop.close()
