"""Programmes: opened with all terms, changed, closed, opened again; who may send them, where they are accepted."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from funding.enums import Verb
from funding.models import PassProgramme, TrainingPlace
from funding.passes.booklets.actions import stock_of
from funding.passes.enums import ValidityRule
from funding.passes.programmes.actions import (
    change_programme,
    choose_places,
    choose_prescribers,
    close_programme,
    open_programme,
    reopen_programme,
)
from funding.passes.sending.actions.booklets import cancel_booklet
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_partner, make_person, own_details
from tests.funding.builders import make_action, make_fund, make_grant
from tests.funding.pass_builders import make_letter, make_place, make_programme, send
from tests.setup_data import setup_data

D = Decimal
TODAY = date(2026, 11, 24)


@setup_data
def does(by):
    return {"by": by, "at": AT}


@setup_data
def programme(by):
    return make_programme(by=by)


def test_all_terms_are_kept(by, does):
    fund = make_fund()
    msap, place = make_partner("MSAP"), make_place(by=by)
    programme = open_programme(
        make_action(fund, "Pass", by=by),
        name=" Pass 2026 ",
        face_value=D("15"),
        booklet_size=6,
        validity_rule=ValidityRule.YEAR_END,
        tolerance_days=31,
        claim_months=2,
        yearly_limit=2,
        envelope=D("9000"),
        letter_opening="Bonjour.",
        prescribers=[msap],
        places=[place],
        on=TODAY,
        **does,
    )
    programme.refresh_from_db()
    assert (programme.name, programme.booklet_value, programme.envelope) == ("Pass 2026", D("90.00"), D("9000.00"))
    assert list(TrainingPlace.objects.accepting(programme)) == [place]
    assert PassProgramme.objects.prescribed_by(msap).exists()
    assert not PassProgramme.objects.prescribed_by(make_partner("Autre")).exists()


@pytest.mark.parametrize(
    ("terms", "said", "field"),
    [
        ({"name": " "}, "nom", "name"),
        ({"booklet_size": 41}, "40 pass au plus", "booklet_size"),
        ({"envelope": D("0")}, "supérieure à zéro", "envelope"),
        ({"tolerance_days": 90}, "après la fin de la tolérance", "claim_months"),
        ({"letter_opening": "a" * 500}, "500 signes", "letter_opening"),
    ],
)
def test_terms_that_cannot_be_are_refused_at_their_field(programme, does, terms, said, field):
    with pytest.raises(DomainError, match=said) as refused:
        change_programme(programme, **terms, **does)
    assert refused.value.field == field


def test_none_chosen_is_refused(programme, does):
    with pytest.raises(DomainError, match="au moins un organisme"):
        choose_prescribers(programme, prescribers=[], **does)
    with pytest.raises(DomainError, match="au moins un lieu"):
        choose_places(programme, places=[], **does)


def test_the_value_is_frozen_once_a_booklet_left_and_the_days_count_for_the_next(by, programme, does):
    letter = make_letter(by=by, programme=programme)
    with pytest.raises(DomainError, match="Des carnets de 10 pass de 10\u00a0€ ont déjà été envoyés"):
        change_programme(programme, face_value=D("12.00"), **does)
    with pytest.raises(DomainError, match="ont déjà été envoyés"):
        change_programme(programme, booklet_size=5, **does)
    programme = change_programme(programme, face_value=D("10.00"), validity_months=6, **does)
    assert letter.booklet.valid_until == date(2027, 11, 24)
    other = send(make_person(make_partner(), by=by), programme, by=by)
    assert other.booklet.valid_until == date(2027, 5, 24)
    entry = JournalEntry.objects.filter(verb=Verb.PROGRAMME_CHANGED).get()
    assert own_details(entry) == {"fields": ["validity_months"]}


def test_before_any_booklet_the_value_changes(programme, does):
    assert change_programme(programme, face_value=D("12.00"), **does).booklet_value == D("120.00")


def test_an_envelope_holds_what_is_out(by, programme, does):
    letter = make_letter(by=by, programme=programme)
    with pytest.raises(DomainError, match="100,00\u00a0€"):
        change_programme(programme, envelope=D("99.99"), **does)
    programme = change_programme(programme, envelope=D("100.00"), **does)
    with pytest.raises(DomainError, match="enveloppe"):
        make_letter(by=by, programme=programme)
    cancel_booklet(letter.booklet, **does)
    assert make_letter(by=by, programme=programme)


def test_closed_from_a_day_and_opened_again(by, programme, does):
    with pytest.raises(DomainError, match="aujourd’hui au plus tôt"):
        close_programme(programme, closed_on=date(2026, 11, 23), **does)
    programme = close_programme(programme, closed_on=date(2026, 12, 1), **does)
    assert make_letter(by=by, programme=programme)
    programme = close_programme(programme, closed_on=TODAY, **does)
    with pytest.raises(DomainError, match="déjà fermé"):
        close_programme(programme, closed_on=TODAY, **does)
    with pytest.raises(DomainError, match="est fermé"):
        make_letter(by=by, programme=programme)
    programme = reopen_programme(programme, **does)
    with pytest.raises(DomainError, match="est ouvert"):
        reopen_programme(programme, **does)
    assert make_letter(by=by, programme=programme)


def test_all_again_forgets_who_was_chosen(by, programme, does):
    place = make_place(by=by)
    programme = choose_places(programme, places=[place], **does)
    other = make_place("Médiathèque", by=by)
    assert list(TrainingPlace.objects.accepting(programme)) == [place]
    programme = choose_places(programme, places=[other], **does)
    assert list(TrainingPlace.objects.accepting(programme)) == [other]
    programme = choose_places(programme, places=None, **does)
    assert TrainingPlace.objects.accepting(programme).count() == 2
    assert not programme.place_rows.exists()


def test_the_stock_counts_grants_for_the_action_and_the_envelope(by, programme, does):
    assert stock_of(programme, on=TODAY).booklets == 10
    make_grant(programme.funded_action.fund, programme.funded_action, "250.00", by=by)
    assert stock_of(programme, on=TODAY).fund_left == D("1250.00")
    make_letter(by=by, programme=programme)
    assert stock_of(programme, on=TODAY).booklets == 11
    programme = change_programme(programme, envelope=D("350.00"), **does)
    assert stock_of(programme, on=TODAY).booklets == 2


def test_a_fund_that_ends_too_soon_stops_the_stock(by, does):
    programme = make_programme(by=by)
    fund = programme.funded_action.fund
    fund.end = programme.days_from(TODAY).claim_until + timedelta(days=60)
    fund.save()
    stock = stock_of(PassProgramme.objects.get(pk=programme.pk), on=TODAY)
    assert stock.booklets == 0
    assert f"le fonds se termine le {plain_date(shown_end(fund.end))}" in stock.sentence
    fund.end += timedelta(days=1)
    fund.save()
    assert stock_of(PassProgramme.objects.get(pk=programme.pk), on=TODAY).booklets == 10
