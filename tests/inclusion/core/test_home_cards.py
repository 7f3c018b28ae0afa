"""What waits for a coordinator."""

from datetime import date

from inclusion.core.access import Member
from inclusion.core.enums import JoinState
from inclusion.core.scope import scoped_to
from inclusion.members.home import join_requests, undelivered_invitations
from inclusion.people.home import files_at_their_end
from tests.builders import AT, make_person, make_user
from tests.inclusion.builders import make_invitation, make_join_request
from tests.pages import shown_by

TODAY = date(2026, 11, 24)


def test_requests_wait_for_coordinators_alone(network, cast):
    with scoped_to(network):
        waiting = make_join_request()
        make_join_request(
            email="b@exemple.example", state=JoinState.DECLINED, reason="Non.", decided_at=AT, decided_by=make_user()
        )
        (todo,) = shown_by(join_requests, Member(cast["coordinator"]), TODAY)
        assert (todo.title, todo.url) == (
            "CCAS de Marmande demande à rejoindre le réseau",
            f"/lot-et-garonne/demandes/{waiting.pk}/",
        )
        assert not shown_by(join_requests, Member(cast["reader"]), TODAY)


def test_letters_that_were_refused_are_counted(network, cast):
    with scoped_to(network):
        coordinator = Member(cast["coordinator"])
        make_invitation()
        assert not shown_by(undelivered_invitations, coordinator, TODAY)
        for number in range(2):
            make_invitation(email=f"x{number}@exemple.example", problem="Refusée.")
        (todo,) = shown_by(undelivered_invitations, coordinator, TODAY)
        assert todo.title == "2 invitations n’ont pas pu être remises"
        assert not shown_by(undelivered_invitations, Member(cast["reader"]), TODAY)


def test_files_that_are_emptied_within_the_month_are_counted(network, cast):
    with scoped_to(network):
        partner, by = cast["prescriber"].partner, cast["coordinator"].user
        coordinator = Member(cast["coordinator"])
        make_person(partner, by=by, keep_until=date(2026, 12, 26))
        assert not shown_by(files_at_their_end, coordinator, TODAY)
        make_person(partner, by=by, keep_until=date(2026, 12, 24))
        make_person(partner, by=by, keep_until=date(2026, 12, 20), anonymised_at=AT)
        (todo,) = shown_by(files_at_their_end, coordinator, TODAY)
        assert todo.title.replace("\u00a0", " ") == "1 fiche sera anonymisée dans le mois"
        assert todo.url == "/lot-et-garonne/personnes/?keeping=month"
        assert not shown_by(files_at_their_end, Member(cast["prescriber"]), TODAY)
