"""What the overview of posts reads of the rows."""

from datetime import date
from decimal import Decimal

from funding.models import Post
from funding.posts.queries import HEADINGS, counted, ending_soon, overview_of, rows_of, to_find
from tests.funding.builders import make_fund
from tests.funding.post_builders import association, make_accepted, make_request, offer, town

D = Decimal
TODAY = date(2026, 11, 24)


def accepted():
    return counted(Post.objects.accepted())


def test_the_overview_adds_up_what_was_decided(by):
    fund = make_fund()
    make_accepted(fund, by=by)
    make_request(fund, by=by, title="Pas encore décidé")
    found = overview_of(accepted())
    assert found.years == (2026, 2027)
    assert {row.name: row.total for row in found.money} == {
        "État": D("17500.00"),
        "Fonds": D("11250.00"),
        "Collectivités": D("11250.00"),
    }
    assert [row.name for row in found.territories] == ["Val de Garonne"]


def test_what_stays_to_find_is_listed_until_its_year_is_over(by):
    post = make_accepted(by=by)
    offer(post, "8000.00", by=by)
    (year,) = to_find(accepted(), today=TODAY)
    assert (year.post, year.to_find) == (post, D("6500.00"))
    assert to_find(accepted(), today=date(2027, 9, 1)) == []


def test_what_ends_within_twelve_months(by):
    fund = make_fund()
    soon = make_accepted(fund, by=by)  # ends on 31 August 2027
    make_accepted(fund, by=by, title="Plus tard", end=date(2028, 9, 1))
    (ending,) = ending_soon(accepted(), today=TODAY)
    assert (ending.post, ending.fund_share) == (soon, D("11250.00"))
    assert ending_soon(accepted(), today=date(2026, 8, 31)) == []
    assert len(ending_soon(accepted(), today=date(2026, 9, 1))) == 1
    assert [one.post.title for one in ending_soon(accepted(), today=date(2027, 9, 1))] == ["Plus tard"]
    assert ending_soon(accepted(), today=date(2028, 9, 1)) == []


def test_the_rows_of_the_file_add_up_to_the_post(by):
    make_accepted(by=by, employer=association(), private_employer=True, collectivite=town())
    head, *rows = rows_of(accepted())
    assert head == HEADINGS
    assert [row[:7] for row in rows] == [
        (
            "Val de Garonne",
            "Conseiller numérique, Marmande",
            "Association Coup de pouce",
            "Fonds d’inclusion numérique",
            year,
            months,
            fte,
        )
        for year, months, fte in ((2026, 4, D("0.33")), (2027, 8, D("0.67")))
    ]
    sums = [sum(row[column] for row in rows) for column in range(7, 13)]
    assert sums == [D("40000.00"), D("17500.00"), D("0.00"), D("11250.00"), D("11250.00"), D("0.00")]


def test_a_post_of_no_intercommunalite_is_of_the_whole_department(by):
    post = make_accepted(by=by)
    Post.objects.filter(pk=post.pk).update(territory=None)
    assert rows_of(accepted())[1][0] == "Tout le département"


def test_funds_are_named_where_there_are_several(by):
    make_accepted(make_fund("Fonds A"), by=by)
    make_accepted(make_fund("Fonds B"), by=by)
    assert [row.name.replace("\u00a0", " ") for row in overview_of(accepted()).funders] == [
        "État",
        "Fonds « Fonds A »",
        "Fonds « Fonds B »",
        "Collectivités",
    ]
