"""E-mails about referrals: to the receiver, the sender and the person; no subject names anybody."""

from datetime import timedelta

import pytest

from inclusion.core.models.mails import OutgoingMail
from inclusion.core.scope import scoped_to
from inclusion.referrals.actions import answering, sending
from inclusion.referrals.tasks import follow_referrals
from tests.builders import AT, make_person
from tests.inclusion.referral_builders import TOMORROW, make_accepted, make_receiver, make_referral
from tests.mails import send_rows
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")


@setup_data
def person(network, cast):
    with scoped_to(network):
        return make_person(
            cast["prescriber"].partner,
            by=cast["prescriber"].user,
            phone="06 39 98 01 01",
            email="jeanne@exemple.example",
        )


def sent(mailbox) -> list:
    """Send all that waits, and return what arrived."""
    send_rows(OutgoingMail)
    return mailbox.taken


def words_of(message) -> str:
    """The text of an e-mail."""
    return message.get_content()


def test_a_member_is_led_to_the_page_and_a_place_without_account_to_its_link(network, cast, person, mailbox):
    with scoped_to(network):
        by = cast["prescriber"].user
        first = make_referral(person, receiver=cast["training_place"].partner, by=by)
        second = make_referral(person, receiver=make_receiver(), by=by, at=TOMORROW)
    to_member, to_place = sent(mailbox)
    assert first.get_absolute_url() in words_of(to_member) and second.link_token in words_of(to_place)
    assert first.link_token not in words_of(to_member)
    for one in (to_member, to_place):
        assert "Jeanne" not in one["subject"] + words_of(one) and "06 39" not in words_of(one)


def test_what_changed_meanwhile_is_not_written(network, cast, person, mailbox):
    with scoped_to(network):
        referral = make_referral(person, receiver=make_receiver(), by=cast["prescriber"].user)
        answering.decline(referral, reason="full", by=None, at=AT)
        sending.withdraw_consent(person, by=None, at=AT)
    assert sent(mailbox) == []


def test_the_person_reads_her_appointment_where_she_agreed(network, cast, person, mailbox):
    with scoped_to(network):
        by = cast["prescriber"].user
        make_accepted(make_referral(person, receiver=make_receiver(), by=by, mails_person=True))
    to_sender, to_person = sent(mailbox)
    assert "un rendez-vous est fixé" in to_sender["subject"]
    assert to_person["to"] == "jeanne@exemple.example" and to_person["subject"] == "Votre rendez-vous"
    assert "mercredi 25 novembre 2026 à 10" in words_of(to_person)


def test_the_daily_work_reminds_and_gives_back(network, cast, person, mailbox, clock):
    with scoped_to(network):
        make_referral(person, receiver=make_receiver(), by=cast["prescriber"].user)
    sent(mailbox)
    clock(AT + timedelta(days=3))
    follow_referrals()
    assert "attend encore votre réponse" in sent(mailbox)[-1]["subject"]
    clock(AT + timedelta(days=8))
    follow_referrals()
    assert "le lieu n’a pas répondu" in sent(mailbox)[-1]["subject"]
    assert len(mailbox.taken) == 3


def test_a_receiver_learns_that_it_is_withdrawn(network, cast, person, mailbox):
    with scoped_to(network):
        partner = cast["training_place"].partner
        referral = make_referral(person, receiver=partner, by=cast["prescriber"].user)
        sent(mailbox)
        sending.withdraw(referral, by=cast["prescriber"].user, at=AT)
    assert sent(mailbox)[-1]["subject"] == "Une orientation est retirée"
