"""What hub days show elsewhere: navigation, home pages, indicators."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse

from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.charts.changes import Split
from inclusion.core.enums import Group, PartnerKind
from inclusion.core.figures import Figure, register_figure
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import Network
from inclusion.core.navigation import (
    Coming,
    Entry,
    MainAction,
    Picture,
    Subject,
    Todo,
    register_coming,
    register_entry,
    register_figures,
    register_main_action,
    register_pictures,
    register_todos,
)
from inclusion.core.registry.measures import register_measure
from inclusion.core.scope import scoped_to
from inclusion.hub_days.models import HubAllocation, HubDay, balance_of_year
from inclusion.hub_days.rules import days_words, in_days, plain_days
from inclusion.partners.actions import refuse_merges
from inclusion.partners.models import Partner


def running_days(day: date) -> list[Running]:
    """Days that are planned."""
    return [
        Running(
            HubDay.objects.to_come(today=day),
            "intervention du hub est prévue",
            "interventions du hub sont prévues",
            "hub_day_list",
        )
    ]


register_activity(
    Activity(
        "hub_days",
        "Jours Hub",
        "Les jours que le hub territorial consacre chaque année au réseau.",
        Group.NETWORK,
        ("inclusion.hub_days",),
        running_days,
    )
)


def keep_hubs(partner: Partner) -> str | None:
    """Why an organisation that gives days keeps its own line: the sheets that were issued name it."""
    if HubAllocation.objects.filter(partner=partner).exists():
        return f"{partner} consacre des jours au réseau\u00a0: gardez-le et fusionnez l’autre."
    return None


refuse_merges(keep_hubs)


HUBS = (Partner.objects.filter(kind=PartnerKind.HUB), HubAllocation.objects.all())
register_entry(Entry(29, "Jours Hub", "hub_day_list", Permission.HUB_VIEW, "hub_", needs=HUBS, group=Group.NETWORK))


@register_main_action(Permission.HUB_RECORD, lambda member, today: [_allotted(member, today)], order=60)
def plan_days(member: Member, today: date) -> MainAction:
    """Plan days, where the year has some."""
    return MainAction("Prévoir des jours Hub", reverse("hub_day_add", args=[member.network.slug]))


def _allotted(member: Member, today: date) -> QuerySet[HubAllocation]:
    return HubAllocation.objects.recordable_by(member).filter(year=today.year)


def _passed(member: Member, today: date) -> QuerySet[HubDay]:
    return HubDay.objects.recordable_by(member).passed(today=today).order_by("on", "pk")


@register_todos(Permission.HUB_RECORD, lambda member, today: [(_passed(member, today), "on")])
def days_that_passed(member: Member, today: date) -> list[Todo]:
    """One line for what was planned and is over, of which nobody has said whether it took place."""
    passed = list(_passed(member, today).values_list("pk", "on"))
    count, (first, day) = len(passed), passed[0]
    said = so_many(count, "intervention du hub est passée", "interventions du hub sont passées")
    every = f"{reverse('hub_day_list', args=[member.network.slug])}?annee={day.year}&state=planned"
    return [
        Todo(
            title=f"{said}\u00a0: {'ont-elles' if count > 1 else 'a-t-elle'} eu lieu\u00a0?",
            detail="les jours restent comptés comme prévus tant que personne ne le dit",
            action="Le dire",
            url=reverse("hub_day_detail", args=[member.network.slug, first]) if count == 1 else every,
            due=day,
        )
    ]


@register_figures(
    Permission.HUB_RECORD,
    lambda member, today: [
        _allotted(member, today),
        Partner.objects.filter(pk=member.partner.pk, kind=PartnerKind.HUB),
    ],
    order=45,
)
def days_left(member: Member, today: date) -> list[Figure]:
    """What is left of the year, for who notes the days; and the way of a hub to its other départements."""
    balance = balance_of_year(_allotted(member, today))
    found = []
    if balance.allotted:
        found.append(
            Figure(
                label=f"Jours Hub libres en {today.year}",
                value=plain_days(balance.free),
                unit=f"sur {days_words(balance.allotted)}",
                link_label="Voir les jours Hub",
                url=reverse("hub_day_list", args=[member.network.slug]),
            )
        )
    if member.partner.kind == PartnerKind.HUB:
        count = Network.objects.of_user(member.user).count()
        if count > 1:
            found.append(
                Figure(
                    label="Vos réseaux",
                    value=str(count),
                    unit="départements",
                    link_label="Les voir ensemble",
                    url=reverse("hub_home"),
                )
            )
    return found


# -- The days of the year in one picture, and the next ones, for who reads

#: Days to come that are named.
MAX_AHEAD = 2


def _of_the_year(member: Member, today: date) -> QuerySet[HubAllocation]:
    return HubAllocation.objects.filter(year=today.year) if member.only_reads else HubAllocation.objects.none()


@register_pictures(
    Permission.HUB_VIEW, lambda member, today: [_of_the_year(member, today)], order=16, subject=Subject.MONEY
)
def days_of_the_year(member: Member, today: date) -> Picture:
    """How many days of this year were done, are planned and are free."""
    balance = balance_of_year(_of_the_year(member, today))
    parts = (
        (balance.done, "faites", "c1"),
        (balance.planned, "prévues", "c5"),
        (max(balance.free, 0), "libres", "rest"),
    )
    return Picture(
        heading="Les jours du hub",
        sentence=f"{days_words(balance.done)} sur {plain_days(balance.allotted)} "
        f"{'ont été faits' if balance.done >= 4 else 'a été fait'} en {today.year}",
        template="inclusion/hub_days/days_picture.html",
        context={"changed": [Split(f"{balance.allotted} demi-journées en {today.year}", parts)]},
        foot=f"Au {plain_date(today)}",
        action="Voir les jours Hub",
        url=reverse("hub_day_list", args=[member.network.slug]),
    )


def _planned(member: Member, today: date) -> QuerySet[HubDay]:
    return HubDay.objects.to_come(today=today) if member.only_reads else HubDay.objects.none()


@register_coming(Permission.HUB_VIEW, lambda member, today: [_planned(member, today)])
def days_to_come(member: Member, today: date) -> list[Coming]:
    """The next days that are planned."""
    return [
        Coming(one.on, f"Hub\u00a0: {one}", one.get_absolute_url())
        for one in _planned(member, today).select_related("network")[:MAX_AHEAD]
    ]


def _days_done(network: Network, start: date, end: date) -> Decimal:
    with scoped_to(network):
        return in_days(HubDay.objects.done().filter(on__gte=start, on__lt=end).half_days())


register_measure(
    register_figure(
        "hub_half_days",
        "Jours Hub",
        "jours",
        "Les jours donnés par le Hub et faits dans la période, par demi-journées.",
    ),
    _days_done,
)
