"""Confirm or withdraw what somebody asked for."""

from datetime import datetime
from typing import Any

from funding.approvals.models import Approval
from funding.enums import ApprovalState
from inclusion.core import states
from inclusion.core.errors import DomainError
from inclusion.core.models.networks import User

ALREADY = {
    ApprovalState.CONFIRMED: "Cette demande est déjà confirmée\u00a0: rien n’a changé.",
    ApprovalState.WITHDRAWN: "Cette demande est retirée\u00a0: rien n’a changé.",
}


def confirm_blocker(asked: Approval, *, by: User) -> str:
    """Return why this user cannot confirm it, as a sentence; empty where nothing is against it."""
    if asked.state in ALREADY:
        return ALREADY[ApprovalState(asked.state)]
    if asked.asked_by_id == by.pk:
        return "Vous l’avez demandé vous-même\u00a0: une autre personne le confirme."
    return ""


def confirm[Row: Approval](asked: Row, *, by: User, at: datetime) -> Row:
    """Confirm what somebody else asked for, and return it, locked. Raises DomainError where this user cannot."""
    asked = lock_approval(asked)
    if sentence := confirm_blocker(asked, by=by):
        raise DomainError(sentence)
    return _decide(asked, ApprovalState.CONFIRMED, by=by, at=at)


def withdraw[Row: Approval](asked: Row, *, by: User | None, at: datetime) -> Row:
    """Withdraw what waits: it can no longer be confirmed; `by` is None where it came to nothing by itself.

    Raises DomainError where it does not wait any more.
    """
    asked = lock_approval(asked)
    if asked.state in ALREADY:
        raise DomainError(ALREADY[ApprovalState(asked.state)])
    return _decide(asked, ApprovalState.WITHDRAWN, by=by, at=at)


def lock_approval[Row: Approval](asked: Row) -> Row:
    """The row as it is now that it is locked."""
    rows: Any = type(asked)._default_manager
    return rows.select_for_update(of=("self",)).get(pk=asked.pk)


def _decide[Row: Approval](asked: Row, state: ApprovalState, *, by: User | None, at: datetime) -> Row:
    return states.move_locked(asked, state, by=by, at=at, decided_at=at, decided_by=by)
