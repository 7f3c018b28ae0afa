"""Entries of people who help: opened, agreed to, confirmed, left, anonymised; what the database refuses."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from inclusion.core.errors import DomainError
from inclusion.core.models.documents import ContentErased, Document
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.mediators.actions.consents import (
    anonymise,
    ask_helpers,
    confirm,
    forget_helpers,
    send_link,
    set_consent,
    withdraw,
)
from inclusion.mediators.actions.entries import add_place, change_helper, come_back, leave, remove_place
from inclusion.mediators.actions.trainings import remove_training
from inclusion.mediators.enums import Audience, ConsentSource, HelperMailKind
from inclusion.mediators.home import move_to_merged_place
from inclusion.mediators.mails import compose_mail, skip_reason
from inclusion.mediators.models import Helper, HelperMail, HelperTraining
from inclusion.mediators.queries import helper_of_link, helpers_in_epci, link_of, team_at
from inclusion.people.actions.traces import traces_of
from tests.builders import AT, make_commune, make_epci, make_partner, make_person, make_user
from tests.funding.agreement_builders import tiny_pdf
from tests.inclusion.helper_builders import agree, make_helper, make_training
from tests.inclusion.place_builders import make_place

TODAY = AT.date()
DOES = {"by": None, "at": AT}
NIR = "2 55 08 14 168 025 38"


def test_nobody_finds_a_new_entry(scope):
    helper = make_helper()
    assert (helper.found_by, helper.named_for, helper.confirmed_on) == ("nobody", "nobody", TODAY)
    assert not Helper.objects.public(on=TODAY).exists()


def test_the_journal_names_nobody(scope):
    helper = agree(make_helper())
    change_helper(helper, phone="05 36 49 99 99", **DOES)
    leave(helper, last_day=TODAY, **DOES)
    lines = JournalEntry.objects.filter(target_model="inclusion.Helper")
    assert len(lines) == 4
    for line in lines:
        assert "Exemple" not in f"{line.target_label} {line.details}"
        assert "05 36" not in f"{line.target_label} {line.details}"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"services": ["Plomberie"]}, "n’est pas dans la liste nationale"),
        ({"job_title": NIR}, "sécurité sociale"),
        ({"last_name": NIR}, "sécurité sociale"),
    ],
)
def test_what_is_no_word_of_the_lists_and_numbers_of_people_are_refused(scope, fields, sentence):
    with pytest.raises(DomainError, match=sentence):
        make_helper(**fields)


def test_the_same_content_a_while_later_or_elsewhere_is_another_entry(scope):
    partner = make_partner()
    first = make_helper(partner)
    assert make_helper(partner, at=AT + timedelta(minutes=9)) == first
    later, elsewhere = make_helper(partner, at=AT + timedelta(minutes=11)), make_helper(make_partner("Autre"))
    assert len({first.pk, later.pk, elsewhere.pk}) == 3


def test_an_intercommunalite_of_elsewhere_is_refused(scope):
    far = make_epci("200000099", "Ailleurs")
    with pytest.raises(DomainError, match="n’est pas du département"):
        make_helper(epcis=[far])


def test_the_database_refuses_a_name_shown_to_more_than_find_it(scope):
    helper = make_helper()
    for change in (
        {"found_by": "public"},  # without a day
        {"named_for": "partners"},
        {"shares_contact": True},
        {"last_name": ""},
        {"anonymised_at": AT},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Helper.objects.filter(pk=helper.pk).update(**change)


def test_consent_counts_at_once_and_only_the_person_widens_what_they_said(scope):
    helper = agree(make_helper(), Audience.PUBLIC, Audience.PUBLIC)
    assert Helper.objects.public(on=TODAY).get() == helper
    helper = withdraw(helper, source=ConsentSource.PERSON, at=AT)
    assert not Helper.objects.public(on=TODAY).exists()
    with pytest.raises(DomainError, match="elle seule peut en montrer davantage"):
        agree(helper, Audience.PARTNERS, source=ConsentSource.ORGANISATION)
    assert agree(helper, Audience.PARTNERS).consent_at == AT
    assert withdraw(helper, source=ConsentSource.ORGANISATION, at=AT).found_by == Audience.NOBODY


def test_what_does_not_go_together_is_refused_with_its_sentence(scope):
    with pytest.raises(DomainError, match="plus de monde"):
        agree(make_helper(), Audience.PARTNERS, Audience.PUBLIC)


def test_a_place_is_noted_once_and_a_session_is_of_its_place(scope):
    helper, place, other = make_helper(), make_place(), make_place(name="Autre lieu")
    session = other.sessions.create(network=scope, kind="help_desk", title="Permanence", opening_hours="Tu 14:00-17:00")
    with pytest.raises(DomainError, match="ne se tient pas dans ce lieu"):
        add_place(helper, place=place, session=session, **DOES)
    row = add_place(helper, place=place, hours="mardi", **DOES)
    with pytest.raises(ValidationError, match="déjà sur la fiche"):
        add_place(helper, place=place, **DOES)
    with pytest.raises(DomainError, match="sécurité sociale"):
        add_place(helper, place=other, hours=NIR, **DOES)
    remove_place(row, **DOES)
    remove_place(row, **DOES)
    assert JournalEntry.objects.filter(verb="helper.place_removed").count() == 1


def test_who_helps_at_a_place_is_named_as_agreed(scope, cast):
    place = make_place()
    named = agree(make_helper(last_name="Nommée"), Audience.PUBLIC, Audience.PUBLIC)
    hidden = agree(make_helper(last_name="Discrète", status="volunteer"), Audience.PUBLIC)
    nobody = make_helper(last_name="Absente")
    for helper in (named, hidden, nobody):
        add_place(helper, place=place, hours="mardi", **DOES)
    team = team_at(place, None, on=TODAY)
    assert team.words == "1\u00a0médiateur numérique, 1\u00a0bénévole"
    assert team.named == (("Solène Nommée", "Médiateur ou médiatrice numérique", "mardi"),)
    withdraw(named, source=ConsentSource.PERSON, at=AT)
    assert team_at(place, None, on=TODAY).named == ()
    # A year and six weeks later nobody has confirmed the entry of the other one.
    assert team_at(place, None, on=TODAY + timedelta(days=407)).count == 0


def test_a_departure_ends_what_is_shown_and_the_link(scope):
    helper = agree(make_helper(arrived_on=date(2026, 2, 1)), Audience.PUBLIC, Audience.PUBLIC)
    link = link_of(helper)
    assert helper_of_link(link, on=TODAY) == helper
    for day, sentence in ((TODAY + timedelta(days=1), "pas encore venu"), (date(2026, 1, 1), "précéder")):
        with pytest.raises(DomainError, match=sentence):
            leave(helper, last_day=day, **DOES)
    helper = leave(helper, last_day=TODAY, **DOES)
    assert helper.left_on == TODAY + timedelta(days=1)
    assert helper_of_link(link, on=TODAY) is None
    assert helper_of_link(link_of(helper), on=TODAY + timedelta(days=1)) is None
    assert not Helper.objects.public(on=TODAY).exists()
    Helper.objects.filter(pk=helper.pk).update(left_on=TODAY)
    helper.refresh_from_db()
    for act in (
        lambda: change_helper(helper, phone="", **DOES),
        lambda: confirm(helper, at=AT),
        lambda: agree(helper),
        lambda: send_link(helper, **DOES),
    ):
        with pytest.raises(DomainError, match="partie"):
            act()
    back = come_back(helper, **DOES)
    assert (back.left_on, back.found_by) == (None, "nobody")


def test_a_link_opens_one_entry_and_a_new_one_ends_it(scope):
    helper = make_helper()
    link = link_of(helper)
    for wrong in ("", "1", f"{link}x", link.replace(str(helper.pk), str(helper.pk + 1), 1), "1-1:abc"):
        assert helper_of_link(wrong, on=TODAY) is None
    send_link(helper, **DOES)
    assert helper_of_link(link, on=TODAY) is None
    helper.refresh_from_db()
    mail = compose_mail(HelperMail.objects.get())
    assert link_of(helper) in mail.body
    assert mail.to == ["solene@exemple.example"]
    with pytest.raises(DomainError, match="adresse électronique"):
        send_link(make_helper(email="", first_name="Autre"), **DOES)


def test_the_year_is_asked_about_once_and_reminded_twice(scope):
    helper = make_helper(confirmed_on=TODAY - timedelta(days=365))
    make_helper(email="", first_name="Sans", confirmed_on=TODAY - timedelta(days=400))
    (question,) = ask_helpers(at=AT)
    assert (question.helper, question.kind) == (helper, HelperMailKind.QUESTION)
    assert ask_helpers(at=AT) == []
    assert "Répondez en un clic" in compose_mail(question).body
    first, second = ask_helpers(at=AT + timedelta(days=14)) + ask_helpers(at=AT + timedelta(days=28))
    assert [first.kind, second.kind] == [HelperMailKind.FIRST_REMINDER, HelperMailKind.SECOND_REMINDER]
    assert "plus montrée au public" in compose_mail(second).body
    assert Helper.objects.stale(on=TODAY + timedelta(days=42)).filter(pk=helper.pk).exists()
    confirm(helper, at=AT)
    assert "confirmée entre-temps" in skip_reason(HelperMail.objects.get(pk=second.pk))
    assert ask_helpers(at=AT + timedelta(days=43)) == []


def test_an_entry_is_emptied_a_year_after_the_departure_and_its_hours_stay(scope):
    helper = agree(make_helper(), Audience.PUBLIC, Audience.PUBLIC)
    training = make_training(helper, data=tiny_pdf(), filename="a.pdf")
    document = training.document
    add_place(helper, place=make_place(), **DOES)
    leave(helper, last_day=TODAY, **DOES)
    assert forget_helpers(at=AT + timedelta(days=365)) == 0
    assert forget_helpers(at=AT + timedelta(days=366)) == 1
    helper.refresh_from_db()
    assert (helper.first_name, helper.last_name, helper.email, helper.phone) == ("", "", "", "")
    assert str(helper) == "aidant anonymisé"
    assert HelperTraining.objects.get().hours == 7
    assert not helper.places.exists()
    with pytest.raises(ContentErased):
        assert Document.objects.get(pk=document.pk).data
    with pytest.raises(DomainError, match="anonymisée"):
        change_helper(helper, phone="1", **DOES)


def test_an_entry_goes_with_the_rights_of_a_person(scope, cast):
    helper = make_helper(first_name="Jeanne", last_name="Exemple", email="jeanne@exemple.example")
    person = make_person(make_partner(), by=make_user(), email="jeanne@exemple.example")
    found = [one for one in traces_of(person) if one.is_certain]
    assert [one.row for one in found if isinstance(one.row, Helper)] == [helper]
    anonymise(helper, at=AT)
    assert not [one for one in traces_of(person) if isinstance(one.row, Helper)]


def test_a_training_is_noted_and_taken_off(scope):
    helper = make_helper()
    for fields, error in (
        ({"on": TODAY + timedelta(days=1)}, DomainError),
        ({"title": NIR}, DomainError),
        ({"data": b"PK", "filename": "a.pdf"}, DomainError),
        ({"hours": Decimal(0)}, ValidationError),
    ):
        with pytest.raises(error):
            make_training(helper, **fields)
    training = make_training(helper, is_seen=True)
    assert training.certificate == "seen"
    remove_training(training, **DOES)
    remove_training(training, **DOES)
    assert not helper.trainings.exists()


def test_an_intercommunalite_counts_all_who_help_there_and_names_nobody(scope):
    epci = make_epci()
    place = make_place(commune=make_commune(epci=epci))
    make_training(make_helper(epcis=[epci]))
    add_place(make_helper(first_name="Autre", status="volunteer"), place=place, **DOES)
    make_helper(first_name="Ailleurs")
    helpers, trained = helpers_in_epci(epci.pk, on=TODAY)
    assert (helpers.get(), trained.get()) == ({"count": 2}, {"count": 1})


def test_another_network_is_never_written(scope, other_network):
    with scoped_to(other_network):
        partner = make_partner()
    with pytest.raises((DomainError, ValidationError, IntegrityError, RuntimeError)):
        make_helper(partner)


def test_set_consent_takes_a_source(scope):
    helper = set_consent(make_helper(), found_by=Audience.PARTNERS, source=ConsentSource.ORGANISATION, **DOES)
    assert helper.get_consent_source_display() == "son employeur ou la coordination, avec son accord"


def test_who_helps_at_a_place_that_is_merged_helps_at_the_one_that_stays_once(scope):
    gone, kept = make_place(name="Espace numérique"), make_place(name="Espace numérique A")
    both, one = make_helper(), make_helper(first_name="Autre")
    for helper, place in ((both, gone), (both, kept), (one, gone)):
        add_place(helper, place=place, **DOES)
    move_to_merged_place(gone, kept)
    assert sorted(kept.helpers.values_list("helper", flat=True)) == sorted([both.pk, one.pk])
    assert not gone.helpers.exists()


def test_the_keeper_of_an_entry_finds_who_is_yet_to_arrive(scope):
    make_helper(arrived_on=date(2027, 3, 1))
    on = date(2026, 12, 3)
    assert not Helper.objects.in_post(on=on) and Helper.objects.not_gone(on=on)
