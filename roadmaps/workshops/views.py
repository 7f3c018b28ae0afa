"""Workshops: for the coordinator their pages, ideas and files of ideas; for participants the public page."""

import secrets
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core import limits
from inclusion.core.access import (
    Member,
    MemberRequest,
    NetworkRequest,
    Permission,
    public_in_network,
    requires,
    unlisted,
)
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.papers.codes import code_drawing
from inclusion.core.web import exports
from inclusion.core.web.acting import confirmed, perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.queries import editable_roadmap, page_context
from roadmaps.workshops.actions import (
    BOUNDS,
    add_idea,
    add_ideas,
    ballot_of,
    change_idea,
    change_workshop,
    close_workshop,
    merge_ideas,
    open_workshop,
    restore_idea,
    separate_idea,
    take_back,
    take_idea,
    try_ideas,
    vote,
    withdraw_idea,
)
from roadmaps.workshops.forms import (
    IdeaForm,
    IdeasFileForm,
    MergeForm,
    QuickIdeaForm,
    TakeForm,
    WorkshopForm,
    first_days,
)
from roadmaps.workshops.models import Proposal, Workshop, WorkshopTable
from roadmaps.workshops.papers import rows_of
from roadmaps.workshops.queries import board_of
from roadmaps.workshops.rules import COLUMNS, ReadIdeas


def seen_workshop(member: Member, pk: int) -> Workshop:
    """The workshop with this key, if the member may see its roadmap; nothing is found otherwise."""
    seen = Roadmap.objects.visible_to(member)
    found = Workshop.objects.filter(roadmap__in=seen).select_related("roadmap__parent", "roadmap__network", "network")
    return get_object_or_404(found, pk=pk)


def editable_workshop(member: Member, pk: int) -> Workshop:
    """The same if the member may write its roadmap."""
    workshop = seen_workshop(member, pk)
    if not workshop.roadmap.is_editable_by(member):
        raise PermissionDenied("roadmaps.write")
    return workshop


def editable_idea(member: Member, pk: int) -> Proposal:
    """The idea with this key, if the member may write the roadmap of its workshop."""
    idea = get_object_or_404(Proposal.objects.select_related("table", "action__network"), pk=pk)
    idea.workshop = editable_workshop(member, idea.workshop_id)
    return idea


def public_address(workshop: Workshop, *, request: MemberRequest) -> str:
    """The whole address that participants open."""
    return request.build_absolute_uri(reverse("workshop_public", args=[request.network.slug, workshop.token]))


def board_page(workshop: Workshop, *, request: MemberRequest, form: IdeaForm | None = None) -> HttpResponse:
    """The board as the coordinator works on it, or as a member reads it."""
    board = board_of(workshop)
    context = page_context(request.member, workshop.roadmap, "workshops", workshop=workshop, board=board)
    address = public_address(workshop, request=request)
    context |= {
        "is_open": workshop.is_open_on(timezone.localdate()),
        "form": (form or IdeaForm(workshop=workshop)) if context["may_edit"] else None,
        "pairs": board.likely_doubles() if context["may_edit"] else [],
        "address": address,
        "code": code_drawing(address),
        "exports": board.ideas,
    }
    return render(request, "roadmaps/workshops/workshop_detail.html", context)


def crumbs(workshop: Workshop) -> dict[str, Any]:
    """What the pages below a workshop show of where they are."""
    return {"workshop": workshop, "roadmap": workshop.roadmap}


# -- Pages of workshops, with the board and the large screen


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def workshop_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Prepare a workshop of a roadmap, with its tables."""
    roadmap = editable_roadmap(request.member, pk)
    form = WorkshopForm(request.POST or None, roadmap=roadmap, initial=first_days(timezone.localdate()))
    workshop = submitted(request, form, lambda data: open_workshop(roadmap, **data, **stamp(request)))
    if workshop:
        messages.success(request, "L’atelier est prêt\u00a0: donnez son adresse, ou projetez son code.")
        return redirect(workshop)
    return render(request, "roadmaps/workshops/workshop_add.html", {"roadmap": roadmap, "form": form})


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def workshop_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a workshop and its tables."""
    workshop = editable_workshop(request.member, pk)
    form = WorkshopForm(request.POST or None, roadmap=workshop.roadmap, workshop=workshop)
    changed = submitted(request, form, lambda data: change_workshop(workshop, **data, **stamp(request)))
    if changed:
        messages.success(request, "L’atelier est modifié.")
        return redirect(changed)
    return render(request, "roadmaps/workshops/workshop_edit.html", {**crumbs(workshop), "form": form})


@requires(Permission.ROADMAPS_VIEW)
def workshop_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The board of a workshop; `?export=csv|xlsx` gives its results."""
    workshop = seen_workshop(request.member, pk)
    asked = request.GET.get("export")
    if asked in exports.FORMATS:
        return exports.export(rows_of(board_of(workshop)), fmt=asked, name=f"atelier-{workshop.held_on:%Y-%m-%d}")
    return board_page(workshop, request=request)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def workshop_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Take no more ideas and votes before the last day; asks first."""
    workshop = editable_workshop(request.member, pk)
    return confirmed(
        request,
        lambda: close_workshop(workshop, **stamp(request)),
        done="L’atelier est fermé\u00a0: les idées et les voix sont comptées.",
        back=workshop,
        question=f"Fermer l’atelier «\u00a0{workshop}\u00a0» aux participants\u00a0?",
        consequence=(
            "Plus personne n’écrit ni ne vote par son adresse. Rien n’est perdu, et vous pouvez le rouvrir en "
            "changeant son dernier jour."
        ),
        action_label="Fermer l’atelier",
    )


@requires(Permission.ROADMAPS_VIEW)
def workshop_screen(request: MemberRequest, pk: int) -> HttpResponse:
    """The board in large letters for a screen; its ideas come anew every few seconds."""
    workshop = seen_workshop(request.member, pk)
    address = public_address(workshop, request=request)
    context = {
        "workshop": workshop,
        "board": board_of(workshop),
        "is_open": workshop.is_open_on(timezone.localdate()),
        "address": address,
        "code": code_drawing(address),
    }
    part = (
        "roadmaps/workshops/workshop_screen_board.html" if request.htmx else "roadmaps/workshops/workshop_screen.html"
    )
    return render(request, part, context)


# -- Ideas, for the coordinator: add, correct, merge, remove, turn into actions


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def proposal_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add an idea from a sheet of paper, also once the workshop is closed."""
    workshop = editable_workshop(request.member, pk)
    form = IdeaForm(request.POST, workshop=workshop)
    idea = submitted(request, form, lambda data: add_idea(workshop, **data, **stamp(request)))
    if idea is None:
        return board_page(workshop, request=request, form=form)
    messages.success(request, f"«\u00a0{idea}\u00a0» est sur la table «\u00a0{idea.table}\u00a0».")
    return redirect(workshop)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def proposal_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct an idea, or move it to another table."""
    idea = editable_idea(request.member, pk)
    initial = {"table": idea.table_id, "text": idea.text, "detail": idea.detail}
    form = IdeaForm(request.POST or None, workshop=idea.workshop, initial=initial)
    changed = submitted(request, form, lambda data: change_idea(idea, **data, **stamp(request)))
    if changed:
        messages.success(request, "L’idée est corrigée\u00a0; ses voix lui restent.")
        return redirect(idea.workshop)
    return render(
        request, "roadmaps/workshops/proposal_edit.html", {**crumbs(idea.workshop), "idea": idea, "form": form}
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def workshop_merge(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose which of the ideas that were ticked stays; the others are merged into it."""
    workshop = editable_workshop(request.member, pk)
    keys = [key for key in request.GET.getlist("idee") if key.isdecimal()]
    board = Proposal.objects.filter(workshop=workshop).standing()
    ideas = list(board.filter(pk__in=keys).with_votes().select_related("table").order_by("-votes", "pk"))
    if len(ideas) < 2:
        choice = board.with_votes().select_related("table").order_by("table__rank", "pk")
        context = {**crumbs(workshop), "choice": choice, "ticked": {idea.pk for idea in ideas}}
        return render(request, "roadmaps/workshops/workshop_merge_choose.html", context)
    form = MergeForm(request.POST or None, ideas=ideas)
    kept = submitted(request, form, lambda data: merge_ideas(data["kept"], doubles=ideas, **stamp(request)))
    if kept:
        messages.success(request, f"{len(ideas)} idées n’en font qu’une\u00a0: «\u00a0{kept}\u00a0».")
        return redirect(workshop)
    return render(request, "roadmaps/workshops/workshop_merge.html", {**crumbs(workshop), "ideas": ideas, "form": form})


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def proposal_separate(request: MemberRequest, pk: int) -> HttpResponse:
    """Separate a merged idea again."""
    idea = editable_idea(request.member, pk)
    separate_idea(idea, **stamp(request))
    messages.success(request, f"«\u00a0{idea}\u00a0» est de nouveau une idée à part, avec ses propres voix.")
    return redirect(idea.workshop)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def proposal_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an idea out of the board; it can be put back."""
    idea = editable_idea(request.member, pk)
    return perform(
        request,
        lambda: withdraw_idea(idea, **stamp(request)),
        done=f"«\u00a0{idea}\u00a0» est retirée\u00a0: vous la retrouvez au bas de sa table.",
        back=idea.workshop,
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def proposal_restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Put an idea that was taken out back on its table."""
    idea = editable_idea(request.member, pk)
    restore_idea(idea, **stamp(request))
    messages.success(request, f"«\u00a0{idea}\u00a0» est de nouveau au tableau.")
    return redirect(idea.workshop)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def proposal_take(request: MemberRequest, pk: int) -> HttpResponse:
    """Turn an idea into an action of the roadmap."""
    idea = editable_idea(request.member, pk)
    form = TakeForm(request.POST or None, proposal=idea)
    action = submitted(request, form, lambda data: take_idea(idea, **data, **stamp(request)))
    if action:
        messages.success(request, f"L’idée est devenue l’action «\u00a0{action}\u00a0», au bas de son axe.")
        return redirect(action)
    return render(
        request, "roadmaps/workshops/proposal_take.html", {**crumbs(idea.workshop), "idea": idea, "form": form}
    )


# -- File of ideas: upload, trial, import

#: What was tried goes to the browser and comes back as it was: signed, for a working day.
_IDEAS_SALT = "roadmaps.ideas"
_KEPT = 8 * 3600  # seconds


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@takes_files(BOUNDS.max_bytes)
def proposal_import(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring a file of ideas, which is only tried out; `?export=csv|xlsx` gives one to fill in."""
    workshop = editable_workshop(request.member, pk)
    asked = request.GET.get("export")
    if asked in exports.FORMATS:
        return exports.export(
            [
                COLUMNS.headers,
                *([table.rank, f"Une idée de la table « {table} »", ""] for table in workshop.tables.all()),
            ],
            fmt=asked,
            name="modele-idees",
        )
    posted = request.method == "POST"
    form = IdeasFileForm(request.POST if posted else None, request.FILES if posted else None)
    read = submitted(request, form, lambda data: try_ideas(workshop, data["data"]))
    context = {**crumbs(workshop), "form": form, "tables": list(workshop.tables.all())}
    if read is not None:
        context |= _tried(workshop, read)
        return render(request, "roadmaps/workshops/proposal_import_tried.html", context)
    return render(request, "roadmaps/workshops/proposal_import.html", context)


def _tried(workshop: Workshop, read: ReadIdeas) -> dict[str, Any]:
    tables = list(workshop.tables.all())
    keys = [[tables[row.table].pk, row.text, row.detail] for row in read.rows]
    return {
        "read": read,
        "rows": [(row, tables[row.table]) for row in read.rows],
        "signed": signing.dumps([workshop.pk, keys], salt=_IDEAS_SALT, compress=True),
        "count": len(read.rows),
    }


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def proposal_import_apply(request: MemberRequest, pk: int) -> HttpResponse:
    """Add the ideas that were tried out; those that came meanwhile in the same words are left out."""
    workshop = editable_workshop(request.member, pk)
    try:
        of, keys = signing.loads(request.POST.get("lignes", ""), salt=_IDEAS_SALT, max_age=_KEPT)
    except signing.BadSignature:
        of, keys = None, []
    if of != workshop.pk:
        messages.error(request, "Le fichier est à importer de nouveau\u00a0: rien n’a été ajouté.")
        return redirect("proposal_import", request.network.slug, workshop.pk)
    tables = {table.pk: table for table in workshop.tables.all()}
    ideas = [(tables[key], text, detail) for key, text, detail in keys if key in tables]
    written = add_ideas(workshop, ideas=ideas, **stamp(request))
    added = so_many(len(written), "idée est ajoutée", "idées sont ajoutées")
    messages.success(request, f"{added} au tableau.")
    return redirect(workshop)


# -- Pages of participants, whose browser is known by a random key, signed, in a cookie

#: Ideas from one address on one table in ten minutes: many people behind one connection, no machine.
MAX_IDEAS = 40
#: Votes given and taken back from one address in an hour.
MAX_VOICES = 600

SLOW_DOWN = (
    "Beaucoup d’idées arrivent en même temps de cette connexion\u00a0: attendez quelques minutes, puis envoyez de "
    "nouveau la vôtre. Ce que vous avez écrit est gardé ci-dessous."
)
TOO_MANY_VOICES = "Beaucoup de voix arrivent en même temps de cette connexion\u00a0: réessayez dans quelques minutes."
NO_KEY = (
    "Votre navigateur n’a pas gardé de quoi compter vos voix\u00a0: autorisez les cookies pour cette page, puis "
    "rechargez-la. Rien n’y dit qui vous êtes."
)
_VOTER_SALT = "roadmaps.voter"
_KEY_SECONDS = 60 * 24 * 3600  # seconds: a workshop stays open some weeks


def found_workshop(token: str) -> Workshop | None:
    """The workshop of the network that this secret address opens."""
    return Workshop.objects.filter(token=token).select_related("roadmap", "network").first()


def unknown(*, request: HttpRequest) -> HttpResponse:
    """Say that an address opens no workshop."""
    return render(request, "roadmaps/workshops/workshop_unknown.html", status=404)


def voter_of(workshop: Workshop, *, request: HttpRequest) -> str:
    """The key that this browser keeps for the workshop; empty where it has none, or not ours."""
    return request.get_signed_cookie(_cookie(workshop), default="", salt=_VOTER_SALT) or ""


def _cookie(workshop: Workshop) -> str:
    return f"atelier-{workshop.pk}"


def may_write(table: WorkshopTable, *, request: HttpRequest) -> bool:
    """Count an idea that is about to be written on a table; False once there were too many."""
    address = get_adapter().get_client_ip(request)
    return limits.consume("workshop_idea", f"{address}:{table.pk}", most=MAX_IDEAS, seconds=600)


def may_vote(*, request: HttpRequest) -> bool:
    """Count a vote that is about to be given or taken back."""
    return limits.consume("workshop_voice", get_adapter().get_client_ip(request), most=MAX_VOICES, seconds=3600)


def participants_page(
    workshop: Workshop, *, request: HttpRequest, table: str, form: QuickIdeaForm | None = None, fault: str = ""
) -> HttpResponse:
    """The page of participants at one table, or where they choose one; htmx gets the ideas alone."""
    voter = voter_of(workshop, request=request)
    board = board_of(workshop, by_votes=False)
    boards = {str(one.table.rank): one for one in board.tables}
    chosen = boards.get(table) or (board.tables[0] if len(board.tables) == 1 else None)
    if form is not None and chosen is None:
        form.choose_table()
    context: dict[str, Any] = {
        "workshop": workshop,
        "board": board,
        "chosen": chosen,
        "ballot": ballot_of(workshop, voter),
        "is_open": workshop.roadmap.is_open and workshop.is_open_on(timezone.localdate()),
        "fault": fault,
        "form": form or (_form(workshop, chosen.table) if chosen else None),
        "gone": bool(table) and table not in boards,
    }
    part = (
        "roadmaps/workshops/workshop_public_ideas.html" if request.htmx else "roadmaps/workshops/workshop_public.html"
    )
    response = render(request, part, context)
    if not voter:
        response.set_signed_cookie(
            _cookie(workshop),
            secrets.token_urlsafe(16),
            salt=_VOTER_SALT,
            max_age=_KEY_SECONDS,
            path=f"/{workshop.network.slug}/ateliers/{workshop.token}/",
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


def _form(workshop: Workshop, table: WorkshopTable) -> QuickIdeaForm:
    return QuickIdeaForm(workshop=workshop, initial={"table": table.pk})


# -- Acts of participants, by a secret address and without an account: ideas and votes


@unlisted
@public_in_network
def workshop_public(request: NetworkRequest, token: str) -> HttpResponse:
    """Choose a table, read its ideas, write one."""
    workshop = found_workshop(token)
    if workshop is None:
        return unknown(request=request)
    if request.method != "POST":
        return participants_page(workshop, request=request, table=request.GET.get("table", ""))
    form = QuickIdeaForm(request.POST, workshop=workshop)
    rank = request.POST.get("rang", "")
    if form.is_valid() and not may_write(form.cleaned_data["table"], request=request):
        form.add_error(None, SLOW_DOWN)
        return participants_page(workshop, request=request, table=rank, form=form)
    idea = submitted(request, form, lambda data: add_idea(workshop, **data, by=None, at=timezone.now()))
    if idea is None:
        return participants_page(workshop, request=request, table=rank, form=form)
    messages.success(request, "Votre idée est sur la table. Merci\u00a0!")
    return redirect(_address(request, workshop, str(idea.table.rank)))


def _address(request: MemberRequest, workshop: Workshop, rank: str) -> str:
    address = reverse("workshop_public", args=[request.network.slug, workshop.token])
    return f"{address}?table={rank}#idees" if rank.isdecimal() else address


@unlisted
@public_in_network
def workshop_vote(request: NetworkRequest, token: str) -> HttpResponse:
    """Give a vote to an idea, or take it back."""
    workshop = found_workshop(token)
    if workshop is None:
        return unknown(request=request)
    if request.method != "POST":  # somebody reloads what answered a vote
        return participants_page(workshop, request=request, table=request.GET.get("table", ""))
    rank = request.POST.get("rang", "")
    fault = _vote(request, workshop)
    if fault and not request.htmx:
        messages.error(request, fault)
    if request.htmx:
        return participants_page(workshop, request=request, table=rank, fault=fault)
    return redirect(_address(request, workshop, rank))


def _vote(request: HttpRequest, workshop: Workshop) -> str:
    """Do what was asked; the sentence to show where it cannot be done."""
    voter = voter_of(workshop, request=request)
    if not voter:
        return NO_KEY
    if not may_vote(request=request):
        return TOO_MANY_VOICES
    key = request.POST.get("idee", "")
    idea = Proposal.objects.filter(workshop=workshop, pk=key).first() if key.isdecimal() else None
    if idea is None:
        return "Cette idée n’est plus au tableau\u00a0: la page montre celles qui y sont."
    try:
        (take_back if "reprendre" in request.POST else vote)(idea, voter=voter, at=timezone.now())
    except DomainError as refused:
        return str(refused)
    return ""
