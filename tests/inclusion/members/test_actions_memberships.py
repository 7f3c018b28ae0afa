"""Who comes into a network and who leaves it."""

import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.db import connection, transaction

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import Invitation, Membership
from inclusion.core.scope import scoped_to
from inclusion.members import actions as member_actions
from tests.builders import AT, PASSWORD, make_membership, make_partner, make_user, own_details
from tests.inclusion.builders import make_invitation

LATER = AT + timedelta(days=1)


def verbs() -> list[str]:
    return list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))


# -- Invitations ------------------------------------------------------------------------------------------------------


def test_an_invitation_is_kept_with_its_roles_in_the_order_of_the_portal(scope):
    coordinator = make_membership(roles=("coordinator",)).user
    sent = member_actions.invite_member(
        email=" Nouvelle@Exemple.example ",
        partner=make_partner("CAF"),
        roles=["reader", "operator"],
        by=coordinator,
        at=AT,
    )
    assert (sent.email, sent.roles, sent.invited_by) == (
        "nouvelle@exemple.example",
        ["operator", "reader"],
        coordinator,
    )
    assert sent.expires_at == AT + timedelta(days=14)
    line = JournalEntry.objects.get()
    assert (line.verb, line.target_label, line.by) == ("member.invited", "CAF", coordinator)
    assert "nouvelle" not in str(line.details)


def test_a_member_is_not_invited_again(scope):
    make_membership(user=make_user("deja@exemple.example"))
    with pytest.raises(DomainError, match="déjà membre"):
        member_actions.invite_member(
            email="DEJA@exemple.example", partner=make_partner(), roles=["reader"], by=None, at=AT
        )


def test_an_address_that_was_invited_waits_for_its_answer(scope):
    make_invitation(email="nouvelle@exemple.example")
    with pytest.raises(DomainError, match="attend déjà une réponse"):
        member_actions.invite_member(
            email="nouvelle@exemple.example", partner=make_partner(), roles=["reader"], by=None, at=LATER
        )


def test_an_expired_invitation_does_not_stand_in_the_way_of_a_new_one(scope):
    make_invitation(sent_at=AT - timedelta(days=14))
    assert member_actions.invite_member(
        email="nouvelle@exemple.example", partner=make_partner(), roles=["reader"], by=None, at=AT
    )


@pytest.mark.parametrize(("roles", "sentence"), [([], "au moins un rôle"), (["reader", "queen"], "n’existe pas")])
def test_only_known_roles_are_given(scope, roles, sentence):
    with pytest.raises(DomainError, match=sentence):
        member_actions.invite_member(email="x@exemple.example", partner=make_partner(), roles=roles, by=None, at=AT)


def test_nobody_is_invited_into_a_merged_partner(scope):
    gone = make_partner(merged_into=make_partner())
    with pytest.raises(DomainError, match="fusionné"):
        member_actions.invite_member(email="x@exemple.example", partner=gone, roles=["reader"], by=None, at=AT)


def test_sent_again_it_has_a_new_fortnight_and_the_same_link(scope):
    first = make_invitation(mailed_at=AT, problem="Le serveur refuse.")
    again = member_actions.resend_invitation(first, by=make_user(), at=LATER)
    assert (again.token, again.sent_at) == (first.token, LATER)
    assert (again.mail.mailed_at, again.mail.problem, again.mail.written_at) == (None, "", LATER)
    assert verbs() == ["member.invited"]


def test_withdrawn_it_is_refused(scope):
    user = make_user("nouvelle@exemple.example")
    sent = make_invitation()
    member_actions.withdraw_invitation(sent, by=make_user(), at=AT)
    with pytest.raises(DomainError, match="annulée"):
        member_actions.accept_invitation(sent, by=user, at=AT)
    with pytest.raises(DomainError, match="annulée"):
        member_actions.resend_invitation(sent, by=user, at=AT)
    assert verbs() == ["invitation.withdrawn"]


# -- Arrivals ---------------------------------------------------------------------------------------------------------


def test_who_is_invited_becomes_a_member_once(scope):
    user, sent = make_user("nouvelle@exemple.example"), make_invitation(roles=["operator"])
    member = member_actions.accept_invitation(sent, by=user, at=AT)
    assert (member.partner, member.roles, member.joined_at) == (sent.partner, ["operator"], AT)
    assert verbs() == ["member.joined"]
    with pytest.raises(DomainError, match="déjà été acceptée"):
        member_actions.accept_invitation(sent, by=user, at=AT)


def test_the_link_is_for_its_address_alone(scope):
    with pytest.raises(DomainError, match="connectez-vous avec cette adresse"):
        member_actions.accept_invitation(make_invitation(), by=make_user("autre@exemple.example"), at=AT)


def test_after_a_fortnight_the_link_is_refused(scope):
    user, sent = make_user("nouvelle@exemple.example"), make_invitation()
    with pytest.raises(DomainError, match="expiré"):
        member_actions.accept_invitation(sent, by=user, at=AT + timedelta(days=14))
    assert member_actions.accept_invitation(sent, by=user, at=AT + timedelta(days=14, seconds=-1))


def test_a_newcomer_opens_an_account_whose_address_is_proven(scope):
    member = member_actions.accept_as_newcomer(
        make_invitation(), first_name="Lou", last_name="Exemple", password="quatre mots bien longs", at=AT
    )
    address = EmailAddress.objects.get(user=member.user)
    assert (address.email, address.verified, address.primary) == ("nouvelle@exemple.example", True, True)
    assert authenticate(email="nouvelle@exemple.example", password="quatre mots bien longs") == member.user


def test_a_weak_password_opens_nothing(scope):
    sent = make_invitation()
    with pytest.raises(DomainError, match="trop court"):
        member_actions.accept_as_newcomer(sent, first_name="Lou", last_name="Exemple", password="court", at=AT)
    sent.refresh_from_db()
    assert sent.accepted_at is None


def test_an_address_with_an_account_opens_no_second_one(scope):
    make_user("nouvelle@exemple.example")
    with pytest.raises(DomainError, match="Un compte existe déjà"):
        member_actions.accept_as_newcomer(
            make_invitation(), first_name="Lou", last_name="Exemple", password=PASSWORD, at=AT
        )


def test_who_left_can_come_back(scope):
    user = make_user()
    make_membership(user=user, ended_at=AT)
    assert member_actions.add_member(user, make_partner(), ["reader"], by=user, at=AT).ended_at is None
    with pytest.raises(DomainError, match="déjà membre"):
        member_actions.add_member(user, make_partner(), ["reader"], by=user, at=AT)


# -- Changes ----------------------------------------------------------------------------------------------------------


def test_roles_change_with_a_line_in_the_journal(scope):
    member, by = make_membership(roles=("reader",)), make_user()
    changed = member_actions.change_roles(
        member, roles=["prescriber", "reader"], job_title=" Médiatrice ", by=by, at=AT
    )
    assert (changed.roles, changed.job_title) == (["prescriber", "reader"], "Médiatrice")
    assert own_details(JournalEntry.objects.get()) == {"before": ["reader"], "roles": ["prescriber", "reader"]}


def test_the_last_coordinator_stays_one(scope):
    last, by = make_membership(roles=("coordinator",)), make_user()
    with pytest.raises(DomainError, match="dernière personne à la coordination"):
        member_actions.change_roles(last, roles=["reader"], job_title="", by=by, at=AT)
    with pytest.raises(DomainError, match="dernière personne à la coordination"):
        member_actions.end_membership(last, by=by, at=AT)
    # Neither somebody who left nor a closed account can take over.
    make_membership(roles=("coordinator",), ended_at=AT)
    make_membership(roles=("coordinator",), user=make_user(is_active=False))
    with pytest.raises(DomainError, match="dernière personne à la coordination"):
        member_actions.end_membership(last, by=by, at=AT)
    make_membership(roles=("coordinator", "reader"))
    assert member_actions.end_membership(last, by=by, at=LATER).ended_at == LATER


def test_the_last_coordinator_may_gain_a_role(scope):
    last = make_membership(roles=("coordinator",))
    changed = member_actions.change_roles(last, roles=["coordinator", "reader"], job_title="", by=last.user, at=AT)
    assert changed.roles == ["coordinator", "reader"]


def test_a_member_goes_to_another_partner(scope):
    caf, cpam = make_partner("CAF"), make_partner("CPAM")
    member = make_membership(caf)
    assert member_actions.reattach_member(member, partner=cpam, by=make_user(), at=AT).partner == cpam
    line = JournalEntry.objects.get()
    assert (line.verb, line.target_label, own_details(line)) == (
        "partner.reattached",
        "CAF → CPAM",
        {"before": caf.pk, "after": cpam.pk},
    )
    with pytest.raises(DomainError, match="déjà rattachée"):
        member_actions.reattach_member(member, partner=cpam, by=make_user(), at=AT)


def test_an_access_ends_once(scope):
    member, by = make_membership(), make_user()
    member_actions.end_membership(member, by=by, at=AT)
    for change in (
        lambda: member_actions.end_membership(member, by=by, at=AT),
        lambda: member_actions.change_roles(member, roles=["reader"], job_title="", by=by, at=AT),
        lambda: member_actions.reattach_member(member, partner=make_partner(), by=by, at=AT),
    ):
        with pytest.raises(DomainError, match="déjà été retiré"):
            change()


# -- Two at once ------------------------------------------------------------------------------------------------------


def at_once(*works) -> list[str]:
    """Run each in a thread of its own, all starting together; "done" or the refusal of each."""
    outcomes, start = [], threading.Barrier(len(works), timeout=60)

    def run(work):
        try:
            start.wait()
            work()
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_cannot_take_each_other_away(network):
    with scoped_to(network):
        one, two = (make_membership(roles=("coordinator",)) for _ in range(2))

    def remove(whom, by):
        with scoped_to(network):
            member_actions.end_membership(whom, by=by.user, at=AT)

    assert at_once(lambda: remove(one, two), lambda: remove(two, one)) == ["DomainError", "done"]
    with scoped_to(network):
        assert Membership.objects.in_force().with_role("coordinator").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_go(network):
    """The control: what `end` would do if it only looked before it wrote."""
    with scoped_to(network):
        pair = [make_membership(roles=("coordinator",)) for _ in range(2)]
    looked = threading.Barrier(2, timeout=60)

    def remove(whom):
        with scoped_to(network), transaction.atomic():
            others = Membership.objects.in_force().with_role("coordinator").exclude(pk=whom.pk).count()
            looked.wait()
            assert others == 1
            Membership.objects.filter(pk=whom.pk).update(ended_at=AT)

    assert at_once(lambda: remove(pair[0]), lambda: remove(pair[1])) == ["done", "done"]
    with scoped_to(network):
        assert not Membership.objects.in_force().with_role("coordinator").exists()


@pytest.mark.django_db(transaction=True)
def test_a_link_followed_twice_at_once_lets_in_once(network):
    with scoped_to(network):
        user, sent = make_user("nouvelle@exemple.example"), make_invitation()

    def accept():
        with scoped_to(network):
            member_actions.accept_invitation(Invitation.objects.get(pk=sent.pk), by=user, at=AT)

    assert at_once(accept, accept) == ["DomainError", "done"]
    with scoped_to(network):
        assert Membership.objects.filter(user=user).count() == 1
