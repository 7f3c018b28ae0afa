"""Lines that become decisions, tasks and notes, each once; two secretaries who write at the same moment."""

from datetime import date, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError

from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from inclusion.meetings.actions import decisions, live
from inclusion.meetings.actions.decisions import write_note
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.models import AgendaItem, Decision, Meeting, MeetingLine, MeetingTask
from inclusion.meetings.models.follow_up import MeetingLineQuerySet
from tests.builders import AT, make_membership, make_network, make_partner, make_user
from tests.crowds import at_once
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting
from tests.inclusion.minutes_builders import DUE, make_minuted, make_task
from tests.pages import plain
from tests.setup_data import setup_data


@setup_data
def does(scope):
    return {"by": make_user(), "at": AT}


def make_to_come(**_):
    return make_meeting(starts_at=AT + timedelta(days=1))


@setup_data
def meeting(does):
    return make_meeting(state=MeetingState.CONVENED, starts_at=AT)


def test_a_line_becomes_a_decision_a_task_or_a_note_of_its_point(meeting, does):
    item, caf = make_item(meeting), make_partner("Caisse d’allocations familiales", short_name="CAF 47")
    zoe = make_membership(caf, user=make_user("zoe@exemple.example", first_name="Zoé", last_name="Exemple")).user
    make_invitee(meeting, "Ana Sans-Compte", partner=caf)
    for text in (
        "D : Le pass est prolongé.",
        "T : zoé ex, avant le 15 janvier : écrire aux communes",
        "T : Ana Sans-Compte, fin janvier : trouver une salle",
        "T : CAF, dans 2 semaines : relire",
        "T : Zoé, CAF 47, dans 2 semaines : relire aussi",
        "Beau temps.",
        "N : Encore.",
    ):
        assert not live.add_line(meeting, text=text, item=item, **does).doubt
    item.refresh_from_db()
    assert item.said == "Beau temps.\nEncore."
    assert [(one.text, one.item) for one in meeting.decisions.all()] == [("Le pass est prolongé.", item)]
    tasks = meeting.tasks.order_by("pk").values_list("title", "partner", "user", "due_on", "item")
    assert list(tasks) == [
        ("écrire aux communes", caf.pk, zoe.pk, date(2027, 1, 15), item.pk),
        ("trouver une salle (Ana Sans-Compte)", caf.pk, None, date(2027, 1, 31), item.pk),
        ("relire", caf.pk, None, date(2026, 12, 8), item.pk),
        ("relire aussi", caf.pk, zoe.pk, date(2026, 12, 8), item.pk),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("T : rappeler", "T\xa0: qui, pour quand"),
        ("T : Inconnue, demain : rappeler", "ni sur la liste, ni membre"),
        ("T : Exemple, demain : rappeler", "peut désigner Ana Exemple (Un), Bob Exemple (Deux)"),
        ("T : Jean, demain : rappeler", "Jean Venu n’a pas d’organisme"),
        ("T : Ana, un de ces jours : rappeler", "« un de ces jours » n’est pas comprise"),
        ("T : Ana, mardi 4 décembre 2026 : rappeler", "Le 4 décembre 2026 est un vendredi, pas un mardi"),
        ("T : Ana, 12/12/9999 : rappeler", "est dans plus de 5\u00a0ans"),
        ("T : Ana, 1/1/2020 : rappeler", "Cette date est passée"),
        ("T : Ana, demain : " + "x" * 300, "200 signes"),
    ],
)
def test_what_is_not_understood_stays_word_for_word_and_is_said(meeting, does, text, why):
    for name, partner in (("Ana Exemple", "Un"), ("Bob Exemple", "Deux")):
        make_invitee(meeting, name, partner=make_partner(partner))
    make_invitee(meeting, "Jean Venu")
    written = live.add_line(meeting, text=text, **does)
    assert written.doubt
    assert why in written.sentence.replace("«\xa0", "« ", 1).replace("\xa0»", " »") or why in written.sentence
    meeting.refresh_from_db()
    assert meeting.summary == text
    assert not MeetingTask.objects.exists()


def test_a_line_is_written_anew_and_nothing_changes_where_it_is_not_understood(meeting, does):
    item, caf = make_item(meeting, "Budget"), make_partner("CAF")
    for text in ("Avant.", "T : CAF : relire", "D :", "Après."):
        write_note(meeting, text=f"{AgendaItem.objects.get(pk=item.pk).said}\n{text}", item=item, **does)

    def said():
        return AgendaItem.objects.get(pk=item.pk).said

    with pytest.raises(DomainError, match="qui, pour quand"):
        live.rewrite_line(meeting, item=item, line="T : CAF : relire", text="T : CAF : relire", **does)
    with pytest.raises(DomainError, match="ligne entière"):
        live.rewrite_line(meeting, item=item, line="T : CAF : relire", text="", **does)
    with pytest.raises(DomainError, match="plus dans les notes"):
        live.rewrite_line(meeting, item=item, line="T : autre", text="autre", **does)
    assert said() == "Avant.\nT : CAF : relire\nD :\nAprès."
    written = live.rewrite_line(
        meeting, item=item, line="T : CAF : relire", text="T : CAF, 6 décembre : relire", **does
    )
    assert plain(written.sentence) == "Tâche confiée à CAF, pour le 6 décembre 2026."
    assert meeting.tasks.get().partner == caf
    live.rewrite_line(meeting, item=item, line="D :", text="", **does)
    live.rewrite_line(meeting, item=item, line="Après.", text="D : oui", **does)
    assert (said(), meeting.decisions.get().text) == ("Avant.", "oui")


def test_a_mark_with_nothing_after_it_is_refused(meeting, does):
    with pytest.raises(DomainError, match="complétez la ligne"):
        live.add_line(meeting, text="D :", **does)


def test_what_is_sent_again_is_written_once_and_what_was_refused_may_be(meeting, does):
    key = uuid4()
    for _ in range(2):
        live.write_once(meeting, key, lambda: live.add_line(meeting, text="D : Oui.", **does))
    assert Decision.objects.count() == 1
    other = uuid4()
    with pytest.raises(DomainError, match="Écrivez une ligne"):
        live.write_once(meeting, other, lambda: live.add_line(meeting, text=" ", **does))
    live.write_once(meeting, other, lambda: live.add_line(meeting, text="D : Non.", **does))
    assert Decision.objects.count() == 2


def test_of_two_who_change_a_task_the_second_loses_nothing_and_is_asked_again(meeting, does):
    task = make_task(meeting, title="appeler la CAF")
    seen = {"seen_title": "appeler la CAF", "seen_due": DUE}
    live.change_shown_task(task, title="appeler la CAF lundi", due=DUE, **seen, **does)
    live.change_shown_task(task, title="appeler la CAF", due=date(2027, 1, 4), **seen, **does)
    task.refresh_from_db()
    assert (task.title, task.due_on) == ("appeler la CAF lundi", date(2027, 1, 4))
    with pytest.raises(DomainError, match=r"vient d’être changée.*appeler la CAF lundi"):
        live.change_shown_task(task, title="appeler (2)", due=DUE, **seen, **does)


@pytest.mark.parametrize(("build", "why"), [(make_minuted, "rouvrez-le"), (make_to_come, "à partir du jour")])
def test_nothing_is_added_to_what_is_minuted_or_to_come(does, build, why):
    meeting = build(**does)
    task = make_task(meeting, partner=make_partner("CAF"))
    for change in (
        lambda: live.add_line(meeting, text="T : CAF, vendredi : relire", **does),
        lambda: live.drop_shown_task(task, **does),
        lambda: live.change_shown_task(task, title="x", due=DUE, seen_title="", seen_due=None, **does),
    ):
        with pytest.raises(DomainError, match=why):
            change()


def test_each_writing_is_counted(meeting, does):
    before = meeting.revision
    live.add_line(meeting, text="D : Oui.", **does)
    meeting.refresh_from_db()
    assert meeting.revision > before


# -- Two at once: with the lock, and without it


@pytest.fixture
def going_on(db):
    """A meeting with one point, in a network whose rows are committed."""
    network = make_network()
    with scoped_to(network):
        meeting = make_meeting(state=MeetingState.CONVENED, starts_at=AT)
        return network, meeting, make_item(meeting, said="Ensemble."), make_user()


def without_the_lock(monkeypatch, module) -> None:
    monkeypatch.setattr(module, "lock_meeting", lambda meeting: Meeting.objects.get(pk=meeting.pk))


def _write(going_on):
    network, meeting, item, by = going_on

    def write(n):
        return decisions.write_note(
            meeting, text=f"Ensemble.\nDe {n}.", seen="Ensemble.", item=item, in_journal=False, by=by, at=AT
        )

    at_once(network, write, 2)
    with scoped_to(network):
        item.refresh_from_db()
    return item.said.split("\n")


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_of_one_point_lose_no_word(going_on):
    assert sorted(_write(going_on)) == ["De 0.", "De 1.", "Ensemble."]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_would_lose_theirs(going_on, monkeypatch):
    both_have_read, real = Barrier(2, timeout=60), decisions.merged

    def merge(*texts):
        found = real(*texts)
        both_have_read.wait()
        return found

    without_the_lock(monkeypatch, decisions)
    monkeypatch.setattr(decisions, "merged", merge)
    assert len(_write(going_on)) == 2


def _send_twice(going_on):
    network, meeting, _, by = going_on
    key = uuid4()

    def send(n):
        return live.write_once(meeting, key, lambda: decisions.decide(meeting, text="Oui.", by=by, at=AT))

    answers = at_once(network, send, 2)
    with scoped_to(network):
        assert (Decision.objects.count(), MeetingLine.objects.count()) == (1, 1)
    return answers


@pytest.mark.django_db(transaction=True)
def test_the_same_line_sent_at_once_is_written_once(going_on):
    assert sum(one is None for one in _send_twice(going_on)) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_refuses_the_second(going_on, monkeypatch):
    both, create = Barrier(2, timeout=60), MeetingLineQuerySet.create

    def create_together(rows, **fields):
        both.wait()
        return create(rows, **fields)

    without_the_lock(monkeypatch, live)
    monkeypatch.setattr(MeetingLineQuerySet, "create", create_together)
    assert sum(isinstance(one, IntegrityError) for one in _send_twice(going_on)) == 1
