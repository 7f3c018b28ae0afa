"""Pages of co-financed posts: the list, one of them, and the request in steps."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from funding.actions import posts as actions
from funding.enums import PostKind, PostState
from funding.filters.posts import PostFilter
from funding.forms.posts import AidsForm, EmployerForm, NeedForm, SubmitForm
from funding.models import Fund, Post, PostYear
from funding.models.post_explained import queue
from funding.tables.posts import PostTable
from funding.views.post_page import page_of
from inclusion.core.access import Member, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

#: The steps of a request, by their number in the address.
STEPS = {"1": "L’employeur et le coût", "2": "Le poste et le besoin", "3": "Les aides et la collectivité"}


def seen_by(member: Member, pk: int) -> Post:
    """A post that this member may see, else 404."""
    rows = Post.objects.visible_to(member).with_sums()
    related = ("network", "fund__host", "employer", "collectivite", "territory", "agreement__network")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@requires(Permission.POSTS_VIEW)
def post_list(request: HttpRequest) -> HttpResponse:
    """The requests in their order, then every post that this member may see."""
    seen = Post.objects.visible_to(request.member)
    running = seen.financed_on(timezone.localdate())
    return listing(
        request,
        queryset=seen.with_sums().select_related("employer", "territory", "network"),
        table=PostTable,
        template="funding/post_list.html",
        name="postes-cofinances",
        filterset=PostFilter,
        begun=seen.exists(),
        queue=queue(seen),
        running=running.count(),
        to_find=_to_find(seen),
    )


def _to_find(seen: Any) -> Any:
    """What is still to be found for the years of accepted posts that are not over."""
    years = PostYear.objects.filter(post__in=seen.accepted(), end__gt=timezone.localdate())
    return years.aggregate(total=Sum("to_find", default=ZERO))["total"]


@requires(Permission.POSTS_VIEW)
def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: who pays how much of each year and why, what is missing, what comes next."""
    return render(request, "funding/post_detail.html", page_of(seen_by(request.member, pk), request.member))


@requires(Permission.POSTS_REQUEST)
def post_add(request: HttpRequest) -> HttpResponse:
    """First step of a request: it makes the draft, which waits for the others."""
    form = EmployerForm(request.POST or None, member=request.member)
    post = submitted(request, form, lambda data: _drafted(request, data))
    if post:
        messages.success(
            request, "La demande est gardée\u00a0: vous pouvez la compléter maintenant ou plus tard."
        )
        return redirect(_step_url(post, "2"))
    today = timezone.localdate()
    context = {
        "form": form,
        "steps": _steps("1"),
        "no_fund": not Fund.objects.filter(end__gt=today).exists(),
        "network": request.network,
    }
    return render(request, "funding/post_add.html", context)


def _drafted(request: HttpRequest, data: dict[str, Any]) -> Post:
    kind = PostKind.DIGITAL_ADVISER
    decides = request.member.may(Permission.POSTS_DECIDE)
    return actions.draft_post(
        **data,
        kind=kind,
        title=f"{kind.label}, {data['employer']}"[:120],
        territory=None if decides else request.member.partner.epci,
        creation=False,
        fte=Decimal(1),
        by=request.user,
        at=timezone.now(),
    )


def _steps(current: str) -> list[tuple[str, str]]:
    """The way through the request, as the component shows it."""
    return [
        (label, "current" if number == current else "done" if number < current else "next")
        for number, label in STEPS.items()
    ]


def _step_url(post: Post, step: str) -> str:
    return f"{reverse('post_edit', args=[post.network.slug, post.pk])}?etape={step}"


@requires(Permission.POSTS_REQUEST)
def post_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A step of a request that is still a draft; what is written is kept when the others wait."""
    post = seen_by(request.member, pk)
    if post.state != PostState.DRAFT:
        messages.error(request, "Cette demande est déposée\u00a0: la coordination peut la rouvrir.")
        return redirect(post)
    step = request.GET.get("etape", "1")
    step = step if step in STEPS else "1"
    form = _form_of(request, post, step)
    changed = submitted(request, form, lambda data: _changed(request, post, data))
    if changed and step < "3":
        return redirect(_step_url(post, str(int(step) + 1)))
    if changed:
        messages.success(request, "La demande est gardée. Relisez-la, puis déposez-la.")
        return redirect(post)
    context = {
        "post": post,
        "form": form,
        "steps": _steps(step),
        "step": step,
        "before": _step_url(post, str(int(step) - 1)) if step > "1" else "",
    }
    return render(request, "funding/post_edit.html", context)


def _form_of(request: HttpRequest, post: Post, step: str) -> Any:
    data = request.POST if request.method == "POST" else None
    known: dict[str, Any] = {**actions.terms_of(post)}
    known["private_employer"] = "yes" if post.private_employer else "no"
    if not post.other_aid_yearly:
        known["other_aid_yearly"] = None
    match step:
        case "1":
            return EmployerForm(data, initial=known, member=request.member, post=post)
        case "2":
            known["fte"] = post.fte.normalize()
            return NeedForm(data, initial=known, member=request.member, post=post)
    return AidsForm(data, initial=known, post=post)


def _changed(request: HttpRequest, post: Post, data: dict[str, Any]) -> Post:
    terms: Any = {**actions.terms_of(post), **data}
    return actions.change_post(post, **terms, by=request.user, at=timezone.now())


@requires(Permission.POSTS_REQUEST)
def post_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a request that is still a draft."""
    post = seen_by(request.member, pk)
    if request.method == "POST":
        try:
            actions.discard_post(post, by=request.user, at=timezone.now())
        except DomainError as refused:
            messages.error(request, str(refused))
            return redirect(post)
        messages.success(request, f"Le brouillon «\u00a0{post}\u00a0» est supprimé.")
        return redirect("post_list", request.network.slug)
    context = {
        "question": f"Supprimer le brouillon «\u00a0{post}\u00a0»\u00a0?",
        "consequence": "Ce qui y est écrit est perdu. Une demande déposée, elle, ne se supprime pas.",
        "action_label": "Supprimer ce brouillon",
        "danger": True,
        "cancel_url": post.get_absolute_url(),
        "url": "",
    }
    return render(request, "layout/confirm.html", context)


@requires(Permission.POSTS_REQUEST)
def post_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a request in; the coordination says on which day it was received."""
    post = seen_by(request.member, pk)
    decides = request.member.may(Permission.POSTS_DECIDE)
    form = SubmitForm(request.POST or None, initial={"on": timezone.localdate()})
    if not decides:
        form.fields.clear()
        form.is_bound = request.method == "POST"
    handed = submitted(
        request,
        form,
        lambda data: actions.submit_post(post, **data, by=request.user, at=timezone.now()),
    )
    if handed:
        messages.success(request, f"La demande «\u00a0{post}\u00a0» est déposée. La coordination la lira.")
        return redirect(post)
    return render(request, "funding/post_submit.html", {"form": form, **page_of(post, request.member)})
