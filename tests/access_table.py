"""The lines of the access table: what a line says, and who is who."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from unittest.mock import patch

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.template.backends.django import Template
from django.test import RequestFactory
from django.urls import resolve
from django_htmx.middleware import HtmxDetails

from inclusion.core import access
from inclusion.core.access import ROLES
from inclusion.core.models.networks import User
from inclusion.core.papers import pdf
from tests.world import World

EVERYONE = frozenset(ROLES)
COORDINATOR = frozenset({"coordinator"})
FUNDS = frozenset({"coordinator", "operator", "epci_referent", "reader"})
PEOPLE = frozenset({"coordinator", "prescriber"})
PASSES = frozenset({"coordinator", "prescriber", "reader"})
OPERATOR = frozenset({"operator"})
AGREEMENTS = frozenset({"coordinator", "operator", "epci_referent", "reader"})
DECIDES = frozenset({"coordinator", "operator"})
ASKS = frozenset({"coordinator", "epci_referent"})
PLACE = frozenset({"training_place"})
USES = frozenset({"training_place", "coordinator"})
PLACES = frozenset({"training_place"})
CLAIMS = frozenset({"coordinator", "training_place"})
#: Who runs the loan bank, who follows its loans, and who of those sees none of a school's.
LENDS = frozenset({"bank_manager", "coordinator"})
FOLLOWS = LENDS | {"school", "reader", "evaluator"}
GIVES_FEEDBACK = LENDS | {"school"}
REFURBISHES = frozenset({"bank_manager", "coordinator"})
SEES_REFURBISHING = REFURBISHES | {"reader", "evaluator"}
NO_SCHOOL = frozenset({"reader", "evaluator"})
SCHOOL = frozenset({"school"})
AID = frozenset({"coordinator", "prescriber", "training_place", "school", "bank_manager"})
PROPOSES = frozenset({"coordinator", "prescriber", "school"})
PRESCRIBER = frozenset({"prescriber"})
HANDS_OVER = frozenset({"coordinator", "bank_manager"})
#: Who runs evaluations, who enters answers and notes help, who reads the help of the whole network.
EVALUATES = frozenset({"coordinator", "evaluator"})
#: Who reads adopted roadmaps, and of those in preparation the ones of the own organisation alone.
SEES_NO_DRAFT = frozenset({"prescriber", "operator", "training_place", "school", "bank_manager"})
ACTORS = EVERYONE - {"reader"}
READS_REPORT = FUNDS
#: Whose structure takes no part in the campaign of the world, and who runs none.
NO_PART = EVERYONE - EVALUATES - {"prescriber"}
#: Who follows the days of the hub, and who notes them.
SEES_HUB = frozenset({"coordinator", "reader", "hub"})
RECORDS_HUB = frozenset({"coordinator", "hub"})
PUBLIC = "public"
SIGNED_IN = "signed in"


@dataclass(frozen=True)
class Line:
    """One URL: for whom, with which arguments after the network's slug, how it is asked for."""

    opens_for: frozenset[str] | str
    args: Callable[[World], list] = lambda world: []
    method: str = "get"
    #: Roles that hold the permission but not this very row: they find nothing.
    not_theirs: frozenset[str] = frozenset()


def of(name: str) -> Callable[[World], list]:
    """The key of this row of the world."""
    return lambda world: [getattr(world, name).pk]


#: An address is asked for as each role.
_resolved = cache(resolve)


def status_of(user: User | AnonymousUser, address: str, method: str) -> int | None:
    """What the view itself answers to this user; None where it needs what the middleware would have brought."""
    view, args, kwargs = _resolved(address)
    request = getattr(RequestFactory(), method)(address)
    request.user, request.htmx, request.session = user, HtmxDetails(request), SessionStore()
    try:
        return view(request, *args, **kwargs).status_code
    except PermissionDenied:
        return 403
    except Http404:
        return 404
    except Exception:
        return None


@contextmanager
def without_pages() -> Iterator[None]:
    """Let `status_of` ask many views: no page is rendered, the network and each member are fetched once."""
    member_of, members = access._member, {}

    def known(request: HttpRequest) -> access.Member | None:
        if request.user.pk not in members:
            members[request.user.pk] = member_of(request)
        return members[request.user.pk]

    with (
        patch.object(Template, "render", lambda *_, **__: ""),
        patch.object(pdf, "pdf_of", lambda html, identifier: b"%PDF-1.7"),
        patch.object(access, "_network", cache(access._network)),
        patch.object(access, "_member", known),
    ):
        yield


def is_refused(user: User | AnonymousUser, address: str, method: str) -> bool:
    """Whether the view itself refuses this user, without the session, the middleware and the page that says so."""
    return status_of(user, address, method) == 403
