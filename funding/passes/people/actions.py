"""The data that passes keep about the people helped: letters and uses; how it is merged and erased."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from funding.enums import Verb
from funding.ledger.actions import locked
from funding.ledger.models.funds import Fund
from funding.passes.attestations.models import PassAttestation
from funding.passes.booklets.actions import close_requests
from funding.passes.booklets.models import Booklet, Pass, ReplacementRequest
from funding.passes.enums import BatchState, LetterKind, LetterState, PassState
from funding.passes.letters.actions.letters import cancel_reminder, is_reminder
from funding.passes.letters.models import Letter, LetterReturn, PostalBatch
from funding.passes.mailings.models import MailingLine
from funding.passes.reimbursements.models import ReimbursementLine
from funding.passes.returns.actions import earlier_documents
from funding.passes.sending.actions.booklets import cancel_booklet
from funding.passes.uses.models import Redemption, ScanRefusal
from inclusion.core import journal, states
from inclusion.core.documents import erase_content
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.models.documents import Document
from inclusion.core.models.networks import User
from inclusion.core.registry.people import PersonRecords
from inclusion.guide.rules.standard import SERVICES
from inclusion.people.models import Beneficiary

#: How long the print-ready file and the manifest of a batch are kept after it was given to La Poste: as long as letters
#: come back and La Poste sends its bill.
PRINT_FILES_DAYS = 90
#: What replaces words that somebody typed about a person's passes.
ERASED = "Effacé avec la fiche de la personne."
PRINTED = "Les fichiers d’un lot de courrier sont gardés 90 jours après sa remise à La Poste."

#: Letters that wait: they can still be stopped, while a batch that contains them is open.
WAITING = (LetterState.QUEUED, LetterState.WRITTEN, LetterState.FAILED, LetterState.BATCHED)
AT_WORK = (LetterState.WRITING, LetterState.SENDING)


def _letters(person: Beneficiary) -> list[Letter]:
    found = Letter.objects.filter(booklet__beneficiary=person)
    return list(found.select_related("booklet__programme", "batch", "document").order_by("pk"))


def _still_valid(person: Beneficiary, *, on: date) -> list[Booklet]:
    """Booklets of which a pass may still be used on this day."""
    left = Booklet.objects.filter(beneficiary=person, accepted_until__gte=on, passes__state=PassState.ISSUED)
    return list(left.distinct().order_by("accepted_until"))


# -- Blockers of erasure -----------------------------------------------------------------------


def blockers(person: Beneficiary, *, on: date, asked: bool) -> list[str]:
    """Return why a person's file cannot be emptied yet, as sentences.

    A letter that can no longer be stopped goes first, and so does one of which nobody knows whether it left. Where
    nobody asked, passes that may still be used keep the file (their letter could have to be written again), and a
    refused scan that waits (somebody may have to call). What is owed to a place never needs the person: their passes
    say enough.
    """
    sentences = [sentence for letter in _letters(person) if (sentence := _in_the_way(letter))]
    if not asked:
        sentences += [
            f"Des pass peuvent encore servir jusqu’au {plain_date(one.accepted_until)}."
            for one in _still_valid(person, on=on)[-1:]
        ]
        if ScanRefusal.objects.open().filter(one_pass__booklet__beneficiary=person).exists():
            sentences.append("Un lieu a refusé un de ses pass, et personne ne s’en est encore occupé.")
    return sentences


def _in_the_way(letter: Letter) -> str:
    if letter.state in AT_WORK:
        return f"La {str(letter).lower()} est en cours de préparation\u00a0: recommencez dans quelques instants."
    if letter.state == LetterState.UNCERTAIN:
        return f"Personne ne sait si la {str(letter).lower()} est partie\u00a0: dites-le d’abord sur sa page."
    if letter.state == LetterState.BATCHED and letter.batch and letter.batch.state != BatchState.OPEN:
        return (
            f"La {str(letter).lower()} part avec le {str(letter.batch).lower()}, déjà fermé\u00a0: la fiche pourra "
            "être effacée dès qu’il sera remis à La Poste."
        )
    return ""


# -- Erasure -----------------------------------------------------------------------------------


def consequences(person: Beneficiary) -> list[str]:
    """Return what erasing this person's file does to letters and passes, and what stays, as sentences."""
    letters = _letters(person)
    if not letters:
        return []
    left = _still_valid(person, on=timezone.localdate())
    unused = Pass.objects.filter(
        booklet__in=[one.pk for one in left if not _goes_with_letter(one, letters)], state=PassState.ISSUED
    ).count()
    sentences = [_stopped(letter) for letter in letters if letter.state in WAITING]
    written = len([letter for letter in letters if letter.document_id])
    if written:
        sentences.append(
            f"{so_many(written, 'lettre écrite est effacée', 'lettres écrites sont effacées')}, adresse comprise."
        )
    if attested := PassAttestation.objects.filter(beneficiary=person).count():
        words = so_many(attested, "attestation de formation perd", "attestations de formation perdent")
        sentences.append(f"{words} les noms et ne s’imprime{'nt' if attested > 1 else ''} plus.")
    for batch in _handed_over(letters):
        sentences.append(
            f"Le fichier imprimé du {str(batch).lower()}, où se trouve sa lettre, est effacé en entier. Son bordereau, "
            f"sans nom ni rue, reste jusqu’au {plain_date(_last_day(batch))}."
        )
    if unused:
        sentences.append(
            f"{so_many(unused, 'pass déjà envoyé reste valable', 'pass déjà envoyés restent valables')} pour qui les "
            "tient. Pour qu’ils ne valent plus rien, annulez d’abord le carnet."
        )
    if ReimbursementLine.objects.filter(amount__lt=0, redemption__one_pass__booklet__beneficiary=person).exists():
        sentences.append(
            "Les demandes de remboursement, que rien ne change plus, gardent la raison écrite quand un de ses pass en "
            "a été déduit."
        )
    sentences.append(
        "Les comptes du fonds gardent le numéro et la valeur de chaque pass, le lieu et le jour où il a servi, "
        "sans aucun nom."
    )
    return sentences


def _goes_with_letter(booklet: Booklet, letters: list[Letter]) -> bool:
    return any(
        one.booklet_id == booklet.pk and one.kind == LetterKind.PASSES and one.state in WAITING for one in letters
    )


def _stopped(letter: Letter) -> str:
    if letter.kind == LetterKind.REMINDER:
        return "Sa lettre de rappel n’est pas encore partie\u00a0: elle est annulée."
    return "Sa lettre n’est pas encore partie\u00a0: elle est annulée avec son carnet, dont la valeur revient au fonds."


def _handed_over(letters: list[Letter]) -> list[PostalBatch]:
    """Batches of these letters whose print-ready file is still kept."""
    return list(
        PostalBatch.objects.filter(
            # One that came back and left again is in the file of its first batch as well.
            Q(pk__in={letter.batch_id for letter in letters if letter.batch_id})
            | Q(pk__in=LetterReturn.objects.filter(letter__in=letters).values("batch")),
            state=BatchState.HANDED_OVER,
            document__isnull=False,
            document__erasure=None,
        )
    )


def _last_day(batch: PostalBatch) -> date:
    assert batch.handed_over_at is not None  # the state says so
    return timezone.localdate(batch.handed_over_at) + timedelta(days=PRINT_FILES_DAYS)


def forget(person: Beneficiary, *, reason: str, by: User | None, at: datetime) -> None:
    """Empty what passes hold about a person, in the transaction that empties their file.

    A letter that has not left is cancelled, with its booklet where nothing else ended it. The bytes of the letters go,
    what was written of them before they left again, and the whole print-ready file of a batch that has left: each
    letter of it has its own document.
    """
    _lock_funds_and_letters(person)
    for letter in _letters(person):
        if letter.state in WAITING:
            _stop(letter, by=by, at=at)
    for booklet in Booklet.objects.filter(beneficiary=person).order_by("pk"):
        close_requests(booklet, by=by, at=at)
    letters = _letters(person)
    for letter in letters:
        _empty(letter, by=by, at=at)
        written = [letter.document] if letter.document is not None else []
        for document in [*written, *earlier_documents(letter)]:
            erase_content(document, reason=reason, by=by, at=at)
    for batch in _handed_over(letters):
        assert batch.document is not None  # asked for above
        erase_content(batch.document, reason=f"{reason} Le fichier contenait sa lettre.", by=by, at=at)
    _empty_mentions(person, letters)


def _lock_funds_and_letters(person: Beneficiary) -> None:
    """Lock the person's funds, then their letters, as whoever sends or cancels does; raise DomainError where a worker
    has taken a letter up since the page was shown.
    """
    funds = Fund.objects.filter(funded_actions__pass_programme__booklets__beneficiary=person)
    for fund in funds.distinct().order_by("pk"):
        locked(fund)
    letters = Letter.objects.select_for_update(of=("self",)).filter(booklet__beneficiary=person)
    for letter in letters.select_related("batch").order_by("pk"):
        if problem := _in_the_way(letter):
            raise DomainError(problem)


def _empty(letter: Letter, *, by: User | None, at: datetime) -> None:
    letter.address, letter.email, letter.content, letter.new_address = [], "", {}, []
    letter.save(update_fields=["address", "email", "content", "new_address"])
    journal.record(Verb.LETTER_EMPTIED, on=letter, by=by, at=at)


def _empty_mentions(person: Beneficiary, letters: list[Letter]) -> None:
    """What somebody wrote beside a letter that came back or about a pass, and what files said of the person."""
    LetterReturn.objects.filter(letter__in=letters).update(reason="")
    uses = Redemption.objects.filter(one_pass__booklet__beneficiary=person)
    uses.exclude(taken_back_at=None).update(taken_back_because=ERASED)
    refused = ScanRefusal.objects.filter(one_pass__booklet__beneficiary=person)
    refused.exclude(settled_at=None).update(settled_how=ERASED)
    for attestation in PassAttestation.objects.filter(beneficiary=person):
        attestation.person_name = attestation.trainer = ""
        attestation.subjects = [one for one in attestation.subjects if one in SERVICES]
        attestation.save(update_fields=["person_name", "trainer", "subjects"])
    lines = MailingLine.objects.filter(Q(person=person) | Q(letter__in=letters))
    lines.update(fields={}, problem="")


def _stop(letter: Letter, *, by: User | None, at: datetime) -> None:
    booklet = letter.booklet
    ended = booklet.cancelled_at or not booklet.passes.filter(state=PassState.ISSUED).exists()
    if is_reminder(letter):
        cancel_reminder(letter, by=by, at=at)
    elif ended:
        states.move(letter, LetterState.CANCELLED, by=by, at=at)
    else:
        cancel_booklet(booklet, by=by, at=at)


# -- Export of a person's data -----------------------------------------------------------------


def export(person: Beneficiary) -> PersonRecords:
    """Return what passes hold about a person, in the words that the person reads."""
    letters = _letters(person)
    return PersonRecords(
        tables={
            "Vos carnets de pass": [_booklet(one) for one in _booklets(person)],
            "Vos pass": _passes(person),
            "Utilisations de vos pass qui ont été annulées": _taken_back(person),
            "Les lettres qui vous ont été écrites": [_letter(one) for one in letters],
            "Les lettres qui sont revenues": _returns(letters),
            "Carnets qu’on a demandé de remplacer": _replacements(person),
            "Attestations de ce que vous avez appris": _attestations(person),
            "Pass refusés par un lieu": _refusals(person),
            "Envois groupés où vous étiez": _mailings(person),
        },
        files=_files(letters),
    )


def _files(letters: list[Letter]) -> dict[str, bytes]:
    """What was written, and what was written of a letter before it came back and left again."""
    files = {}
    for letter in letters:
        earlier = [(f"premier envoi {document.pk} ", document) for document in earlier_documents(letter)]
        last = [("", letter.document)] if letter.document is not None else []
        for before, document in [*last, *earlier]:
            if not hasattr(document, "erasure"):
                files[f"lettres/{before}{document.filename}"] = document.data
    return files


def _booklets(person: Beneficiary) -> list[Booklet]:
    found = Booklet.objects.filter(beneficiary=person)
    found = found.select_related("programme", "prescriber", "operator", "replaces")
    return list(found.order_by("number"))


def _booklet(one: Booklet) -> dict[str, Any]:
    return {
        "Carnet": one.number,
        "Programme": str(one.programme),
        "Envoyé le": one.issued_on,
        "Valable jusqu’au": one.valid_until,
        "Envoyé par": str(one.prescriber),
        "Usager de": str(one.operator or ""),
        "Annulé le": one.cancelled_at,
        "Remplace le carnet": one.replaces.number if one.replaces else "",
    }


def _passes(person: Beneficiary) -> list[dict[str, Any]]:
    uses = {
        one.one_pass_id: one
        for one in Redemption.objects.standing().filter(one_pass__booklet__beneficiary=person).select_related("place")
    }
    passes = Pass.objects.filter(booklet__beneficiary=person).select_related("booklet")
    rows = []
    for one in passes.order_by("booklet__number", "rank"):
        use = uses.get(one.pk)
        rows.append(
            {
                "Pass": one.serial,
                "Code": one.code,
                "Valeur en euros": one.value,
                "État": one.get_state_display(),
                "Utilisé le": use.used_on if use else None,
                "Où": str(use.place) if use else "",
                "Séance": use.session if use else "",
            }
        )
    return rows


def _taken_back(person: Beneficiary) -> list[dict[str, Any]]:
    found = Redemption.objects.filter(one_pass__booklet__beneficiary=person).exclude(taken_back_at=None)
    found = found.select_related("one_pass__booklet", "place").prefetch_related("lines__reimbursement")
    return [
        {
            "Pass": one.one_pass.serial,
            "Utilisé le": one.used_on,
            "Où": str(one.place),
            "Séance": one.session,
            "Annulée le": one.taken_back_at,
            "Pourquoi": one.taken_back_because,
            # The same words are there, for good.
            "Déduite de la demande": "".join(str(line.reimbursement) for line in one.lines.all() if line.amount < 0),
        }
        for one in found.order_by("pk")
    ]


def _returns(letters: list[Letter]) -> list[dict[str, Any]]:
    found = LetterReturn.objects.filter(letter__in=letters).order_by("pk")
    return [{"Lettre": one.letter_id, "Revenue le": one.returned_on, "Raison": one.reason} for one in found]


def _letter(one: Letter) -> dict[str, Any]:
    return {
        "Lettre": one.pk,
        "Carnet": one.booklet.number,
        "Nature": one.get_kind_display(),
        "Demandée le": one.created_at,
        "Envoi": one.get_channel_display(),
        "Adresse": "\n".join(one.address),
        "Adresse électronique": one.email,
        "État": one.get_state_display(),
        "Partie le": one.sent_at,
    }


def _replacements(person: Beneficiary) -> list[dict[str, Any]]:
    found = ReplacementRequest.objects.filter(booklet__beneficiary=person).select_related("booklet")
    return [
        {
            "Carnet": one.booklet.number,
            "Demandé le": one.asked_at,
            "Décision": one.get_state_display(),
            "Décidé le": one.decided_at,
        }
        for one in found
    ]


def _attestations(person: Beneficiary) -> list[dict[str, Any]]:
    found = PassAttestation.objects.filter(beneficiary=person).select_related("place").order_by("pk")
    return [
        {
            "Établie le": one.given_at,
            "Nom": one.person_name,
            "Lieu": str(one.place),
            "Ce que vous avez appris": ", ".join(one.subjects),
            "Durée en minutes": one.minutes,
            "Formé par": one.trainer,
            "Annulée le": one.withdrawn_at,
        }
        for one in found
    ]


def _refusals(person: Beneficiary) -> list[dict[str, Any]]:
    found = ScanRefusal.objects.filter(one_pass__booklet__beneficiary=person)
    return [
        {
            "Pass": one.one_pass.serial,
            "Séance du": one.used_on,
            "Séance": one.session,
            "Où": str(one.place),
            "Raison": one.get_reason_display(),
            "Traité le": one.settled_at,
            "Ce qui a été décidé": one.settled_how,
        }
        for one in found.select_related("one_pass__booklet", "place").order_by("pk")
        if one.one_pass is not None
    ]


def _mailings(person: Beneficiary) -> list[dict[str, Any]]:
    found = MailingLine.objects.filter(person=person).select_related("mailing").order_by("pk")
    return [
        {
            "Envoi groupé": one.mailing_id,
            "Préparé le": one.mailing.tried_at,
            "Résultat": one.get_outcome_display(),
            "Raison": one.problem,
            "Ce que disait le fichier": "\n".join(f"{name}\u00a0: {value}" for name, value in one.fields.items()),
        }
        for one in found
    ]


# -- Files of batches --------------------------------------------------------------------------


def erase_print_files(*, at: datetime) -> int:
    """Erase the files of batches that were given to La Poste long enough ago, for everybody; returns how many."""
    before = timezone.localdate(at) - timedelta(days=PRINT_FILES_DAYS)
    over = PostalBatch.objects.filter(state=BatchState.HANDED_OVER, handed_over_at__date__lt=before)
    kept = Document.objects.filter(Q(postal_batches__in=over) | Q(postal_manifests__in=over), erasure=None)
    documents = list(kept.distinct().order_by("pk"))
    for document in documents:
        erase_content(document, reason=PRINTED, by=None, at=at)
    return len(documents)
