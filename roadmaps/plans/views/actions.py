"""Actions of a roadmap: their page, added, changed, moved, removed; their state, notes, blocking conditions."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.staff.models import StaffPost, StaffPostQuerySet
from funding.staff.rules import PaidTime, means_by_year
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.activities import page_is_on
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, CalculationStep, euros, figure
from inclusion.core.french.periods import plain_date, shown_end, shown_period
from inclusion.core.registry.panels import panels_for
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.meetings.models import MeetingTask
from inclusion.partners.models import Partner
from roadmaps.enums import ActionState, ActorRole, Need, Origin, Priority, Strand
from roadmaps.plans.actions import actions as action_actions
from roadmaps.plans.actions.editing import Clash
from roadmaps.plans.forms.actions import ActionForm, ConditionForm, NoteForm, StepForm
from roadmaps.plans.forms.tree import NewActionForm, PlaceForm
from roadmaps.plans.models.actions import Action, BlockingCondition, lead_key, lead_label, leads_by_key
from roadmaps.plans.models.budgets import ActionMoney, FundLine, money_of, spent_of
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.queries import (
    action_to_note,
    after_what,
    editable_action,
    last_line_of_action,
    may_note,
    numbered,
    page_context,
    rank_within,
    visible_action,
)
from roadmaps.plans.rules.financing import financing_words
from roadmaps.plans.rules.tree import moved_sentence
from roadmaps.plans.views.axes import editable_axis, first_fault, move_page, removing, renamed, wanted_neighbour
from roadmaps.plans.views.tree import asks_for_json, done, moved, refused

_CHOICES: dict[str, Any] = {"priority": Priority, "strand": Strand, "origin": Origin}


def shown_value(name: str, value: Any) -> str:
    """A value of a field of an action as people read it."""
    if value in (None, "", []):
        return "rien"
    if name == "leads":
        keys = [one if isinstance(one, str) else lead_key(one) for one in value]
        return ", ".join(lead_label(one) for one in leads_by_key(keys)) or "rien"
    if name == "partners":
        keys = [getattr(one, "pk", one) for one in value]
        return ", ".join(str(one) for one in Partner.objects.filter(pk__in=keys)) or "rien"
    if name == "needs":
        return ", ".join(Need(one).label for one in value)
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    match name:
        case "start":
            return plain_date(value)
        case "end":
            return plain_date(shown_end(value))
        case "budget":
            return euros(value)
        case "progress":
            return f"{value}\u00a0%"
    return str(value)


def clashes_of(form: ActionForm, clash: Clash) -> list[dict[str, Any]]:
    """Both values of each field that two people changed; the form keeps what was typed."""
    found = []
    for one in clash.clashes:
        found.append(
            {
                "name": one.field,
                "label": form.fields[one.field].label,
                "theirs": shown_value(one.field, one.theirs),
                "yours": shown_value(one.field, one.yours),
            }
        )
    form.action = Action.objects.select_related("axis__roadmap").get(pk=form.action.pk)
    return found


def say_changed_meanwhile(action: Action, request: MemberRequest, form: ActionForm, meanwhile: tuple[str, ...]) -> None:
    """Say that it is written, and what somebody else had changed meanwhile."""
    messages.success(request, "Les changements sont enregistrés.")
    if not meanwhile:
        return
    labels = ", ".join(str(form.fields[name].label).lower() for name in meanwhile)
    line = last_line_of_action(action, besides=request.user)
    who = str(line.by) if line and line.by else "Quelqu’un d’autre"
    messages.info(request, f"{who} a changé entre-temps\u00a0: {labels}. Ses changements sont gardés.")


def page_of_form(
    action: Action, request: MemberRequest, form: ActionForm, part: str, clashes: list[dict[str, Any]]
) -> dict[str, Any]:
    """What the page of the form shows."""
    url = reverse("roadmap_action_edit", args=[request.network.slug, action.pk])
    line = last_line_of_action(action) if clashes else None
    return {
        **page_context(request.member, action.axis.roadmap, "plan"),
        "action": action,
        "form": form,
        "part": part,
        "parts": [
            {"label": step.title, "url": f"{url}?partie={step.slug}", "current": step.slug == part}
            for step in ActionForm.steps
        ],
        "clashes": clashes,
        "who": str(line.by) if line and line.by else "Quelqu’un d’autre",
        "seen": form.shown(anew=[one["name"] for one in clashes]),
    }


# -- Context of the page of an action


@dataclass(frozen=True)
class LineShown:
    """One line on a fund with what its ledger says."""

    line: FundLine
    committed: Decimal
    paid: Decimal


def page_of(action: Action, member: Member) -> dict[str, Any]:
    """Everything that the page of an action shows to this member."""
    roadmap, today = action.axis.roadmap, timezone.localdate()
    action = numbered(action)
    actors = list(action.actor_rows.with_names())
    conditions = list(action.conditions.select_related("partner"))
    waiting = [one for one in conditions if one.lifted_on is None]
    action.is_late = action.is_late_on(today)
    action.is_blocked = not action.is_over and (action.state == ActionState.BLOCKED or bool(waiting))
    money = money_of([action])[action.pk]
    has_funds = page_is_on(member.network, "fund_list")
    found = Action.objects.select_related("proposal__workshop__network").get(pk=action.pk)
    return {
        **page_context(member, roadmap, "plan"),
        "action": action,
        "title": _title(action, len(waiting)),
        "leads": [row for row in actors if row.role == ActorRole.LEAD],
        "others": [row.partner for row in actors if row.role == ActorRole.PARTNER],
        "dates": dates_of(action),
        "needs": [Need(one).label for one in action.needs],
        "waiting": waiting,
        "lifted": [one for one in conditions if one.lifted_on is not None],
        "money": money,
        "lines": _lines(action),
        "financing": list(action.other_financing.select_related("partner")),
        "steps": explained(money),
        "result": financing_words(
            money.budget,
            money.planned,
            over=action.get_state_display().lower() if action.is_over else "",
            posts=money.posts,
        ),
        "staff": list(action.staff_requests.all()),
        "indicators": list(action.indicators.prefetch_related("year_rows")),
        "papers": list(action.papers.select_related("document")),
        "proposal": getattr(found, "proposal", None),
        "history": _history(action),
        "may_note": may_note(member, action),
        "comments": list(action.comments.select_related("by").prefetch_related("mentions__membership__user")),
        "may_comment": not member.only_reads,
        "follows": action.followers.filter(membership=member.membership).exists(),
        "may_open": has_funds and member.may(Permission.FUNDS_MANAGE),
        "may_see_funds": has_funds and member.may(Permission.FUNDS_VIEW),
    }


def _title(action: Action, waiting: int) -> str:
    """The action and what is the matter with it."""
    if action.state == ActionState.DROPPED:
        return f"Abandonnée\u00a0: {action.title}"
    if action.is_late:
        return f"En retard\u00a0: {action.title}"
    if action.is_blocked:
        what = "une condition manque" if waiting == 1 else f"{waiting} conditions manquent"
        return f"{'Bloquée' if not waiting else what.capitalize()}\u00a0: {action.title}"
    return action.title


def dates_of(action: Action) -> str:
    """« du 1er janvier au 31 décembre 2026 », « à partir du … », « jusqu’au … », or nothing."""
    if action.start and action.end:
        return shown_period(action.start, action.end)
    if action.start:
        return f"à partir du {plain_date(action.start)}"
    return f"jusqu’au {plain_date(shown_end(action.end))}" if action.end else ""


def _lines(action: Action) -> list[LineShown]:
    lines = list(action.fund_lines.select_related("fund__network", "funded_action__fund__network"))
    spent = spent_of([one.funded_action_id for one in lines if one.funded_action_id])
    return [LineShown(one, *spent.get(one.funded_action_id, (ZERO, ZERO))) for one in lines]


def explained(money: ActionMoney) -> list[CalculationStep]:
    """How what is left to find was reached."""
    if money.to_find is None:
        return []
    return [
        CalculationStep("Sur les fonds du réseau, ce qui est prévu\u00a0:", f"{figure(money.funds)}\u00a0€"),
        CalculationStep(
            "Ce que d’autres apportent, obtenu ou espéré\u00a0:",
            f"{figure(money.others)}\u00a0€, dont {figure(money.secured)}\u00a0€ obtenus",
        ),
        CalculationStep(
            "Le budget, moins ce qui est prévu, moins ce que d’autres apportent\u00a0:",
            f"{figure(money.budget)} − {figure(money.funds)} − {figure(money.others)} = {figure(money.to_find)}\u00a0€",
        ),
    ]


def _history(action: Action) -> list[dict[str, Any]]:
    """Notes and changes of state, the newest first; a change leaves a note with its reason."""
    found = []
    for note in action.notes.select_related("by"):
        reached = "" if note.progress is None else f"Avancement\u00a0: {note.progress}\u00a0%"
        label = ActionState(note.to_state).label if note.to_state else reached or note.text
        detail = note.text if note.to_state or reached else ""
        found.append({"at": note.said_on, "by": note.by, "label": label, "detail": detail})
    found.append({"at": action.added_on, "by": "", "label": "Ajoutée à la feuille de route", "detail": ""})
    return found


def _means_of(posts: StaffPostQuerySet, member: Member, roadmap: Roadmap) -> dict[str, Any]:
    """The posts that serve an action, and what they are in each year of its roadmap.

    What they cost says what somebody earns: it is for who keeps all of these posts.
    """
    found = list(posts.select_related("network", "employer"))
    keeps = len(found) == StaffPost.objects.editable_by(member).filter(pk__in=[one.pk for one in found]).count()
    paid = [PaidTime(one.start, one.end, one.fte, one.yearly_cost if keeps else None) for one in found]
    return {"staff_posts": found, "means": means_by_year(paid, roadmap.years), "shows_costs": keeps}


# -- Actions of a roadmap: creation, page, editing, moves, removal


@requires(Permission.ROADMAPS_VIEW)
def roadmap_action(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything about one action."""
    action = visible_action(request.member, pk)
    context = page_of(action, request.member)
    tasks = MeetingTask.objects.filter(action_link__action=action)
    context["panels"] = panels_for("roadmap_action", request, tasks)
    context["panels"] += panels_for("roadmap_action_results", request, action)
    posts = StaffPost.objects.visible_to(request.member).filter(action_link__action=action)
    sees = request.member.may(Permission.POSTS_VIEW) and page_is_on(request.network, "staff_list")
    context |= _means_of(posts, request.member, action.axis.roadmap) if sees else {}
    return render(request, "roadmaps/plans/action_detail.html", context)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_action_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add an action at the end of an axis or of one of its objectives."""
    axis = editable_axis(request.member, pk)
    form = NewActionForm(request.POST or None, axis=axis, initial={"objective": request.GET.get("objective")})
    action = submitted(request, form, lambda data: action_actions.add_action(axis, **data, **stamp(request)))
    if action:
        said = f"«\u00a0{action}\u00a0» est ajoutée."
        return done(axis.roadmap, request, said=said, anchor=f"action-{action.pk}", **_row(request, action))
    if form.errors and asks_for_json(request.headers):
        return refused(axis.roadmap, request, first_fault(form))
    context = {
        "form": form,
        "what": f"Ajouter une action sous «\u00a0{axis}\u00a0»",
        "action_label": "Ajouter cette action",
    }
    shared = page_context(request.member, axis.roadmap, "plan")
    return render(request, "roadmaps/plans/part_form.html", {**shared, **context})


def _row(request: MemberRequest, action: Action) -> dict[str, str]:
    """The row of an action that was just added, for the script of the page."""
    if not asks_for_json(request.headers):
        return {}
    action = numbered(Action.objects.select_related("axis__roadmap").get(pk=action.pk))
    action.leads, action.is_late, action.is_blocked = [], False, False
    context = {"one": action, "may_move": True, "network": request.network}
    return {"html": render_to_string("roadmaps/plans/tree_action.html", context, request)}


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_action_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change one part of an action; what others changed meanwhile is kept and shown, field by field."""
    action = editable_action(request.member, pk)
    part = request.GET.get("partie", "action")
    part = part if part in {step.slug for step in ActionForm.steps} else "action"
    form = ActionForm(request.POST or None, action=action, only=part)
    clashes: list[dict[str, Any]] = []
    if submitted(request, form, lambda data: _changed(request, action, form, clashes)):
        return redirect(action)
    context = page_of_form(action, request, form, part, clashes)
    return render(request, "roadmaps/plans/action_edit.html", context)


def _changed(request: MemberRequest, action: Action, form: ActionForm, clashes: list[dict[str, Any]]) -> Action | None:
    """Write what was typed; where two people changed the same, say both in `clashes` and write nothing."""
    wanted = form.values()
    if "theirs" in request.POST:
        wanted = {name: value for name, value in wanted.items() if name not in request.POST.getlist("clash")}
    try:
        changed, meanwhile = action_actions.change_action(action, seen=form.seen(), **wanted, **stamp(request))
    except Clash as clash:
        clashes += clashes_of(form, clash)
        return None
    say_changed_meanwhile(action, request, form, meanwhile)
    return changed


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_action_rename(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the title of an action in its place."""
    action = editable_action(request.member, pk)
    anchor = f"action-{action.pk}"
    return renamed(action.axis.roadmap, request, action, action_actions.change_action, anchor=anchor)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_action_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Move an action one step, or to another place of its roadmap."""
    action = editable_action(request.member, pk)
    roadmap = action.axis.roadmap
    here = f"objective:{action.objective_id}" if action.objective_id else f"axis:{action.axis_id}"
    form = PlaceForm(request.POST or None, roadmap=roadmap, initial={"place": here})
    if request.method != "POST":
        return move_page(roadmap, request, action, edit="roadmap_action_edit", form=form)
    undo = {"place": here, "after": after_what(action)}
    try:
        target = _target(request, action, form)
        action = action_actions.move_action(action, **target, **stamp(request))
    except DomainError as fault:
        return refused(roadmap, request, str(fault))
    rank, within = rank_within(Action.objects.select_related("axis__roadmap", "objective").get(pk=pk))
    said = moved_sentence(str(action), rank, within=within, feminine=True)
    url = reverse("roadmap_action_move", args=[request.network.slug, pk])
    return moved(roadmap, request, said=said, url=url, undo=undo, anchor=f"action-{pk}")


def _target(request: MemberRequest, action: Action, form: PlaceForm) -> dict[str, Any]:
    """Where the action shall go; raises DomainError for a place that is not there any more."""
    if request.POST.get("way"):
        after = wanted_neighbour(action, request)
        return {"axis": action.axis, "objective": action.objective, "after": after}
    if not form.is_valid():
        raise DomainError("Cet endroit n’est plus là\u00a0: choisissez-en un autre.")
    return form.target(last="last" in request.POST)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_action_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then remove an action that nobody adopted and nothing holds."""
    action = editable_action(request.member, pk)
    return removing(
        action.axis.roadmap,
        request,
        action,
        action_actions.remove_action,
        feminine=True,
        consequence="Elle disparaît avec ce qui y est écrit. Si elle a déjà compté, "
        "passez-la plutôt à «\u00a0Abandonnée\u00a0»\u00a0: sa raison se lira encore.",
    )


# -- Progress of an action: state, notes, conditions


def form_page(
    action: Action, request: MemberRequest, form: Any, *, what: str, action_label: str, **more: Any
) -> HttpResponse:
    """A form about an action, under its name."""
    context = {"action": action, "form": form, "what": what, "action_label": action_label, **more}
    shared = page_context(request.member, action.axis.roadmap, "plan")
    return render(request, "roadmaps/plans/action_form.html", {**shared, **context})


@requires(Permission.ROADMAPS_VIEW)
def roadmap_action_step(request: MemberRequest, pk: int) -> HttpResponse:
    """Say in one step how an action goes: its state, how far it has come, a sentence, since when."""
    action = action_to_note(request.member, pk)
    initial = {
        "on": timezone.localdate(),
        "seen": action.state,
        "to": request.GET.get("etat", action.state),
        "progress": action.reached,
        "seen_progress": action.reached,
    }
    form = StepForm(request.POST or None, action=action, initial=initial)
    if noted := submitted(request, form, lambda data: _stepped(request, action, data)):
        done = f"C’est noté\u00a0: «\u00a0{noted.get_state_display()}\u00a0», {noted.reached}\u00a0%."
        messages.success(request, done)
        return redirect(noted)
    if form.is_bound:
        form.see_again()
    what = f"Où en est «\u00a0{action}\u00a0»\u00a0?"
    return form_page(action, request, form, what=what, action_label="Noter cette avancée", state=action)


def _stepped(request: MemberRequest, action: Action, data: dict[str, Any]) -> Action:
    data |= {"seen": data["seen"] if data["seen"] in ActionState.values else None}
    return action_actions.note_progress(action, **data, **stamp(request))


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_action_note(request: MemberRequest, pk: int) -> HttpResponse:
    """Write a follow-up note."""
    action = editable_action(request.member, pk)
    form = NoteForm(request.POST or None, initial={"on": timezone.localdate()})
    written = submitted(request, form, lambda data: action_actions.note(action, **data, **stamp(request)))
    if written:
        messages.success(request, "La note est dans l’histoire de l’action.")
        return redirect(action)
    what = f"Écrire une note sur «\u00a0{action}\u00a0»"
    return form_page(action, request, form, what=what, action_label="Garder cette note")


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_condition_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what must happen before an action can go on."""
    action = editable_action(request.member, pk)
    form = ConditionForm(request.POST or None)
    added = submitted(request, form, lambda data: action_actions.add_condition(action, **data, **stamp(request)))
    if added:
        messages.success(request, "La condition est notée. Levez-la quand ce sera fait.")
        return redirect(action)
    what = f"Qu’est-ce qui bloque «\u00a0{action}\u00a0»\u00a0?"
    return form_page(action, request, form, what=what, action_label="Noter cette condition")


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_condition_lift(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that what blocked an action is done."""
    condition = get_object_or_404(BlockingCondition, pk=pk)
    action = editable_action(request.member, condition.action_id)
    return perform(
        request,
        lambda: action_actions.lift_condition(condition, **stamp(request)),
        done=f"C’est fait\u00a0: «\u00a0{condition}\u00a0» ne bloque plus l’action.",
        back=action,
    )
