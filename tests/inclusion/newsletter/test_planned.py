"""A planned issue changes no more, leaves at its moment or as soon as anything runs, and once."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.registry.links import key_of
from inclusion.core.scope import scoped_to
from inclusion.newsletter.actions import issues as actions
from inclusion.newsletter.enums import IssueState
from inclusion.newsletter.forms import PlanForm
from inclusion.newsletter.models import NewsletterIssue, NewsletterMail, Subscriber
from inclusion.newsletter.tasks import sweep_newsletters
from tests.builders import AT, make_user
from tests.crowds import at_once
from tests.inclusion.event_builders import make_event
from tests.inclusion.newsletter_builders import make_issue, make_item, make_subscriber
from tests.inclusion.pages import page, url
from tests.setup_data import setup_data

SOON = AT + timedelta(hours=2)


@setup_data
def by(scope):
    return make_user("redaction@exemple.example")


@setup_data
def issue(scope, by):
    make_subscriber()
    issue = make_issue()
    make_item(issue, "Le forum")
    return actions.plan_issue(issue, on=SOON, by=by, at=AT)


def test_a_planned_issue_is_as_it_will_be_read_until_it_is_taken_back(issue, by):
    for change in (
        lambda: actions.add_item(issue, title="Encore", by=by, at=AT),
        lambda: actions.move_section(issue.sections.get(), up=True, by=by, at=AT),
        lambda: actions.drop_issue(issue, by=by, at=AT),
        lambda: actions.plan_issue(issue, on=SOON, by=by, at=AT),
    ):
        with pytest.raises(DomainError, match="reprenez-le en brouillon"):
            change()
    draft = actions.take_back_issue(issue, by=by, at=AT)
    assert (draft.state, draft.planned_at, draft.planned_by) == (IssueState.DRAFT, None, None)
    actions.add_item(draft, title="Encore", by=by, at=AT)


def test_what_is_over_or_called_off_by_then_is_said_before_and_left_out(network, cast, client_of, by, clock):
    clock(AT)
    with scoped_to(network):
        make_subscriber()
        issue = make_issue()
        for title, begins, cancelled in (
            ("Bientôt", AT + timedelta(days=1), None),
            ("Annulé", AT + timedelta(days=30), AT),
            ("Plus tard", AT + timedelta(days=30), None),
        ):
            state = "cancelled" if cancelled else "published"
            event = make_event(title, starts_at=begins, state=state, published_at=AT, cancelled_at=cancelled)
            make_item(issue, title, source_key=f"{key_of(event)}:announced")
        make_item(issue, "Sans rendez-vous")
    writer = client_of("coordinator")
    planned = writer.post(
        url("issue_plan", network, issue.pk), {"on": f"{AT + timedelta(days=8):%Y-%m-%dT%H:%M}"}, follow=True
    )
    assert "2 rendez-vous seront passés ou annulés et n’y seront pas." in page(planned)
    assert "2 rendez-vous annoncés seront passés ou annulés au moment de l’envoi" in page(planned)
    assert page(planned).count("Passé ou annulé") == 2
    with scoped_to(network):
        assert actions.send_planned(issue, at=AT + timedelta(days=9))
        assert [*issue.items.values_list("title", flat=True)] == ["Plus tard", "Sans rendez-vous"]
        assert JournalEntry.objects.get(verb="issue.sent").details["left_out"] == 2


def test_more_addresses_than_were_read_are_asked_again(network, cast, client_of):
    with scoped_to(network):
        make_subscriber()
        issue = make_issue()
        make_item(issue)
    writer, address = client_of("coordinator"), url("issue_send", network, issue.pk)
    assert 'name="addresses" value="1"' in page(writer.get(address))
    with scoped_to(network):
        make_subscriber()
    assert "irait maintenant à 2 adresses" in page(writer.post(address, {"addresses": "1"}, follow=True))
    assert "Le numéro 1 part." in page(writer.post(address, {"addresses": "2"}, follow=True))


def test_what_is_past_or_far_ahead_is_no_plan(scope, by):
    make_subscriber()
    issue = make_issue()
    make_item(issue)
    for on, words in (
        (AT, "moment à venir"),
        (AT - timedelta(days=1), "moment à venir"),
        (AT + timedelta(days=400), "d’ici un an"),
    ):
        with pytest.raises(DomainError, match=words):
            actions.plan_issue(issue, on=on, by=by, at=AT)
    assert NewsletterIssue.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("31/12/2026", "un jour et une heure"),
        ("2026-12-31", "un jour et une heure"),
        ("28/03/2027 02:30", "L’heure change"),
        ("31/10/2027 02:30", "L’heure change"),
        ("31/12/2026 09:00", ""),
    ],
)
def test_a_moment_has_its_hour(typed, words):
    assert words in str(PlanForm({"on": typed}).errors.get("on", ""))
    assert PlanForm({"on": typed}).is_valid() is (not words)


def test_it_leaves_at_its_moment_and_not_before(issue, clock, by):
    clock(SOON - timedelta(seconds=1))
    sweep_newsletters()
    assert not NewsletterMail.objects.exists()
    clock(SOON + timedelta(minutes=4))
    sweep_newsletters()
    sweep_newsletters()
    issue.refresh_from_db()
    assert (issue.state, issue.number, issue.is_late) == (IssueState.SENDING, 1, False)
    assert NewsletterMail.objects.count() == 1
    line = JournalEntry.objects.filter(verb="issue.sent").get()
    assert line.by == by


def test_an_hour_that_was_missed_is_made_up_for_and_said(network, issue, clock, client_of):
    clock(SOON + timedelta(hours=9))
    sweep_newsletters()
    shown = page(client_of("coordinator").get(url("issue_detail", network, issue.pk)))
    assert "en retard : l’envoi était prévu le 24 novembre 2026" in shown


def test_what_cannot_leave_is_a_draft_again_and_says_why(network, issue, clock, client_of):
    Subscriber.objects.update(ended_at=AT)
    clock(SOON)
    sweep_newsletters()
    issue.refresh_from_db()
    assert (issue.state, issue.planned_at) == (IssueState.DRAFT, None)
    shown = page(client_of("coordinator").get(url("issue_detail", network, issue.pk)))
    assert "L’envoi prévu n’a pas eu lieu : Personne n’est encore abonné" in shown
    home = page(client_of("coordinator").get(url("network_home", network)))
    assert f"Le numéro « {issue} » n’est pas parti" in home


def test_it_is_planned_and_taken_back_on_its_page(network, clock, client_of):
    with scoped_to(network):
        make_subscriber()
        issue = make_issue()
        make_item(issue)
    writer = client_of("coordinator")
    plan = url("issue_plan", network, issue.pk)
    assert "moment à venir" in page(writer.post(plan, {"on": "2020-01-01T09:00"}))
    shown = page(writer.post(plan, {"on": "2026-12-03T09:30"}, follow=True))
    assert "part tout seul le jeudi 3 décembre 2026 à 9 h 30" in shown
    assert url("issue_item_add", network, issue.pk) not in shown
    shown = page(writer.post(url("issue_take_back", network, issue.pk), follow=True))
    assert url("issue_item_add", network, issue.pk) in shown


# -- At once -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_hand", [False, True])
def test_two_at_once_send_it_once(network, issue, by, by_hand):
    """Two workers, or a worker and a click."""

    def send(n: int) -> object:
        if by_hand and n:
            return actions.send_issue(issue, by=by, at=SOON)
        return actions.send_planned(issue, at=SOON)

    answers = at_once(network, send, 2)
    with scoped_to(network):
        assert NewsletterMail.objects.count() == 1
        row = NewsletterIssue.objects.get()
        assert (row.state, row.number, row.plan_problem) == (IssueState.SENDING, 1, "")
    assert sum(answer is False or isinstance(answer, DomainError) for answer in answers) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_locks_both_would_send_and_the_database_refuses_the_second(network, issue, by, monkeypatch):
    read, real = threading.Barrier(2, timeout=60), actions.recipients

    def both_have_read(one):
        found = real(one)
        read.wait()
        return found

    monkeypatch.setattr(actions, "_lock_network", lambda one: None)
    monkeypatch.setattr(actions, "_locked", lambda one: NewsletterIssue.objects.get(pk=one.pk))
    monkeypatch.setattr(actions, "recipients", both_have_read)
    try:
        answers = at_once(network, lambda n: actions.send_issue(issue, by=by, at=SOON), 2)
    finally:
        connection.close()
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == 1
