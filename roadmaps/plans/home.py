"""What roadmaps show on home pages and partners' pages, offer to tasks, and answer for persons."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance, shown_end
from inclusion.core.navigation import (
    Coming,
    Entry,
    MainAction,
    Todo,
    register_coming,
    register_entry,
    register_main_action,
    register_todos,
)
from inclusion.core.registry.links import LinkSource, LinkTarget, key_of, register_links
from inclusion.core.registry.panels import register_panel
from inclusion.core.registry.people import register_person_rows
from inclusion.core.relations import Lines, PartnerLine, few_of, register_partner_lines
from inclusion.core.searching import register_search
from inclusion.members.actions import follow_reattachments
from inclusion.partners.actions import follow_merges, follow_services
from inclusion.partners.models import Partner
from roadmaps.enums import ActorRole, RoadmapState
from roadmaps.plans.models.actions import (
    OVER,
    Action,
    ActionActor,
    ActionLink,
    ActionNote,
    ActionQuerySet,
    BlockingCondition,
)
from roadmaps.plans.models.budgets import OtherFinancing
from roadmaps.plans.models.comments import ActionFollower
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapCarrier, RoadmapQuerySet
from roadmaps.plans.models.versions import RoadmapVersion, minimum_axes
from roadmaps.plans.queries import for_list, nesting_in_list


def running_roadmaps(day: date) -> list[Running]:
    """Roadmaps that are adopted and not over."""
    return [
        Running(
            Roadmap.objects.filter(state=RoadmapState.ADOPTED),
            "feuille de route est adoptée",
            "feuilles de route sont adoptées",
            "roadmap_list",
        )
    ]


register_activity(
    Activity(
        "roadmaps",
        "Feuilles de route",
        "Ce que le département et ses territoires ont décidé de faire, et où ils en sont.",
        Group.MEASURE,
        ("roadmaps",),
        running_roadmaps,
    )
)

#: How many of a kind are named; the rest is counted.
SHOWN = 3
#: An action whose last day comes within so many days is announced.
SOON = timedelta(days=30)
_WRITES = (Permission.ROADMAPS_MANAGE, Permission.ROADMAPS_LOCAL)


def _editable(member: Member) -> Any:
    """The open roadmaps that this member writes."""
    return Roadmap.objects.editable_by(member).exclude(state=RoadmapState.CLOSED)


def _own_roadmap(member: Member) -> Any:
    """The roadmaps of the member's own territory or organisation, for who does not write them all."""
    return Roadmap.objects.none() if member.may(Permission.ROADMAPS_MANAGE) else _editable(member).order_by("pk")


@register_main_action(Permission.ROADMAPS_LOCAL, lambda member, today: [_own_roadmap(member)])
def open_roadmap(member: Member, today: date) -> MainAction:
    """The own roadmap."""
    return MainAction(
        "Ouvrir votre feuille de route", _own_roadmap(member).select_related("network")[0].get_absolute_url()
    )


@register_todos(
    _WRITES,
    lambda member, today: [
        (
            Action.objects.late(today).filter(axis__roadmap__in=_editable(member).order_by().values("pk")),
            today - timedelta(days=1),
        )
    ],
    order=20,
)
def late_actions(member: Member, today: date) -> list[Todo]:
    """The roadmaps that this member writes and that have late actions, each in one line."""
    late = list(for_list(_editable(member), today).filter(late_count__gt=0).prefetch_related(None))
    yesterday = today - timedelta(days=1)  # each is late since then or before
    todos = [
        Todo(
            title=so_many(one.late_count, "action en retard", "actions en retard"),
            detail=f"dans «\u00a0{one}\u00a0»",
            action="Voir ces actions",
            url=f"{one.get_absolute_url()}?signe=late",
            due=yesterday,
        )
        for one in late[:SHOWN]
    ]
    if rest := late[SHOWN:]:
        count = sum(one.late_count for one in rest)
        todos.append(
            Todo(
                title=so_many(count, "autre action en retard", "autres actions en retard"),
                detail=f"dans {so_many(len(rest), 'autre feuille', 'autres feuilles')} de route",
                action="Voir les feuilles de route",
                url=reverse("roadmap_list", args=[member.network.slug]),
                due=yesterday,
            )
        )
    return todos


@register_todos(Permission.ROADMAPS_MANAGE, lambda member, today: [(Roadmap.objects.noted_by_territory(), today)])
def to_confirm(member: Member, today: date) -> list[Todo]:
    """Adoptions and days of drafting that somebody else than the coordination noted, one by one."""
    noted = list(Roadmap.objects.noted_by_territory())
    adopted = [
        Todo(
            title=f"L’adoption de «\u00a0{one}\u00a0» est à confirmer",
            detail="notée par le territoire\u00a0; elle ne compte nulle part avant",
            action="Relire et confirmer",
            url=reverse("roadmap_adoption", args=[member.network.slug, one.pk]),
            due=today,
        )
        for one in noted
        if one.waits
    ]
    drafted = [
        Todo(
            title=f"«\u00a0{one}\u00a0» est notée rédigée, à confirmer",
            detail="notée par le territoire\u00a0; les postes n’en tiennent pas compte avant",
            action="Relire et confirmer",
            url=reverse("roadmap_drafted", args=[member.network.slug, one.pk]),
            due=today,
        )
        for one in noted
        if not one.waits
    ]
    return [*adopted, *drafted]


def _led(member: Member) -> Any:
    """The open actions that the member's organisation leads."""
    leads = ActionActor.objects.filter(partner=member.partner, role=ActorRole.LEAD).order_by()
    seen = Roadmap.objects.visible_to(member).exclude(state=RoadmapState.CLOSED).order_by()
    own = Action.objects.filter(pk__in=leads.values("action"), axis__roadmap__in=seen.values("pk"))
    return own.exclude(state__in=OVER).order_by("end", "pk")


@register_todos(
    Permission.ROADMAPS_VIEW,
    lambda member, today: [(_led(member).filter(end__gt=today, end__lte=today + SOON), "end"), _led(member).blocked()],
    order=60,
)
def own_actions(member: Member, today: date) -> list[Todo]:
    """Actions that the member's organisation leads: those that something holds up, and those that end soon."""
    own = _led(member).select_related("network")
    blocked = list(own.blocked()[:SHOWN])
    soon = own.filter(end__gt=today, end__lte=today + SOON).exclude(pk__in=_led(member).blocked().values("pk"))
    return [
        *(_todo(one, "est bloquée", "quelque chose l’empêche d’avancer", None) for one in blocked),
        *(
            _todo(one, "se termine", f"dernier jour {distance(shown_end(one.end), today)}", shown_end(one.end))
            for one in soon[:SHOWN]
        ),
    ]


def _led_in_person(member: Member) -> Any:
    """The open actions that the member leads in person."""
    leads = ActionActor.objects.of_person(member).order_by()
    return _visible(member).filter(pk__in=leads.values("action")).exclude(state__in=OVER)


def _visible(member: Member) -> Any:
    seen = Roadmap.objects.visible_to(member).exclude(state=RoadmapState.CLOSED).order_by()
    return Action.objects.filter(axis__roadmap__in=seen.values("pk")).order_by("end", "pk")


#: What moved in an action that a member follows is on the home page for so long.
MOVED_WITHIN = timedelta(days=7)


def _moved(member: Member, today: date) -> Any:
    """The actions that the member follows and that somebody else said something of lately."""
    since = today - MOVED_WITHIN
    notes = ActionNote.objects.filter(said_on__gte=since).exclude(by=member.user).order_by()
    followed = ActionFollower.objects.filter(membership=member.membership).order_by()
    return _visible(member).filter(pk__in=followed.values("action")).filter(pk__in=notes.values("action"))


@register_todos(
    Permission.ROADMAPS_VIEW, lambda member, today: [_led_in_person(member), (_moved(member, today), today)], order=58
)
def my_actions(member: Member, today: date) -> list[Todo]:
    """What the member leads in person, the late ones named; and that something moved in what the member follows."""
    mine = reverse("roadmap_actions_mine", args=[member.network.slug])
    late = _led_in_person(member).late(today).count()
    todos = []
    if count := _led_in_person(member).count():
        detail = f"dont {late} en retard" if late else "aucune n’est en retard"
        title = f"Vous pilotez {so_many(count, 'action', 'actions')}"
        due = today - timedelta(days=1) if late else None
        todos.append(Todo(title=title, detail=detail, action="Noter une avancée", url=mine, due=due))
    if moved := list(_moved(member, today)[: SHOWN + 1]):
        named = ", ".join(f"«\u00a0{one}\u00a0»" for one in moved[:SHOWN])
        title = "Du nouveau dans ce que vous suivez"
        todos.append(Todo(title=title, detail=named, action="Voir", url=f"{mine}#suivies"))
    return todos


def _todo(action: Action, how: str, detail: str, due: date | None) -> Todo:
    return Todo(
        title=f"Votre action «\u00a0{action.title}\u00a0» {how}",
        detail=detail,
        action="Voir l’action",
        url=action.get_absolute_url(),
        due=due,
    )


def _local_drafts(member: Member) -> Any:
    return _own_roadmap(member).local().filter(state=RoadmapState.DRAFT)


@register_todos(Permission.ROADMAPS_LOCAL, lambda member, today: [_local_drafts(member)], order=70)
def axes_to_take_up(member: Member, today: date) -> list[Todo]:
    """Local roadmaps in preparation of this member's territory that do not take up enough yet."""
    minimum = minimum_axes()
    return [
        Todo(
            title=nesting.headline,
            detail=f"«\u00a0{one}\u00a0». {nesting.sentence}",
            action="Ouvrir la feuille de route",
            url=one.get_absolute_url(),
        )
        for one in for_list(_local_drafts(member), today)
        if not (nesting := nesting_in_list(one, minimum)).is_enough
    ]


def actions_of_partner(request: MemberRequest, partner: Partner) -> tuple[str, dict[str, Any]] | None:
    """What an organisation leads and takes part in, of the roadmaps that the reader may see."""
    if not request.member.may(Permission.ROADMAPS_VIEW):
        return None
    seen = Roadmap.objects.visible_to(request.member).order_by().values("pk")
    rows = (
        ActionActor.objects.filter(partner=partner, action__axis__roadmap__in=seen)
        .select_related("action__axis__roadmap", "action__network")
        .order_by("action__axis__roadmap__sort_title", "action__axis__rank", "action__rank", "pk")
    )
    carried = Roadmap.objects.filter(Q(carrier_rows__partner=partner) & Q(pk__in=seen)).select_related("network")
    led: list[Action] = []
    shared: list[Action] = []
    over: list[Action] = []
    for row in rows:
        ended = row.action.is_over or row.action.roadmap.state == RoadmapState.CLOSED
        own = led if row.role == ActorRole.LEAD else shared
        own = over if ended else own
        if row.action not in own:  # several of its services may lead one action
            own.append(row.action)
    carried_ones = list(carried.order_by("level", "sort_title", "pk"))
    if not (led or shared or over or carried_ones):
        return None
    context = {"led": led, "shared": shared, "over": over, "carried": carried_ones}
    return "roadmaps/plans/partner_panel.html", context


register_panel("partner_detail", actions_of_partner)


def _with_word(member: Member, word: str, day: date) -> QuerySet[Any]:
    return _actors(member).filter(action__title__unaccent__icontains=word).order_by().values("partner")


def _actors(member: Member) -> QuerySet[ActionActor]:
    """Who leads an action that is not over, of the open roadmaps that this member may see."""
    seen = Roadmap.objects.visible_to(member).exclude(state=RoadmapState.CLOSED).order_by().values("pk")
    rows = ActionActor.objects.filter(role=ActorRole.LEAD, action__axis__roadmap__in=seen)
    return rows.exclude(partner=None).exclude(action__state__in=OVER)


@register_partner_lines(Permission.ROADMAPS_VIEW, order=30, find=_with_word)
def actions_led(member: Member, partners: Sequence[int], day: date) -> Lines:
    """The actions that each leads today."""
    titles: dict[int, dict[int, str]] = {}
    rows = _actors(member).filter(partner__in=partners).select_related("action")
    for row in rows.order_by("action__axis__roadmap__sort_title", "action__axis__rank", "action__rank", "pk"):
        titles.setdefault(row.partner_id, {})[row.action_id] = str(row.action)
    return {
        key: [
            PartnerLine(
                "Pilote",
                few_of(list(own.values())),
                "#actions",
                so_many(len(own), "action pilotée", "actions pilotées"),
            )
        ]
        for key, own in titles.items()
    }


# -- Days to come, for who reads

#: Days on which actions end that are announced, and how far off they are at most.
MAX_ENDS, ENDS_WITHIN = 2, timedelta(days=92)


def _ending(member: Member, today: date) -> ActionQuerySet:
    if not member.only_reads:
        return Action.objects.none()
    seen = Roadmap.objects.visible_to(member).filter(state=RoadmapState.ADOPTED).order_by()
    soon = Action.objects.filter(axis__roadmap__in=seen.values("pk")).exclude(state__in=OVER)
    return soon.filter(end__gt=today, end__lte=today + ENDS_WITHIN)


@register_coming(Permission.ROADMAPS_VIEW, lambda member, today: [_ending(member, today)])
def ends_of_actions(member: Member, today: date) -> list[Coming]:
    """The next days on which actions of adopted roadmaps should be over, one line for each."""
    by_day: dict[date, list[Action]] = {}
    for one in _ending(member, today).select_related("network").order_by("end", "pk"):
        by_day.setdefault(shown_end(one.end), []).append(one)
    listed = reverse("roadmap_list", args=[member.network.slug])
    return [
        Coming(day, f"Fin prévue\u00a0: {found[0]}", found[0].get_absolute_url())
        if len(found) == 1
        else Coming(day, f"Fin prévue de {len(found)} actions", listed)
        for day, found in list(by_day.items())[:MAX_ENDS]
    ]


# -- Actions that tasks of meetings and events may serve

_SHOWN = 100


def actions_in_force(day: date) -> list[LinkTarget]:
    """Actions that are not over, of the roadmaps that were adopted and run on this day: name and page, no money."""
    running = Action.objects.exclude(state__in=OVER).filter(
        axis__roadmap__state=RoadmapState.ADOPTED, axis__roadmap__start__lte=day, axis__roadmap__end__gt=day
    )
    found = running.select_related("axis__roadmap", "network").order_by(
        "axis__roadmap__title", "axis__roadmap_id", "axis__rank", "rank", "pk"
    )
    return [
        LinkTarget(key_of(one), f"{one.title[:_SHOWN]} ({one.axis.roadmap})", one.get_absolute_url()) for one in found
    ]


register_links(LinkSource(actions_in_force, ActionLink.objects.keys, ActionLink.objects.link))


# -- Rows of roadmaps that may name a person helped, for the rights of that person

register_person_rows(ActionNote, kept="Le fil d’une action ne se modifie pas.")
register_person_rows(RoadmapVersion, kept="Une feuille de route adoptée reste telle qu’elle a été adoptée.")


# -- Searching


@register_search(
    "Feuilles de route",
    Permission.ROADMAPS_VIEW,
    order=54,
    detail=lambda roadmap: roadmap.get_state_display(),
    listed="roadmap_list",
)
def roadmaps_by_title(member: Member, words: str) -> RoadmapQuerySet:
    """Roadmaps that this member may see, the last first."""
    return Roadmap.objects.visible_to(member).matching(words).order_by("-start", "title", "pk")


@register_search(
    "Actions des feuilles de route",
    Permission.ROADMAPS_VIEW,
    order=56,
    detail=lambda action: f"{action.axis.roadmap}, {action.get_state_display().lower()}",
)
def actions_by_title(member: Member, words: str) -> ActionQuerySet:
    """Actions of the roadmaps that this member may see."""
    seen = Roadmap.objects.visible_to(member).order_by().values("pk")
    found = Action.objects.filter(axis__roadmap__in=seen).matching(words)
    return found.select_related("axis__roadmap").order_by("title", "pk")


register_entry(
    Entry(
        25,
        "Feuilles de route",
        "roadmap_list",
        Permission.ROADMAPS_VIEW,
        (
            *("roadmap_", "axis_", "objective_", "coverage", "workshop_", "proposal_", "indicator_"),
            *("training_open", "training_change", "training_allot", "training_use"),
        ),
        pages=("training",),
        group=Group.MEASURE,
    )
)

follow_merges(BlockingCondition, "partner")
follow_merges(OtherFinancing, "partner")
follow_merges(RoadmapCarrier, "partner", once_per="roadmap")


def _keep_the_lead(gone: ActionActor, kept: ActionActor) -> None:
    """Whichever of the two led the action: the one organisation that they are leads it."""
    if gone.role == ActorRole.LEAD and kept.role != ActorRole.LEAD:
        kept.role = ActorRole.LEAD
        kept.save(update_fields=["role"])


follow_merges(
    ActionActor,
    "partner",
    once_per="action",
    unite=_keep_the_lead,
    among=Q(service=None, contact=None, membership=None),
)

follow_services(ActionActor, "service", once_per="action")
follow_reattachments(ActionActor)
