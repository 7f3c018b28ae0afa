"""Many people at one moment: threads with connections of their own on the real database, let go together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import IntegrityError, connection, connections
from django.db.models import Model

from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to


def at_once(network: Model, work: Callable[[int], Any], times: int) -> list[Any]:
    """Run `work(0)`, `work(1)`… in the network's scope at one moment; what each returned or was refused."""
    together = Barrier(times)

    def one(n: int) -> Any:
        try:
            connection.ensure_connection()
            together.wait(60)
            with scoped_to(network):
                return work(n)
        except (DomainError, IntegrityError) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def somebody_waits_for_us() -> bool:
    """Whether another connection waits for a lock that ours holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])
