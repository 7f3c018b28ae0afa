"""The one shape of a list: filtered, sorted, in pages; or the same rows as a file."""

import pytest

from inclusion.core.figures import read_page
from inclusion.core.web.listing import PER_PAGE, listing
from inclusion.partners.lists import PartnerFilter, PartnerTable
from inclusion.partners.models import Partner
from tests.builders import make_partner
from tests.inclusion.pages import csv_rows, table_names, url, xlsx_rows
from tests.pages import words
from tests.setup_data import setup_data


@setup_data
def many(network, cast, scope):
    """More partners than a page holds, one of another kind."""
    for number in range(PER_PAGE + 5):
        make_partner(f"Épicerie {number:02}", kind="association")
    make_partner("École", kind="school")


def names(client, network, query) -> list[str]:
    return table_names(client.get(url("partner_list", network) + f"?{query}"), "name")


def shown(client, network, query) -> list[str]:
    """The names on the page itself."""
    table = client.get(url("partner_list", network) + f"?{query}").context["table"]
    return [row.record.name for row in table.paginated_rows]


def test_a_page_holds_25_rows_and_the_next_goes_on(network, many, client_of):
    client = client_of("reader")
    first = shown(client, network, "kind=association")
    second = shown(client, network, "kind=association&page=2")
    assert (len(first), len(second)) == (25, 5)
    assert first + second == [f"Épicerie {number:02}" for number in range(30)]


@pytest.mark.parametrize(
    ("page", "count"), [("abc", 25), ("", 25), ("1", 25), ("999", 5), ("0", 5), ("-3", 5), ("2", 5)]
)
def test_a_page_that_is_not_there_is_the_first_or_the_last(network, many, client_of, page, count):
    assert len(shown(client_of("reader"), network, f"kind=association&page={page}")) == count


@pytest.mark.parametrize("length", ["0", "-1", "100000", "x"])
def test_the_address_does_not_say_how_long_a_page_is(network, many, client_of, length):
    assert len(shown(client_of("reader"), network, f"kind=association&per_page={length}")) == PER_PAGE


def test_the_title_says_how_many_rows_there_are_and_that_a_filter_chose_them(network, many, client_of):
    client, everything = client_of("reader"), Partner.objects.active().count()
    titles = {"": f"{everything} partenaires", "kind=school": "1 partenaire avec ces filtres"}
    titles["kind=association"] = f"{PER_PAGE + 5} partenaires avec ces filtres"
    titles["kind=school&q=Épicerie"] = "Aucun partenaire avec ces filtres"
    for query, title in titles.items():
        page = words(client.get(url("partner_list", network) + f"?{query}"))
        heading = read_page(page).heading
        assert heading == title


def test_rows_are_sorted_both_ways_and_accents_do_not_count(network, many, client_of):
    client = client_of("reader")
    up, down = names(client, network, "sort=name"), names(client, network, "sort=-name")
    assert up == down[::-1]
    assert up.index("École") < up.index("Épicerie 00") < up.index("Organisme reader")


@pytest.mark.parametrize("sort", ["foo", "-", "", "-foo", "pk", "network__slug"])
def test_an_order_that_does_not_exist_changes_nothing(network, many, client_of, sort):
    client = client_of("reader")
    assert names(client, network, f"sort={sort}") == names(client, network, "")


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_a_file_holds_every_row_of_the_filtered_and_sorted_list(network, many, client_of, fmt):
    client = client_of("reader")
    query = "kind=association&sort=-name&page=2"
    answer = client.get(url("partner_list", network) + f"?{query}&export={fmt}")
    rows = csv_rows(answer) if fmt == "csv" else xlsx_rows(answer)
    assert rows[0][0] == "Nom"
    assert [row[0] for row in rows[1:]] == [f"Épicerie {number:02}" for number in range(29, -1, -1)]
    assert [row[0] for row in rows[1:]] == names(client, network, query)


def test_a_list_without_filters_has_none(network, many, rf, cast):
    from inclusion.core.access import Member

    request = rf.get("/", {"kind": "school"})
    request.network, request.member, request.user = network, Member(cast["reader"]), cast["reader"].user
    common = {
        "queryset": Partner.objects.active().with_member_counts(),
        "table": PartnerTable,
        "template": "inclusion/partners/partner_list.html",
        "name": "x",
    }
    everyone = Partner.objects.active().count()
    assert f"{everyone} partenaires" in words(listing(request, **common))
    filtered = words(listing(request, **common, filterset=PartnerFilter))
    assert "1 partenaire" in filtered
    assert f"{everyone} partenaires" not in filtered
