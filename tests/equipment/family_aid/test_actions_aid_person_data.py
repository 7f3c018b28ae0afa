"""What aids hold about people is exported, keeps a file while something goes on, and is erased with it."""

import io
import zipfile

import pytest

from equipment.family_aid.actions import paths
from equipment.family_aid.actions import person_data as data
from equipment.family_aid.actions import sessions as training
from equipment.family_aid.actions.commissions import Decision, decide, put_on
from equipment.family_aid.enums import AidState
from equipment.models import FamilyAid, SessionAttendance
from equipment.refurbishing.enums import DeviceState
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import ContentErased
from inclusion.people.actions.rights import anonymise, erase, hand_over
from tests.builders import AT
from tests.equipment.aid_builders import make_aid, make_commission, make_device, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(by):
    """A family with its device, its receipt, and a session to come."""
    aid = make_aid(by=by, situation="Deux enfants, aucun ordinateur.")
    commission = make_commission(aid.programme, held_on=AT.date())
    put_on(commission, [aid.pk], by=by, at=AT)
    decide(commission, [Decision(aid.pk, "yes", "Prioritaire")], by=by, at=AT)
    training.register(make_session(aid.programme), aid, by=by, at=AT)
    device = make_device(state=DeviceState.READY, serial="SN12345", by=by)
    return paths.give(aid, device, left_on=AT.date(), render=lambda _: b"%PDF", by=by, at=AT)


def test_a_person_is_handed_all_of_it(given, by):
    with zipfile.ZipFile(io.BytesIO(hand_over(given.person, by=by, at=AT))) as bound:
        read = bound.read("lisez-moi.html").decode()
        assert bound.read(f"reçus/recu-aide-{given.pk}.pdf") == b"%PDF"
    for word in ("Deux enfants, aucun ordinateur.", "Prioritaire", "SN12345", "Pronote et messagerie", "Médiathèque"):
        assert word in read


def test_the_night_keeps_a_file_while_an_aid_goes_on(given, by):
    with pytest.raises(DomainError, match="n’est pas terminée\u00a0: appareil remis"):
        anonymise(given.person, by=None, at=AT)
    assert FamilyAid.objects.get().situation == "Deux enfants, aucun ordinateur."


def test_a_file_that_is_erased_on_request_stops_the_path_and_empties_what_was_typed(given, by):
    said = " ".join(data.consequences(given.person))
    assert "s’arrête\u00a0; l’appareil reste à la famille" in said
    assert "1\u00a0reçu d’appareil est effacé" in said
    erase(given.person, by=by, at=AT)
    aid = FamilyAid.objects.get()
    assert (aid.state, aid.situation, aid.reason, aid.outcome) == (AidState.STOPPED, data.ERASED, data.ERASED, "")
    with pytest.raises(ContentErased):
        _ = aid.receipt.data
    assert not SessionAttendance.objects.exists()
    assert aid.device.serial == "SN12345"
    for verb in (paths.resume_path, lambda one, **does: paths.note_outcome(one, outcome="x", **does)):
        with pytest.raises(DomainError, match="a été effacée"):
            verb(aid, by=by, at=AT)


def test_a_proposal_is_withdrawn_with_the_file(by):
    aid = make_aid(by=by)
    assert "Sa proposition" in data.consequences(aid.person)[0]
    erase(aid.person, by=by, at=AT)
    assert FamilyAid.objects.get().state == AidState.WITHDRAWN


def test_a_person_without_aid_has_no_consequences_and_no_blockers(by, given):
    other = make_aid(by=by).person
    FamilyAid.objects.filter(person=other).delete()
    assert data.consequences(other) == []
    assert data.blockers(other, on=AT.date(), asked=False) == []
