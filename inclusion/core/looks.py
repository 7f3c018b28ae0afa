"""How a state looks: each closed list of states says it beside the words of a state, for every page."""

from typing import NamedTuple


class StateLabel(str):
    """The words of a state, and how it looks: what a `TextChoices` and the field that uses it hold as its label."""

    look: "Look"


class Look(NamedTuple):
    """A tone (`good`, `warn`, `bad`, `info` or `calm`) and the name of an icon."""

    tone: str
    sign: str

    def label(self, words: str) -> StateLabel:
        """`SENT = "sent", looks.SENT.label("Envoyée")`: the words of a state that looks like this."""
        label = StateLabel(words)
        label.look = self
        return label


#: The sign of a chip that says no state.
SIGNS = {"good": "check", "warn": "clock", "bad": "circle-alert", "info": "plus", "calm": "minus"}

DRAFT = Look("calm", "pencil-line")
WAITING = Look("warn", "clock")
ASKED = Look("info", "inbox")
UNDER_WAY = Look("info", "loader-circle")
TO_CHECK = Look("warn", "triangle-alert")
GIVEN_BACK = Look("warn", "undo-2")
FAILED = Look("bad", "circle-x")
DONE = Look("good", "check")
SENT = Look("good", "send")
RUNNING = Look("good", "circle-play")
CLOSED = Look("calm", "lock")
ENDED = Look("calm", "flag")
DROPPED = Look("calm", "ban")


def look_of(words: str, tone: str = "", sign: str = "") -> Look:
    """The look of the words of a state; a tone or a sign that is given wins; plain words are calm."""
    if isinstance(words, StateLabel) and not tone:
        return Look(words.look.tone, sign or words.look.sign)
    return Look(tone or "calm", sign or SIGNS[tone or "calm"])
