"""A person who asks is forgotten everywhere: no table of the database contains their name, address or letters."""

import io
import json
import zipfile
from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.utils import timezone

from funding.models import (
    Booklet,
    Commitment,
    Letter,
    Mailing,
    MailingLine,
    Pass,
    PostalBatch,
    Redemption,
    ScanRefusal,
    SmsReminder,
)
from funding.passes.enums import LetterKind, LetterState, MailingOutcome, PassState
from funding.passes.letters.actions.batches import close_batch, hand_over
from funding.passes.letters.papers.batches import build
from funding.passes.people import actions as people_actions
from funding.passes.reimbursements.actions.claims import correct
from funding.passes.reimbursements.actions.corrections import undo_use
from funding.passes.returns.actions import record_return
from funding.passes.tasks import erase_old_print_files
from funding.passes.uses.actions import settle_refusal
from inclusion.core import states
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import Document, DocumentContent
from inclusion.core.models.history import JournalEntry
from inclusion.core.registry.people import person_rows
from inclusion.people.actions import rights, traces
from inclusion.people.actions.rights import anonymise, blockers, consequences, erase
from inclusion.people.models import Beneficiary
from inclusion.people.tasks import anonymise_due
from tests.builders import AT, make_partner, make_user
from tests.equipment.aid_builders import make_aid, make_attendance, make_session
from tests.funding.pass_builders import carry_on, make_letter, make_place, make_programme
from tests.funding.redemption_builders import make_attestation, passes_of, use
from tests.funding.reimbursement_builders import claim
from tests.inclusion.referral_builders import make_receiver, make_referral
from tests.setup_data import setup_data
from tests.whole_database import WORDS, enable_triggers, plant_of, where, without_constraints

TODAY = timezone.localdate(AT)
#: Words that are nowhere else in the database.
UNUSUAL = {
    "first_name": "Zéphyrine",
    "last_name": "Quintabelle",
    "address": "77 impasse du Xylophone",
    "town": "Brouckmarsh",
    "email": "zquinta@courriel.example",
    "phone": "0639981234",
}


@setup_data
def by(scope):
    return make_user(first_name="Samira", last_name="Témoin")


def unusual(by, **fields) -> Letter:
    """A letter that was asked for, to a person whose words are nowhere else."""
    return make_letter(by=by, **{**UNUSUAL, **fields})


def test_the_scan_of_the_database_sees_what_is_there(by):
    unusual(by)
    assert {"inclusion_beneficiary.last_name: Quintabelle", "funding_letter.address: Xylophone"} <= {
        one.replace("XYLOPHONE", "Xylophone") for one in where("Quintabelle", "Xylophone")
    }


@setup_data
def posted(by) -> Letter:
    """A letter that was written, printed with its batch, and given to La Poste."""
    letter = carry_on(unusual(by))
    batch = letter.batch
    job = close_batch(batch, by=by, at=AT)
    build(job.pk, clock=lambda: AT)
    hand_over(batch, by=by, at=AT)
    return Letter.objects.get(pk=letter.pk)


def brought_by_a_file(person: Beneficiary, letter: Letter, by) -> MailingLine:
    """A line of a mailing that brought the person."""
    mailing = Mailing.objects.create(
        programme=letter.booklet.programme,
        prescriber=person.followed_by,
        filename="personnes.csv",
        tried_at=AT,
        tried_by=by,
    )
    return MailingLine.objects.create(
        mailing=mailing,
        rank=1,
        person=person,
        fields={"nom": person.last_name, "adresse": person.address},
        outcome=MailingOutcome.SENT,
        problem=f"L’adresse postale de {person.first_name} n’est pas complète.",
        letter=letter,
    )


def test_after_erasure_nothing_of_the_person_stands_in_the_database(by, posted):
    person = Beneficiary.objects.get()
    brought_by_a_file(person, posted, by)
    erased = erase(person, by=by, at=AT)
    assert not where("phyrine", "Quintabelle", "Xylophone", "zquinta", "0639981234")
    # The manifest of the batch names the towns for La Poste; it follows after its ninety days.
    assert where("Brouckmarsh") == ["inclusion_documentcontent.data: Brouckmarsh"]
    assert str(erased) == f"Personne anonymisée n° {person.pk}"
    assert (erased.birth_year, erased.commune, erased.operator, erased.anonymised_at) == (None, None, None, AT)
    # Neither letter nor print-ready file are left, whatever their compressed bytes would have said.
    posted.refresh_from_db()
    batch = PostalBatch.objects.get()
    kept = set(DocumentContent.objects.values_list("document_id", flat=True))
    assert not {posted.document_id, batch.document_id} & kept
    assert batch.manifest_id in kept
    assert (posted.address, posted.email, posted.content, posted.state) == ([], "", {}, LetterState.POSTED)
    people_actions.erase_print_files(at=AT + timedelta(days=91))
    assert not where("Brouckmarsh")
    # What was counted stays counted.
    assert Booklet.objects.get().cancelled_at is None
    assert set(Pass.objects.values_list("state", flat=True)) == {PassState.ISSUED}


def spoken_of(letter, by):
    """A person of whose passes one was taken back after it was asked for, and one was refused; with their names."""
    place, programme = make_place("Cyber-base", by=by), letter.booklet.programme
    wrong, right, early, *_ = passes_of(letter)
    for one in (wrong, right):
        use(one, place, by=by)
    undo_use(use(early, place, by=by), reason="Mme Quintabelle est partie", by=by, at=AT)
    settle_refusal(use(right, place, by=by), how="Mme Quintabelle en rend un", by=by, at=AT)
    asked = claim(place, programme, by=by)
    correct(asked.lines.get(redemption__one_pass=wrong), reason="Mme Quintabelle absente", by=by, at=AT)
    record_return(letter, reason="Refusée", by=by, at=AT)
    return Beneficiary.objects.get()


@pytest.mark.usefixtures("quick_papers")
def test_what_was_written_about_a_persons_passes_goes_with_their_file_where_it_can(posted, by):
    person = spoken_of(posted, by)
    said = " ".join(consequences(person)).replace("\u00a0", " ")
    assert "gardent la raison écrite quand un de ses pass en a été déduit" in said
    erase(person, by=by, at=AT)
    # The lines of claims are never changed: what erasing does says so.
    assert where("Quintabelle") == ["funding_reimbursementline.reason: Quintabelle"]
    because = Redemption.objects.exclude(taken_back_at=None).values_list("taken_back_because", flat=True)
    assert set(because) == {people_actions.ERASED}
    assert ScanRefusal.objects.get().settled_how == people_actions.ERASED


@pytest.mark.usefixtures("quick_papers")
def test_what_was_written_about_a_persons_passes_is_handed_over(posted, by):
    tables = rights.records_about(spoken_of(posted, by)).tables
    early, wrong = sorted(
        tables["Utilisations de vos pass qui ont été annulées"], key=lambda one: -len(one["Pourquoi"])
    )
    assert (early["Pourquoi"], early["Déduite de la demande"]) == ("Mme Quintabelle est partie", "")
    assert (wrong["Pourquoi"], wrong["Déduite de la demande"]) == ("Mme Quintabelle absente", "R-2026-0001")
    assert (wrong["Où"], wrong["Séance"]) == ("Cyber-base", "Atelier smartphone")
    (refused,) = tables["Pass refusés par un lieu"]
    assert (refused["Ce qui a été décidé"], refused["Traité le"]) == ("Mme Quintabelle en rend un", AT)
    assert tables["Les lettres qui sont revenues"][0]["Raison"] == "Refusée"


# Letters are written and passes used, to have a row of each kind that is part of a file.
@pytest.mark.usefixtures("quick_papers")
def test_what_is_part_of_a_file_is_handed_over_and_forgotten_whatever_column_it_stands_in(posted, by):
    person = spoken_of(posted, by)
    brought_by_a_file(person, Letter.objects.get(), by)
    make_attendance(make_session(), make_aid(person=person, by=by))
    make_referral(person, receiver=make_receiver(), by=by)
    SmsReminder.objects.create(booklet=Letter.objects.get().booklet, parts=1, written_at=AT)
    make_attestation(Redemption.objects.standing().first(), by=by)
    part_of = [model for model in traces.searched_models() if person_rows(model).part_of]
    planted = {}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for model in part_of:
        without_constraints(model)
        pk = model.objects.filter(**{person_rows(model).part_of: person}).order_by("pk").values_list("pk").first()[0]
        values = {
            field: plant_of(field, number=len(planted) + at) for at, field in enumerate(traces.text_fields(model))
        }
        model.objects.filter(pk=pk).update(
            **{field.attname: value for field, value in values.items() if value is not None}
        )
        planted |= {f"{model._meta.label}.{field.name}": value for field, value in values.items() if value}
        enable_triggers(model)
    tables = rights.records_about(person).tables
    said = "\n".join(str(value) for rows in tables.values() for row in rows for value in row.values())
    assert not [name for name, value in planted.items() if traces._text(value).split("\u00a0: ")[-1] not in said]
    erase(person, by=by, at=AT)
    # The lines of claims are part of the accounts.
    assert {one.split(":")[0] for one in where(*WORDS)} == {"funding_reimbursementline.reason"}


def test_the_journal_records_the_erasure_without_a_name(by, posted):
    person = Beneficiary.objects.get()
    erase(person, by=by, at=AT)
    line = JournalEntry.objects.get(verb="person.erased")
    assert (line.by, line.target_label) == (by, f"Personne n° {person.pk}")
    written = " ".join(f"{one.label} {one.target_label} {one.details}" for one in JournalEntry.objects.all())
    assert not [word for word in UNUSUAL.values() if word in written]
    # A second click changes nothing.
    erase(person, by=by, at=AT)
    assert JournalEntry.objects.filter(verb="person.erased").count() == 1


def test_a_letter_that_has_not_left_goes_with_its_booklet(by):
    letter = unusual(by)
    erase(Beneficiary.objects.get(), by=by, at=AT)
    letter.refresh_from_db()
    booklet = Booklet.objects.get()
    assert (letter.state, booklet.cancelled_at) == (LetterState.CANCELLED, AT)
    assert set(Pass.objects.values_list("state", flat=True)) == {PassState.CANCELLED}
    assert Commitment.objects.get().booklet == booklet
    assert not where("Quintabelle", "Xylophone")


def test_a_reminder_that_waits_is_cancelled_alone(by, posted):
    reminder = Letter.objects.create(
        booklet=posted.booklet, kind=LetterKind.REMINDER, channel="post", address=["Quintabelle"], created_at=AT
    )
    erase(Beneficiary.objects.get(), by=by, at=AT)
    reminder.refresh_from_db()
    assert (reminder.state, reminder.address) == (LetterState.CANCELLED, [])
    assert Booklet.objects.get().cancelled_at is None


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LetterState.WRITING, "en cours de préparation"),
        (LetterState.UNCERTAIN, "dites-le d’abord sur sa page"),
        (LetterState.BATCHED, "dès qu’il sera remis à La Poste"),
    ],
)
def test_a_letter_that_cannot_be_stopped_goes_first(by, state, words):
    letter = carry_on(unusual(by)) if state == LetterState.BATCHED else unusual(by)
    if state == LetterState.BATCHED:
        close_batch(letter.batch, by=by, at=AT)
    else:
        document = Document.objects.create(
            kind="pass_letter", filename="a.pdf", media_type="x", size=1, sha256="0" * 64, stored_at=AT
        )
        Letter.objects.update(document=document, state=state)
    with pytest.raises(DomainError, match=words):
        erase(Beneficiary.objects.get(), by=by, at=AT)
    assert Beneficiary.objects.get().last_name == "Quintabelle"
    assert not JournalEntry.objects.filter(verb="person.erased").exists()


def test_what_erasing_does_is_said_before(by, posted):
    sentences = " ".join(consequences(Beneficiary.objects.get())).replace("\u00a0", " ")
    assert "1 lettre écrite est effacée" in sentences
    assert "Le fichier imprimé du lot n° 1" in sentences
    assert "reste jusqu’au 22 février 2027" in sentences
    assert "10 pass déjà envoyés restent valables" in sentences


def test_what_erasing_does_to_a_letter_that_waits_is_said_before(by):
    unusual(by)
    (first, *rest) = consequences(Beneficiary.objects.get())
    assert "elle est annulée avec son carnet" in first
    assert len(rest) == 1


# -- Nightly erasure ---------------------------------------------------------------------------


def test_the_night_leaves_a_person_whose_passes_may_still_serve(by, posted):
    person = Beneficiary.objects.get()
    assert blockers(person, on=TODAY, asked=False) == ["Des pass peuvent encore servir jusqu’au 24 novembre 2027."]
    assert blockers(person, on=date(2027, 11, 25), asked=False) == []
    with pytest.raises(DomainError, match="peuvent encore servir"):
        anonymise(person, by=None, at=AT)


def test_the_night_leaves_a_person_of_whom_a_refused_scan_waits(by, posted):
    one = passes_of(posted)[0]
    place = make_place(by=by)
    Pass.objects.update(state=PassState.EXPIRED)
    assert isinstance(use(one, place, by=by), ScanRefusal)
    assert len(blockers(Beneficiary.objects.get(), on=TODAY, asked=False)) == 1
    assert blockers(Beneficiary.objects.get(), on=TODAY, asked=True) == []


def test_a_real_night_empties_what_is_over_and_nothing_else(by, posted, scope):
    """As the schedule runs it: the task, over every network, at the hour of the day."""
    late = AT + timedelta(days=800)
    partner = make_partner()
    kept = Beneficiary.objects.create(
        followed_by=partner,
        first_name="Paul",
        last_name="Fictif",
        consent_on=TODAY,
        keep_until=timezone.localdate(late) + timedelta(days=1),
        added_at=AT,
        added_by=by,
    )
    with mock.patch("django.utils.timezone.now", return_value=late):
        anonymise_due()
        anonymise_due()
        erase_old_print_files()
    gone = Beneficiary.objects.get(pk=posted.booklet.beneficiary_id)
    assert gone.anonymised_at == late
    assert not where("Quintabelle", "Xylophone")
    assert Beneficiary.objects.get(pk=kept.pk).last_name == "Fictif"
    assert JournalEntry.objects.filter(verb="person.anonymised", by=None).count() == 1
    assert not DocumentContent.objects.exists()


def test_files_of_a_batch_are_kept_ninety_days(by, posted):
    batch = PostalBatch.objects.get()
    assert people_actions.erase_print_files(at=AT + timedelta(days=90)) == 0
    assert people_actions.erase_print_files(at=AT + timedelta(days=91)) == 2
    assert people_actions.erase_print_files(at=AT + timedelta(days=92)) == 0
    assert batch.document.erasure.reason.startswith("Les fichiers d’un lot")
    # The letter itself stays as long as the person's file.
    assert Letter.objects.get().document.data.startswith(b"%PDF")


# -- Export of a person's data -----------------------------------------------------------------


def test_a_person_receives_all_that_is_stored(by, posted):
    place = make_place("Cyber-base", by=by)
    used = passes_of(posted)[0]
    use(used, place, by=by)
    person = Beneficiary.objects.get()
    with zipfile.ZipFile(io.BytesIO(rights.hand_over(person, by=by, at=AT))) as bound:
        names = bound.namelist()
        given = json.loads(bound.read("donnees.json"))
        readable = bound.read("lisez-moi.html").decode()
        assert bound.read(f"lettres/lettre-pass-{posted.pk}.pdf") == posted.document.data
    assert [name for name in names if name.startswith("tableaux/")]
    tables = given["donnees"]
    assert tables["Votre fiche"][0]["Nom"] == "Quintabelle"
    first, *others = tables["Vos pass"]
    assert (first["Pass"], first["Où"], first["Utilisé le"]) == (used.serial, "Cyber-base", TODAY.isoformat())
    assert [one["Où"] for one in others] == [""] * 9
    assert tables["Les lettres qui vous ont été écrites"][0]["Adresse"].startswith("Zéphyrine Quintabelle")
    assert tables["Ce qui a été fait de votre fiche"]
    assert "77 impasse du Xylophone" in readable
    assert "⟦" not in readable
    line = JournalEntry.objects.get(verb="person.handed_over")
    assert (line.by, line.target_label, line.details) == (by, f"Personne n° {person.pk}", {})


def test_nothing_is_left_to_hand_over_of_an_emptied_file(by):
    person = erase(make_letter(by=by).booklet.beneficiary, by=by, at=AT)
    with pytest.raises(DomainError, match="il ne reste rien à remettre"):
        rights.hand_over(person, by=by, at=AT)


def test_another_persons_letters_are_neither_handed_over_nor_erased(by):
    programme = make_programme(by=by)
    first = carry_on(make_letter(by=by, programme=programme))
    other = carry_on(make_letter(by=by, programme=programme, last_name="Voisin"))
    records = rights.records_about(first.booklet.beneficiary)
    assert list(records.files) == [f"lettres/lettre-pass-{first.pk}.pdf"]
    erase(first.booklet.beneficiary, by=by, at=AT)
    other.refresh_from_db()
    assert (other.state, other.address[0]) == (LetterState.BATCHED, "Jeanne Voisin")
    assert other.document.data


def test_states_change_through_recorded_steps(by):
    """The letter's history shows that it was cancelled."""
    letter = unusual(by)
    erase(Beneficiary.objects.get(), by=by, at=AT)
    assert [change.to_state for change in states.history(letter)] == ["cancelled"]
