"""The public door, the choice of a network, and each member's own home."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from inclusion import navigation
from inclusion.access import Permission, public, public_in_network, requires, signed_in
from inclusion.hooks import public_doors
from inclusion.models import JournalEntry, Network, Partner
from inclusion.models.hub_days import hub_memberships
from inclusion.rules.colours import deepen, ink_for, soften


@public
def home(request: HttpRequest) -> HttpResponse:
    """The product, and the networks that use it."""
    networks = Network.objects.select_related("department").defer("logo")
    mine = Network.objects.of_user(request.user) if request.user.is_authenticated else networks
    doors = public_doors(timezone.localdate())
    context = {
        "networks": [(one, doors.get(one.pk, [])) for one in networks],
        "mine": {one.pk for one in mine},
        "demo_mode": settings.DEMO,
    }
    return render(request, "inclusion/home.html", context)


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done for accessibility, what is known to lack, and whom to write to."""
    return render(request, "inclusion/accessibility.html")


@public
def health(request: HttpRequest) -> HttpResponse:
    """Answer "ok" when the database answers: for load balancers and the demonstration's start."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@signed_in
def my_networks(request: HttpRequest) -> HttpResponse:
    """Go to the one network of this user, or let them choose."""
    networks = list(Network.objects.of_user(request.user).select_related("department"))
    if len(networks) == 1:
        return redirect("network_home", networks[0].slug)
    in_a_hub = bool(hub_memberships(request.user))
    return render(request, "inclusion/my_networks.html", {"networks": networks, "in_a_hub": in_a_hub})


@requires(Permission.NETWORK_VIEW, visitors="site_home")
def network_home(request: HttpRequest) -> HttpResponse:
    """What waits for this member, then the figures that matter to them."""
    today, member = timezone.localdate(), request.member
    kinds = Partner.objects.active().count_by_kind()
    context = {
        "today": today,
        "todos": navigation.todos_for(member, today),
        "figures": navigation.figures_for(member, today),
        "main_action": navigation.main_action_for(member),
        "kinds": kinds,
        "partner_count": sum(kind["count"] for kind in kinds),
        "lately": JournalEntry.objects.told()[:5] if member.may(Permission.JOURNAL_VIEW) else [],
    }
    return render(request, "inclusion/network_home.html", context)


@public_in_network
@cache_control(max_age=0 if settings.DEBUG else 300)
def theme(request: HttpRequest) -> HttpResponse:
    """The network's colours as a style sheet (inline styles are forbidden by the content security policy)."""
    brand = request.network.brand
    rules = (
        f":root{{--brand:{brand};--brand-ink:{ink_for(brand)};"
        f"--brand-deep:{deepen(brand)};--brand-soft:{soften(brand)}}}"
    )
    return HttpResponse(rules, content_type="text/css; charset=utf-8")
