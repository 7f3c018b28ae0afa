"""Django's PostgreSQL, whose sessions say of which network they may see rows, for row-level security to read.

It is a setting of the session, not of the transaction: a transaction-wise pool (PgBouncer) would mix the sessions up.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base

from inclusion.core.scope import session_scope

#: Unknown: nothing was said since the connection was opened, or what was said may have been rolled back.
UNKNOWN = None


class DatabaseWrapper(base.DatabaseWrapper):
    """Sets the session's active scope before a statement, when it is not the one that was set last."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scope: str | None = UNKNOWN
        self.execute_wrappers.append(self._in_scope)

    def _in_scope(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        scope = session_scope()
        if scope != self._scope and not self.needs_rollback:
            with self.wrap_database_errors:
                self.connection.execute(f"SET liant.network_id = '{scope}'")
            self._scope = scope
        return execute(sql, params, many, context)

    def connect(self) -> None:
        self._scope = UNKNOWN
        super().connect()

    def _rollback(self) -> None:
        self._scope = UNKNOWN
        super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        self._scope = session_scope()  # a transaction that failed takes no other statement first
        try:
            super()._savepoint_rollback(sid)
        finally:
            self._scope = UNKNOWN
