"""The public site of a network: what it is, its open figures, and what the law asks it to say."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from inclusion import exports
from inclusion.access import Permission, public_in_network, requires
from inclusion.actions.sites import change_site, site_of_network
from inclusion.documents.open_figures import figures_of, years_of
from inclusion.forms.sites import SiteForm
from inclusion.forms.submit import submitted
from inclusion.models import Event, NewsletterIssue, Partner
from inclusion.models.sites import MISSING_FIELDS
from inclusion.rules.sites import conformity, missing_of
from inclusion.tables.sites import YearsTable


@public_in_network
def site_home(request: HttpRequest) -> HttpResponse:
    """What the network is, who takes part, what is on, and how to find help near by."""
    now, kinds = timezone.now(), Partner.objects.active().count_by_kind()
    context = {
        "site": site_of_network(),
        "kinds": kinds,
        "partner_count": sum(kind["count"] for kind in kinds),
        "events": Event.objects.announced(at=now).select_related("place", "commune")[:4],
        "issue": NewsletterIssue.objects.exclude(number=None).order_by("-number").first(),
        "figures": figures_of(request.network, timezone.localdate())[:4],
    }
    return render(request, "inclusion/site_home.html", context)


@public_in_network
def site_figures(request: HttpRequest) -> HttpResponse:
    """The figures that everybody may see: what is there today, and what was done in each whole year."""
    today = timezone.localdate()
    years, rows = years_of(request.network, today)
    fmt = request.GET.get("export")
    if fmt in exports.FORMATS:
        return exports.export(YearsTable(rows, years).as_values(), fmt=fmt, name="chiffres-ouverts")
    context = {"figures": figures_of(request.network, today), "years": years, "rows": rows, "today": today}
    return render(request, "inclusion/site_figures.html", context)


@public_in_network
def site_legal(request: HttpRequest) -> HttpResponse:
    """Who publishes the site, and who hosts it."""
    return render(request, "inclusion/site_legal.html", {"site": site_of_network()})


@public_in_network
def site_privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, why, how long, and how to ask for it or have it erased."""
    return render(request, "inclusion/site_privacy.html", {"site": site_of_network()})


@public_in_network
def site_accessibility(request: HttpRequest) -> HttpResponse:
    """The declaration of accessibility of this network's site."""
    site = site_of_network()
    context = {"site": site, "conformity": conformity(site.accessibility_rate)}
    return render(request, "inclusion/site_accessibility.html", context)


@requires(Permission.NETWORK_SETTINGS)
def site_settings(request: HttpRequest) -> HttpResponse:
    """Change what the public site says; what it still lacks is told beside it."""
    site = site_of_network()
    form = SiteForm(request.POST or None, instance=site_of_network())
    changed = submitted(request, form, lambda data: change_site(**data, by=request.user, at=timezone.now()))
    if changed:
        messages.success(request, "Le site public est à jour.")
        return redirect("site_settings", request.network.slug)
    missing = missing_of({name: getattr(site, name) for name in MISSING_FIELDS})
    return render(request, "inclusion/site_settings.html", {"form": form, "missing": missing})
