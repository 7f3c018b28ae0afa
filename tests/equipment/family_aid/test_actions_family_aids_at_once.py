"""Two people do the same thing for two families at once: with the lock one gets an error, without it the race shows."""

import threading

import pytest
from django.db import connection, transaction

from equipment.family_aid.actions import paths
from equipment.family_aid.actions import sessions as training
from equipment.family_aid.actions.commissions import Decision, decide, put_on
from equipment.models import Device, FamilyAid, SessionAttendance, TrainingSession
from equipment.refurbishing.enums import DeviceState
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.equipment.aid_builders import make_aid, make_commission, make_device, make_programme, make_session
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = AT.date()


@setup_data
def families(by):
    programme = make_programme()
    aids = [make_aid(programme, by=by) for _ in range(2)]
    commission = make_commission(programme, held_on=TODAY)
    put_on(commission, [one.pk for one in aids], by=by, at=AT)
    decide(commission, [Decision(one.pk, "yes") for one in aids], by=by, at=AT)
    return list(FamilyAid.objects.order_by("pk"))


def at_once(network, families, work):
    """Do the work for each family at the same moment; the error of each, an empty text for who succeeded."""
    barrier, outcomes = threading.Barrier(len(families), timeout=60), []

    def one(aid):
        try:
            with scoped_to(network), transaction.atomic():
                barrier.wait()
                work(aid)
            outcomes.append("")
        except DomainError as refused:
            outcomes.append(str(refused))
        finally:
            connection.close()

    running = [threading.Thread(target=one, args=(aid,)) for aid in families]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()  # it ends: each of its waits does
    assert len(outcomes) == len(families)
    return sorted(outcomes)


def test_of_two_who_give_the_same_device_the_second_is_asked_to_choose_another(scope, by, families):
    device = make_device(state=DeviceState.READY, by=by)
    outcomes = at_once(
        scope, families, lambda aid: paths.give(aid, device, left_on=TODAY, render=lambda _: b"%PDF", by=by, at=AT)
    )
    assert outcomes[0] == ""
    assert "Choisissez-en un autre" in outcomes[1]
    assert FamilyAid.objects.filter(device=device).count() == 1


def test_without_the_lock_both_believe_the_device_is_theirs_and_only_its_state_stops_one(
    scope, by, families, monkeypatch
):
    device = make_device(state=DeviceState.READY, by=by)
    checked, give = threading.Barrier(2, timeout=60), paths.give_to_family

    def give_once_both_have_checked(*args, **fields):
        # After the last look of an aid at the device: else the path of the other family might speak first.
        checked.wait()
        return give(*args, **fields)

    monkeypatch.setattr(paths, "lock_device", lambda row: Device.objects.get(pk=row.pk))
    monkeypatch.setattr(paths, "give_to_family", give_once_both_have_checked)
    outcomes = at_once(
        scope, families, lambda aid: paths.give(aid, device, left_on=TODAY, render=lambda _: b"%PDF", by=by, at=AT)
    )
    assert outcomes[0] == ""
    assert "n’est pas possible depuis l’état" in outcomes[1]
    assert FamilyAid.objects.filter(device=device).count() == 1


def test_of_two_who_take_the_last_seat_one_is_refused(scope, by, families):
    session = make_session(families[0].programme, seats=1)
    outcomes = at_once(scope, families, lambda aid: training.register(session, aid, by=by, at=AT))
    assert outcomes[0] == ""
    assert "est complète" in outcomes[1]
    assert SessionAttendance.objects.count() == 1


def test_without_the_lock_of_the_session_both_would_have_the_last_seat(scope, by, families, monkeypatch):
    session = make_session(families[0].programme, seats=1)
    monkeypatch.setattr(training, "lock_session", lambda row: TrainingSession.objects.get(pk=row.pk))
    written = threading.Barrier(2, timeout=60)

    def register(aid):
        training.register(session, aid, by=by, at=AT)
        written.wait()  # neither is done before both have counted the seats

    assert at_once(scope, families, register) == ["", ""]
    assert SessionAttendance.objects.count() == 2
