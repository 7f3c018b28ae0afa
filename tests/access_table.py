"""The lines of the access table: what a line says, and who is who."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import resolve

from inclusion.access import ROLES
from inclusion.models import User
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
TELLS = LENDS | {"school"}
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
ACTORS = EVERYONE - {"reader"}
READS_HELP = frozenset({"coordinator", "evaluator", "reader"})
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


def is_refused(user: User | AnonymousUser, address: str, method: str) -> bool:
    """Whether the view itself refuses this user, without the session, the middleware and the page that says so."""
    view, args, kwargs = resolve(address)
    request = getattr(RequestFactory(), method)(address)
    request.user = user
    try:
        view(request, *args, **kwargs)
    except PermissionDenied:
        return True
    except Exception:  # past its guard, the view misses what the middleware would have brought
        return False
    return False
