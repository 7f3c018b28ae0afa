"""How a state looks: one tone and one sign for each, the same on every page."""

from typing import NamedTuple


class Look(NamedTuple):
    """A tone (`good`, `warn`, `bad`, `info` or `calm`) and the name of an icon."""

    tone: str
    sign: str


#: The sign of a chip that says no state of the list below.
SIGNS = {"good": "check", "warn": "clock", "bad": "circle-alert", "info": "plus", "calm": "minus"}

DRAFT = Look("calm", "pencil-line")
WAITING = Look("warn", "clock")
ASKED = Look("info", "inbox")
UNDER_WAY = Look("info", "loader-circle")
TO_CHECK = Look("warn", "triangle-alert")
GIVEN_BACK = Look("warn", "undo-2")
LATE = Look("bad", "circle-alert")
FAILED = Look("bad", "circle-x")
DONE = Look("good", "check")
SENT = Look("good", "send")
RUNNING = Look("good", "circle-play")
CLOSED = Look("calm", "lock")
ENDED = Look("calm", "flag")
DROPPED = Look("calm", "ban")

#: What is stored for a state → how it looks.
LOOKS = {
    "draft": DRAFT,
    "pledged": Look("calm", "hand-heart"),
    "called": WAITING,
    "received": DONE,
    "received_in_part": Look("warn", "circle-dot-dashed"),
    "member": Look("good", "handshake"),
    "refunded": Look("calm", "undo-2"),
    "withdrawn": DROPPED,
    "awarded": Look("info", "gift"),
    "justified": DONE,
    "tried": Look("info", "file-search"),
    "applied": DONE,
    "waiting": WAITING,
    "attended": DONE,
    "missed": Look("calm", "circle-x"),
    "met": Look("info", "handshake"),
    "passed_on": Look("calm", "send"),
    "registered": DONE,
    "queued": WAITING,
    "ready": Look("info", "circle-dot"),
    "requested": ASKED,
    "submitted": Look("info", "inbox"),
    "granted": DONE,
    "refused": FAILED,
    "under_review": Look("info", "eye"),
    "review": Look("info", "eye"),
    "correction": GIVEN_BACK,
    "to_sign": Look("warn", "signature"),
    "signed": DONE,
    "accepted": DONE,
    "declined": FAILED,
    "active": RUNNING,
    "ended": ENDED,
    "terminated": FAILED,
    "running": UNDER_WAY,
    "writing": UNDER_WAY,
    "sending": UNDER_WAY,
    "written": Look("info", "file-check"),
    "sent": SENT,
    "batched": Look("info", "package"),
    "posted": SENT,
    "handed": Look("good", "hand"),
    "returned": Look("warn", "undo-2"),
    "bounced": FAILED,
    "handed_over": SENT,
    "uncertain": TO_CHECK,
    "failed": FAILED,
    "late": LATE,
    "overdue": LATE,
    "cancelled": DROPPED,
    "dropped": DROPPED,
    "issued": Look("good", "ticket"),
    "redeemed": DONE,
    "owed": WAITING,
    "reimbursed": DONE,
    "validated": Look("warn", "banknote"),
    "paid": DONE,
    "expired": ENDED,
    "lapsed": Look("calm", "hourglass"),
    "open": RUNNING,
    "closed": CLOSED,
    "planned": Look("calm", "calendar"),
    "in_progress": UNDER_WAY,
    "done": DONE,
    "adopted": DONE,
    "published": DONE,
    "replaced": ENDED,
    "to_start": Look("calm", "circle-dashed"),
    "ongoing": Look("info", "circle-play"),
    "blocked": Look("bad", "octagon-alert"),
    "paused": Look("warn", "circle-pause"),
    "confirmed": DONE,
    "offered": Look("warn", "hand"),
    "booked": Look("info", "calendar-check"),
    "displaced": TO_CHECK,
    "out": Look("info", "package-open"),
    "proposed": ASKED,
    "completed": DONE,
    "stopped": Look("warn", "circle-pause"),
    "expected": Look("info", "calendar"),
    "present": DONE,
    "excused": Look("calm", "minus"),
    "absent": Look("bad", "circle-x"),
    "collected": Look("warn", "hard-drive"),
    "wiped": Look("info", "eraser"),
    "tested": Look("info", "clipboard-check"),
    "graded": Look("info", "tag"),
    "refurbished": Look("info", "wrench"),
    "lent": SENT,
    "given": Look("good", "gift"),
    "convened": SENT,
    "held": DONE,
    "minuted": Look("good", "file-check"),
    "recycled": Look("calm", "recycle"),
}


def look_of(state: str, tone: str = "", sign: str = "") -> Look:
    """The look of a stored state; a tone or a sign that is given wins; an unknown state is calm."""
    known = LOOKS.get(state)
    if known and not tone:
        return Look(known.tone, sign or known.sign)
    tone = tone or "calm"
    return Look(tone, sign or SIGNS[tone])
