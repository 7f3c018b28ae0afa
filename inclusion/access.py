"""Who may open which view.

Permissions are words, roles are classes with a set of them, both in code: a change of rights is a diff. Every
view declares
`@requires(Permission.X)`, `@signed_in` or `@public`; one that declares nothing is refused. A stranger gets 404, a
member without the
right 403. A GET runs in a read-only transaction: the database refuses any write.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, wraps
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from inclusion.models.memberships import Membership
from inclusion.models.networks import Network
from inclusion.scope import scoped_to


class Permission(StrEnum):
    """What a member may do. The value is what logs and tables show."""

    NETWORK_VIEW = "network.view"
    NETWORK_SETTINGS = "network.settings"
    JOURNAL_VIEW = "journal.view"
    PARTNERS_VIEW = "partners.view"
    PARTNERS_EDIT = "partners.edit"
    MEMBERS_MANAGE = "members.manage"
    JOIN_DECIDE = "join.decide"
    PEOPLE_VIEW = "people.view"
    PEOPLE_VIEW_ALL = "people.view_all"
    PEOPLE_EDIT = "people.edit"
    PEOPLE_RIGHTS = "people.rights"
    PASSES_VIEW = "passes.view"
    PASSES_SEND = "passes.send"
    PASSES_DISPATCH = "passes.dispatch"
    PASSES_MANAGE = "passes.manage"
    PASSES_REDEEM = "passes.redeem"
    PASSES_FOLLOW = "passes.follow"
    REIMBURSEMENTS_OWN = "reimbursements.own"
    REIMBURSEMENTS_DECIDE = "reimbursements.decide"
    FUNDS_VIEW = "funds.view"
    FUNDS_MANAGE = "funds.manage"
    CONTRIBUTIONS_OWN = "contributions.own"
    SIMULATOR_USE = "simulator.use"
    STATEMENTS_OWN = "statements.own"
    STATEMENTS_ALL = "statements.all"
    AGREEMENTS_VIEW = "agreements.view"
    AGREEMENTS_VIEW_ALL = "agreements.view_all"
    AGREEMENTS_COMMENT = "agreements.comment"
    AGREEMENTS_MANAGE = "agreements.manage"
    SUBSIDIES_DECIDE = "subsidies.decide"
    POSTS_VIEW = "posts.view"
    POSTS_VIEW_ALL = "posts.view_all"
    POSTS_REQUEST = "posts.request"
    POSTS_DECIDE = "posts.decide"
    ROADMAPS_VIEW = "roadmaps.view"
    ROADMAPS_VIEW_ALL = "roadmaps.view_all"
    ROADMAPS_LOCAL = "roadmaps.local"
    ROADMAPS_MANAGE = "roadmaps.manage"
    BODIES_VIEW = "bodies.view"
    BODIES_MANAGE = "bodies.manage"
    EQUIPMENT_VIEW = "equipment.view"
    EQUIPMENT_BORROW = "equipment.borrow"
    EQUIPMENT_FOLLOW = "equipment.follow"
    EQUIPMENT_MANAGE = "equipment.manage"
    REFURBISHING_VIEW = "refurbishing.view"
    REFURBISHING_MANAGE = "refurbishing.manage"
    AID_VIEW = "aid.view"
    AID_PROPOSE = "aid.propose"
    AID_DECIDE = "aid.decide"
    AID_TRAIN = "aid.train"


class Role:
    """A role: its name in French, what it is for, and what it may do."""

    name: ClassVar[str]
    label: ClassVar[str]
    description: ClassVar[str]
    permissions: ClassVar[frozenset[Permission]]
    needs_second_factor: ClassVar[bool] = False


_MEMBER = frozenset(
    {
        Permission.NETWORK_VIEW,
        Permission.PARTNERS_VIEW,
        Permission.SIMULATOR_USE,
        Permission.ROADMAPS_VIEW,
        Permission.BODIES_VIEW,
        Permission.EQUIPMENT_VIEW,
    }
)


class Coordinator(Role):
    name = "coordinator"
    label = "Coordination"
    description = "Anime le réseau, gère les fonds, les membres et les envois."
    permissions = frozenset(Permission) - {
        Permission.STATEMENTS_OWN,
        Permission.CONTRIBUTIONS_OWN,
        Permission.PASSES_REDEEM,
        Permission.REIMBURSEMENTS_OWN,
        Permission.EQUIPMENT_BORROW,
    }
    needs_second_factor = True


class Prescriber(Role):
    name = "prescriber"
    label = "Prescription"
    description = "Accompagne des personnes et leur envoie des pass numériques."
    permissions = _MEMBER | {
        Permission.PEOPLE_VIEW,
        Permission.PEOPLE_EDIT,
        Permission.PASSES_VIEW,
        Permission.PASSES_SEND,
        Permission.PASSES_FOLLOW,
        Permission.AID_VIEW,
        Permission.AID_PROPOSE,
    }


class Operator(Role):
    name = "operator"
    label = "Opérateur financeur"
    description = "Voit ce que son organisme a versé et ce que c’est devenu, et télécharge ses relevés."
    permissions = _MEMBER | {
        Permission.FUNDS_VIEW,
        Permission.CONTRIBUTIONS_OWN,
        Permission.STATEMENTS_OWN,
        Permission.AGREEMENTS_VIEW,
        Permission.AGREEMENTS_COMMENT,
        Permission.SUBSIDIES_DECIDE,
        Permission.POSTS_VIEW,
        Permission.POSTS_VIEW_ALL,
    }
    needs_second_factor = True


class TrainingPlaceRole(Role):
    name = "training_place"
    label = "Organisme formateur"
    description = "Accueille les personnes et accepte les pass numériques."
    permissions = _MEMBER | {
        Permission.PASSES_REDEEM,
        Permission.REIMBURSEMENTS_OWN,
        Permission.AID_VIEW,
        Permission.AID_TRAIN,
    }


class School(Role):
    name = "school"
    label = "Établissement scolaire"
    description = "Emprunte du matériel pour ses élèves, propose une aide pour leurs familles."
    permissions = _MEMBER | {
        Permission.EQUIPMENT_BORROW,
        Permission.EQUIPMENT_FOLLOW,
        Permission.AID_VIEW,
        Permission.AID_PROPOSE,
    }


class BankManager(Role):
    name = "bank_manager"
    label = "Gestion de la banque de prêt"
    description = "Prépare les prêts de matériel, suit les retours et le reconditionnement."
    permissions = _MEMBER | {
        Permission.EQUIPMENT_FOLLOW,
        Permission.EQUIPMENT_MANAGE,
        Permission.REFURBISHING_VIEW,
        Permission.REFURBISHING_MANAGE,
        Permission.AID_VIEW,
    }


class EpciReferent(Role):
    name = "epci_referent"
    label = "Intercommunalité"
    description = "Porte la feuille de route locale de son intercommunalité."
    permissions = _MEMBER | {
        Permission.FUNDS_VIEW,
        Permission.AGREEMENTS_VIEW,
        Permission.AGREEMENTS_COMMENT,
        Permission.POSTS_VIEW,
        Permission.POSTS_REQUEST,
        Permission.ROADMAPS_LOCAL,
    }


class Evaluator(Role):
    name = "evaluator"
    label = "Évaluation"
    description = "Prépare les enquêtes et lit leurs résultats."
    permissions = _MEMBER | {
        Permission.ROADMAPS_VIEW_ALL,
        Permission.EQUIPMENT_FOLLOW,
        Permission.REFURBISHING_VIEW,
    }


class Reader(Role):
    name = "reader"
    label = "Lecture"
    description = "Élu ou préfecture\u00a0: lit l’activité du réseau sans rien modifier."
    permissions = _MEMBER | {
        Permission.FUNDS_VIEW,
        Permission.PASSES_VIEW,
        Permission.PASSES_FOLLOW,
        Permission.AGREEMENTS_VIEW,
        Permission.AGREEMENTS_VIEW_ALL,
        Permission.POSTS_VIEW,
        Permission.POSTS_VIEW_ALL,
        Permission.ROADMAPS_VIEW_ALL,
        Permission.EQUIPMENT_FOLLOW,
        Permission.REFURBISHING_VIEW,
    }


ROLES: dict[str, type[Role]] = {
    role.name: role
    for role in (
        Coordinator,
        Prescriber,
        Operator,
        TrainingPlaceRole,
        School,
        BankManager,
        EpciReferent,
        Evaluator,
        Reader,
    )
}
ROLE_CHOICES = [(role.name, role.label) for role in ROLES.values()]


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """Return what these roles may do together; a name no longer known gives nothing."""
    return frozenset().union(*(ROLES[name].permissions for name in roles if name in ROLES))


@dataclass(frozen=True)
class Member:
    """The signed-in user as a member of the network of this request."""

    membership: Membership

    @property
    def user(self) -> Any:
        return self.membership.user

    @property
    def partner(self) -> Any:
        return self.membership.partner

    @property
    def network(self) -> Any:
        return self.membership.network

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.membership.roles)

    def may(self, permission: Permission | str) -> bool:
        """Whether one of the member's roles carries this permission."""
        return permission in self.permissions

    @property
    def needs_second_factor(self) -> bool:
        """Whether one of the roles manages money or the network."""
        return any(ROLES[name].needs_second_factor for name in self.membership.roles if name in ROLES)

    @property
    def role_labels(self) -> list[str]:
        return [ROLES[name].label for name in self.membership.roles if name in ROLES]


class NetworkUnknown(Http404):
    """No network at this address, or none that this user may know of."""


def _network(slug: str) -> Network:
    try:
        return Network.objects.select_related("department").defer("logo").get(slug=slug)
    except Network.DoesNotExist:
        raise NetworkUnknown(slug) from None


def _member(request: HttpRequest) -> Member | None:
    membership = (
        Membership.objects.in_force()
        .select_related("partner", "user")
        .filter(user_id=request.user.pk)
        .first()
    )
    return Member(membership) if membership else None


def _lacks_second_factor(member: Member) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    return settings.REQUIRE_SECOND_FACTOR and member.needs_second_factor and not is_mfa_enabled(member.user)


def _answer(
    view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    """Run the view; a GET or HEAD in a transaction that the database holds to reading."""
    with ExitStack() as stack:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            stack.enter_context(transaction.atomic())
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
        response = view(request, *args, **kwargs)
        if hasattr(response, "render"):
            response.render()
        return response


def requires(permission: Permission, *or_else: Permission) -> Callable[..., Any]:
    """Open the view to members of the network in the URL who hold this permission, or one of the others.

    The view is called without the slug; it finds `request.network` and `request.member`, and all its queries are
    scoped.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, network: str, *args: Any, **kwargs: Any) -> HttpResponse:
            request.network = _network(network)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            with scoped_to(request.network):
                request.member = _member(request)
                if request.member is None:
                    raise NetworkUnknown(network)
                if _lacks_second_factor(request.member):
                    messages.warning(
                        request,
                        "Vos fonctions demandent une seconde vérification à la connexion\u00a0: choisissez-la ici.",
                    )
                    return redirect("mfa_index")
                if not any(map(request.member.may, (permission, *or_else))):
                    raise PermissionDenied(permission.value)
                return _answer(view, request, *args, **kwargs)

        guarded.access = permission
        return guarded

    return decorate


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the view to whoever is logged in, outside any network."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return _answer(view, request, *args, **kwargs)

    guarded.access = "signed_in"
    return guarded


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the view to everybody, outside any network."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _answer(view, request, *args, **kwargs)

    guarded.access = "public"
    return guarded


def public_in_network(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the view to everybody, in the scope of the network in the URL (`request.member` is None for a visitor)."""

    @wraps(view)
    def guarded(request: HttpRequest, network: str, *args: Any, **kwargs: Any) -> HttpResponse:
        request.network = _network(network)
        with scoped_to(request.network):
            request.member = _member(request) if request.user.is_authenticated else None
            return _answer(view, request, *args, **kwargs)

    guarded.access = "public"
    return guarded


#: Says to search engines that a page is for whoever holds its address, and for nobody else.
UNLISTED = "noindex, nofollow"


def unlisted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the page out of search engines, whatever it answers: in its header, and in its head (layout/base.html)."""

    @wraps(view)
    def kept_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.robots = UNLISTED
        return view(request, *args, **kwargs)

    return kept_out


#: Pages of libraries that a secret link opens, by the names of their addresses.
SECRET_LINKS = ("account_confirm_email", "account_reset_password_from_key")
#: Views of libraries that guard themselves.
SELF_GUARDED = ("allauth.", "django.contrib.staticfiles.", "django.views.static")


class AccessMiddleware:
    """Refuses a view that declares no access, before it runs; tells search engines what is not for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.network = request.member = None
        request.robots = ""
        response = self.get_response(request)
        if request.robots:
            response.headers["X-Robots-Tag"] = request.robots
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if hasattr(view, "access"):
            return None
        if view.__module__.startswith(SELF_GUARDED):
            if request.resolver_match.url_name in SECRET_LINKS:
                request.robots = UNLISTED
            return None
        raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no access")
