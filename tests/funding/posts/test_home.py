"""What posts put on the home pages."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.posts.actions.requests import accept_post
from funding.posts.home import keep_employers, money_to_find, own_drafts, own_posts, requests_to_decide
from inclusion.core.access import Member
from tests.builders import AT, make_epci, make_partner, make_user
from tests.funding.builders import make_fund
from tests.funding.post_builders import make_post, make_request, offer, town
from tests.pages import shown_by
from tests.setup_data import setup_data

TODAY = date(2026, 11, 24)
SOURCES = (requests_to_decide, money_to_find, own_drafts)


@setup_data
def by(scope, cast):
    return make_user()


@setup_data
def fund(by):
    return make_fund()


def lines(source, cast, role="coordinator", today=TODAY):
    return [
        f"{one.title} | {one.detail}".replace("\u00a0", " ").replace("\u202f", " ")
        for one in shown_by(source, Member(cast[role]), today)
    ]


def short(post, by):
    """The town offers 8 000 € a year of 11 250, and the post is accepted."""
    return accept_post(offer(post, "8000", by=by), on=date(2026, 11, 20), by=by, at=AT)


def test_requests_come_in_their_order_the_rest_is_counted(fund, by, cast):
    for number in range(4):
        make_request(fund, by=by, title=f"Poste {number}", on=date(2026, 11, 10 - number))
    found = lines(requests_to_decide, cast)
    assert found[0].startswith("Une demande de poste attend une décision : Poste 3 | Continue un poste")
    assert found[0].endswith("Le fonds paierait 11 250,00 €.")
    assert found[3] == "1 autre demande de poste attend | "


def test_what_is_to_be_found_in_the_coming_year(fund, by, cast):
    short(make_request(fund, by=by), by)
    assert lines(money_to_find, cast) == [
        "6 500,00 € à trouver : Conseiller numérique, Marmande | pour l’année commencée le 1er septembre 2026"
    ]
    assert lines(money_to_find, cast, today=date(2027, 9, 1)) == []
    assert len(lines(money_to_find, cast, today=date(2025, 9, 2))) == 1
    assert lines(money_to_find, cast, today=date(2025, 9, 1)) == []


def test_a_year_that_begins_within_twelve_months_counts_a_later_one_not(fund, by, cast):
    short(make_request(fund, by=by, end=date(2029, 9, 1)), by)
    assert lines(money_to_find, cast)[0].startswith("13 000,00 € à trouver")


def test_a_referent_sees_its_own(fund, by, cast):
    partner = cast["epci_referent"].partner
    partner.epci = make_epci()
    partner.save()
    make_post(fund, by=by, title="À finir")
    short(make_request(fund, by=by, title="En place"), by)
    away = town("Ville d’Agen", epci=make_epci("200000002", "Agen"))
    short(make_request(fund, by=by, employer=away, title="Ailleurs"), by)
    make_request(fund, by=by, title="Demandé")
    assert lines(own_drafts, cast, "epci_referent") == [
        "Votre demande de poste est à compléter : À finir | du 1er septembre 2026 au 31 août 2027"
    ]
    (figure,) = shown_by(own_posts, Member(cast["epci_referent"]), TODAY)
    assert (figure.value, figure.unit) == ("1", "et 1 demande en attente")
    assert len(lines(money_to_find, cast, "epci_referent")) == 1
    assert lines(own_drafts, cast) == []
    assert shown_by(own_posts, Member(cast["coordinator"]), TODAY) == []


@pytest.mark.parametrize("role", ["operator", "reader", "prescriber"])
def test_others_see_nothing(fund, by, cast, role):
    make_request(fund, by=by)
    short(make_request(fund, by=by, title="En place"), by)
    assert [lines(source, cast, role) for source in SOURCES] == [[]] * 3


def test_the_cards_ask_the_same_of_the_database_at_one_and_three_rows(fund, by, cast):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            for source in SOURCES:
                lines(source, cast)
        return len(asked)

    make_request(fund, by=by, title="1")
    short(make_request(fund, by=by, title="A"), by)
    queries()
    one = queries()
    for number in "23":
        make_request(fund, by=by, title=number, employer=town(f"Ville {number}"))
        short(make_request(fund, by=by, title=f"A{number}", employer=town(f"Bourg {number}")), by)
    assert queries() == one


def test_an_employer_keeps_its_line(fund, by):
    post = make_post(fund, by=by)
    assert "emploie ou cofinance un poste" in keep_employers(post.employer)
    assert keep_employers(make_partner("Ailleurs")) is None
