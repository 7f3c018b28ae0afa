"""What a page says that asked for something by itself and got no answer in time."""

from contextlib import contextmanager

import pytest
from django.db import connection
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from inclusion.people.models import Beneficiary
from tests.browser.conftest import new_page, open_session, says
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.template import as_owner

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def waiting_for(milliseconds: int):
    """Let new connections wait for a lock that long, as those of the web server do: the live server has no limit."""
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    with as_owner() as cursor:
        cursor.execute(f"ALTER DATABASE {database} SET lock_timeout = {milliseconds}")
    try:
        yield
    finally:
        with as_owner() as cursor:
            cursor.execute(f"ALTER DATABASE {database} RESET lock_timeout")


def test_a_lock_that_is_not_given_is_reported_on_the_page_that_stays(browser, live_server, audit):
    with scoped_to(make_network()):
        user = make_user("samira@declic.example")
        make_membership(make_partner("CMS"), roles=("prescriber",), user=user)
    page = new_page(browser, live_server)  # open_page would take the answer 503 for a fault
    open_session(page, user.email)
    page.goto("/lot-et-garonne/personnes/ajouter/")
    name = page.locator("#id_last_name")
    with waiting_for(100), as_owner() as cursor:
        cursor.execute(f"LOCK TABLE {Beneficiary._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        page.locator("#id_first_name").press_sequentially("Jeanne")
        name.press_sequentially("Exemple")
        says(page, "Quelqu’un d’autre modifie la même chose en ce moment", where="#refusal [role=alert]")
    expect(name).to_have_value("Exemple")
    audit(page)
