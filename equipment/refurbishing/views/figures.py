"""The figures of the chain, on a page and in a workbook, and the values that they rest on."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from equipment.refurbishing import queries as readings
from equipment.refurbishing.actions.donations import set_impact
from equipment.refurbishing.enums import DeviceKind, DeviceState
from equipment.refurbishing.forms import ImpactForm
from equipment.refurbishing.rules import AVOIDED_A_YEAR, MAX_YEARS, MIN_YEARS, PUBLIC_SOURCE, Figures
from equipment.refurbishing.views.devices import framed, manages
from equipment.templatetags.refurbishing import quantity
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.money import CalculationStep
from inclusion.core.french.names import so_many
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import formed, stamp
from inclusion.templatetags.liant import number

#: Lines of the table by donor that a page shows; the workbook has them all.
SHOWN = 50


@dataclass(frozen=True)
class FigureFilter:
    """Which devices the figures are about."""

    year: int | None
    donor: str

    @classmethod
    def of(cls, request: MemberRequest) -> "FigureFilter":
        """What the address asks for."""
        return cls(parameters.year(request.GET.get("annee")), request.GET.get("donateur", ""))

    @property
    def words(self) -> str:
        """« Dons de 2026, Entreprise Exemple »."""
        return ", ".join(filter(None, (f"dons reçus en {self.year}" if self.year else "tous les dons", self.donor)))


@requires(Permission.REFURBISHING_VIEW)
def refurbishing_figures(request: MemberRequest) -> HttpResponse:
    """What was collected, what is used again, what that spares, who worked on it."""
    asked = FigureFilter.of(request)
    devices = readings.devices_of(year=asked.year, donor=asked.donor)
    figures = readings.figures(devices)
    hours = readings.hours(year=asked.year, donor=asked.donor)
    days = readings.days_to_ready(devices)
    donors = list(readings.by_donor_and_year(devices))
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(rows_of(figures, hours, days, donors), fmt=fmt, name="bilan-reconditionnement")
    context = {
        "asked": asked,
        "years": readings.years(),
        "donors": readings.donors(),
        "figures": figures,
        "states": _states(figures),
        "hours": hours,
        "days": days,
        "by_donor": donors[:SHOWN],
        "more": max(0, len(donors) - SHOWN),
        **_why(figures),
        "manages": manages(request.member),
        **framed(request.member, "figures"),
    }
    return render(request, "equipment/refurbishing/refurbishing_figures.html", context)


def _states(figures: Figures) -> list[tuple[str, int, str]]:
    """The counts by state as a chart takes them."""
    return [(label, figures.by_state[state], number(figures.by_state[state])) for state, label in DeviceState.choices]


def _why(figures: Figures) -> dict[str, list[CalculationStep]]:
    """How each figure was computed."""
    left = figures.reused + figures.recycled
    rate = [
        CalculationStep(
            f"{so_many(left, 'appareil a quitté', 'appareils ont quitté')} l’atelier, "
            f"dont {figures.reused} en prêt ou en don et {so_many(figures.recycled, 'recyclé', 'recyclés')}.",
            f"{figures.reused} ÷ {left} = {number(figures.reuse_rate)}\u00a0%" if left else "",
        )
    ]
    weight, co2 = [], []
    for one in figures.spared:
        weighed = f"dont {one.estimated} au poids moyen" if one.estimated else "tous pesés"
        if one.without_weight:
            weighed = f"dont {one.without_weight} sans poids connu, comptés pour 0"
        weight.append(
            CalculationStep(
                f"{one.label}\u00a0: {so_many(one.reused, 'réemployé', 'réemployés')}, {weighed}.",
                f"{quantity(one.weight)}\u00a0kg",
            )
        )
        if one.co2 is None:
            co2.append(
                CalculationStep(
                    f"{one.label}\u00a0: {so_many(one.reused, 'réemployé', 'réemployés')}, aucune valeur n’est réglée.",
                    "",
                )
            )
        else:
            co2.append(
                CalculationStep(
                    f"{one.label}, source\u00a0: {one.source}.",
                    f"{one.reused} × {quantity(one.co2_each)}\u00a0kg = {quantity(one.co2)}\u00a0kg",
                )
            )
    return {"why_rate": rate, "why_weight": weight, "why_co2": co2}


def rows_of(
    figures: Figures, hours: dict[str, Decimal], days: int | None, donors: list[dict[str, Any]]
) -> Iterator[tuple[Any, ...]]:
    """The figures as rows of a spreadsheet."""
    yield ("Partie", "Libellé", "Année", "Collectés", "Réemployés", "Recyclés", "Valeur", "Unité", "Source")
    for state, label in DeviceState.choices:
        yield ("État", label, None, None, None, None, figures.by_state[state], "appareils", None)
    yield (
        "Ensemble",
        "Tous les appareils",
        None,
        figures.collected,
        figures.reused,
        figures.recycled,
        figures.reuse_rate,
        "% de réemploi",
        None,
    )
    for one in figures.spared:
        yield ("Poids", one.label, None, None, one.reused, None, one.weight, "kg", None)
        yield ("CO₂ évité", one.label, None, None, one.reused, None, one.co2, "kg", one.source)
    yield ("Heures", "Emploi d’insertion", None, None, None, None, hours["insertion"], "heures", None)
    yield ("Heures", "Autres", None, None, None, None, hours["others"], "heures", None)
    yield ("Durée", "De collecté à prêt, en moyenne", None, None, None, None, days, "jours", None)
    for row in donors:
        yield (
            "Donateur",
            row["donor"],
            row["year"],
            row["collected"],
            row["reused"],
            row["recycled"],
            None,
            None,
            None,
        )


@requires(Permission.REFURBISHING_MANAGE)
def refurbishing_impact(request: MemberRequest) -> HttpResponse:
    """The values for the environment that the network sets, with their source."""
    years = parameters.whole(request.GET.get("annees"), low=MIN_YEARS, high=MAX_YEARS)
    form = ImpactForm(request.POST if request.method == "POST" else None, years=years)
    return formed(
        request,
        form,
        lambda data: [set_impact(data["values"], **stamp(request))],
        done="Les valeurs sont gardées. Le bilan les emploie dès maintenant.",
        then=reverse("refurbishing_figures", args=[request.network.slug]),
        template="equipment/refurbishing/refurbishing_impact.html",
        years=years,
        year_choices=range(MIN_YEARS, MAX_YEARS + 1),
        public_source=PUBLIC_SOURCE,
        public=[(DeviceKind(kind).label, avoided) for kind, avoided in AVOIDED_A_YEAR.items()],
        **framed(request.member, "figures"),
    )
