"""More rows ask no more queries: every page of a network that has something of everything, then three times as much.

What surrounds a page is read before; the homes of all roles are read whole.
"""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inclusion.core.access import ROLES
from tests.access_table import PUBLIC, Line
from tests.more_rows import multiply_rows
from tests.pages import address
from tests.test_access import ABSENT_HERE, IN_NETWORK, address_of

pytestmark = pytest.mark.thorough

#: In how many parts the table is gone through, so that every worker has one of them.
PARTS = 4
#: Says what would change in the years of each draft post: a copied post has none.
NEEDS_YEARS = {"state_aid_remove"}
#: Pages that still ask more of more rows: for each choice of a form, or for each row of a list. Who mends one takes it
#: out of here, as the test asks.
ASK_MORE = {
    "aid_commission_add",
    "equipment_home",
    "event_detail",
    "family_aid_propose",
    "guide_place",
    "home of reader",
    "loan_request_add",
    "mailing_choose",
    "mailing_new",
    "pass_new",
    "place_close",
    "post_add",
    "post_edit",
    "post_simulator",
    "post_simulator_pdf",
    "redemption_list",
    "refusal_list",
    "report_edit",
    "report_edition",
    "report_preview",
    "roadmap_settings",
    "school_pupils_print",
    "survey_detail",
    "todo_list",
    "training_session_add",
    "workshop_edit",
}


@pytest.mark.parametrize("part", range(PARTS))
def test_more_rows_ask_no_more_queries(part, world, network, client_of):
    clients = {role: client_of(role) for role in (*ROLES, "visitor")}
    pages = {
        name: (clients[reader(line)], address_of(network, name, world))
        for name, line in list(IN_NETWORK.items())[part::PARTS]
        if line.method == "get" and name not in ABSENT_HERE | NEEDS_YEARS
    }
    if not part:
        home = address_of(network, "network_home", world)
        pages |= {f"home of {role}": (client, home) for role, client in clients.items()}
    before = counted(pages, clients)
    multiply_rows()
    after = counted({name: page for name, page in pages.items() if before[name]}, clients)
    more = {name for name, queries in after.items() if queries > before[name]}
    assert more == ASK_MORE & after.keys(), {name: (before[name], after[name]) for name in more - ASK_MORE}


def reader(line: Line) -> str:
    """Who reads the page: the coordination, or else the first role that may."""
    if line.opens_for == PUBLIC:
        return "visitor"
    return next(role for role in ("coordinator", *ROLES) if role in line.opens_for - line.not_theirs)


def counted(pages: dict[str, tuple[Client, str]], clients: dict[str, Client]) -> dict[str, int]:
    """How many queries each page asks; 0 of what is no page."""
    cache.clear()
    for client in clients.values():
        client.get(address("network_home"))
    return {name: _queries(client, where) for name, (client, where) in pages.items()}


def _queries(client: Client, where: str) -> int:
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(where)
    is_page = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    return len(asked) if is_page else 0
