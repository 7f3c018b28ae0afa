"""The agenda of a meeting against the clock: when each point begins, and whether it all fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Timing:
    """When the points begin (None after one whose length nobody said), and how long they take together."""

    starts: tuple[datetime | None, ...]
    minutes: int
    #: Minutes that are left before the end; below zero when the agenda is longer than the meeting.
    left: int
    #: Whether every point says how long it takes.
    complete: bool


def timing(lengths: Sequence[int | None], *, starts_at: datetime, ends_at: datetime) -> Timing:
    """Return the times of an agenda whose points take so many minutes each; a length may be unknown."""
    starts: list[datetime | None] = []
    now: datetime | None = starts_at
    for length in lengths:
        starts.append(now)
        now = None if now is None or length is None else now + timedelta(minutes=length)
    total = sum(length or 0 for length in lengths)
    room = int((ends_at - starts_at).total_seconds() // 60)
    return Timing(tuple(starts), total, room - total, all(length is not None for length in lengths))
