"""A roadmap of a demonstration network, begun, adopted and carried on by the actions that people use."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from funding.ledger.models.funds import Fund, FundedAction
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.models.networks import Membership
from inclusion.demo import roadmap_shapes as shapes
from inclusion.demo.story import Story
from inclusion.meetings.models import Body
from inclusion.partners.actions import add_contact, add_service
from inclusion.territories.models import Commune, Epci
from roadmaps.adoption.actions import adopt, ask_for_print, withdraw_adoption
from roadmaps.demo.papers import printed
from roadmaps.demo.workshops import load_workshop
from roadmaps.enums import RoadmapLevel
from roadmaps.files.actions import add_paper
from roadmaps.plans.actions.actions import add_action, add_condition, change_action, lift_condition, note, step
from roadmaps.plans.actions.axes import add_axis
from roadmaps.plans.actions.budgets import ask_for_staff, decide_staff, plan_from_fund, plan_other
from roadmaps.plans.actions.comments import comment, follow
from roadmaps.plans.actions.roadmaps import begin_roadmap, note_drafted
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.models.versions import RoadmapVersion


@dataclass
class RoadmapsByName:
    """What is there of the roadmaps of a network: bodies, roadmaps and actions by their names."""

    bodies: dict[str, Body]
    roadmaps: dict[str, Roadmap] = field(default_factory=dict)
    axes: dict[tuple[str, int], Axis] = field(default_factory=dict)
    actions: dict[tuple[str, str], Action] = field(default_factory=dict)


@dataclass
class Desk:
    """One roadmap of the story. What happened before the network used the portal was typed on its first day."""

    story: Story
    data: shapes.Plan
    by_name: RoadmapsByName

    def typed_on(self, on: date) -> date:
        """The day on which what happened on a day was typed."""
        return max(on, self.story.loaded.data.founded)

    def then(self, on: date, event: Any) -> None:
        """Note an event, called with who does it and when."""
        day = self.typed_on(on)
        self.story.then(day, lambda: event(self.story.by(day)))

    def partners(self, keys: tuple[str, ...]) -> list[Any]:
        return [self.story.loaded.partners[key] for key in keys]

    def leads(self, keys: tuple[str, ...], by: dict[str, Any]) -> list[Any]:
        """Partners, and « ville/Direction Seniors »: a service, « ville/+Odile Exemple, Adjointe »: a contact,
        « ville/@coordinator »: a member; a service or contact that is not there yet is added.
        """
        return [self._lead(*key.partition("/"), by) for key in keys]

    def _lead(self, key: str, slash: str, name: str, by: dict[str, Any]) -> Any:
        partner = self.story.loaded.partners[key]
        if not slash:
            return partner
        if name.startswith("@"):
            return Membership.objects.get(partner=partner, user__email__startswith=f"{name[1:]}@")
        if name.startswith("+"):
            person, _, title = name[1:].partition(", ")
            contact = partner.contacts.filter(name=person).first()
            return contact or add_contact(partner, name=person, job_title=title, **by)
        return partner.services.filter(name=name).first() or add_service(partner, name=name, **by)

    @property
    def row(self) -> Roadmap:
        """The roadmap as it is now."""
        return Roadmap.objects.get(pk=self.by_name.roadmaps[self.data.title].pk)

    def action(self, title: str) -> Action:
        """One of its actions as it is now."""
        return Action.objects.get(pk=self.by_name.actions[self.data.title, title].pk)

    def axis(self, rank: int) -> Axis:
        """Its axis of this rank."""
        return self.by_name.axes[self.data.title, rank]


def load_plan(story: Story, data: shapes.Plan, by_name: RoadmapsByName) -> None:
    """Note what happened to a roadmap, in the order of its days."""
    desk = Desk(story, data, by_name)
    desk.then(data.begun_on, lambda by: _begin(desk, by))
    if data.drafted_on:
        noted = {"by": story.loaded.users[data.drafted_by]} if data.drafted_by else {}
        desk.then(
            data.drafted_on,
            lambda by: note_drafted(desk.row, on=data.drafted_on, confirmed=not data.drafted_by, **by | noted),
        )
    if wrong := data.mistaken:
        desk.then(wrong.on, lambda by: _adopt(desk, wrong, by))
        desk.then(wrong.withdrawn_on, lambda by: _withdraw(desk, wrong, by))
    if right := data.adopted:
        desk.then(right.on, lambda by: _adopt(desk, right, by))
    for rank, axis in enumerate(data.axes, 1):
        for action in axis.actions:
            _load_action(desk, rank, action)
    for post in data.posts:
        desk.then(post.decided_on or data.begun_on, lambda by, post=post: _post(desk, post, by))
    for workshop in data.workshops:
        load_workshop(story, workshop, lambda: desk.row, desk.axis)


def _begin(desk: Desk, by: dict[str, Any]) -> None:
    data, by_name = desk.data, desk.by_name
    roadmap = begin_roadmap(
        level=data.level,
        title=data.title,
        summary=data.summary,
        start=data.start,
        end=data.end,
        carriers=desk.partners(data.carriers),
        territories=[*Epci.objects.filter(pk__in=data.epcis), *Commune.objects.filter(pk__in=data.communes)],
        parent=by_name.roadmaps[data.under] if data.under else None,
        axis_word=data.axis_word,
        **by,
    )
    by_name.roadmaps[data.title] = roadmap
    for rank, axis in enumerate(data.axes, 1):
        taken = Axis.objects.get(pk=by_name.axes[data.under, axis.takes_up].pk) if axis.takes_up else None
        by_name.axes[data.title, rank] = add_axis(
            roadmap, title=axis.title, description=axis.description, takes_up=taken, **by
        )
        for action in axis.actions:
            if action.added_on is None:
                _add(desk, rank, action, data.begun_on, by)
    for paper in data.papers:
        _document(desk, paper, by)


def _add(desk: Desk, rank: int, data: shapes.PlanAction, on: date, by: dict[str, Any]) -> None:
    desk.by_name.actions[desk.data.title, data.title] = add_action(
        desk.axis(rank),
        title=data.title,
        description=data.description,
        leads=desk.leads(data.leads, by),
        partners=desk.partners(data.partners),
        start=data.start,
        end=data.end,
        progress=0,
        budget=data.budget,
        priority=data.priority,
        strand=data.strand,
        needs=list(data.needs),
        added_on=on,
        **by,
    )


def _load_action(desk: Desk, rank: int, data: shapes.PlanAction) -> None:
    """What became of an action: it emerged, was paid for, went on, was blocked or dropped."""
    begun = desk.data.begun_on
    if data.added_on:
        desk.then(data.added_on, lambda by: _add(desk, rank, data, data.added_on, by))
    for line in data.funding:
        desk.then(begun, lambda by, line=line: _fund(desk, data.title, line, by))
    for money in data.money:
        desk.then(begun, lambda by, money=money: _money(desk, data.title, money, by))
    for one in data.steps:
        desk.then(one.on, lambda by, one=one: step(desk.action(data.title), one.to, reason=one.reason, on=one.on, **by))
    if data.progress:
        _progress(desk, data)
    for one in data.notes:
        desk.then(one.on, lambda by, one=one: note(desk.action(data.title), text=one.text, on=one.on, **by))
    for on, text, who in data.comments:
        desk.then(on, lambda by, said=(text, who): _comment(desk, data.title, *said, by))
    for condition in data.conditions:
        desk.then(condition.on, lambda by, condition=condition: _condition(desk, data.title, condition, by))


def _comment(desk: Desk, title: str, text: str, who: str, by: dict[str, Any]) -> None:
    member = Membership.objects.in_force().get(user__email__startswith=f"{who}@")
    action = desk.action(title)
    comment(action, text=text, mentions=[member], **by)
    follow(action, member=member, **by)


def _progress(desk: Desk, data: shapes.PlanAction) -> None:
    """How far it has come was last typed with its last step, or when it was added."""
    last = max((one.on for one in data.steps), default=data.added_on or desk.data.begun_on)
    desk.then(last, lambda by: change_action(desk.action(data.title), progress=data.progress, **by))


def _fund(desk: Desk, title: str, line: shapes.PlanFunding, by: dict[str, Any]) -> None:
    fund = Fund.objects.get(name=line.fund)
    through = FundedAction.objects.get(fund=fund, name=line.action) if line.action else None
    plan_from_fund(desk.action(title), fund=fund, planned=line.planned, funded_action=through, **by)


def _money(desk: Desk, title: str, money: shapes.PlanMoney, by: dict[str, Any]) -> None:
    partner = desk.story.loaded.partners[money.partner] if money.partner else None
    plan_other(
        desk.action(title), label=money.label, amount=money.amount, partner=partner, secured_on=money.secured_on, **by
    )


def _condition(desk: Desk, title: str, data: shapes.PlanCondition, by: dict[str, Any]) -> None:
    partner = desk.story.loaded.partners[data.partner] if data.partner else None
    condition = add_condition(desk.action(title), text=data.text, partner=partner, due_on=data.due_on, **by)
    if data.lifted_on:
        day = desk.typed_on(data.lifted_on)
        lift_condition(condition, on=data.lifted_on, **desk.story.by(day))


def _adopt(desk: Desk, data: shapes.PlanAdoption | shapes.PlanMistake, by: dict[str, Any]) -> None:
    noted_by = getattr(data, "noted_by", "")
    if noted_by:
        by = by | {"by": desk.story.loaded.users[noted_by]}
    version = adopt_from_data(desk.story, desk.row, data, body=desk.by_name.bodies[data.body], by=by)
    if version.is_confirmed:
        ask_for_print(version, **by)


def _withdraw(desk: Desk, data: shapes.PlanMistake, by: dict[str, Any]) -> None:
    version = desk.row.versions.standing().get(adopted_on=data.on)
    withdraw_adoption(version, reason=data.reason, **by)


def adopt_from_data(
    story: Story, roadmap: Roadmap, data: shapes.PlanAdoption | shapes.PlanMistake, *, body: Body, by: dict[str, Any]
) -> RoadmapVersion:
    """Note an adoption with its minutes; it waits where the territory noted it."""
    minutes = store(
        printed(
            story.loaded.network,
            title=f"Compte rendu\u00a0: {data.body}",
            day=data.on,
            paragraphs=("Document écrit pour la démonstration.", f"L’instance adopte «\u00a0{roadmap.title}\u00a0»."),
        ),
        kind=DocumentKind.ROADMAP_MINUTES,
        filename=f"compte-rendu-{data.on.isoformat()}.pdf",
        media_type="application/pdf",
        **by,
    )
    confirmed = not getattr(data, "noted_by", "")
    return adopt(roadmap, body=body, on=data.on, minutes=minutes, confirmed=confirmed, **by)


def load_noted(story: Story, data: shapes.NotedRoadmap, by_name: RoadmapsByName) -> None:
    """Note the days of a local roadmap without content, under the departmental one that is loaded."""

    def row() -> Roadmap:
        return Roadmap.objects.get(title=data.title)

    def begin() -> None:
        by = story.by(data.drafted_on)
        roadmap = begin_roadmap(
            level=RoadmapLevel.LOCAL,
            title=data.title,
            start=data.start,
            end=data.end,
            territories=[Epci.objects.get(pk=data.epci)],
            parent=Roadmap.objects.departmental().get(),
            has_content=False,
            **by,
        )
        note_drafted(roadmap, on=data.drafted_on, confirmed=True, **by)

    story.then(data.drafted_on, begin)
    if right := data.adopted:
        body = by_name.bodies[right.body]
        story.then(right.on, lambda: adopt_from_data(story, row(), right, body=body, by=story.by(right.on)))


def _post(desk: Desk, data: shapes.PlanPost, by: dict[str, Any]) -> None:
    request = ask_for_staff(desk.row, title=data.title, fte=data.fte, **by)
    if data.outcome != "asked":
        decide_staff(request, outcome=data.outcome, on=data.decided_on, reason=data.reason, **by)


def _document(desk: Desk, data: shapes.PlanPaper, by: dict[str, Any]) -> None:
    add_paper(
        desk.row,
        kind=data.kind,
        title=data.title,
        data=printed(desk.story.loaded.network, title=data.title, day=data.day, paragraphs=data.paragraphs),
        filename=data.filename,
        **by,
    )
