"""Pages of the simulator: what more money would draw, for members and for whoever was invited by a link."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.contributions.models import LeverageRule
from funding.contributions.queries import simulated
from funding.contributions.rules.simulation import Simulation, before_and_after
from funding.ledger.models.funds import Fund, sees_all
from funding.ledger.queries import available_of
from funding.ledger.rules import NARROW, WIDE, text_alternative
from funding.simulator.actions import share_simulator, withdraw_simulator_link
from funding.simulator.forms import SimulatorForm, SimulatorLinkForm
from funding.simulator.models import SimulatorLink
from funding.spending.queries.funds import fund_position
from inclusion.core.access import MemberRequest, NetworkRequest, Permission, public_in_network, requires, unlisted
from inclusion.core.enums import ContributionSight
from inclusion.core.french.money import brief_euros, euros
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import answered, submitted
from inclusion.partners.models import Partner

#: Who gives, for a visitor.
VISITOR = "Votre organisme"


@requires(Permission.SIMULATOR_USE)
def fund_simulator(request: MemberRequest, pk: int) -> HttpResponse:
    """What more money from a contributor would do to a fund; the address contains what was asked."""
    fund = get_object_or_404(Fund, pk=pk)
    today = timezone.localdate()
    sees_amounts = request.member.may(Permission.FUNDS_VIEW) and sees_all(request.member)
    ended = fund.has_ended(today)
    form = SimulatorForm(None if ended else _asked(request), fund=fund, today=today, member=request.member)
    simulation = answered(form, lambda data: simulated(fund, **data, today=today, with_promises=sees_amounts))
    totals = sees_amounts or _may_show_totals(fund, request.member.partner)
    context = {
        **_page(fund, form),
        **_result(simulation),
        "ended": ended,
        "sees_amounts": sees_amounts,
        "totals": totals,
    }
    if simulation:
        context |= {
            "giver": str(form.cleaned_data["partner"] or "un nouvel opérateur"),
            "to_come": _named(simulation) if sees_amounts else [],
        }
    return render(request, "funding/simulator/simulator.html", context)


def _may_show_totals(fund: Fund, partner: Partner | None) -> bool:
    """Whether the pot may be shown to an organisation, or a visitor (None): it reveals nothing of one contributor."""
    if fund.network.contribution_sight == ContributionSight.EVERYTHING:
        return True
    return fund_position(fund).has_totals_for(partner)


def _asked(request: HttpRequest) -> QueryDict | None:
    """What the address asks, where it asks for anything."""
    return request.GET if SimulatorForm.IN_ADDRESS["amount"] in request.GET else None


def _page(fund: Fund, form: SimulatorForm) -> dict[str, Any]:
    """What the page shows whatever is asked."""
    return {"fund": fund, "rules": LeverageRule.objects.filter(fund=fund).select_related("matcher"), "form": form}


def _result(simulation: Simulation | None) -> dict[str, Any]:
    """What the page shows of a simulation."""
    if simulation is None:
        return {"simulation": None}
    wide, narrow = (before_and_after(simulation, width=width) for width in (WIDE, NARROW))
    return {
        "simulation": simulation,
        "given": brief_euros(simulation.amount),
        "entering": brief_euros(simulation.entering),
        "wide": wide,
        "narrow": narrow,
        "spoken": text_alternative(wide),
    }


def _named(simulation: Simulation) -> list[tuple[str, Any]]:
    """Whose promises would draw more or less afterwards, by name."""
    changes = {int(key): change for key, change in simulation.to_come.items() if key}
    return [(str(partner), changes[partner.pk]) for partner in Partner.objects.filter(pk__in=changes)]


@unlisted
@public_in_network
def simulator_shared(request: NetworkRequest, token: str) -> HttpResponse:
    """The simulator for whoever was invited: the fund and its rule, never a contributor's amounts."""
    link = SimulatorLink.objects.filter(token=token).first()
    if link is None:
        return render(request, "funding/simulator/simulator_closed.html", {"link": None}, status=404)
    today = timezone.localdate()
    if not link.opens_on(today):
        return render(request, "funding/simulator/simulator_closed.html", {"link": link}, status=410)
    fund = Fund.objects.with_pot().get(pk=link.fund_id)
    form = SimulatorForm(_asked(request), fund=fund, today=today)
    simulation = answered(
        form, lambda data: simulated(fund, partner=None, **data, today=today, name=VISITOR, with_promises=False)
    )
    totals = _may_show_totals(fund, None)
    sums = [("Réuni jusqu’ici", euros(fund.brought)), ("Encore à engager aujourd’hui", available_of(fund).words)]
    facts = [("Période", fund.period), *(sums if totals else []), ("Enveloppe visée", euros(fund.envelope))]
    context = {**_page(fund, form), **_result(simulation), "link": link, "facts": facts, "totals": totals}
    return render(request, "funding/simulator/simulator_shared.html", context)


@requires(Permission.FUNDS_MANAGE)
def fund_simulator_links(request: MemberRequest, pk: int) -> HttpResponse:
    """Who may open the simulator of a fund without an account, and until when."""
    return _links(request, get_object_or_404(Fund, pk=pk), SimulatorLinkForm())


def _links(request: HttpRequest, fund: Fund, form: SimulatorLinkForm) -> HttpResponse:
    today = timezone.localdate()
    links = SimulatorLink.objects.filter(fund=fund).select_related("made_by")
    context = {
        "fund": fund,
        "form": form,
        "links": [(link, link.opens_on(today)) for link in links],
        "open": sum(link.opens_on(today) for link in links),
        "host": f"{request.scheme}://{request.get_host()}",
    }
    return render(request, "funding/simulator/simulator_links.html", context)


@requires(Permission.FUNDS_MANAGE)
@require_POST
def fund_simulator_share(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a link that opens the simulator of a fund without an account."""
    fund = get_object_or_404(Fund, pk=pk)
    form = SimulatorLinkForm(request.POST)
    link = submitted(request, form, lambda data: share_simulator(fund, **data, **stamp(request)))
    if link is None:
        return _links(request, fund, form)
    messages.success(request, f"Le lien pour {link.note} est prêt\u00a0: copiez son adresse et envoyez-la.")
    return redirect("fund_simulator_links", request.network.slug, fund.pk)


@requires(Permission.FUNDS_MANAGE)
@require_POST
def fund_simulator_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """End a link before its last day."""
    link = get_object_or_404(SimulatorLink, pk=pk)
    return perform(
        request,
        lambda: withdraw_simulator_link(link, **stamp(request)),
        done=f"Le lien pour {link.note} n’ouvre plus rien.",
        back=reverse("fund_simulator_links", args=[request.network.slug, link.fund_id]),
    )
