"""Where a worker dies: loaded by the nursery of real workers (tests/nursery.py), never by the portal.

A file in the folder that DEATHS names stands for one death: whoever first comes to the point of its name takes the
file away and ends with SIGKILL, as by a power cut: alone, or with the whole worker where the file says so. A number in
the file is how often the point is passed first; then one worker alone may come there. See `order_death`.
"""

import io
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf

from funding.passes.letters import tasks
from funding.passes.letters.actions import letters as letter_actions
from funding.passes.letters.papers import batches
from funding.passes.mailings import actions as mailing_actions
from funding.statements.actions import batches as statement_batches
from inclusion.core import jobs
from inclusion.core.enums import Channel
from inclusion.core.mail import outbox, sms
from inclusion.core.mail import rows as mail_rows
from tests.worker import WHOLE_WORKER

#: Workers are killed at any hour.
sms.HOURS = "24/7"
FOLDER = Path(os.environ["DEATHS"])


def _plain_letter(letter: Any) -> bytes:
    """Two pages in no time: what becomes of a letter does not depend on what is in it."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.add_blank_page(page_size=(595, 842))
        pdf.docinfo["/Title"] = f"Lettre {letter.pk}"
        pdf.save(out)
    return out.getvalue()


if "PLAIN_LETTERS" in os.environ:
    tasks.render_letter = _plain_letter


def _by_mail(letter: Any, *_: Any, **__: Any) -> bool:
    return letter.channel == Channel.EMAIL


def _always(*_: Any, **__: Any) -> bool:
    return True


#: Point → the function that it is at, when, and for which calls; in the order of a letter's life.
POINTS: dict[str, tuple[Any, str, str, Callable[..., bool]]] = {
    "claimed for writing": (letter_actions, "write", "before", _always),
    "rendering": (tasks, "render_letter", "during", _always),
    "rendered, not stored": (letter_actions, "keep", "before", _always),
    "stored, not committed": (letter_actions, "store_pdf", "after", _always),
    "in the batch, not committed": (letter_actions, "add_to_batch", "after", _always),
    "stored, not taken further": (letter_actions, "keep", "after", _by_mail),
    "claimed for sending": (letter_actions, "deliver", "before", _always),
    "at DATA, not noted": (letter_actions, "_hand_over", "before", _always),
    "noted, not handed over": (letter_actions, "_hand_over", "after", _always),
    "taken by the server, not noted": (letter_actions, "note_sent", "before", _always),
    "gathering a batch": (jobs, "advance", "before", _always),
    "files stored, not committed": (batches, "store", "after", _always),
    # Of an e-mail of the outbox:
    "e-mail taken, not composed": (outbox, "send_row", "before", _always),
    "e-mail at DATA, not marked": (mail_rows, "_hand_over", "before", _always),
    "e-mail sent, not noted": (mail_rows, "_note", "before", _always),
    # Of what many are sent or given at once:
    "line sent, not committed": (mailing_actions, "send_pass", "after", _always),
    "statement issued, not printed": (statement_batches, "print_statement", "before", _always),
}


def _dies_here(point: str) -> None:
    """End this process if its death at this point is asked for and nobody else took it."""
    order = FOLDER / point
    try:
        left, _, who = order.read_text().partition(" ")
        if int(left):
            order.write_text(f"{int(left) - 1} {who}")
            return
        order.unlink()
    except FileNotFoundError:
        return
    os.write(2, f"killed: {point}\n".encode())
    if who == WHOLE_WORKER:
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def _mortal(point: str, verb: Callable[..., Any], moment: str, concerns: Callable[..., bool]) -> Any:
    """The same function, that may not be survived."""

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if not concerns(*args, **kwargs):
            return verb(*args, **kwargs)
        if moment == "before":
            _dies_here(point)
        if moment == "during" and (FOLDER / point).exists():
            threading.Timer(0.005, _dies_here, [point]).start()
            verb(*args, **kwargs)
            time.sleep(5)
        result = verb(*args, **kwargs)
        if moment == "after":
            _dies_here(point)
        return result

    return wrapped


for _point, (_module, _name, _moment, _concerns) in POINTS.items():
    setattr(_module, _name, _mortal(_point, getattr(_module, _name), _moment, _concerns))
