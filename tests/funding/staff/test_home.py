"""What posts of the register put on the home pages and beside intercommunalités."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.staff.actions import note_outcome
from funding.staff.home import financing_that_ends, outcomes_to_note, posts_vacant_too_long
from funding.staff.models import StaffPost
from inclusion.core.access import Member
from inclusion.core.models.history import JournalEntry
from inclusion.core.registry.panels import epci_figures
from inclusion.people.actions.traces import traces_of
from tests.builders import AT, make_person, make_user
from tests.funding.post_builders import make_accepted
from tests.funding.staff_builders import hold, make_staff_post
from tests.pages import shown_by
from tests.setup_data import setup_data

TODAY = date(2026, 11, 24)
SOURCES = (posts_vacant_too_long, financing_that_ends, outcomes_to_note)


@setup_data
def by(scope, cast):
    return make_user()


def lines(source, cast, role="coordinator", today=TODAY):
    return [f"{one.title} | {one.detail}".replace("\xa0", " ") for one in shown_by(source, Member(cast[role]), today)]


def test_a_post_vacant_for_more_than_six_months(by, cast):
    post = make_accepted(by=by)
    hold(post.staff, date(2026, 9, 1), until=date(2026, 10, 1), by=by)
    assert lines(posts_vacant_too_long, cast, today=date(2027, 4, 1)) == []
    assert lines(posts_vacant_too_long, cast, today=date(2027, 4, 2)) == [
        "Un poste est vacant : Conseiller numérique, Marmande | "
        "personne depuis le 1er octobre 2026, chez Ville de Marmande"
    ]


def test_a_financing_that_ends_and_what_became_of_the_post(by, cast):
    post = make_staff_post(by=by)
    assert lines(financing_that_ends, cast, today=date(2027, 2, 28)) == []
    assert lines(financing_that_ends, cast, today=date(2027, 3, 1)) == [
        "Le financement d’un poste se termine : Conseillère numérique, Marmande | "
        "dans 183 jours, le 31 août : que deviendra ce poste ?"
    ]
    assert lines(outcomes_to_note, cast, today=date(2027, 8, 31)) == []
    assert lines(outcomes_to_note, cast, today=date(2027, 9, 1)) == [
        "Qu’est devenu ce poste ? Conseillère numérique, Marmande | son financement s’est terminé le 31 août 2027"
    ]
    StaffPost.objects.filter(pk=post.pk).update(start=date(2022, 9, 1), end=date(2026, 9, 1))
    note_outcome(post, outcome="turned", on=date(2026, 9, 1), by=by, at=AT)
    assert lines(outcomes_to_note, cast) == []


@pytest.mark.parametrize("role", ["operator", "reader", "prescriber"])
def test_others_see_nothing(by, cast, role):
    make_staff_post(by=by, start=date(2022, 1, 1), end=date(2026, 1, 1))
    make_staff_post(by=by, start=date(2022, 1, 1), end=date(2027, 1, 1))
    assert [lines(source, cast, role) for source in SOURCES] == [[]] * 3


def test_the_cards_ask_the_same_of_the_database_at_one_and_three_rows(by, cast):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            for source in SOURCES:
                assert lines(source, cast)
        return len(asked)

    def more():
        make_staff_post(by=by, start=date(2022, 1, 1), end=date(2026, 1, 1))
        make_staff_post(by=by, start=date(2022, 1, 1), end=date(2027, 1, 1))

    more()
    queries()
    one = queries()
    for _ in range(4):
        more()
    assert queries() == one
    assert lines(outcomes_to_note, cast)[-1].startswith("2 autres postes sont sans réponse")


def test_the_posts_of_an_intercommunalite(by, cast):
    post = make_staff_post(by=by)

    def figure_on(day):
        figures = epci_figures(Member(cast["coordinator"]), post.territory.pk, day)
        return next((one.value, one.unit) for one in figures if one.label == "Postes")

    assert figure_on(TODAY) == ("1", "1\xa0ETP")
    assert figure_on(date(2027, 9, 1)) == ("0", "")


def test_a_holder_is_found_where_a_person_asks_and_stands_in_no_journal(by, cast):
    person = make_person(cast["prescriber"].partner, by=by)
    holder = hold(make_staff_post(by=by), date(2026, 9, 1), by=by, name=f"{person.first_name} {person.last_name}")
    assert holder in [trace.row for trace in traces_of(person)]
    assert person.last_name not in str(list(JournalEntry.objects.filter(verb="holder.added").values()))
