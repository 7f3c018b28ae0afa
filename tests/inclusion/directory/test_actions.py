"""The directory: entries in the words of the national list, messages without addresses, searches of one's own."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.directory import actions
from inclusion.directory.mails import compose_message
from inclusion.directory.models import (
    DirectoryMessage,
    PartnerProfile,
    PartnerTerritory,
    SavedSearch,
    acting_in,
    address_of,
    directory,
)
from inclusion.guide.rules.standard import PUBLICS, SERVICES
from inclusion.partners.actions import add_contact, merge_partners
from tests.builders import AT, make_commune, make_epci, make_membership, make_partner, make_user
from tests.crowds import at_once
from tests.inclusion.directory_builders import make_message, make_profile, make_search
from tests.setup_data import setup_data

DOES = {"by": None, "at": AT}


@setup_data
def epcis(scope):
    found = [make_epci(), make_epci("200000002", "Albret")]
    for code, epci in zip(("47157", "47195"), found, strict=True):
        make_commune(code, f"Commune {code}", epci=epci)
    return found


def test_an_entry_is_written_and_written_anew(scope, epcis):
    partner = make_partner("CAF")
    profile = actions.write_profile(
        partner,
        summary=" Des\n ateliers ",
        services=[SERVICES[2], SERVICES[0], SERVICES[2]],
        publics=PUBLICS[:1],
        epcis=epcis,
        **DOES,
    )
    assert (profile.summary, profile.services, profile.changed_at) == ("Des ateliers", [SERVICES[0], SERVICES[2]], AT)
    assert set(profile.epcis.all()) == set(epcis)
    kept = PartnerTerritory.objects.get(epci=epcis[1])
    actions.write_profile(partner, epcis=epcis[1:], **DOES)
    assert list(PartnerTerritory.objects.all()) == [kept]
    assert PartnerProfile.objects.get().services == []
    assert JournalEntry.objects.filter(verb="directory.profile").count() == 2


@pytest.mark.parametrize(
    ("fields", "field"), [({"services": ["Magie"]}, "services"), ({"publics": ["Rois"]}, "publics")]
)
def test_words_of_no_list_are_refused(scope, fields, field):
    with pytest.raises(DomainError, match="n’est pas dans la liste nationale") as refused:
        make_profile(**fields)
    assert refused.value.field == field
    assert not PartnerProfile.objects.exists()


def test_another_departement_is_refused(scope, epcis):
    far = make_epci("200000009", "Loin")
    with pytest.raises(DomainError, match="n’est pas du département"):
        make_profile(epcis=[epcis[0], far])


def test_who_acts_where(scope, epcis):
    here, there = epcis
    said = make_profile(make_partner("A"), epcis=[here]).partner
    everywhere = make_profile(make_partner("B")).partner
    seat = make_partner("C", commune=make_commune("47157", epci=here))
    # What it says itself counts more than where its seat is.
    moved = make_profile(make_partner("D", commune=make_commune("47157")), epcis=[there]).partner
    own = make_partner("E", epci=here)
    found = list(acting_in(directory(), here))
    assert found == [said, everywhere, seat, own]
    assert moved not in found


def test_where_a_message_goes(scope):
    partner = make_partner("CAF")
    assert address_of(partner) == ""
    add_contact(partner, name="Léa", **DOES)
    add_contact(partner, name="Max", email="max@exemple.example", **DOES)
    assert address_of(partner) == "max@exemple.example"
    partner.email = "accueil@exemple.example"
    assert address_of(partner) == "accueil@exemple.example"
    make_profile(partner, contact_email="annuaire@exemple.example")
    assert address_of(partner) == "annuaire@exemple.example"
    make_profile(partner, contact_email="annuaire@exemple.example", is_reachable=False)
    assert address_of(partner) == ""
    with pytest.raises(DomainError, match="rien n’est parti"):
        make_message(partner=partner)
    assert not DirectoryMessage.objects.exists()


def test_the_mail_says_that_members_do_not_see_the_address_where_they_do_not(scope):
    partner = make_partner("CAF", email="accueil@exemple.example")
    assert "n’a pas vu" not in compose_message(make_message(partner=partner)).body
    make_profile(partner, contact_email="annuaire@exemple.example")
    assert "n’a pas vu" in compose_message(make_message(partner=partner)).body


def test_a_message_is_a_row_and_the_journal_holds_no_word_of_it(scope):
    message = make_message(subject=" Bonjour\r\nBcc: tous@exemple.example ")
    assert message.subject == "Bonjour Bcc: tous@exemple.example"
    assert message.mailed_at is None
    line = JournalEntry.objects.get(verb="directory.message")
    assert "Bonjour" not in f"{line.target_label}{line.details}"


def test_a_message_sent_twice_is_one_unless_it_says_more_or_did_not_leave(scope):
    sender, partner = make_membership(), make_partner(email="accueil@exemple.example")

    def write(seconds: int = 0, text: str = "Bonjour") -> int:
        at = AT + timedelta(seconds=seconds)
        return actions.write_to(partner, sender=sender, subject="Prêt", text=text, by=None, at=at).pk

    first = write()
    assert [write(9), write(299)] == [first, first]
    other, later = write(9, "Autre"), write(301)
    DirectoryMessage.objects.update(mailed_at=AT, text="")
    assert write(320) == later  # its text went when it left
    last = write(322)
    DirectoryMessage.objects.update(mailed_at=None, problem="Refusé.")
    assert len({first, other, later, last, write(323)}) == 5


def test_texts_go_once_they_left_or_nobody_sends_them_again(scope):
    left, waits, failed = make_message(), make_message(), make_message()
    DirectoryMessage.objects.filter(pk=left.pk).update(mailed_at=AT)
    DirectoryMessage.objects.filter(pk=failed.pk).update(problem="Refusé.", written_at=AT - timedelta(days=31))
    assert actions.forget_texts(**DOES) == 2
    assert actions.forget_texts(**DOES) == 0
    texts = dict(DirectoryMessage.objects.values_list("pk", "text"))
    assert texts == {left.pk: "", waits.pk: "Parlons-en.", failed.pk: ""}


def test_searches_have_names_and_an_end(scope):
    mine = make_membership()
    make_search(mine)
    make_search(make_membership())  # somebody else's may be called the same
    with pytest.raises(ValidationError, match="porte déjà ce nom"):
        make_search(mine)
    for number in range(actions.MAX_SEARCHES - 1):
        make_search(mine, name=f"Recherche {number}")
    with pytest.raises(DomainError, match="30 recherches"):
        make_search(mine, name="Une de trop")
    actions.remove_search(SavedSearch.objects.filter(membership=mine).first(), **DOES)
    assert make_search(mine, name="Une de trop").pk
    assert not JournalEntry.objects.filter(target_label="Une de trop").exists()


def test_a_merge_keeps_one_entry_and_every_message(scope):
    by = make_user()
    gone, kept = make_partner("CAF bis", email="bis@exemple.example"), make_partner("CAF")
    make_profile(gone, epcis=[])
    stays = make_profile(kept)
    message = make_message(partner=gone)
    merge_partners(gone, kept=kept, by=by, at=AT)
    assert list(PartnerProfile.objects.all()) == [stays]
    message.refresh_from_db()
    assert message.partner == kept


@pytest.mark.django_db(transaction=True)
def test_two_who_write_an_entry_first_write_one(scope):
    partner = make_partner()
    outcomes = at_once(scope, lambda n: make_profile(partner, summary=f"Phrase {n}"), 2)
    assert len({one.pk for one in outcomes}) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_is_refused_by_the_database(scope, monkeypatch):
    """The guard off: both find none, and one of the two rows breaks on the other."""
    both, real = Barrier(2, timeout=60), PartnerProfile.full_clean

    def both_have_looked(self, *args, **fields):
        real(self, *args, **fields)
        both.wait()

    monkeypatch.setattr(PartnerProfile, "full_clean", both_have_looked)
    monkeypatch.setattr("inclusion.partners.models.PartnerQuerySet.select_for_update", lambda self, **how: self)
    partner = make_partner()
    outcomes = at_once(scope, lambda n: make_profile(partner, summary=f"Phrase {n}"), 2)
    assert sorted(isinstance(one, IntegrityError) for one in outcomes) == [False, True]


@pytest.mark.parametrize("locked", [True, False])
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_write_one_message_and_without_the_lock_two(scope, monkeypatch, locked):
    both = Barrier(2, timeout=60)

    def both_have_looked(**fields):
        both.wait()
        return DirectoryMessage(**fields)

    if not locked:
        monkeypatch.setattr(actions, "_lock_member", lambda membership: None)
        monkeypatch.setattr(actions, "DirectoryMessage", both_have_looked)
    sender, partner = make_membership(), make_partner(email="accueil@exemple.example")
    outcomes = at_once(scope, lambda n: make_message(sender, partner), 2)
    assert len({one.pk for one in outcomes}) == (1 if locked else 2)
