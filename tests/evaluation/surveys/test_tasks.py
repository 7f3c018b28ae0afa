"""Reminders really leave, over SMTP, once each, to structures alone; campaigns end by themselves."""

from datetime import timedelta

import pytest

from evaluation.enums import CampaignState, ReminderKind
from evaluation.models import CampaignReminder
from evaluation.surveys.actions import change_campaign, close_ended_campaigns, remind_before_end, remind_structures
from inclusion.core.errors import DomainError
from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.models.networks import Network
from tests.builders import AT, make_partner
from tests.evaluation.builders import END, NEVER, answered, closed, opened, prepared, taking_part
from tests.mails import send_rows
from tests.pages import plain
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data
def campaign(scope, clock):
    Network.objects.update(email="reseau@exemple.example")
    return opened(title="Ateliers de l’hiver")


def send_all():
    send_rows(CampaignReminder)


def letters(mailbox):
    return [(one["To"], plain(one["Subject"]), plain(one.get_content())) for one in mailbox.taken]


def test_a_structure_reads_what_to_do_once(campaign, mailbox):
    part = taking_part(campaign, make_partner("CCAS de Nérac"), email="ccas@exemple.example")
    remind_structures(campaign, [part], by=None, at=AT)
    remind_structures(campaign, [part], by=None, at=AT)
    send_all()
    send_all()
    ((to, subject, text),) = letters(mailbox)
    assert (to, subject) == ("ccas@exemple.example", "Pensez à proposer l’enquête : Ateliers de l’hiver")
    assert f"/enquete/{campaign.token}/?lieu={part.pk}" in text
    assert "CCAS de Nérac" in text and "⟦" not in text
    assert mailbox.taken[0]["Reply-To"] == "reseau@exemple.example"
    assert CampaignReminder.objects.get().mailed_at


def test_a_reminder_of_what_has_closed_meanwhile_does_not_leave(campaign, mailbox):
    part = taking_part(campaign, email="ccas@exemple.example")
    remind_structures(campaign, [part], by=None, at=AT)
    closed(campaign)
    send_all()
    assert not mailbox.taken
    assert "ne prend plus de réponses" in CampaignReminder.objects.get().problem


def test_a_week_before_the_end_those_with_few_answers_are_reminded_once(campaign):
    few = taking_part(campaign, make_partner("CCAS de Nérac"), email="ccas@exemple.example")
    many = taking_part(campaign, make_partner("MSAP de Duras"), email="msap@exemple.example")
    taking_part(campaign, make_partner("Sans adresse"))
    for _ in range(5):
        answered(campaign, {}, structure=many)
    a_week_before = AT + (END - timedelta(days=7) - AT.date())
    assert not remind_before_end(at=a_week_before - timedelta(days=1))
    (row,) = remind_before_end(at=a_week_before)
    assert (row.structure, row.kind, row.about) == (few, ReminderKind.SOON, END)
    assert not remind_before_end(at=a_week_before + timedelta(days=1))
    assert not remind_before_end(at=a_week_before + timedelta(days=7))


def test_a_reminder_of_an_end_that_was_moved_does_not_leave(campaign, mailbox):
    taking_part(campaign, email="ccas@exemple.example")
    remind_before_end(at=AT + (END - timedelta(days=7) - AT.date()))
    change_campaign(campaign, end=END + timedelta(days=30), by=None, at=AT)
    send_all()
    assert not mailbox.taken
    assert "a changé" in CampaignReminder.objects.get().problem


def test_nobody_is_reminded_of_a_draft(scope):
    campaign = prepared()
    part = taking_part(campaign, email="ccas@exemple.example")
    with pytest.raises(DomainError, match="ne servirait à rien"):
        remind_structures(campaign, [part], by=None, at=AT)


def test_a_task_that_was_lost_is_asked_for_again(campaign, monkeypatch):
    asked_for = []
    remind_structures(campaign, [taking_part(campaign, email="ccas@exemple.example")], by=None, at=AT)
    monkeypatch.setattr(
        "inclusion.core.mail.outbox.jobs.enqueue_best_effort", lambda task, **what: asked_for.append(what)
    )
    sweep_mails()
    assert [one["mail_id"] for one in asked_for] == [CampaignReminder.objects.get().pk]


def test_a_campaign_is_closed_when_late_answers_were_awaited_for_a_week(campaign):
    end = AT + (END - AT.date())
    assert not close_ended_campaigns(at=end + timedelta(days=6))
    assert close_ended_campaigns(at=end + timedelta(days=7)) == [campaign]
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CLOSED
    assert not close_ended_campaigns(at=end + timedelta(days=8))


def test_a_campaign_without_end_stays_open(scope):
    opened(end=NEVER)
    assert not close_ended_campaigns(at=AT)
    assert not remind_before_end(at=AT)
