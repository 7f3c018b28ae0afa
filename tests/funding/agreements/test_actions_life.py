"""The life of agreements: every step from every state, signatures, what the night does, two people at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Event, Thread

import pikepdf
import pytest
from django.db import connections, transaction

from funding.agreements.actions import drafting, life
from funding.agreements.actions.life import amend
from funding.agreements.actions.texts import take_up_template
from funding.agreements.enums import AgreementKind, PartyRole
from funding.agreements.papers import agreement_pdf
from funding.enums import AgreementState, Verb
from funding.models import Agreement, AgreementParty, Contribution, Instalment
from inclusion.core import states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import Document
from inclusion.core.models.history import JournalEntry, StateChange
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from roadmaps.models import Roadmap
from tests.builders import AT, make_partner, make_user, own_details
from tests.funding.agreement_builders import SIGNED_ON, carrier, lead_to, make_agreement, make_signed, party, tiny_pdf
from tests.funding.builders import END

D = Decimal
S = AgreementState
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def quick_paper(monkeypatch):
    """The PDF to sign has tests of its own."""
    monkeypatch.setattr(life, "agreement_pdf", lambda *_, **__: tiny_pdf("À signer"))


def days_of(agreement, on=SIGNED_ON):
    return dict.fromkeys(agreement.parties.values_list("pk", flat=True), on)


def sign(agreement, by, **fields):
    values = {"signed_on": days_of(agreement), "data": tiny_pdf(), "filename": "signee.pdf", **fields}
    return life.sign(agreement, **values, by=by, at=AT)


LATE = AT + timedelta(days=1500)
STEPS = {
    "review": ({S.DRAFT, S.CORRECTION}, lambda one, by: life.send_for_review(one, by=by, at=AT)),
    "correction": ({S.REVIEW, S.TO_SIGN}, lambda one, by: life.send_back(one, reason="Faute", by=by, at=AT)),
    "to_sign": ({S.REVIEW}, lambda one, by: life.prepare_to_sign(one, by=by, at=AT)),
    "signed": ({S.TO_SIGN}, sign),
    "active": ({S.SIGNED}, lambda one, by: life.activate(one, by=by, at=AT)),
    "ended": ({S.ACTIVE}, lambda one, by: life.end(one, by=by, at=LATE)),
    "terminated": (
        {S.SIGNED, S.ACTIVE},
        lambda one, by: life.terminate(one, on=date(2027, 1, 1), reason="Retrait", by=by, at=AT),
    ),
}


def everything():
    models = (Agreement, AgreementParty, Instalment, Document, Contribution, JournalEntry, StateChange)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_every_step_from_every_state(by):
    """From where a step is possible it leads where it should; from anywhere else it leaves no trace."""
    tried = set()
    try_every_step(make_agreement(by=by), by, tried)
    assert tried == set(S)


def try_every_step(agreement, by, tried):
    """From the state of an agreement, then from each to which a step leads it that was not tried yet."""
    state = S(agreement.state)
    tried.add(state)
    for to, (possible, step) in STEPS.items():
        before = everything()
        if state in possible:
            with transaction.atomic():
                following = step(agreement, by)
                assert following.state == to, (state, to)
                if S(to) not in tried:
                    try_every_step(following, by, tried)
                transaction.set_rollback(True)
        else:
            with pytest.raises(states.TransitionRefused, match="pas possible depuis l’état"), transaction.atomic():
                step(agreement, by)
        assert everything() == before, (state, to)


def test_the_table_of_steps_is_the_model_s():
    assert {(state, S(to)) for to, (possible, _) in STEPS.items() for state in possible} == {
        (state, to) for state, following in Agreement.TRANSITIONS.items() for to in following
    }


def test_each_step_is_recorded(by):
    agreement = make_agreement(state=S.ENDED, by=by)
    verbs = JournalEntry.objects.filter(target_model="funding.Agreement", target_id=agreement.pk)
    recorded = list(verbs.order_by("pk").values_list("verb", flat=True))
    assert [verb for verb in recorded if verb not in (Verb.AGREEMENT_CHANGED, Verb.SECTION_WRITTEN)] == [
        Verb.AGREEMENT_DRAFTED,
        Verb.AGREEMENT_SENT,
        Verb.AGREEMENT_TO_SIGN,
        Verb.AGREEMENT_SIGNED,
        Verb.AGREEMENT_BEGUN,
        Verb.AGREEMENT_ENDED,
    ]


# -- Correction -------------------------------------------------------------------------------


def test_what_was_to_be_signed_is_void_once_it_is_sent_back(by):
    agreement = make_agreement(state=S.TO_SIGN, by=by)
    assert agreement.document.kind == DocumentKind.AGREEMENT
    agreement.parties.update(signed_on=SIGNED_ON)
    back = life.send_back(agreement, reason=" Le montant de 2027 ", by=by, at=AT)
    assert (back.state, back.document, back.signed_document, back.signed_on) == (S.CORRECTION, None, None, None)
    assert not back.parties.exclude(signed_on=None).exists()
    assert own_details(JournalEntry.objects.get(verb=Verb.AGREEMENT_SENT_BACK)) == {"reason": "Le montant de 2027"}
    again = lead_to(back, S.REVIEW, by=by)
    assert life.prepare_to_sign(again, by=by, at=AT).document_id != agreement.document_id


def test_a_correction_has_a_reason(by):
    agreement = make_agreement(state=S.REVIEW, by=by)
    with pytest.raises(DomainError, match="ce qui est à corriger") as refusal:
        life.send_back(agreement, reason=" ", by=by, at=AT)
    assert refusal.value.field == "reason"


@pytest.mark.papers
def test_what_the_parties_sign_is_made_once_and_kept(by, tmp_path, monkeypatch):
    monkeypatch.setattr(life, "agreement_pdf", agreement_pdf)
    agreement = make_agreement(state=S.TO_SIGN, by=by)
    assert agreement.document.filename == "convention-CONV-2026-0001.pdf"
    path = tmp_path / "made.pdf"
    path.write_bytes(bytes(agreement.document.content.data))
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) >= 1


# -- Signature --------------------------------------------------------------------------------


def test_a_signed_agreement_has_the_last_day_its_copy_and_its_promises(by):
    agreement = make_agreement(state=S.TO_SIGN, by=by)
    days = days_of(agreement)
    first, last = sorted(days)
    days[first] = date(2026, 11, 3)
    signed = sign(agreement, by, signed_on=days)
    assert (signed.state, signed.signed_on) == (S.SIGNED, SIGNED_ON)
    assert signed.parties.get(pk=first).signed_on == date(2026, 11, 3)
    assert signed.parties.get(pk=last).signed_on == SIGNED_ON
    copy = signed.signed_document
    assert (copy.kind, copy.filename) == (DocumentKind.SIGNED_AGREEMENT, "convention-CONV-2026-0001-signee.pdf")
    assert bytes(copy.content.data) == tiny_pdf()
    promised = Contribution.objects.order_by("year").values_list("year", "pledged")
    assert list(promised) == [(year, D("30000.00")) for year in (2026, 2027, 2028)]


@pytest.mark.parametrize(
    ("spoiled", "field", "sentence"),
    [
        (lambda days: days.popitem(), "signed_on_", "Indiquez quel jour .* a signé"),
        (lambda days: days.update({max(days): TODAY + timedelta(1)}), "signed_on_", "n’est pas encore venu"),
        (lambda days: days.update({0: TODAY}), None, "ne correspond à aucune partie"),
        (lambda days: days.clear(), "signed_on_", "Indiquez quel jour"),
    ],
)
def test_every_party_signs_on_a_day_that_has_come(by, spoiled, field, sentence):
    agreement = make_agreement(state=S.TO_SIGN, by=by)
    days = days_of(agreement)
    spoiled(days)
    before = everything()
    with pytest.raises(DomainError, match=sentence) as refusal:
        sign(agreement, by, signed_on=days)
    assert (refusal.value.field or "").startswith(field or "")
    assert everything() == before


def test_what_is_no_pdf_signs_nothing(by):
    agreement = make_agreement(state=S.TO_SIGN, by=by)
    before = everything()
    with pytest.raises(DomainError, match="n’est pas un PDF") as refusal:
        sign(agreement, by, data=b"\x89PNG" + bytes(50), filename="signee.pdf")
    assert refusal.value.field == "file"
    assert everything() == before


def test_a_roadmap_that_is_gone_by_then_stops_the_signature(by):
    agreement = make_agreement(AgreementKind.COFINANCING_TWO, S.TO_SIGN, by=by)
    Roadmap.objects.local().update(drafted_on=None, drafted_confirmed_at=None, drafted_confirmed_by=None)
    with pytest.raises(states.TransitionRefused, match="feuille de route locale n’est pas encore rédigée"):
        sign(agreement, by)


# -- In force and over ------------------------------------------------------------------------


def test_an_agreement_begins_and_ends_in_its_time(by):
    later = make_agreement(state=S.SIGNED, by=by, start=date(2027, 1, 1))
    with pytest.raises(DomainError, match="commence le 1er janvier 2027"):
        life.activate(later, by=by, at=AT)
    active = life.activate(later, by=by, at=AT + timedelta(days=38))
    with pytest.raises(DomainError, match=r"31 décembre 2028.*résiliez-la"):
        life.end(active, by=by, at=AT)
    with pytest.raises(DomainError, match="31 décembre 2028"):
        life.end(active, by=by, at=AT.replace(year=2028, month=12, day=31))
    assert life.end(active, by=by, at=AT.replace(year=2029, month=1, day=1)).state == S.ENDED


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"reason": " "}, "reason", "Indiquez pourquoi"),
        ({"on": SIGNED_ON - timedelta(1)}, "on", "a été signée le 20 novembre 2026"),
        ({"on": END}, "on", "se termine d’elle-même le 31 décembre 2028"),
    ],
)
def test_a_termination_has_a_reason_and_a_day_within_the_agreement(by, fields, field, sentence):
    agreement = make_agreement(state=S.ACTIVE, by=by)
    with pytest.raises(DomainError, match=sentence) as refusal:
        life.terminate(agreement, **{"on": TODAY, "reason": "Retrait", **fields}, by=by, at=AT)
    assert refusal.value.field == field


def test_signed_amendments_stop_with_what_they_amend(by):
    agreement = make_agreement(state=S.ACTIVE, by=by)
    amendment = amend(agreement, on=date(2027, 1, 1), end=END, title="Montants", by=by, at=AT)
    lead_to(amendment, S.SIGNED, by=by)
    stopped = life.terminate(agreement, on=date(2027, 6, 1), reason="Retrait", by=by, at=AT)
    amendment.refresh_from_db()
    for one in (stopped, amendment):
        assert (one.state, one.terminated_on, one.termination_reason) == (
            S.TERMINATED, date(2027, 6, 1), "Retrait",
        )  # fmt: skip
    assert JournalEntry.objects.filter(verb=Verb.AGREEMENT_TERMINATED).count() == 2
    assert not Contribution.objects.exclude(pledged=0).exists()


def test_the_night_lets_agreements_begin_and_end_once_and_in_its_network(by, other_network):
    begun = make_agreement(state=S.SIGNED, by=by)
    over = make_agreement(state=S.ACTIVE, by=by, end=date(2026, 12, 1))
    missed = make_agreement(state=S.SIGNED, by=by, end=date(2026, 12, 1))  # signed, and over before it was seen
    later = make_agreement(state=S.SIGNED, by=by, start=date(2027, 1, 1))
    waiting = make_agreement(state=S.TO_SIGN, by=by)
    with scoped_to(other_network):
        elsewhere = make_agreement(state=S.SIGNED, by=make_user())
    on = date(2026, 12, 1)
    assert life.sweep(on=on - timedelta(1), at=AT) == {"begun": 2, "ended": 0}
    assert life.sweep(on=on, at=AT) == {"begun": 0, "ended": 2}
    assert life.sweep(on=on, at=AT) == {"begun": 0, "ended": 0}
    rows = (begun, over, missed, later, waiting)
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == [S.ACTIVE, S.ENDED, S.ENDED, S.SIGNED, S.TO_SIGN]
    assert set(StateChange.objects.filter(to_state=S.ENDED).values_list("by", flat=True)) == {None}
    with scoped_to(other_network):
        elsewhere.refresh_from_db()
        assert elsewhere.state == S.SIGNED


# -- Concurrency ------------------------------------------------------------------------------


def at_once(network, *works):
    """Run these at the same moment, each in a transaction of its own; return who was refused, by position."""
    together = Barrier(len(works))

    def one(work):
        try:
            with scoped_to(network), transaction.atomic():
                together.wait(60)
                work()
            return False
        except DomainError as refused:
            assert str(refused)
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works, timeout=120))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_at_once_one_does(network):
    with scoped_to(network):
        by = make_user()
        agreement = make_agreement(state=S.TO_SIGN, by=by)
    assert sorted(at_once(network, *[lambda: make_signed(agreement, by=by)] * 2)) == [False, True]
    with scoped_to(network):
        assert Document.objects.filter(kind=DocumentKind.SIGNED_AGREEMENT).count() == 1
        assert StateChange.objects.filter(to_state=S.SIGNED).count() == 1
        assert Contribution.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_believe_that_they_sign(network):
    """The guard off: the state is read, and believed, before anybody has written."""
    with scoped_to(network):
        by = make_user()
        agreement = make_agreement(state=S.TO_SIGN, by=by)
    read = Barrier(2)

    def sign_unlocked():
        found = Agreement.objects.get(pk=agreement.pk)
        assert found.state == S.TO_SIGN
        read.wait(60)
        document = store(
            tiny_pdf(), kind=DocumentKind.SIGNED_AGREEMENT, filename="f.pdf", media_type="application/pdf",
            by=by, at=AT,
        )  # fmt: skip
        Agreement.objects.filter(pk=found.pk).update(state=S.SIGNED, signed_on=SIGNED_ON, signed_document=document)

    assert at_once(network, sign_unlocked, sign_unlocked) == [False, False]
    with scoped_to(network):
        assert Document.objects.filter(kind=DocumentKind.SIGNED_AGREEMENT).count() == 2


@pytest.mark.django_db(transaction=True)
def test_sent_back_while_it_is_signed_it_is_one_or_the_other(network):
    with scoped_to(network):
        by = make_user()
        agreement = make_agreement(state=S.TO_SIGN, by=by)
    works = (lambda: make_signed(agreement, by=by), lambda: life.send_back(agreement, reason="Faute", by=by, at=AT))
    assert sorted(at_once(network, *works)) == [False, True]
    with scoped_to(network):
        agreement.refresh_from_db()
        signed = agreement.state == S.SIGNED
        assert Contribution.objects.exists() is signed
        assert agreement.parties.filter(signed_on=None).exists() is not signed


@pytest.mark.django_db(transaction=True)
def test_others_go_on_writing_while_an_agreement_takes_up_its_text(network, monkeypatch):
    """The lock of the network's texts does not block what others commit in the network."""
    taken, written = Event(), Event()

    def take_up(*agreement, **does):
        version = take_up_template(*agreement, **does)
        taken.set()
        assert written.wait(60), "the other one waits"
        return version

    def write():
        try:
            with scoped_to(network):
                assert taken.wait(60)
                make_partner("MSA")
            written.set()
        finally:
            connections.close_all()

    with scoped_to(network):
        by = make_user()
        parties = [carrier(), party("CAF")]
        monkeypatch.setattr(drafting, "take_up_template", take_up)
        other = Thread(target=write)
        other.start()
        make_agreement(AgreementKind.FRAMEWORK, by=by, parties=parties)
        other.join(60)
        assert Partner.objects.filter(name="MSA").exists()


def test_who_wrote_an_account_does_not_let_it_be_signed(by):
    """Whoever else changes the party; another person makes the copy, and with it the account is known."""
    agreement = make_agreement(AgreementKind.COFINANCING_TWO, state=S.REVIEW, by=by)
    town, other = agreement.parties.get(role=PartyRole.COLLECTIVITE), make_user()
    terms = {"partner": town.partner, "role": town.role, "signatory_name": "N", "signatory_function": "Maire"}
    account = {"iban": "FR7630001007941234567890185", "bic": "BDFEFRPPCCT"}
    drafting.set_party(agreement, **terms, **account, party=town, by=by, at=AT)
    with pytest.raises(DomainError, match="une autre personne"):
        life.prepare_to_sign(agreement, by=by, at=AT)
    drafting.set_party(
        agreement, **terms, **account, deliberation="1", deliberated_on=AT.date(), party=town, by=other, at=AT
    )
    with pytest.raises(DomainError, match="une autre personne"):
        life.prepare_to_sign(agreement, by=by, at=AT)
    life.prepare_to_sign(agreement, by=other, at=AT)
    assert agreement.parties.filter(account_by=None).count() == agreement.parties.count()
