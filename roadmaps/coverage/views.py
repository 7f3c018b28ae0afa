"""Coverage: the map and the table of gaps, one intercommunalité with what can be done next, the seats."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.agreements.models import Agreement
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.activities import page_is_on
from inclusion.core.french.periods import plain_date
from inclusion.core.registry.panels import epci_figures
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.templatetags.charts import NARROW, WIDE
from inclusion.territories.models import Epci
from roadmaps.coverage.actions import bring_back, set_aside, set_coverage_rule, set_seats
from roadmaps.coverage.forms import CoverageChoice, CoverageRuleForm, SeatsForm, SetAsideForm
from roadmaps.coverage.lists import CoverageTable
from roadmaps.coverage.models import EpciSeat, EpciSetAside
from roadmaps.coverage.queries import (
    Coverage,
    answer_of,
    by_place,
    coverage_on,
    coverage_rule,
    covered_by_year,
    maps_of,
    set_aside_here,
)
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.queries import network_tabs


@dataclass(frozen=True)
class NextStep:
    """One way to reach an intercommunalité: whether it is there, in a sentence, and the page that begins it."""

    title: str
    is_there: bool
    sentence: str
    action: str = ""
    url: str = ""


def steps_for(member: Member, one: Coverage) -> list[NextStep]:
    """The four ways, each with the page that begins it where the member may."""
    slug, siren = member.network.slug, one.epci.pk
    carries_own = member.may(Permission.ROADMAPS_LOCAL) and member.partner.epci_id == siren
    roadmap = _roadmap(one)
    return [
        _step(
            "Une feuille de route locale",
            *roadmap,
            "Commencer une feuille de route",
            (member.may(Permission.ROADMAPS_MANAGE) or carries_own) and not (one.adopted or one.preparing),
            f"{reverse('roadmap_add', args=[slug])}?epci={siren}",
        ),
        _step(
            "Une instance qui traite de l’inclusion numérique",
            bool(one.bodies),
            _bodies(one) or "Aucune instance de ce territoire n’en parle encore.",
            "Ajouter une instance",
            member.may(Permission.BODIES_MANAGE) and page_is_on(member.network, "body_add"),
            f"{reverse('body_add', args=[slug])}?epci={siren}",
        ),
        _step(
            "Une convention territoriale globale (CTG) qui en parle",
            bool(one.agreements),
            _agreements(one),
            "Écrire une convention",
            member.may(Permission.AGREEMENTS_MANAGE) and page_is_on(member.network, "agreement_add"),
            f"{reverse('agreement_add', args=[slug])}?nature=ctg",
        ),
        _step(
            "Des places pour former les aidants",
            bool(one.places),
            _places(one.places),
            "Attribuer des places",
            member.may(Permission.ROADMAPS_MANAGE),
            f"{reverse('training', args=[slug])}?epci={siren}",
        ),
    ]


def _step(title: str, is_there: bool, sentence: str, action: str, may: bool, url: str) -> NextStep:
    return NextStep(title, is_there, sentence, action if may else "", url if may else "")


def _roadmap(one: Coverage) -> tuple[bool, str]:
    if one.adopted:
        return True, ", ".join(f"{roadmap}, {roadmap.adopted_word}" for roadmap in one.adopted)
    if one.preparing:
        listed = ", ".join(f"{roadmap}, {roadmap.preparing_word}" for roadmap in one.preparing)
        return False, f"{listed}."
    if one.of_communes:
        listed = ", ".join(f"{roadmap} ({commune})" for commune, roadmap in one.of_communes)
        return False, f"En partie\u00a0: {listed}."
    if one.over:
        return False, f"Terminée\u00a0: {', '.join(str(roadmap) for roadmap in one.over)}."
    return False, "Aucune n’est commencée."


def _bodies(one: Coverage) -> str:
    """Each body with what shows that it deals with the subject: its last meeting, else the day that was noted."""
    return ", ".join(
        f"{body.name}, réunie le {plain_date(body.met_on)}"
        if body.met_on
        else f"{body.name}, d’après ce qui est noté depuis le {plain_date(body.dealt_since)}"
        for body in one.bodies
    )


def _agreements(one: Coverage) -> str:
    if one.agreements:
        return ", ".join(agreement.reference for agreement in one.agreements)
    if one.without_theme:
        signed = ", ".join(agreement.reference for agreement in one.without_theme)
        return f"{signed} est signée, sans rien dire encore de l’inclusion numérique."
    return "Aucune convention en vigueur ne dit quelle place y tient l’inclusion numérique."


def _places(count: int) -> Any:
    if not count:
        return "Aucune place n’est encore attribuée. Elles aident, sans suffire à relier le territoire."
    return f"{count} place{'s' if count > 1 else ''} attribuée{'s' if count > 1 else ''}."


# -- Coverage of intercommunalités: map, table of gaps, one intercommunalité, seats


#: The drawings of the map: which, how wide, and whether with names.
SIZES = (("wide", WIDE, True), ("narrow", NARROW, False))


@requires(Permission.ROADMAPS_VIEW)
def coverage(request: MemberRequest) -> HttpResponse:
    """Who is reached and who is not: one map and one table, in the same words."""
    found = coverage_on(timezone.localdate())
    form = CoverageChoice(request.GET or None)
    shown = [one for one in found if form.shows(one.facts, one.standing)]
    rule = found[0].rule if found else coverage_rule()
    # The table, with links to what this member may open.
    roadmaps = set(Roadmap.objects.visible_to(request.member).values_list("pk", flat=True))
    agreements: set[int] = set()
    if request.member.may(Permission.AGREEMENTS_VIEW):
        agreements = set(Agreement.objects.visible_to(request.member).values_list("pk", flat=True))
    return listing(
        request,
        queryset=[_with_rank(one) for one in shown],  # type: ignore[arg-type]
        table=(lambda rows: CoverageTable(rows, roadmaps=roadmaps, agreements=agreements)),  # type: ignore[arg-type]
        template="roadmaps/coverage/coverage.html",
        name="couverture",
        tabs=network_tabs(request.member, "coverage"),
        answer="" if form.standing else answer_of(found, form.lacking, on=timezone.localdate()),
        aside=set_aside_here(),
        rule=rule,
        years=covered_by_year(found, timezone.localdate()),
        signed=sum(bool(one.agreements or one.without_theme) for one in found),
        themed=sum(bool(one.agreements) for one in found),
        known=bool(found),
        may_place=request.member.may(Permission.ROADMAPS_MANAGE),
        filter=SimpleNamespace(form=form),
        **maps_of(found, SIZES, shown={one.epci.pk for one in shown}),
    )


def _with_rank(one: Coverage) -> Coverage:
    """Gaps first where the table is sorted by standing."""
    one.rank = ("gap", "partly", "covered").index(one.standing)  # type: ignore[attr-defined]
    return one


@requires(Permission.ROADMAPS_VIEW)
def coverage_epci(request: MemberRequest, siren: str) -> HttpResponse:
    """One intercommunalité: what reaches it, what is missing, how to begin."""
    found = coverage_on(timezone.localdate(), with_aside=True)
    one = next((one for one in found if one.epci.pk == siren), None)
    if one is None:
        get_object_or_404(Epci.objects.none())
    aside = EpciSetAside.objects.filter(epci=siren).first()
    may_decide = request.member.may(Permission.ROADMAPS_MANAGE)
    named = [*one.adopted, *one.preparing, *one.over, *(roadmap for _, roadmap in one.of_communes)]
    seen = Roadmap.objects.visible_to(request.member).filter(pk__in=[roadmap.pk for roadmap in named])
    context = {
        "one": one,
        "seen": set(seen.values_list("pk", flat=True)),
        "steps": steps_for(request.member, one),
        "shows_chain": request.member.may(Permission.CHAIN_VIEW) and page_is_on(request.network, "chain"),
        "figures": epci_figures(request.member, siren, timezone.localdate()),
        "aside": aside,
        "may_set_aside": may_decide and aside is None and _mostly_outside(request).filter(pk=siren).exists(),
        "may_bring_back": may_decide and aside is not None,
    }
    return render(request, "roadmaps/coverage/coverage_epci.html", context)


def _mostly_outside(request: MemberRequest) -> Any:
    return Epci.objects.mostly_outside(request.network.department_id)


@requires(Permission.ROADMAPS_MANAGE)
def coverage_set_aside(request: MemberRequest, siren: str) -> HttpResponse:
    """Ask why, then count an intercommunalité of which most lies elsewhere no more."""
    epci = get_object_or_404(_mostly_outside(request), pk=siren)
    form = SetAsideForm(request.POST or None)
    if submitted(request, form, lambda data: set_aside(epci, **data, **stamp(request))):
        messages.success(request, f"{epci} est mise à part\u00a0: elle ne compte plus dans la couverture.")
        return redirect("coverage", request.network.slug)
    return render(request, "roadmaps/coverage/coverage_set_aside.html", {"form": form, "epci": epci})


@requires(Permission.ROADMAPS_MANAGE)
@require_POST
def coverage_bring_back(request: MemberRequest, siren: str) -> HttpResponse:
    """Count an intercommunalité again."""
    row = get_object_or_404(EpciSetAside.objects.select_related("epci"), epci=siren)
    return perform(
        request,
        lambda: bring_back(row.epci, **stamp(request)),
        back=reverse("coverage_epci", args=[request.network.slug, siren]),
        done=f"{row.epci} compte de nouveau dans la couverture.",
    )


@requires(Permission.ROADMAPS_MANAGE)
def coverage_criteria(request: MemberRequest) -> HttpResponse:
    """What the network asks of an intercommunalité that it calls covered."""
    rule = coverage_rule()
    initial = {"ways": [way.value for way in rule.ways], "every": "all" if rule.every else "any"}
    form = CoverageRuleForm(request.POST or None, initial=initial)
    done = submitted(request, form, lambda data: set_coverage_rule(request.network, **data, **stamp(request)))
    if done:
        messages.success(request, f"Une intercommunalité est désormais couverte si elle a {done.rule.sentence}.")
        return redirect("coverage", request.network.slug)
    return render(request, "roadmaps/coverage/coverage_criteria.html", {"form": form})


@requires(Permission.ROADMAPS_MANAGE)
def coverage_seats(request: MemberRequest) -> HttpResponse:
    """Where the seats lie, one box for each intercommunalité; the map without contours is drawn from them."""
    department = request.network.department_id
    epcis = by_place(Epci.objects.touching(department))
    seats = EpciSeat.objects.filter(epci__in=epcis)
    form = SeatsForm(request.POST or None, epcis=epcis, seats=seats, department=department)
    changed = submitted(request, form, lambda data: set_seats(entries=form.entries(), **stamp(request)) + 1)
    if changed:
        messages.success(request, "Les sièges sont enregistrés." if changed > 1 else "Rien n’a changé.")
        return redirect("coverage", request.network.slug)
    if form.is_bound:
        form.see_again()
    return render(request, "roadmaps/coverage/coverage_seats.html", {"form": form})
