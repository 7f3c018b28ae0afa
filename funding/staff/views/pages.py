"""Pages of the register of posts: the list, the posts by intercommunalité, one post."""

from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from funding.staff import actions
from funding.staff.forms import StaffPostForm
from funding.staff.lists import StaffFilter, StaffTable, look_of
from funding.staff.models import JobOffer, StaffPost
from funding.staff.queries import PAYERS, coverage, kept_post, outcomes, paid_by_agreements
from funding.staff.rules import ALERT_MONTHS, fte_figure, months_from, vacancies
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.activities import page_is_on
from inclusion.core.french.money import ZERO
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance, plain_date, shown_end
from inclusion.core.models.networks import Network
from inclusion.core.registry.links import linked_targets
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


def tabs(network: Network) -> dict[str, bool]:
    """Which pages stand beside the list: those of co-financing only where the network does it."""
    return {"co_finances": page_is_on(network, "post_list")}


@requires(Permission.POSTS_VIEW)
def staff_list(request: MemberRequest) -> HttpResponse:
    """Every post that this member may see, whoever pays it."""
    today = timezone.localdate()
    seen = StaffPost.objects.visible_to(request.member)
    sees_all = request.member.may(Permission.POSTS_VIEW_ALL)
    running = seen.running_on(today).count()
    some = so_many(running, "poste est", "postes sont") if running else "Aucun poste n’est"
    own = f"{some} en cours chez vous ou sur votre territoire"
    vacant = seen.vacant_on(today).count()
    return listing(
        request,
        queryset=paid_by_agreements(seen.with_vacancy(today), today).select_related("employer", "territory", "network"),
        table=StaffTable,
        template="funding/staff/staff_list.html",
        name="postes",
        filterset=StaffFilter,
        heading=coverage(today).sentence if sees_all else own,
        vacant=so_many(vacant, "poste est vacant", "postes sont vacants") if vacant else "",
        outcomes=outcomes(seen, today),
        begun=seen.exists(),
        **tabs(request.network),
    )


@requires(Permission.POSTS_VIEW_ALL)
def staff_coverage(request: MemberRequest) -> HttpResponse:
    """Every intercommunalité with its posts, those without one too."""
    found = coverage(timezone.localdate())
    context = {"coverage": found, "payers": PAYERS.values(), **tabs(request.network)}
    return render(request, "funding/staff/staff_coverage.html", context)


@requires(Permission.POSTS_VIEW)
def staff_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One post: who pays it, who holds it, its offer, what became of it."""
    seen = StaffPost.objects.visible_to(request.member).with_vacancy(timezone.localdate())
    related = ("network", "employer", "territory", "request__network")
    post = get_object_or_404(seen.select_related(*related).prefetch_related("holders__helper"), pk=pk)
    context = {**page_of(post, request), **tabs(request.network)}
    return render(request, "funding/staff/staff_detail.html", context)


def page_of(post: Any, request: MemberRequest) -> dict[str, Any]:
    """What the page of a post shows to a member: names only to who keeps the post."""
    today = timezone.localdate()
    paid = list(post.agreement_fte.select_related("agreement__network"))
    in_force = post.agreement_fte.in_force(today)
    by_agreements = in_force.aggregate(sum=Sum("fte", default=ZERO))["sum"]
    is_over = post.end is not None and post.end <= today
    holders = list(post.holders.all())
    # Of a post that is over nobody may have noted who filled it.
    gaps = [] if is_over and not holders else vacancies(post.start, post.end, post.spans(), today=today)
    return {
        "post": post,
        "title": title_of(post),
        "look": look_of(post, today),
        "may_edit": StaffPost.objects.editable_by(request.member).filter(pk=post.pk).exists(),
        "holders": holders,
        "vacancies": gaps[::-1],
        "vacant_too_long": bool(post.vacant_since) and post.vacant_since < months_from(today, -ALERT_MONTHS),
        "is_over": is_over,
        "ends_soon": not is_over and post.end and post.end <= months_from(today, ALERT_MONTHS),
        "paid": paid,
        "agreements_on": page_is_on(request.network, "agreement_list"),
        "rest": fte_figure(post.fte - by_agreements) if by_agreements < post.fte else "",
        "fte": fte_figure(post.fte),
        "offer": JobOffer.objects.open_on(today).filter(post=post).select_related("network").first(),
        "served": linked_targets(StaffPost.objects.filter(pk=post.pk), today).get(post.pk),
    }


def title_of(post: Any) -> str:
    """What the page of a post answers."""
    today = timezone.localdate()
    if post.start > today:
        return f"Ce poste commence {distance(post.start, today)}\u00a0: {post}"
    if post.end is not None and post.end <= today:
        said = post.get_outcome_display().lower() if post.outcome else "nul n’a dit ce qu’il est devenu"
        return f"Financé jusqu’au {plain_date(shown_end(post.end))}, {said}\u00a0: {post}"
    spans = post.spans()
    if not spans:
        return f"Personne n’est encore noté sur ce poste, qui a commencé le {plain_date(post.start)}\u00a0: {post}"
    if post.vacant_since is not None:
        return f"Personne n’occupe ce poste depuis le {plain_date(post.vacant_since)}\u00a0: {post}"
    there = sum((one.fte for one in spans if one.covers(today)), ZERO)
    if there < post.fte:
        return f"Ce poste est pourvu en partie, {fte_figure(there)}\u00a0ETP sur {fte_figure(post.fte)}\u00a0: {post}"
    return f"Ce poste est pourvu\u00a0: {post}"


@requires(Permission.POSTS_REQUEST)
def staff_add(request: MemberRequest) -> HttpResponse:
    """Put a post into the register."""
    form = StaffPostForm(request.POST or None, member=request.member)
    post = submitted(request, form, lambda data: actions.add_staff_post(**data, **stamp(request)))
    if post:
        messages.success(request, "Le poste est dans le registre. Notez maintenant qui l’occupe.")
        return redirect(post)
    return render(request, "funding/staff/staff_form.html", {"form": form, "post": None})


@requires(Permission.POSTS_REQUEST)
def staff_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a post."""
    post = kept_post(request.member, pk)
    form = StaffPostForm(request.POST or None, member=request.member, post=post)
    changed = submitted(request, form, lambda data: actions.change_staff_post(post, **data, **stamp(request)))
    if changed:
        messages.success(request, "Le poste est modifié.")
        return redirect(post)
    return render(request, "funding/staff/staff_form.html", {"form": form, "post": post})


@requires(Permission.POSTS_REQUEST)
def staff_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take out a post that was noted by mistake."""
    post = kept_post(request.member, pk)
    return confirmed(
        request,
        lambda: actions.remove_staff_post(post, **stamp(request)),
        done=f"«\u00a0{post}\u00a0» est retiré du registre.",
        back=post,
        then=reverse("staff_list", args=[request.network.slug]),
        question=f"Retirer «\u00a0{post}\u00a0» du registre\u00a0?",
        consequence="Seulement si c’est une erreur. Un poste qui s’arrête reste dans le registre\u00a0: notez sa fin.",
        action_label="Retirer ce poste",
        danger=True,
    )
