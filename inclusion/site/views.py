"""The public home page, the choice of a network, each member's home, and the public site of a network."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.sitemaps.views import sitemap as sitemap_file
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from inclusion.core.access import (
    LAST_VISIT,
    Member,
    MemberRequest,
    NetworkRequest,
    Permission,
    PortalRequest,
    SignedInRequest,
    open_while_closed,
    public,
    public_in_network,
    requires,
    signed_in,
)
from inclusion.core.activities import page_is_on
from inclusion.core.figures import figure_definitions
from inclusion.core.french.names import search_form, so_many
from inclusion.core.models.networks import Network
from inclusion.core.navigation import MAX_TODOS, Home, Picture, Todo, Urgency, Waiting, keep_numbers, last_day
from inclusion.core.registry.public import public_pages
from inclusion.core.relations import few_of
from inclusion.core.waiting import waiting_of
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import stamp
from inclusion.core.web.colours import deepen, ink_for, soften
from inclusion.core.web.discovery import robots_rules
from inclusion.core.web.forms import submitted
from inclusion.demo import visits
from inclusion.demo.loading import PASSWORD
from inclusion.events.models import Event
from inclusion.guide.forms.search import GuideSearchForm
from inclusion.guide.queries import needs_met, places_by_network, understood
from inclusion.hub_days.models import hub_memberships
from inclusion.networks.models import MISSING_FIELDS
from inclusion.networks.rules import conformity, missing_of
from inclusion.newsletter.models import NewsletterIssue
from inclusion.partners.models import Partner
from inclusion.site.actions import change_site, set_steps_aside, site_of_network
from inclusion.site.forms import SiteForm
from inclusion.site.lists import YearsTable
from inclusion.site.papers import PublicPages, note_pdf, organization_data, sitemap_files
from inclusion.site.queries import (
    changes_since,
    contact_of,
    facts_for,
    figures_of,
    first_steps,
    listed_pages,
    offers_for,
    pictures_of,
    towns_meant,
    years_of,
)
from inclusion.site.rules import by_urgency, home_title
from inclusion.territories.queries import ground_credit

#: Seconds for which the list of public pages is shown again.
MAP_KEPT = 3600


@public
def home(request: PortalRequest) -> HttpResponse:
    """Where to find help, and the networks of the portal; in the demonstration, whom to enter them as."""
    shown = Network.objects.open().select_related("department").defer("logo")
    networks = list(shown.order_by("department", "name"))
    asked, places = request.GET.get("q", "").strip(), places_by_network()
    near = _helping(asked, [one for one in networks if one.pk in places]) if asked else []
    if len(near) == 1:
        return redirect(reverse("guide", args=[near[0]["network"].slug], query={"q": asked}))
    search = {"asked": asked, "near": near, "places": sum(places.values())}
    if settings.DEMO:
        return _demonstration(request, search)
    mine = set(Network.objects.of_user(request.user)) if request.user.is_authenticated else set()
    pages = public_pages(timezone.localdate())
    context = {
        "cards": [
            {
                "network": one,
                "ink": ink_for(one.brand),
                "places": places.get(one.pk, 0),
                "pages": pages.get(one.pk, []),
                "is_mine": one in mine,
            }
            for one in networks
        ],
        **search,
    }
    return render(request, "inclusion/site/home.html", context)


def _helping(asked: str, networks: list[Network]) -> list[dict[str, Any]]:
    """Those of the networks that help where it was asked for, each with the towns that are meant and what to ask it."""
    towns = towns_meant(asked, [one.department for one in networks])
    return [
        {"network": one, "towns": few_of(named), "asked": named[0] if len(named) == 1 else asked}
        for one in networks
        if (named := towns.get(one.department_id)) is not None
    ]


def _demonstration(request: PortalRequest, search: dict[str, Any]) -> HttpResponse:
    """While networks are loaded, htmx asks for the bar and for those that were not ready yet when it last asked."""
    declared = visits.networks()
    present = {one.slug: one for one in Network.objects.select_related("department").defer("logo")}
    ready = {one.slug: present.pop(one.slug) for one in declared if _is_loaded(present.get(one.slug))}
    pages = public_pages(timezone.localdate())
    cards: list[dict[str, Any]] = [
        {
            "visits": one,
            "ready": one.slug in ready,
            "ink": ink_for(one.brand),
            "public": pages.get(ready[one.slug].pk, []) if one.slug in ready else [],
        }
        for one in declared
    ]
    known = request.GET.get("known", "").split(",")
    context = {
        "cards": cards,
        "new": [card for card in cards if card["ready"] and card["visits"].slug not in known],
        "done": len(ready),
        "total": len(declared),
        "sentence": _readiness(len(ready), len(declared)),
        "progress_url": f"{reverse('home')}?{urlencode({'known': ','.join(ready)})}",
        "first": cards[0],
        "questions": visits.questions(),
        "others": present.values(),
        "password": PASSWORD,
        **search,
    }
    template = "inclusion/site/demo_loading.html" if request.htmx else "inclusion/site/demo_home.html"
    response = render(request, template, context)
    add_never_cache_headers(response)  # its forms hold a token that each log-in replaces
    return response


def _readiness(done: int, total: int) -> str:
    if done == 0:
        return "Aucun réseau n’est encore prêt\u00a0; le premier vient dans une minute ou deux."
    return f"{done} réseau sur {total} est prêt." if done == 1 else f"{done} réseaux sur {total} sont prêts."


def _is_loaded(network: Network | None) -> bool:
    return network is not None and network.is_demo


@public
@cache_control(max_age=MAP_KEPT)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may visit."""
    rules = "\n".join(f"{word}: {path}" for word, path in robots_rules())
    text = f"User-agent: *\n{rules}\n\nSitemap: {request.build_absolute_uri(reverse('sitemap_index'))}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@public
@cache_control(max_age=MAP_KEPT)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The files that name the public pages of each network."""
    networks = Network.objects.open().defer("logo").order_by("slug")
    files = [
        {"location": request.build_absolute_uri(reverse("sitemap", args=[one.slug], query={"p": page}))}
        for one in networks
        for page in range(1, sitemap_files(one) + 1)
    ]
    context = {"sitemaps": [{**one, "last_mod": None} for one in files]}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")


@public_in_network
@cache_control(max_age=MAP_KEPT)
def sitemap(request: NetworkRequest) -> HttpResponse:
    """The public pages of this network, for search engines."""
    return sitemap_file(request, {"pages": PublicPages(listed_pages(request.network, timezone.localdate()))})


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done for accessibility, what is known to lack, and whom to write to."""
    return render(request, "inclusion/site/accessibility.html")


@public
def health(request: HttpRequest) -> HttpResponse:
    """Answer "ok" when the database answers: for load balancers and the demonstration's start."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@signed_in
def my_networks(request: SignedInRequest) -> HttpResponse:
    """Go to the one network of this user, or let them choose."""
    networks = list(Network.objects.of_user(request.user).select_related("department"))
    if len(networks) == 1:
        return redirect("network_home", networks[0].slug)
    in_a_hub = bool(hub_memberships(request.user))
    return render(request, "inclusion/site/my_networks.html", {"networks": networks, "in_a_hub": in_a_hub})


@requires(Permission.NETWORK_VIEW, visitors="site_home")
def network_home(request: MemberRequest) -> HttpResponse:
    """What waits for this member, then the figures that matter to them."""
    today, member = timezone.localdate(), request.member
    home = Home(member, today)
    todos, has_more = home.first_todos()
    pictures, since, steps = pictures_of(home), _last_visit(request, today), _steps(member, today)
    context = {
        "today": today,
        "title": _title(member, todos, pictures, today, steps_left=len(steps["steps"]) - steps["steps_done"]),
        "groups": by_urgency(todos, today, most=MAX_TODOS),
        "has_more": has_more or len(todos) > MAX_TODOS,
        "main_action": home.main_action(),
        "figures": [] if member.only_reads and pictures else home.figures(),
        "pictures": pictures,
        **steps,
        "note_url": reverse("network_note", args=[member.network.slug])
        if member.may(Permission.NETWORK_NOTE) and not member.only_reads
        else "",
        "since": since,
        "changes": changes_since(member, since, today),
        "contact": None if member.may(Permission.NETWORK_SETTINGS) else contact_of(member.network),
    }
    if not any(context[name] for name in ("groups", "figures", "pictures", "steps")):
        context |= {"offers": offers_for(member), "facts": facts_for(member)}
    return render(request, "inclusion/site/network_home.html", context)


def _steps(member: Member, today: date) -> dict[str, Any]:
    """What to do first, how much of it is done, and whether the member may set it aside."""
    steps = first_steps(member, today)
    done = sum(is_done for _, is_done, _ in steps)
    return {
        "steps": steps,
        "steps_done": done,
        "may_set_aside": bool(steps) and not member.may(Permission.NETWORK_SETTINGS),
    }


def _title(member: Member, todos: list[Todo], pictures: list[Picture], today: date, *, steps_left: int) -> str:
    if steps_left and not todos:
        return f"{so_many(steps_left, 'premier pas reste', 'premiers pas restent')} à faire"
    pressing = any(one.urgency_on(today) in (Urgency.LATE, Urgency.TODAY) for one in todos)
    if pressing or not (member.only_reads and pictures):
        return home_title(todos, today)
    return pictures[0].sentence


#: What changed is shown of so many days at most; of the first where nothing is known of a visit before.
MAX_SINCE, FIRST_SINCE = timedelta(days=31), timedelta(days=7)


def _last_visit(request: HttpRequest, today: date) -> date:
    """The day of the log-in before this one, which the log-in kept in the session."""
    since = parameters.day(request.session.get(LAST_VISIT, "")) or today - FIRST_SINCE
    return max(since, today - MAX_SINCE)


@requires(Permission.NETWORK_VIEW)
@require_POST
def steps_set_aside(request: MemberRequest) -> HttpResponse:
    """No longer show the first steps to this member."""
    set_steps_aside(request.member.membership, **stamp(request))
    messages.success(request, "Les premiers pas ne s’affichent plus. Tout reste dans le menu.")
    return redirect("network_home", request.network.slug)


@requires(Permission.NETWORK_VIEW)
def todo_list(request: MemberRequest) -> HttpResponse:
    """All that waits for this member, or what waits in one group of the menu."""
    today = timezone.localdate()
    by_group = Waiting(request.member, today).todos_by_group()
    keep_numbers(request.member, today, by_group)
    todos = sorted((one for found in by_group.values() for one in found), key=last_day)
    wanted = request.GET.get("groupe", "")
    tabs = [
        {
            "label": label,
            "url": f"?groupe={group}" if group else "?",
            "current": group == wanted if group else wanted not in by_group,
            "count": waiting_of(request.member, len(found), group),
        }
        for group, label, found in (("", "Tout", todos), *((one, one.label, found) for one, found in by_group.items()))
    ]
    shown = next((found for one, found in by_group.items() if one == wanted), todos)
    context = {"title": home_title(shown, today), "groups": by_urgency(shown, today), "tabs": tabs}
    return render(request, "inclusion/site/todo_list.html", context)


@requires(Permission.NETWORK_NOTE)
def network_note(request: MemberRequest) -> HttpResponse:
    """The pictures of the network on two pages, to hand on."""
    today = timezone.localdate()
    name = f"note-{request.network.slug}-{today:%Y-%m-%d}.pdf"
    return exports.attachment(note_pdf(request.member, on=today), filename=name, media_type="application/pdf")


@public_in_network
@open_while_closed
@cache_control(max_age=0 if settings.DEBUG else 300)
def theme(request: NetworkRequest) -> HttpResponse:
    """The network's colours as a style sheet (inline styles are forbidden by the content security policy)."""
    brand = request.network.brand
    rules = (
        f":root{{--brand:{brand};--brand-ink:{ink_for(brand)};"
        f"--brand-deep:{deepen(brand)};--brand-soft:{soften(brand)}}}"
    )
    return HttpResponse(rules, content_type="text/css; charset=utf-8")


# -- Public site of a network: presentation, open figures, legal notices


@public_in_network
def site_home(request: NetworkRequest) -> HttpResponse:
    """How to find help near by, what is on; then who is behind it, and how to join them."""
    now, today, kinds = timezone.now(), timezone.localdate(), Partner.objects.active().count_by_kind()
    network, has_guide = request.network, page_is_on(request.network, "guide")
    context = {
        "site": site_of_network(),
        "kinds": kinds,
        "partner_count": sum(kind["count"] for kind in kinds),
        "events": Event.objects.announced(at=now).select_related("place", "commune")[:4],
        "issue": NewsletterIssue.objects.readable(by_member=request.member is not None).first(),
        "figures": figures_of(network, today)[:4],
        "form": GuideSearchForm() if has_guide else None,
        "needs": needs_met(on=today) if has_guide else [],
        "data": organization_data(network),
    }
    return render(request, "inclusion/site/site_home.html", context)


@public_in_network
def site_figures(request: NetworkRequest) -> HttpResponse:
    """The figures that everybody may see: what is there today, and what was done in each whole year."""
    today = timezone.localdate()
    years, rows = years_of(request.network, today)
    fmt = request.GET.get("export")
    if fmt in exports.FORMATS:
        return exports.export(YearsTable(rows, years).as_values(), fmt=fmt, name="chiffres-ouverts")
    context = {"figures": figures_of(request.network, today), "years": years, "rows": rows, "today": today}
    return render(request, "inclusion/site/site_figures.html", context)


@public_in_network
def site_definitions(request: NetworkRequest) -> HttpResponse:
    """What each figure counts that several pages, papers or files show."""
    defined = sorted(figure_definitions().values(), key=lambda one: search_form(one.label))
    return render(request, "inclusion/site/site_definitions.html", {"definitions": defined})


@public_in_network
def site_legal(request: NetworkRequest) -> HttpResponse:
    """Who publishes the site, and who hosts it."""
    context = {"site": site_of_network(), "ground": ground_credit(request.network.department_id)}
    return render(request, "inclusion/site/site_legal.html", context)


@public_in_network
def site_privacy(request: NetworkRequest) -> HttpResponse:
    """What is kept about whom, why, how long, and how to ask for it or have it erased."""
    return render(request, "inclusion/site/site_privacy.html", {"site": site_of_network()})


@public_in_network
def site_accessibility(request: NetworkRequest) -> HttpResponse:
    """The declaration of accessibility of this network's site."""
    site = site_of_network()
    context = {"site": site, "conformity": conformity(site.accessibility_rate)}
    return render(request, "inclusion/site/site_accessibility.html", context)


@requires(Permission.NETWORK_SETTINGS)
def site_settings(request: MemberRequest) -> HttpResponse:
    """Change what the public site says; what it still lacks is said beside it."""
    site = site_of_network()
    form = SiteForm(request.POST or None, instance=site_of_network())
    changed = submitted(request, form, lambda data: change_site(**data, **stamp(request)))
    if changed:
        messages.success(request, "Le site public est à jour.")
        return redirect("site_settings", request.network.slug)
    missing = missing_of({name: getattr(site, name) for name in MISSING_FIELDS})
    phrase = request.GET.get("phrase", "")[:200].strip()
    tried = understood(phrase, request.network)
    context = {
        "form": form,
        "missing": missing,
        "phrase": phrase,
        "tried": tried,
        "tried_towns": [one.name for one in (tried.towns or tried.options)],
    }
    return render(request, "inclusion/site/site_settings.html", context)
