"""Who receives the newsletter: asked, confirmed, brought, gone."""

from datetime import timedelta
from threading import Barrier

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.newsletter.actions import subscribers as actions
from inclusion.newsletter.enums import SubscriberOrigin
from inclusion.newsletter.models import Subscriber
from inclusion.newsletter.queries import figures_of, movements
from tests.builders import AT, make_commune, make_user
from tests.crowds import at_once
from tests.inclusion.newsletter_builders import make_issue_sent, make_mail, make_subscriber

CONSENT = "Case cochée au forum du 12 mars"


def test_an_address_receives_nothing_before_it_confirms(scope):
    row = actions.ask_for_newsletter(email=" Alix@Exemple.example ", at=AT)
    assert (row.email, row.standing) == ("alix@exemple.example", "asked")
    assert not Subscriber.objects.receiving().exists()
    for _ in range(2):
        assert actions.confirm(row, at=AT).standing == "receiving"
    assert "alix" not in " ".join(line.target_label for line in JournalEntry.objects.all())


def test_asked_twice_is_one_address_with_what_was_chosen_last(scope):
    town = make_commune()
    said = ("ALIX@exemple.example", "professionals", town), ("alix@exemple.example", "public", None)
    for email, readership, commune in (*said, said[0]):
        row = actions.ask_for_newsletter(email=email, readership=readership, commune=commune, at=AT)
    assert Subscriber.objects.count() == 1
    confirmed = actions.confirm(row, at=AT)
    assert (confirmed.readership, confirmed.commune) == ("professionals", town)
    # Whoever types the address of somebody who receives it changes nothing; a list decides for who never confirmed.
    known = actions.ask_for_newsletter(email="alix@exemple.example", at=AT)
    assert (known.readership, known.commune) == ("professionals", town)
    asked = actions.ask_for_newsletter(email="camille@exemple.example", at=AT)
    actions.bring_list(text=asked.email, readership="professionals", consent="Forum", by=make_user(), at=AT)
    asked.refresh_from_db()
    assert (asked.readership, asked.standing) == ("professionals", "receiving")


def test_who_left_comes_back_by_confirming_again(scope):
    row = actions.leave(make_subscriber("alix@exemple.example"), at=AT)
    with pytest.raises(DomainError, match="désabonnée"):
        actions.confirm(row, at=AT)
    again = actions.ask_for_newsletter(email="alix@exemple.example", at=AT + timedelta(hours=1))
    assert (again.pk, again.standing, again.asks_again) == (row.pk, "ended", True)
    back = actions.confirm(again, at=AT + timedelta(hours=2))
    assert (back.standing, back.asks_again) == ("receiving", False)


def test_a_refusal_outlives_whoever_types_the_address_again(scope):
    """Only the mailbox lifts it: not the form, not a list that is brought later, not the night that forgets."""
    row = actions.leave(make_subscriber("alix@exemple.example"), at=AT)
    actions.ask_for_newsletter(email="alix@exemple.example", at=AT + timedelta(hours=1))
    brought = actions.bring_list(text=row.email, consent=CONSENT, by=make_user(), at=AT + timedelta(days=1))
    assert (brought.added, len(brought.left_out)) == (0, 1)
    assert actions.forget_unconfirmed(at=AT + timedelta(days=60)) == 0
    assert not Subscriber.objects.receiving().exists()
    gone = actions.leave(Subscriber.objects.get(), at=AT + timedelta(days=61))
    with pytest.raises(DomainError, match="désabonnée"):
        actions.confirm(gone, at=AT + timedelta(days=62))


def test_a_mailbox_that_refused_an_issue_proves_that_it_works(scope):
    make_subscriber("alix@exemple.example", bounced_at=AT, bounce="refusée")
    row = actions.ask_for_newsletter(email="alix@exemple.example", at=AT + timedelta(hours=1))
    assert row.standing == "bounced"
    assert actions.confirm(row, at=AT + timedelta(hours=2)).standing == "receiving"


def test_left_twice_is_left_once(scope):
    row = make_subscriber()
    first = actions.leave(row, at=AT)
    assert actions.leave(row, at=AT + timedelta(days=1)).ended_at == first.ended_at


def test_a_member_receives_it_at_the_proven_address(scope):
    user = make_user("membre@exemple.example")
    row = actions.subscribe_member(by=user, at=AT)
    assert (row.standing, row.origin) == ("receiving", SubscriberOrigin.MEMBER)
    actions.leave(row, at=AT)
    assert actions.subscribe_member(by=user, at=AT).standing == "receiving"


def test_a_list_is_brought_and_each_line_that_brought_nobody_is_reported(scope):
    make_subscriber("deja@exemple.example")
    make_subscriber("partie@exemple.example", ended_at=AT)
    make_subscriber("refusee@exemple.example", bounced_at=AT)
    make_subscriber("demandee@exemple.example", confirmed_at=None)
    text = "\n".join(
        [
            "nouvelle@exemple.example",
            "Nouvelle@exemple.example",
            "deja@exemple.example",
            "partie@exemple.example",
            "refusee@exemple.example",
            "demandee@exemple.example",
            "pas une adresse",
        ]
    )
    brought = actions.bring_list(text=text, consent=CONSENT, by=make_user(), at=AT)
    assert (brought.added, brought.known) == (2, 2)
    assert [(line.number, why.split()[0]) for line, why in brought.left_out] == [(4, "Cette"), (5, "Cette"), (7, "Ce")]
    assert Subscriber.objects.receiving().count() == 3
    assert JournalEntry.objects.get().details["consent"] == CONSENT


@pytest.mark.parametrize("text", ["rien du tout", "a@b.example\n" * 10_001])
def test_lists_that_cannot_be_brought(scope, text):
    with pytest.raises(DomainError):
        actions.bring_list(text=text, consent=CONSENT, by=make_user(), at=AT)


def test_addresses_that_never_confirmed_are_forgotten_after_a_month(scope):
    make_subscriber(confirmed_at=None, asked_at=AT - timedelta(days=40))
    kept = [make_subscriber(confirmed_at=None), make_subscriber(asked_at=AT - timedelta(days=40))]
    assert actions.forget_unconfirmed(at=AT) == 1
    assert set(Subscriber.objects.all()) == set(kept)


def test_an_address_that_works_again_is_tried_again(scope):
    row = make_subscriber(bounced_at=AT, bounce="refusée")
    assert actions.try_again(row, by=make_user(), at=AT).standing == "receiving"
    with pytest.raises(DomainError):
        actions.try_again(row, by=make_user(), at=AT)


# -- Two clicks at once


def _each_way(scope):
    email = "alix@exemple.example"
    return at_once(
        scope,
        lambda n: (
            actions.ask_for_newsletter(email=email, at=AT)
            if n % 2
            else actions.bring_list(text=email, consent=CONSENT, by=None, at=AT)
        ),
        4,
    )


@pytest.mark.django_db(transaction=True)
def test_who_asks_twice_at_once_is_one_row_and_nobody_is_refused(scope):
    assert [one for one in _each_way(scope) if isinstance(one, Exception)] == []
    assert Subscriber.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_of_the_network_the_second_is_refused(scope, monkeypatch):
    """The guard off: both have looked, and checked what they write, before one writes."""
    both, real = Barrier(2, timeout=60), Subscriber.full_clean

    def both_have_looked(self, **options):
        real(self, **options)
        both.wait()

    monkeypatch.setattr(Subscriber, "full_clean", both_have_looked)
    monkeypatch.setattr(actions, "_lock_network", lambda: None)
    outcomes = at_once(scope, lambda n: actions.ask_for_newsletter(email="alix@exemple.example", at=AT), 2)
    assert sorted(isinstance(one, Exception) for one in outcomes) == [False, True]


def test_who_is_erased_leaves_the_counts_and_a_line_if_it_received(scope):
    received, waited = make_subscriber(), make_subscriber(confirmed_at=None)
    issue = make_issue_sent()
    make_mail(issue, received, mailed_at=AT)
    for row in (received, waited):
        actions.erase_subscriber(row, by=make_user(), at=AT)
    assert not Subscriber.objects.exists()
    assert [(one.ended, one.balance) for one in movements()] == [(1, -1)]
    assert [one.sent for one in figures_of(issue)] == [1, 0, 1]


def test_to_whom_an_issue_went_is_forgotten_after_a_year(scope):
    old, new = (make_issue_sent(number=n, ended_at=AT - timedelta(days=366 * (n == 1))) for n in (1, 2))
    for issue in (old, new):
        make_mail(issue, make_subscriber(), mailed_at=AT, sections=[3])
    assert (actions.forget_readings(at=AT), actions.forget_readings(at=AT)) == (1, 0)
    assert [(one.subscriber, one.sections) for one in old.mails.all()] == [(None, [])]
    assert new.mails.exclude(subscriber=None).get().sections == [3]
    assert figures_of(old)[-1].sent == 1
