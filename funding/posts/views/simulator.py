"""The public simulator of posts: what a post would cost a collectivité, as a page and as a PDF."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from funding.enums import PostKind
from funding.ledger.rules import NARROW, WIDE, text_alternative
from funding.posts.actions.requests import fund_terms
from funding.posts.forms.simulator import PostSimulatorForm, asked_by
from funding.posts.models import StateAidSchedule
from funding.posts.papers import facts, simulation_pdf
from funding.posts.queries import post_funds, roadmap_stage
from funding.posts.rules.plans import plan_chart
from funding.posts.rules.simulation import LocalRoadmap, PostSimulation, simulate
from inclusion.core import limits
from inclusion.core.access import NetworkRequest, public_in_network
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import answered
from inclusion.territories.models import Epci

#: Papers that one address may have made in a minute.
MAX_PAPERS = 10


@public_in_network
def post_simulator(request: NetworkRequest) -> HttpResponse:
    """What a post would cost; the address contains what was asked."""
    form = _form(request)
    return _show(request, form, _simulated(form))


@public_in_network
def post_simulator_pdf(request: NetworkRequest) -> HttpResponse:
    """The same on paper, for the council."""
    form = _form(request)
    simulation = _simulated(form)
    if simulation is None:
        return _show(request, form, None)
    client = get_adapter().get_client_ip(request)
    if not limits.consume("post_simulator_pdf", client, most=MAX_PAPERS, seconds=60):
        return _show(request, form, simulation, slow_down=True)
    page = reverse("post_simulator", args=[request.network.slug])
    data = simulation_pdf(
        simulation, network=request.network, on=timezone.localdate(), address=request.build_absolute_uri(page)
    )
    return attachment(data, filename="simulation-poste.pdf", media_type="application/pdf")


def _form(request: NetworkRequest) -> PostSimulatorForm:
    today, kind = timezone.localdate(), request.GET.get(PostSimulatorForm.IN_ADDRESS["kind"], "")
    # What the address asks, where it asks for anything.
    names = PostSimulatorForm.IN_ADDRESS.values()
    return PostSimulatorForm(
        (request.GET if any(name in request.GET for name in names) else None),
        today=today,
        funds=[fund_terms(fund, kind=kind if kind in PostKind else "") for fund in post_funds(today)],
        territories=Epci.objects.touching(request.network.department),
    )


def _simulated(form: PostSimulatorForm) -> PostSimulation | None:
    schedules = StateAidSchedule.objects.as_rules()

    def answer(data: dict[str, Any]) -> PostSimulation:
        territory = data["territory"]
        roadmap = None if territory is None else LocalRoadmap(territory.name, roadmap_stage(territory))
        return simulate(asked_by(data), schedules, form.funds, roadmap=roadmap, today=timezone.localdate())

    return answered(form, answer)


def _show(
    request: HttpRequest, form: PostSimulatorForm, simulation: PostSimulation | None, *, slow_down: bool = False
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "simulation": simulation, "slow_down": slow_down, "funds": form.funds}
    if simulation:
        wide = plan_chart(simulation.plan, width=WIDE)
        narrow = plan_chart(simulation.plan, payer="Vous", width=NARROW)
        context |= {
            "wide": wide,
            "narrow": narrow,
            "spoken": text_alternative(wide),
            "facts": facts(simulation),
            "query": request.GET.urlencode(),
        }
    status = 429 if slow_down else 200
    return render(request, "funding/posts/post_simulator.html", context, status=status)
