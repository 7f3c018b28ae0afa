"""How each intercommunalité of the département is reached, and how far the envelopes for training have gone."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from funding.agreements.enums import AgreementKind, PartyRole
from funding.agreements.models import BOUND, Agreement, AgreementParty
from inclusion.core.figures import FigureAmount, marked, register_figure
from inclusion.core.french.money import ZERO
from inclusion.core.french.names import search_form
from inclusion.core.scope import active_network
from inclusion.meetings.enums import TOOK_PLACE
from inclusion.meetings.models import Body, MeetingTask
from inclusion.territories.models import Epci, EpciContour
from inclusion.territories.queries import counted_epcis
from roadmaps.coverage.models import (
    CoverageSettings,
    EpciSeat,
    EpciSetAside,
    TrainingAllotment,
    TrainingEnvelope,
    TrainingUse,
)
from roadmaps.coverage.rules.allotments import Envelope, Places, sum_of
from roadmaps.coverage.rules.drawing import MARKS_AT, Area, coverage_map
from roadmaps.coverage.rules.standing import (
    ANY_WAY,
    CoverageRule,
    Facts,
    MarkState,
    Relay,
    Seat,
    Standing,
    headline,
    lacking_title,
    place_name,
)
from roadmaps.enums import AdoptionState, RoadmapLevel, RoadmapState
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapTerritory, adoption_waits
from roadmaps.plans.models.versions import RoadmapVersion


@dataclass
class Coverage:
    """One intercommunalité with all that reaches it. `number` is its place in the list and on the map."""

    epci: Epci
    number: int = 0
    #: Roadmaps of which the coordination confirmed the adoption.
    adopted: list[Roadmap] = field(default_factory=list)
    preparing: list[Roadmap] = field(default_factory=list)
    #: Roadmaps that are over: they are named, and carry nothing any more.
    over: list[Roadmap] = field(default_factory=list)
    #: Roadmaps of communes of it, with the commune's name.
    of_communes: list[tuple[str, Roadmap]] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    #: CTG agreements in force that say nothing of digital inclusion: they are counted as signed, and carry nothing.
    without_theme: list[Agreement] = field(default_factory=list)
    places: int = 0
    #: What makes it covered, by the network's choice.
    rule: CoverageRule = ANY_WAY

    @property
    def facts(self) -> Facts:
        return Facts(
            adopted=len(self.adopted),
            preparing=len(self.preparing),
            communes=len({name for name, _ in self.of_communes}),
            bodies=len(self.bodies),
            agreements=len(self.agreements),
            without_theme=len(self.without_theme),
            places=self.places,
        )

    @property
    def standing(self) -> Standing:
        return self.facts.standing(self.rule)


def by_place(epcis: Iterable[Epci]) -> list[Epci]:
    """Intercommunalités in the order in which people look for them: by their place, whatever their kind."""
    return sorted(epcis, key=lambda one: (search_form(place_name(one.name)), one.pk))


def sirens_set_aside() -> QuerySet:
    """The intercommunalités, by SIREN, that the active network does not count."""
    return EpciSetAside.objects.order_by().values("epci")


def set_aside_here() -> list[EpciSetAside]:
    """The intercommunalités that the active network does not count, by their place, each with the reason."""
    rows = EpciSetAside.objects.select_related("epci")
    return sorted(rows, key=lambda one: (search_form(place_name(one.epci.name)), one.pk))


def coverage_rule() -> CoverageRule:
    """What makes an intercommunalité covered in the active network: any of the three, unless it says otherwise."""
    own = CoverageSettings.objects.first()
    return own.rule if own else ANY_WAY


def coverage_on(day: date, *, rule: CoverageRule | None = None, with_aside: bool = False) -> list[Coverage]:
    """Every intercommunalité of the active network's département that counts on this day, each once, by name.

    `rule`: what makes one covered, the network's own without it. `with_aside`: with those that were set aside.
    Seven queries, however many there are.
    """
    here = Epci.objects.touching(active_network().department_id) if with_aside else counted_epcis()
    ordered, rule = by_place(here), rule or coverage_rule()
    found = {one.pk: Coverage(one, number, rule=rule) for number, one in enumerate(ordered, 1)}
    _add_roadmaps(found, day)
    for body in Body.objects.dealing(on=day).filter(epci__in=found).with_last_meeting(day):
        found[body.epci_id].bodies.append(body)
    for siren, agreements in _agreements(found, day).items():
        found[siren].agreements = [one for one in agreements if one.theme]
        found[siren].without_theme = [one for one in agreements if not one.theme]
    sums = TrainingAllotment.objects.filter(epci__in=found).order_by().values_list("epci")
    for siren, places in sums.annotate(sum=Sum("places")):
        found[siren].places = places
    return list(found.values())


def _add_roadmaps(found: dict[str, Coverage], day: date) -> None:
    rows = (
        RoadmapTerritory.objects.filter(Q(epci__in=found) | Q(commune__epci__in=found))
        .filter(roadmap__level=RoadmapLevel.LOCAL)
        .select_related("roadmap__network", "commune")
        .annotate(waits=adoption_waits("roadmap"))
        .order_by("roadmap__sort_title", "pk")
    )
    for row in rows:
        roadmap = row.roadmap
        roadmap.waits = row.waits
        is_over = roadmap.is_over_on(day)
        if row.commune is not None:
            if not is_over:
                found[row.commune.epci_id].of_communes.append((str(row.commune), roadmap))
            continue
        one = found[row.epci_id]
        if is_over:
            one.over.append(roadmap)
        else:
            (one.preparing if roadmap.state == RoadmapState.DRAFT else one.adopted).append(roadmap)


def first_adoption() -> Subquery:
    """The day on which a body adopted its first roadmap, of adoptions that count."""
    adopted = RoadmapVersion.objects.confirmed().filter(body=OuterRef("pk"))
    return Subquery(adopted.order_by("adopted_on").values("adopted_on")[:1])


def first_task() -> Subquery:
    """The day of the first meeting of a body that gave somebody a task for an action of a roadmap."""
    tasks = MeetingTask.objects.filter(
        meeting__body=OuterRef("pk"), meeting__state__in=TOOK_PLACE, action_link__isnull=False
    )
    return Subquery(tasks.order_by("meeting__starts_at").values("meeting__starts_at__date")[:1])


def _agreements(found: Iterable[str], day: date) -> dict[str, list[Agreement]]:
    """CTG agreements in force, with or without what becomes of digital inclusion, by the intercommunalité they are for.

    The CAF signs all of them: where its own seat lies says nothing.
    """
    ctgs = Agreement.objects.main().in_force(day).filter(kind=AgreementKind.CTG)
    parties = (
        AgreementParty.objects.filter(agreement__in=ctgs, role=PartyRole.COLLECTIVITE)
        .annotate(siren=Coalesce(F("partner__epci"), F("partner__commune__epci")))
        .filter(siren__in=list(found))
        .select_related("agreement__network")
        .order_by("agreement__reference", "pk")
    )
    by_epci: dict[str, list[Agreement]] = defaultdict(list)
    for party in parties:
        if party.agreement not in by_epci[party.siren]:
            by_epci[party.siren].append(party.agreement)
    return by_epci


#: Intercommunalités of a network on a day, by how they are reached.
STANDINGS = {
    Standing.COVERED: register_figure(
        "coverage_covered",
        "Intercommunalités couvertes",
        "intercommunalités",
        "Celles qui ont ce que le réseau demande\u00a0: feuille de route adoptée, instance ou convention.",
    ),
    Standing.PARTLY: register_figure(
        "coverage_partly",
        "Intercommunalités en partie couvertes",
        "intercommunalités",
        "Celles qui ont quelque chose, sans ce que le réseau demande.",
    ),
    Standing.GAP: register_figure(
        "coverage_gaps", "Intercommunalités sans relais", "intercommunalités", "Celles qui n’ont rien de tout cela."
    ),
}
EVERY = register_figure(
    "coverage_all",
    "Intercommunalités",
    "intercommunalités",
    "Celles du département que le réseau compte\u00a0: celles qui sont mises à part n’y sont pas.",
)


def standings_of(found: Sequence[Coverage], *, on: date) -> dict[Standing, FigureAmount]:
    """How many intercommunalités are reached in each way on a day."""
    counts = Counter(one.standing for one in found)
    return {standing: figure.amount(counts[standing], over=on) for standing, figure in STANDINGS.items()}


def answer_of(found: Sequence[Coverage], lacking: Relay | None = None, *, on: date) -> str:
    """Who is reached on a day and who is not, in one sentence; of those that lack something, how many they are."""
    if lacking and found:
        return lacking_title(lacking, sum(one.facts.lacks(lacking) for one in found), len(found))
    rule, counts = found[0].rule if found else ANY_WAY, standings_of(found, on=on)
    named = counts[Standing.COVERED if rule.is_chosen else Standing.GAP]
    return marked(headline((one.standing for one in found), rule), named, EVERY.amount(len(found), over=on))


def covered_by_year(found: Sequence[Coverage], today: date) -> list[tuple[str, int]]:
    """How many were covered at the end of each of the last years, the first with any in front, then today.

    At most `YEARS` past years. Four queries. What was closed before its end counts until its last day.
    """
    if not found:
        return []
    periods = _way_periods({one.epci.pk for one in found})
    first = min((start.year for spans in periods.values() for _, start, _ in spans), default=today.year)
    years = range(max(first, today.year - YEARS), today.year)
    rule = found[0].rule
    past = [
        (
            f"Fin {year}",
            sum(
                rule.is_met_by({way for way, start, end in spans if start <= day and (end is None or day < end)})
                for spans in periods.values()
            ),
        )
        for year, day in ((year, date(year, 12, 31)) for year in years)
    ]
    return [*past, ("Aujourd’hui", sum(one.standing == Standing.COVERED for one in found))]


#: Past years that the page of coverage shows.
YEARS = 5


def _way_periods(sirens: set[str]) -> dict[str, list[tuple[Relay, date, date | None]]]:
    """From when until when (exclusive; None: it goes on) each way reached each intercommunalité."""
    found: dict[str, list[tuple[Relay, date, date | None]]] = defaultdict(list)
    adoptions = (
        RoadmapVersion.objects.filter(
            roadmap__level=RoadmapLevel.LOCAL, roadmap__territories__epci__in=sirens, state=AdoptionState.CONFIRMED
        )
        .order_by()
        .values_list("roadmap__territories__epci", "roadmap__end")
        .annotate(since=Min("adopted_on"))
    )
    for siren, end, since in adoptions:
        found[siren].append((Relay.ROADMAP, since, end))
    bodies = Body.objects.filter(epci__in=sirens).with_dealing().exclude(dealt_since=None)
    for siren, since, end in bodies.values_list("epci", "dealt_since", "closed_on"):
        found[siren].append((Relay.BODY, since, end))
    parties = AgreementParty.objects.filter(
        role=PartyRole.COLLECTIVITE,
        agreement__kind=AgreementKind.CTG,
        agreement__parent=None,
        agreement__state__in=BOUND,
    ).exclude(agreement__theme="")
    lives = parties.annotate(
        siren=Coalesce(F("partner__epci"), F("partner__commune__epci")),
        until=Coalesce(F("agreement__terminated_on"), F("agreement__end")),
    )
    for siren, start, end in lives.filter(siren__in=sirens).values_list("siren", "agreement__start", "until"):
        found[siren].append((Relay.AGREEMENT, start, end))
    return found


def maps_of(
    found: Sequence[Coverage], sizes: Iterable[tuple[str, int, bool]], *, shown: Collection[str]
) -> dict[str, Any]:
    """The map in these sizes (which, width, whether with names), and what it says in words; two queries.

    Those that are not among the `shown` SIREN are paler.
    """
    rows = list(EpciContour.objects.filter(epci__in=[one.epci.pk for one in found]))
    contours = {row.epci_id: row.contour for row in rows}
    seats = {
        row.epci_id: Seat(row.latitude, row.longitude)
        for row in EpciSeat.objects.filter(epci__in=[one.epci.pk for one in found])
    }
    areas = [Area(one.epci.pk, one.number, str(one.epci.name), one.standing, seats.get(one.epci.pk)) for one in found]
    by_siren = {one.epci.pk: one for one in found}
    drawings = [
        (size, drawn)
        for size, width, named in sizes
        if (drawn := coverage_map(areas, contours, width=width, named=named))
    ]
    return {
        "maps": [
            (
                size,
                drawn,
                [
                    (
                        one,
                        by_siren[one.area.siren],
                        one.area.siren in shown,
                        list(zip(by_siren[one.area.siren].facts.marks, MARKS_AT, strict=True)),
                    )
                    for one in drawn.shapes
                ],
            )
            for size, drawn in drawings
        ],
        "missing": drawings[0][1].missing if drawings else (),
        "relays": list(Relay),
        "mark_states": list(MarkState),
        "has_outlines": bool(drawings and drawings[0][1].has_outlines),
        "all_of_them": found,
        "credits": sorted({row.source for row in rows if row.source}),
    }


# -- Training ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AllotmentReading:
    """What an intercommunalité has of an envelope, and the trainings paid by it."""

    allotment: TrainingAllotment
    uses: list[TrainingUse]

    @property
    def given(self) -> Places:
        return Places(self.allotment.places, self.allotment.amount)

    @property
    def used(self) -> Places:
        return sum_of(Places(use.places, use.amount) for use in self.uses)

    @property
    def left(self) -> Places:
        return self.given - self.used


def allotments_of(envelope: TrainingEnvelope) -> list[AllotmentReading]:
    """The allotments of an envelope, by the name of the intercommunalité; two queries."""
    rows = envelope.allotments.select_related("epci").prefetch_related("uses")
    ordered = sorted(rows, key=lambda one: (search_form(place_name(one.epci.name)), one.pk))
    return [AllotmentReading(one, list(one.uses.all())) for one in ordered]


def envelope_of(envelope: TrainingEnvelope) -> Envelope:
    """How far an envelope has gone; two queries."""
    given = envelope.allotments.aggregate(**_SUMS)
    used = TrainingUse.objects.filter(allotment__envelope=envelope).aggregate(**_SUMS)
    return Envelope(envelope.amount, envelope.minimum_places, _places(given), _places(used))


_SUMS: dict[str, Any] = {"all_places": Sum("places", default=0), "all_euros": Sum("amount", default=ZERO)}


def _places(sums: dict[str, Any]) -> Places:
    return Places(int(sums["all_places"]), Decimal(sums["all_euros"]))
