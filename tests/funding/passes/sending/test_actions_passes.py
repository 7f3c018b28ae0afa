"""One click: who may be sent a booklet, what it makes, what it costs, how it is taken back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from funding.enums import Verb
from funding.ledger.enums import AccountKind
from funding.models import Booklet, Commitment, Letter, Pass, Posting
from funding.passes.booklets.rules import is_well_formed
from funding.passes.enums import LetterState, PassState
from funding.passes.programmes.actions import open_programme, open_training_place
from funding.passes.sending.actions.booklets import AlreadySent, cancel_booklet
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.core.models.history import JournalEntry, StateChange
from inclusion.core.states import TransitionRefused
from tests.builders import AT, make_commune, make_partner, make_person, make_user
from tests.funding.builders import make_action, make_fund
from tests.funding.pass_builders import carry_on, make_letter, make_place, make_programme, send
from tests.setup_data import setup_data

D = Decimal


@setup_data
def programme(by):
    return make_programme(by=by)


@setup_data
def person(by):
    return make_person(make_partner("Centre médico-social"), by=by)


def left_in_shares(programme):
    fund = programme.funded_action.fund
    return sum(Posting.objects.of_fund(fund).of_kind(AccountKind.SHARE).balances().values(), D(0))


def test_a_click_makes_the_booklet_its_passes_its_letter_and_commits_its_value(person, programme, by):
    letter = send(person, programme, by=by)
    booklet = letter.booklet
    assert letter.state == LetterState.QUEUED
    assert letter.address == ["Jeanne Exemple", "12 rue des Exemples", "47200 MARMANDE"]
    assert (booklet.issued_on, booklet.valid_until) == (date(2026, 11, 24), date(2027, 11, 24))
    assert booklet.prescriber == person.followed_by
    passes = list(booklet.passes.all())
    assert [one.rank for one in passes] == list(range(1, 11))
    assert len({one.code for one in passes}) == 10
    assert all(is_well_formed(one.code) and one.value == D("10.00") for one in passes)
    assert booklet.commitment.amount == D("100.00")
    assert left_in_shares(programme) == D("900.00")


def test_the_journal_records_the_booklet_without_a_name(person, programme, by):
    letter = send(person, programme, by=by)
    line = JournalEntry.objects.get(verb=Verb.BOOKLET_ISSUED)
    assert (line.target_id, line.by) == (letter.booklet_id, by)
    written = f"{line.target_label} {line.details}"
    assert "Jeanne" not in written
    assert "Exemple" not in written


def test_the_day_is_the_one_of_paris(person, programme, by):
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # half past midnight in Paris
    assert send(person, programme, by=by, at=late).booklet.issued_on == date(2026, 11, 25)


def test_a_letter_by_mail_keeps_the_address_it_goes_to(person, programme, by):
    person.email = "jeanne@exemple.example"
    person.save()
    letter = send(person, programme, by=by, channel=Channel.EMAIL)
    assert (letter.email, letter.address) == ("jeanne@exemple.example", ["Jeanne Exemple"])


def test_the_limit_of_the_year_is_said_and_nothing_is_written(person, programme, by):
    send(person, programme, by=by, at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    with pytest.raises(DomainError, match=r"un carnet a déjà été envoyé en 2026.*1er janvier 2027") as refused:
        send(person, programme, by=by)
    assert not isinstance(refused.value, AlreadySent)
    assert (Booklet.objects.count(), Commitment.objects.count()) == (1, 1)
    assert send(person, programme, by=by, at=datetime(2027, 1, 2, 9, tzinfo=UTC))


def test_the_same_click_twice_sends_once_and_names_the_letter(person, programme, by):
    first = send(person, programme, by=by, seen=0)
    with pytest.raises(AlreadySent, match="vient déjà d’être envoyé à Jeanne") as refused:
        send(person, programme, by=by, seen=0)
    assert refused.value.letter == first
    assert Booklet.objects.count() == 1


def test_the_same_click_twice_sends_once_although_the_limit_allows_two(person, by):
    programme = make_programme(by=by, yearly_limit=2)
    send(person, programme, by=by, seen=0)
    with pytest.raises(AlreadySent):
        send(person, programme, by=by, seen=0)
    assert send(person, programme, by=by, seen=1)


def test_a_second_one_on_the_same_day_names_the_letter_without_a_page(person, programme, by):
    first = send(person, programme, by=by)
    with pytest.raises(AlreadySent, match="aujourd’hui") as refused:
        send(person, programme, by=by)
    assert refused.value.letter == first


def test_the_fund_lasts_until_the_passes_are_decided_on_and_paid(person, programme, by):
    fund, last = programme.funded_action.fund, programme.days_from(AT.date()).claim_until
    type(fund).objects.update(end=last + timedelta(days=60))
    with pytest.raises(DomainError, match="60\u00a0jours pour décider et payer") as refused:
        send(person, programme, by=by)
    assert f"jusqu’au {plain_date(last + timedelta(days=60))}" in str(refused.value)
    type(fund).objects.update(end=last + timedelta(days=61))
    assert send(person, programme, by=by)


def test_a_pot_too_small_says_what_is_missing_and_writes_nothing(person, by):
    programme = make_programme(by=by, pot="60.00")
    with pytest.raises(DomainError, match="40,00"):
        send(person, programme, by=by)
    assert not Booklet.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("changed", "channel", "words"),
    [
        ({"address": ""}, Channel.POST, "L’adresse postale de Jeanne n’est pas complète"),
        ({}, Channel.EMAIL, "L’adresse électronique de Jeanne n’est pas connue"),
        ({"anonymised_at": AT}, Channel.POST, "anonymisée"),
    ],
)
def test_a_person_who_cannot_be_written_to(person, programme, by, changed, channel, words):
    for name, value in changed.items():
        setattr(person, name, value)
    person.save()
    with pytest.raises(DomainError, match=words):
        send(person, programme, by=by, channel=channel)
    assert not Booklet.objects.exists()


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"closed_on": date(2026, 11, 24)}, "fermé depuis le 24 novembre 2026"),
        ({"opened_on": date(2026, 12, 1)}, "ouvre le 1er décembre 2026"),
    ],
)
def test_a_programme_that_is_not_open(person, programme, by, dates, words):
    for name, value in dates.items():
        setattr(programme, name, value)
    programme.save()
    with pytest.raises(DomainError, match=words):
        send(person, programme, by=by)


def test_what_is_not_yet_closed_is_open(person, programme, by):
    programme.closed_on = date(2026, 11, 25)
    programme.save()
    assert send(person, programme, by=by)


def test_one_programme_per_action_and_terms_above_zero(by):
    action = make_action(make_fund(), "Pass", by=by)
    with pytest.raises(DomainError, match="supérieurs à zéro"):
        open_programme(action, name="Pass", booklet_size=0, on=date(2026, 1, 5), by=by, at=AT)
    open_programme(action, name="Pass", on=date(2026, 1, 5), by=by, at=AT)
    with pytest.raises(DomainError, match="déjà un programme"):
        open_programme(action, name="Pass bis", on=date(2026, 1, 5), by=by, at=AT)


def test_a_place_needs_hours_that_can_be_read(by):
    assert make_place(by=by).accepts_passes
    with pytest.raises(DomainError, match="notation d’OpenStreetMap"):
        open_training_place(
            make_partner(),
            name="Lieu",
            address="Place",
            commune=make_commune(),
            postal_code="47200",
            latitude=44.5,
            longitude=0.1,
            opening_hours="lundi matin",
            by=by,
            at=AT,
        )


# -- Taken back ----------------------------------------------------------------------------------------------


def test_a_booklet_is_taken_back_before_its_letter_is_written(programme, by):
    letter = make_letter(by=by, programme=programme)
    cancel_booklet(letter.booklet, by=by, at=AT)
    letter.refresh_from_db()
    assert letter.state == LetterState.CANCELLED
    assert set(Pass.objects.values_list("state", flat=True)) == {PassState.CANCELLED}
    assert left_in_shares(programme) == D("1000.00")
    assert carry_on(letter).state == LetterState.CANCELLED


def test_after_a_cancelled_booklet_another_may_be_sent(person, programme, by):
    cancel_booklet(send(person, programme, by=by).booklet, by=by, at=AT)
    assert send(person, programme, by=by)


def test_a_booklet_is_taken_back_from_the_open_batch_but_not_from_a_closed_one(programme, by):
    from funding.passes.letters.actions.batches import close_batch

    kept, gone = (carry_on(make_letter(by=by, programme=programme)) for _ in range(2))
    cancel_booklet(gone.booklet, by=by, at=AT)
    close_batch(kept.batch, by=by, at=AT)
    with pytest.raises(TransitionRefused, match="déjà fermé"):
        cancel_booklet(kept.booklet, by=by, at=AT)
    assert Pass.objects.filter(booklet=kept.booklet, state=PassState.ISSUED).count() == 10


def test_a_letter_that_left_is_not_taken_back(programme, by):
    from funding.passes.letters.actions.batches import close_batch, hand_over
    from funding.passes.letters.papers.batches import build

    letter = carry_on(make_letter(by=by, programme=programme))
    build(close_batch(letter.batch, by=by, at=AT).pk, clock=lambda: AT)
    hand_over(letter.batch, by=by, at=AT)
    with pytest.raises(TransitionRefused, match="Remise à La Poste"):
        cancel_booklet(letter.booklet, by=by, at=AT)
    changes = StateChange.objects.filter(target_model="funding.Letter", target_id=letter.pk).order_by("pk")
    assert list(changes.values_list("to_state", flat=True)) == ["writing", "written", "batched", "posted"]


def test_a_pass_keeps_the_persons_file_for_two_more_years(scope):
    by = make_user()
    person = make_person(make_partner(), by=by, keep_until=date(2027, 2, 3))
    send(person, make_programme(by=by), by=by, at=AT)
    person.refresh_from_db()
    assert person.keep_until == date(2028, 11, 24)
