"""Who may open which view."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django_htmx.middleware import HtmxDetails

from inclusion.core import activities
from inclusion.core.logs import SECRET_LINKS
from inclusion.core.models.networks import Membership, Network, User
from inclusion.core.roles import (
    READS_ABOUT_PEOPLE,
    ROLE_CHOICES,
    ROLES,
    RUNS_NETWORK_OR_MONEY,
    Permission,
    permissions_of,
)
from inclusion.core.scope import scoped_to

__all__ = [
    "LAST_VISIT",
    "ROLES",
    "ROLE_CHOICES",
    "Member",
    "MemberRequest",
    "NetworkRequest",
    "Permission",
    "SignedInRequest",
    "open_while_closed",
    "page",
    "permissions_of",
    "public",
    "public_in_network",
    "requires",
    "signed_in",
    "unlisted",
]


#: Where a session keeps the day of the log-in before this one, in ISO form.
LAST_VISIT = "last_visit"


@dataclass(frozen=True)
class Member:
    """The signed-in user as a member of the network of this request."""

    membership: Membership

    @property
    def user(self) -> User:
        return self.membership.user

    @property
    def partner(self) -> Any:
        return self.membership.partner

    @property
    def network(self) -> Network:
        return self.membership.network

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.membership.roles)

    def may(self, permission: Permission | str) -> bool:
        """Whether one of the member's roles carries this permission."""
        return permission in self.permissions

    @property
    def only_reads(self) -> bool:
        """Whether nothing is theirs to do: an elected official, the prefecture."""
        return self.permissions <= ROLES["reader"].permissions

    @property
    def needs_second_factor(self) -> str:
        """Why this member must have a second factor, as a French sentence; empty where they need none."""
        if self.permissions & RUNS_NETWORK_OR_MONEY:
            return "Vous décidez de l’argent ou des réglages du réseau\u00a0: un mot de passe ne doit pas y suffire."
        if self.permissions & READS_ABOUT_PEOPLE and self.network.second_factor_for_readers:
            return "Vous lisez des dossiers de personnes\u00a0: un mot de passe ne doit pas suffire à les ouvrir."
        return ""

    @property
    def role_labels(self) -> list[str]:
        return [ROLES[name].label for name in self.membership.roles if name in ROLES]


class PortalRequest(HttpRequest):
    """Any request, as `AccessMiddleware` hands it on: in no network yet, and of no member."""

    network: Network | None
    member: Member | None
    htmx: HtmxDetails
    robots: str


class NetworkRequest(PortalRequest):
    """A request in a network: what `requires` and `public_in_network` give a view."""

    network: Network


class MemberRequest(NetworkRequest):
    """A request of a member of its network."""

    member: Member
    user: User


class SignedInRequest(HttpRequest):
    """A request of somebody who is logged in, outside any network."""

    user: User
    htmx: HtmxDetails


class NetworkUnknown(Http404):
    """No network at this address, or none that this user may know of."""


class NetworkClosed(PermissionDenied):
    """The network is closed: its members read, and nobody else."""


#: Views that a closed network still answers to everybody, or lets its members post to.
_while_closed: set[Callable[..., Any]] = set()


def open_while_closed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the view answer as ever where the network is closed; stands below the decorator that opens it."""
    _while_closed.add(view)
    return view


def _check_open(request: NetworkRequest, view: Callable[..., Any]) -> None:
    """Raise NetworkClosed for what a closed network does not do: it writes nothing, and shows itself to members."""
    if request.network.closed_at is None or view in _while_closed:
        return
    if request.member is None or request.method == "POST":
        raise NetworkClosed(request.network.slug)


def _network(slug: str) -> Network:
    try:
        return Network.objects.select_related("department").defer("logo").get(slug=slug)
    except Network.DoesNotExist:
        raise NetworkUnknown(slug) from None


def _member(request: NetworkRequest) -> Member | None:
    membership = Membership.objects.in_force().select_related("partner", "user").filter(user_id=request.user.pk).first()
    if membership is None:
        return None
    membership.network = request.network
    return Member(membership)


def lacks_second_factor(member: Member) -> str:
    """Why this member must choose a second factor first, as a French sentence; empty where nothing is missing."""
    from allauth.mfa.utils import is_mfa_enabled

    why = member.needs_second_factor if settings.REQUIRE_SECOND_FACTOR else ""
    return why if why and not is_mfa_enabled(member.user) else ""


def _answer(view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Run the view; all but a POST in a transaction that the database holds to reading."""
    with ExitStack() as stack:
        if request.method != "POST":
            stack.enter_context(transaction.atomic())
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
        response = view(request, *args, **kwargs)
        if hasattr(response, "render"):
            response.render()
        return response


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    """Let no browser keep a page of a member, unless the view says for how long: computers at desks are shared."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def with_attributes(view: Callable[..., HttpResponse], **attributes: Any) -> Callable[..., HttpResponse]:
    """Return the view with what the portal reads of it: its access, whether it is listed, how much it takes."""
    vars(view).update(attributes)
    return view


def requires(permission: Permission, *or_else: Permission, visitors: str = "") -> Callable[..., Any]:
    """Open the view to members of the network in the URL who hold this permission, or one of the others.

    The view is called without the slug; it finds `request.network` and `request.member`, and all its queries are
    scoped. Whoever is not logged in is asked to, or led to the public page of the network that `visitors` names.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: NetworkRequest, network: str, *args: Any, **kwargs: Any) -> HttpResponse:
            request.network = _network(network)
            if not request.user.is_authenticated:
                shown = visitors and activities.page_is_on(request.network, visitors)
                return redirect(visitors, network) if shown else redirect_to_login(request.get_full_path())
            with scoped_to(request.network):
                request.member = _member(request)
                if request.member is None:
                    raise NetworkUnknown(network)
                if why := lacks_second_factor(request.member):
                    messages.warning(request, f"{why} Ajoutez ici une seconde vérification, en une minute.")
                    return redirect("mfa_index")
                activities.check_on(request.network, view)
                if not any(map(request.member.may, (permission, *or_else))):
                    raise PermissionDenied(permission.value)
                _check_open(request, view)
                return _kept_nowhere(_answer(view, request, *args, **kwargs))

        return with_attributes(guarded, access=permission)

    return decorate


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the view to whoever is logged in, outside any network."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return _kept_nowhere(_answer(view, request, *args, **kwargs))

    return with_attributes(guarded, access="signed_in")


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the view to everybody, outside any network."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _answer(view, request, *args, **kwargs)

    return with_attributes(guarded, access="public")


#: Names of the secret parts of addresses: whoever was sent one may still answer, cancel or unsubscribe once the network
#: has switched the activity off.
SECRETS = frozenset({"code", "signed", "token"})


def public_in_network(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the view to everybody, in the scope of the network in the URL (`request.member` is None for a visitor)."""

    @wraps(view)
    def guarded(request: NetworkRequest, network: str, *args: Any, **kwargs: Any) -> HttpResponse:
        request.network = _network(network)
        with scoped_to(request.network):
            request.member = _member(request) if request.user.is_authenticated else None
            if not SECRETS.intersection(kwargs):
                activities.check_on(request.network, view)
                _check_open(request, view)
            return _answer(view, request, *args, **kwargs)

    return with_attributes(guarded, access="public")


def page(route: str, view: Callable[..., HttpResponse]) -> URLPattern:
    """The address of a view, which bears its name."""
    return path(route, view, name=view.__name__)


#: Says to search engines that a page is for whoever holds its address, and for nobody else.
UNLISTED = "noindex, nofollow"


def unlisted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the page out of search engines, whatever it answers: in its header, and in its head (layout/base.html)."""

    @wraps(view)
    def kept_out(request: NetworkRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.robots = UNLISTED
        return view(request, *args, **kwargs)

    return with_attributes(kept_out, unlisted=True)


#: After which the browser forgets the pages it keeps for its back button.
LOG_OUT = "account_logout"
#: Views of libraries that guard themselves.
SELF_GUARDED = ("allauth.", "django.contrib.staticfiles.", "django.views.static")


#: The methods that the portal answers.
METHODS = ("GET", "HEAD", "POST")


class AccessMiddleware:
    """Refuses other methods, and a view that declares no access, before it runs.

    Says to search engines what is not for them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.network = request.member = None
        request.robots = ""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        response = self.get_response(request)
        if request.robots:
            response.headers["X-Robots-Tag"] = request.robots
        if request.method == "POST" and getattr(request.resolver_match, "url_name", "") == LOG_OUT:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def process_view(
        self, request: PortalRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if hasattr(view, "access"):
            return None
        if view.__module__.startswith(SELF_GUARDED):
            if getattr(request.resolver_match, "url_name", "") in SECRET_LINKS:
                request.robots = UNLISTED
            return None
        raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no access")
