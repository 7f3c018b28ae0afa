"""A dispatch of many letters by real workers, whose deaths are ordered one after the other."""

import csv
import io
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
from django.utils import timezone

from funding.models import Letter, PostalBatch
from funding.passes.enums import BatchState, LetterState
from inclusion.core.enums import Channel, DocumentKind
from inclusion.core.mail.tracking import named_by
from inclusion.core.models.documents import Document
from inclusion.core.models.history import StateChange
from tests.builders import make_partner, make_person, make_user
from tests.funding.mail_server import MailServer
from tests.funding.pass_builders import make_place, make_programme, send
from tests.worker import BEAT, WORKER, Forked, Nursery, nursery, order_death

TOWNS = (("47000", "Agen"), ("47200", "Marmande"), ("33000", "Bordeaux"), ("47300", "Villeneuve-sur-Lot"))
PATIENCE = 400  # seconds; much of it only where the machine has other work
#: States in which nothing more happens to a letter without somebody asking.
OUT = (LetterState.SENT, LetterState.BATCHED)


def ask_for(count: int, *, pot: str = "100000.00") -> list[Letter]:
    """Ask for so many letters of one dispatch, e-mail and post in turn, and put their tasks into the queue."""
    by, partner = make_user(), make_partner()
    programme = make_programme(by=by, pot=pot)
    make_place(by=by)
    letters = []
    for number in range(count):
        code, town = TOWNS[number // 2 % len(TOWNS)]
        channel = Channel.POST if number % 2 else Channel.EMAIL
        person = make_person(
            partner,
            by=by,
            first_name=f"Jeanne {number}",
            postal_code=code,
            town=town,
            email=f"jeanne-{number}@exemple.example" if channel == Channel.EMAIL else "",
            channel=channel,
        )
        letters.append(send(person, programme, by=by, at=timezone.now(), bulk=True))
    return letters


class Dispatch:
    """Workers that are started anew when they die, and the deaths that are still to come.

    `namespaces` are the network namespaces, one worker in each; "" is the test's own. A death is (point, whole worker
    or not), see tests/deaths.py; the next one is ordered when the one before has happened.
    """

    def __init__(self, nursery: Nursery, deaths: Path, *, namespaces: tuple[str, ...] = ("",)) -> None:
        self.nursery, self.deaths = nursery, deaths
        self.workers: dict[str, Forked | None] = dict.fromkeys(namespaces)
        self.happened: list[str] = []
        self.restarts = 0
        nursery.start(*BEAT, "--schedule", str(nursery.folder / "beat"), namespace=namespaces[0])

    def run(self, deaths: Iterable[tuple[str, bool]], *, until: Callable[[], bool], what: str) -> None:
        """Keep the workers alive, let the deaths happen, and return when `until` is so."""
        waiting, ordered = list(deaths), None
        end = time.monotonic() + PATIENCE
        while True:
            self._keep_alive()
            if ordered is not None and not ordered.exists():
                self.happened.append(ordered.name)
                ordered = None
            if ordered is None and waiting:
                point, whole = waiting.pop(0)
                ordered = order_death(self.deaths, point, whole=whole)
            if ordered is None and until():
                return
            assert time.monotonic() < end, f"{what}: {census()}; not yet: {ordered and ordered.name}, {waiting}"
            time.sleep(0.02 if ordered else 0.2)

    def _keep_alive(self) -> None:
        for number, (namespace, worker) in enumerate(self.workers.items()):
            if worker is not None and not worker.ended():
                continue
            self.restarts += worker is not None
            name = f"--hostname=worker-{number}@%h"
            self.workers[namespace] = self.nursery.start(*WORKER, name, namespace=namespace)


@contextmanager
def dispatching(folder: Path, *, namespaces: tuple[str, ...] = ("",), **environ: str) -> Iterator[Dispatch]:
    """Run workers that may be killed, and beat, which sweeps every two seconds; a claim is valid for three."""
    deaths = folder / "deaths"
    deaths.mkdir()
    common = {"CLAIM_LEASE_SECONDS": "3", "SWEEP_SECONDS": "2", "PLAIN_LETTERS": "1", "DEATHS": str(deaths)}
    with nursery(folder, "tests.deaths", **{**common, **environ}) as one:
        yield Dispatch(one, deaths, namespaces=namespaces)


def census() -> dict[str, int]:
    """How many letters are in each state."""
    return dict(Counter(Letter.objects.values_list("state", flat=True)))


def all_in(*states: LetterState) -> bool:
    """Whether every letter is in one of these states."""
    return not Letter.objects.exclude(state__in=states).exists()


def passages(state: LetterState) -> Counter[int]:
    """How often each letter came into a state."""
    changes = StateChange.objects.filter(target_model="funding.Letter", to_state=state)
    return Counter(changes.values_list("target_id", flat=True))


def copies(mailbox: MailServer) -> Counter[str]:
    """How many copies of each message the mail server took."""
    return Counter(message["Message-ID"] for message in mailbox.taken)


def letter_of(message_id: str) -> int:
    """The letter, by key, of which a Message-ID bears the mark."""
    named = named_by(message_id.strip("<>").partition("@")[0])
    assert named is not None
    return named[2]


def check_all_out_once(letters: list[Letter], mailbox: MailServer) -> None:
    """Every letter was written once and left once: by mail, or in one batch."""
    rows = Letter.objects.all()
    by_mail = {letter.pk for letter in letters if letter.channel == Channel.EMAIL}
    by_post = {letter.pk for letter in letters} - by_mail
    assert {row.pk for row in rows} == by_mail | by_post
    assert {row.pk for row in rows if row.state == LetterState.SENT} == by_mail
    assert all(row.batch_id for row in rows if row.pk in by_post)
    assert Document.objects.filter(kind=DocumentKind.PASS_LETTER).count() == len(letters)
    assert len({row.document_id for row in rows}) == len(letters)
    taken = copies(mailbox)
    assert {letter_of(name) for name in taken} == by_mail
    assert set(taken.values()) == {1}
    assert passages(LetterState.SENT) == dict.fromkeys(by_mail, 1)
    assert passages(LetterState.BATCHED) == dict.fromkeys(by_post, 1)


def check_files(batch: PostalBatch) -> tuple[int, int]:
    """The manifest of a closed batch names its letters once, and its totals are those of the print file.

    Returns how many letters and pages there are.
    """
    assert batch.state == BatchState.CLOSED
    assert batch.document is not None
    assert batch.manifest is not None
    text = bytes(batch.manifest.content.data).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    head, end = rows[0], rows.index([])
    lines = [dict(zip(head, row, strict=True)) for row in rows[1:end]]
    totals = {row[0]: row[1] for row in rows[end + 1 :] if len(row) > 1}
    with pikepdf.open(io.BytesIO(bytes(batch.document.content.data))) as pdf:
        pages = len(pdf.pages)
    assert Counter(int(line["Lettre"]) for line in lines) == Counter(batch.letters.values_list("pk", flat=True))
    assert int(totals["Total des lettres"]) == len(lines)
    assert int(totals["Total des pages"]) == sum(int(line["Pages"]) for line in lines) == pages
    assert totals["Empreinte du fichier à imprimer"] == batch.document.sha256
    return len(lines), pages
