"""A place attests what a person learnt: the page, the paper, and what neither shows."""

import io
import subprocess
from datetime import date, timedelta

import pikepdf
import pytest
from django.db import IntegrityError, transaction

from funding.enums import Verb
from funding.models import PassAttestation
from funding.passes.attestations.actions import attest_blocker, paper_blocker
from funding.passes.attestations.papers import attestation_pdf
from funding.passes.attestations.queries import key_of
from funding.passes.people.actions import consequences, export
from funding.passes.reimbursements.actions.corrections import undo_use
from inclusion.core.access import Member
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.guide.rules.standard import SERVICES
from inclusion.people.actions.rights import erase
from tests.builders import AT, make_membership, make_person
from tests.funding.pass_builders import make_place, make_programme, send
from tests.funding.redemption_builders import make_attestation, passes_that_left, use
from tests.inclusion.pages import page, url
from tests.setup_data import setup_data

DAYS = (date(2026, 11, 24), date(2026, 11, 24), date(2026, 11, 25))
LATER = AT + timedelta(days=1)


@setup_data
def by(cast):
    return cast["training_place"].user


@setup_data
def place(cast, by, network):
    with scoped_to(network):
        return make_place(by=by, partner=cast["training_place"].partner, services=["Parentalité"])


@setup_data
def person(cast, network):
    with scoped_to(network):
        prescriber = cast["prescriber"]
        return make_person(prescriber.partner, by=prescriber.user, first_name="Awa", last_name="Nomcaché")


@setup_data
def uses(person, place, by, network):
    """Two sessions of one person: three passes."""
    with scoped_to(network):
        programme = make_programme(by=by, session_passes=2, session_minutes=120)
        passes = passes_that_left(send(person, programme, by=by))
        return [
            use(one, place, by=by, at=LATER, used_on=day, session="Atelier smartphone")
            for one, day in zip(passes, DAYS, strict=False)
        ]


def both(uses):
    return [f"{day} Atelier smartphone" for day in sorted({one.used_on for one in uses})]


def test_the_page_knows_the_sessions_and_the_first_name_alone(client_of, network, uses):
    shown = page(client_of("training_place").get(url("redemption_attest", network, uses[0].pk)))
    assert "Attester ce qu’a appris Awa" in shown and "Nomcaché" not in shown
    assert "24 novembre 2026, Atelier smartphone (2 pass)" in shown and "Parentalité" in shown
    assert 'name="hours" value="4,0"' in shown
    listed = page(client_of("training_place").get(url("redemption_list", network)))
    assert url("redemption_attest", network, uses[0].pk) in listed
    known = page(client_of("coordinator").get(url("redemption_attest", network, uses[0].pk)))
    assert "Awa Nomcaché" in known


@pytest.mark.papers
def test_one_page_says_who_learnt_what_where_when_and_how_long(client_of, network, uses, by):
    client, address = client_of("training_place"), url("redemption_attest", network, uses[0].pk)
    answers = {
        "person_name": "Awa Nomcaché",
        "sessions": both(uses),
        "hours": "4,5",
        "subjects": ["Parentalité"],
        "other": "Envoyer un courriel",
        "trainer": "Claire Formatrice",
    }
    shown = page(client.post(address, answers, follow=True))
    assert "L’attestation est prête" in shown
    with scoped_to(network):
        attestation = PassAttestation.objects.get()
        entry = JournalEntry.objects.get(verb=Verb.PASS_ATTESTED)
        assert entry.details["uses"] == 3 and "Awa" not in f"{entry.details}{attestation}"
    paper = client.get(url("attestation_document", network, attestation.pk))
    with pikepdf.open(io.BytesIO(paper.content)) as pdf:
        assert len(pdf.pages) == 1
    shown = subprocess.run(["pdftotext", "-", "-"], input=paper.content, capture_output=True, check=True)
    text = " ".join(shown.stdout.decode().replace("\u00a0", " ").split())
    for words in (
        *("Awa Nomcaché", "2 séances, 4 h 30", "Parentalité", "Envoyer un courriel", "Cyber-base"),
        *("25 novembre 2026", "Atelier smartphone", "Claire Formatrice", "CAF de Pass numérique"),
    ):
        assert words in text


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"sessions": []}, "sessions", "séances"),
        ({"sessions": ["2026-11-24 Autre"]}, "sessions", "séances"),
        ({"minutes": 0}, "hours", "durée"),
        ({"minutes": 241}, "hours", "4.heures au plus"),
        ({"person_name": "Awa"}, "person_name", "prénom et le nom"),
        ({"person_name": "Jeanne Nomcaché"}, "person_name", "celui de la fiche"),
        ({"subjects": [" "]}, "subjects", "appris"),
        ({"subjects": ["Suivi de sa dépression"]}, "other", "santé"),
        ({"trainer": " "}, "trainer", "nom"),
        ({"person_name": "Awa 2 84 05 47 157 001 74"}, "person_name", "sécurité sociale"),
    ],
)
def test_what_may_not_be_is_said_at_its_field(scope, uses, by, changes, field, sentence):
    with pytest.raises(DomainError, match=sentence) as refused:
        make_attestation(uses[0], by=by, **changes)
    assert refused.value.field == field
    assert not PassAttestation.objects.exists()


def test_hours_left_as_they_were_follow_the_sessions_that_are_ticked(client_of, network, uses):
    client, address = client_of("training_place"), url("redemption_attest", network, uses[0].pk)
    answers = {
        "person_name": "Awa Nomcaché",
        "sessions": both(uses)[:1],
        "hours": "4,0",
        "subjects": ["Parentalité"],
        "trainer": "Claire Formatrice",
    }
    for _ in range(2):  # sent twice is given once
        shown = page(client.post(address, answers, follow=True))
    assert "1 attestation déjà établie" in shown and "1 séance, 2 h" in " ".join(shown.split())
    with scoped_to(network):
        assert PassAttestation.objects.get().minutes == 120


def test_one_that_was_wrong_is_withdrawn(client_of, network, uses, by):
    with scoped_to(network):
        wrong = make_attestation(uses[0], by=by, person_name="Awa Nomfaux")
    client, address = client_of("training_place"), url("attestation_withdraw", network, wrong.pk)
    assert "ne pourra plus être imprimée" in page(client.get(address))
    for _ in range(2):
        shown = page(client.post(address, follow=True))
        assert "est annulée" in shown and "Nomfaux" not in shown
    assert "a été annulée" in page(client.get(url("attestation_document", network, wrong.pk), follow=True))
    with scoped_to(network):
        assert JournalEntry.objects.filter(verb=Verb.PASS_ATTESTATION_WITHDRAWN).count() == 1
        assert make_attestation(uses[0], by=by, person_name="Awa Nomfaux").pk != wrong.pk
        with pytest.raises(IntegrityError, match="withdrawn_by_someone"), transaction.atomic():
            PassAttestation.objects.update(withdrawn_at=None)


@pytest.mark.papers
@pytest.mark.parametrize(("subjects", "days"), [(10, 2), (10, 12), (4, 8), (1, 11), (1, 12)])
def test_it_is_one_page_whatever_was_learnt(scope, place, person, by, subjects, days):
    """0.4 s: twelve passes used, and a page set."""
    programme = make_programme(by=by, booklet_size=12)
    first, *others = [
        use(
            one,
            place,
            by=by,
            at=LATER + timedelta(days=number),
            used_on=DAYS[0] + timedelta(days=number),
            session="Atelier",
        )
        for number, one in zip(range(days), passes_that_left(send(person, programme, by=by)), strict=False)
    ]
    attestation = make_attestation(
        first,
        by=by,
        sessions={key_of(one) for one in (first, *others)},
        subjects=[*SERVICES, "Envoyer un courriel avec une pièce jointe et la retrouver"][-subjects:],
    )
    with pikepdf.open(io.BytesIO(attestation_pdf(attestation))) as pdf:
        assert len(pdf.pages) == 1


def test_a_session_taken_back_is_not_attested_nor_printed(scope, uses, by, client_of, network):
    attestation = make_attestation(uses[0], by=by, sessions=both(uses))
    assert paper_blocker(attestation) == ""
    undo_use(uses[1], reason="Séance annulée", by=by, at=LATER)
    assert "annulée depuis" in paper_blocker(attestation)
    uses[1].refresh_from_db()
    assert attest_blocker(uses[1])
    with pytest.raises(DomainError, match="pas eu de séance"):
        make_attestation(uses[1], by=by)
    answer = client_of("training_place").get(url("attestation_document", network, attestation.pk), follow=True)
    assert "établissez-en une autre" in page(answer)


def test_it_is_handed_over_and_erased_with_the_file(scope, uses, by, person):
    attestation = make_attestation(
        uses[0], by=by, person_name="Awa Nomcaché", subjects=[SERVICES[0], "Écrire à sa fille Zoé"]
    )
    [row] = export(person).tables["Attestations de ce que vous avez appris"]
    assert (row["Nom"], row["Durée en minutes"]) == ("Awa Nomcaché", 120)
    assert "1\u00a0attestation de formation perd les noms et ne s’imprime plus." in consequences(person)
    erase(person, by=by, at=AT)
    attestation.refresh_from_db()
    assert (attestation.person_name, attestation.trainer) == ("", "")
    assert attestation.subjects == [SERVICES[0]] and "effacée" in paper_blocker(attestation)
    with pytest.raises(DomainError, match="effacée"):
        make_attestation(uses[0], by=by)


def test_another_place_sees_neither_the_use_nor_the_paper(scope, uses, by, cast):
    attestation = make_attestation(uses[0], by=by)
    other = Member(make_membership(make_place("Ailleurs", by=by).partner, roles=("training_place",)))
    own, decides = Member(cast["training_place"]), Member(cast["coordinator"])
    seen = [list(PassAttestation.objects.visible_to(one)) for one in (own, decides, other)]
    assert seen == [[attestation], [attestation], []]


def test_the_database_refuses_one_without_a_length_or_a_subject(scope, uses, by):
    make_attestation(uses[0], by=by)
    for values in ({"minutes": 0}, {"subjects": []}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PassAttestation.objects.update(**values)
