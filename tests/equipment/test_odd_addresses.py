"""Nonsense in an address is reported, ignored or not found; it never breaks a page."""

import pytest

from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.equipment.aid_builders import make_device, make_donation, make_given, make_session
from tests.equipment.builders import make_bank, make_loan
from tests.pages import address
from tests.setup_data import setup_data

pytestmark = pytest.mark.thorough

NONSENSE = ("\x00", "9" * 5000, "-1", "0", "٢", "²", "x' OR 1=1", "9999-12-31", "0001-01-01")
#: Each page with what it reads of its address.
PAGES = (
    ("equipment_follow", ("annee", "territoire", "etablissement", "export")),
    ("loan_calendar", ("par", "vue", "jour", "q", "page")),
    ("device_board", ("annee",)),
    ("device_list", ("q", "state", "kind", "page")),
    ("donation_list", ("q", "page")),
    ("refurbishing_figures", ("annee", "donateur", "export")),
    ("family_aid_list", ("q", "state", "programme", "sort")),
    ("family_aid_propose", ("personne",)),
    ("family_aid_alike", ("first_name", "last_name", "birth_year")),
    ("training_session_list", ("when", "programme", "page")),
    ("aid_commission_list", ("page", "sort")),
    ("aid_programme_list", ("page", "sort")),
)


@setup_data
def rows(network, cast):
    with scoped_to(network):
        make_bank()
        make_loan()
        make_device(make_donation())
        make_session(make_given(by=cast["coordinator"].user).programme, starts_at=AT)


@pytest.mark.parametrize("number", range(len(PAGES)), ids=[name for name, _ in PAGES])
def test_nonsense_in_an_address_breaks_no_page(rows, client_of, number):
    """A third of it in each of what a page reads, and in all of that at once."""
    name, asked = PAGES[number]
    client = client_of("coordinator")
    for value in NONSENSE[number % 3 :: 3]:
        assert client.get(address(name), dict.fromkeys(asked, value)).status_code in (200, 404), value[:20]
    for place, key in enumerate(asked):
        for value in NONSENSE[place % 3 :: 3]:
            assert client.get(address(name), {key: value}).status_code in (200, 404), (key, value[:20])


@pytest.mark.parametrize("step", ["wiped", "given", "nothing"])
def test_a_lot_that_is_none_is_no_lot(network, client_of, step):
    for value in NONSENSE:
        answer = client_of("coordinator").get(address("device_together", step), {"don": value})
        assert answer.status_code in (200, 404), value[:20]
