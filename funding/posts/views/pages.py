"""Pages of co-financed posts: the list, the overview, one of them, and the request in steps."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from funding.enums import PostKind
from funding.ledger.rules import NARROW, WIDE, text_alternative
from funding.posts.actions import requests as actions
from funding.posts.actions.requests import fund_terms
from funding.posts.enums import PostState
from funding.posts.forms.requests import AidsForm, EmployerForm, NeedForm, SubmitForm
from funding.posts.lists import PostFilter, PostOverviewFilter, PostTable
from funding.posts.models import Post, PostYear, missing_before, roadmap_problem
from funding.posts.queries import (
    counted,
    cut_in,
    ending_soon,
    explained,
    overview_of,
    post_for,
    post_funds,
    queue,
    rows_of,
    to_find,
    total_of,
)
from funding.posts.rules.overview import DEFINITION, Overview
from funding.posts.rules.plans import percent, state_chart
from funding.posts.rules.years import begun_sentence
from funding.staff.queries import PAYERS, coverage
from funding.staff.rules import ALERT_MONTHS, fte_figure, months_from
from inclusion.core import states
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.money import ZERO, figure
from inclusion.core.french.periods import shown_end
from inclusion.core.web import exports
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

# -- The page of a post


@dataclass(frozen=True)
class Act:
    """Something that this member may do with a post: where, in which words."""

    url_name: str
    label: str
    #: A word that is done by one click, without a page of its own.
    posts: bool = False


def page_of(post: Post, member: Member) -> dict[str, Any]:
    """Everything that the page of a post shows to this member."""
    today = timezone.localdate()
    years = explained(post)
    total = total_of(year.row for year in years)
    left = fund_terms(post.fund, without=post)
    decided = post.state in (PostState.ACCEPTED, PostState.REFUSED)
    acts = acts_for(post, member)
    # A post that runs waits for nobody; who holds it stands in the register.
    pressing = bool(acts) and not post.agreement_id
    vacant = post.vacant_since
    # The last day of a financing that ends within six months.
    until = post.financed_until
    ends = post.state == PostState.ACCEPTED and today < until <= months_from(today, ALERT_MONTHS)
    return {
        "post": post,
        "years": years,
        "total": total,
        "cut": cut_in(post, years),
        "assumed": any(year.row.offered is None and year.row.remainder for year in years),
        "fund_figure": figure(total.fund),
        "fte": fte_figure(post.fte),
        "title": _title(post, to_find=figure(total.to_find) if total.to_find else ""),
        "vacant": vacant,
        "vacant_too_long": vacant is not None and vacant < months_from(today, -ALERT_MONTHS),
        "ends_soon": (shown_end(until) if ends else None),
        "checks": _checks(post),
        "place": _place(post),
        "fund_left": left,
        "begun": "" if decided else begun_sentence(post.start, today=today),
        "beyond": "" if decided else left.beyond(total.fund, to_find=total.to_find),
        "main": acts[0] if pressing else None,
        "acts": acts[1:] if pressing else acts,
        "may_plan": member.may(Permission.POSTS_DECIDE) and _is_plannable(post),
        "history": [
            {"at": one.at, "label": PostState(one.to_state).label, "by": one.by}
            for one in states.history(post).select_related("by")
        ],
    }


def _title(post: Post, *, to_find: str) -> str:
    """What the page answers."""
    match post.state:
        case PostState.DRAFT:
            return f"Demande à compléter\u00a0: {post.title}"
        case PostState.SUBMITTED:
            return f"Demande en attente d’une décision\u00a0: {post.title}"
        case PostState.REFUSED:
            return f"Ce poste n’est pas retenu\u00a0: {post.title}"
    if post.agreement is not None and post.agreement.terminated_on is not None:
        return f"La convention de ce poste est résiliée\u00a0: {post.title}"
    if to_find:
        return f"Il reste {to_find}\u00a0€ à trouver\u00a0: {post.title}"
    return f"Ce poste est financé en entier\u00a0: {post.title}"


def _checks(post: Post) -> list[tuple[str, bool]]:
    """What the request needs to be handed in; then what its agreement and its second year wait for."""
    if post.state == PostState.DRAFT:
        missing = missing_before(post, PostState.SUBMITTED)
        offered = all(year.offered is not None for year in post.years.all())
        return [
            ("L’employeur, les dates et le coût sont dits", True),
            *((sentence, False) for sentence in missing),
            *([] if missing else [("Le territoire et le besoin sont dits", True)]),
            ("La collectivité a dit ce qu’elle apporte pour chaque année", offered),
        ]
    if post.state == PostState.REFUSED:
        return []
    signed = post.agreement is not None and post.agreement.is_bound
    drafted, adopted = (roadmap_problem(post, adopted=adopted) is None for adopted in (False, True))
    checks = [("Feuille de route locale rédigée, avant la signature de la convention", signed or drafted)]
    if len(post.years.all()) > 1:
        checks.append(("Feuille de route locale adoptée, avant le paiement de la deuxième année", adopted))
    return checks


def _place(post: Post) -> dict[str, Any] | None:
    """The rank of a request among those that wait, and why."""
    if post.state != PostState.SUBMITTED:
        return None
    waiting = queue()
    found = next(ranked for ranked, one in waiting if one.pk == post.pk)
    return {"place": found.place, "of": len(waiting), "reason": found.reason}


def _is_plannable(post: Post) -> bool:
    return post.state != PostState.REFUSED and post.agreement_id is None


def acts_for(post: Post, member: Member) -> list[Act]:
    """What this member may do with a post in its present state, the next step first."""
    asks, decides = member.may(Permission.POSTS_REQUEST), member.may(Permission.POSTS_DECIDE)
    match post.state:
        case PostState.DRAFT if asks:
            ready = not missing_before(post, PostState.SUBMITTED)
            hand_in, edit = (Act("post_submit", "Déposer la demande"), Act("post_edit", "Compléter la demande"))
            return [*([hand_in, edit] if ready else [edit]), Act("post_discard", "Supprimer ce brouillon")]
        case PostState.SUBMITTED if decides:
            return [Act("post_decide", "Décider"), Act("post_reopen", "Renvoyer à compléter")]
        case PostState.ACCEPTED if decides:
            agreement = [] if post.agreement_id else [Act("post_agreement", "Préparer la convention")]
            away = [] if post.agreement_id else [Act("post_decide", "Ne plus retenir ce poste")]
            return [*agreement, *away]
        case PostState.REFUSED if decides:
            return [Act("post_reopen", "Reprendre la demande")]
    return []


# -- Pages of posts

#: The steps of a request, by their number in the address.
STEPS = {"1": "L’employeur et le coût", "2": "Le poste et le besoin", "3": "Les aides et la collectivité"}


@requires(Permission.POSTS_VIEW)
def post_list(request: MemberRequest) -> HttpResponse:
    """The requests in their order, then every post that this member may see."""
    seen = Post.objects.visible_to(request.member)
    running = seen.financed_on(timezone.localdate())
    # What is still to be found for the years of accepted posts that are not over.
    years = PostYear.objects.paid().filter(post__in=seen.accepted(), end__gt=timezone.localdate())
    return listing(
        request,
        queryset=seen.with_sums().select_related("employer", "territory", "network", "agreement"),
        table=PostTable,
        template="funding/posts/post_list.html",
        name="postes-cofinances",
        filterset=PostFilter,
        begun=seen.exists(),
        queue=queue(seen),
        running=running.count(),
        to_find=years.aggregate(total=Sum("to_find", default=ZERO))["total"],
    )


@requires(Permission.POSTS_VIEW)
def post_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One post: who pays how much of each year and why, what is missing, what comes next."""
    return render(request, "funding/posts/post_detail.html", page_of(post_for(request.member, pk), request.member))


@requires(Permission.POSTS_REQUEST)
def post_add(request: MemberRequest) -> HttpResponse:
    """First step of a request: it makes the draft, which waits for the others."""
    form = EmployerForm(request.POST or None, member=request.member)
    post = submitted(request, form, lambda data: _drafted(request, data))
    if post:
        messages.success(request, "La demande est gardée\u00a0: vous pouvez la compléter maintenant ou plus tard.")
        return redirect(_step_url(post, "2"))
    context = {
        "form": form,
        "steps": _steps("1"),
        "no_fund": not post_funds(timezone.localdate()).exists(),
        "network": request.network,
    }
    return render(request, "funding/posts/post_add.html", context)


def _drafted(request: MemberRequest, data: dict[str, Any]) -> Post:
    kinds = data["fund"].post_kinds
    kind = PostKind(kinds[0]) if kinds else PostKind.DIGITAL_ADVISER
    decides = request.member.may(Permission.POSTS_DECIDE)
    return actions.draft_post(
        **data,
        kind=kind,
        title=f"{kind.label}, {data['employer']}"[:120],
        territory=None if decides else request.member.partner.epci,
        creation=False,
        fte=Decimal(1),
        **stamp(request),
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
def post_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """A step of a request that is still a draft; what is written is kept when the others wait."""
    post = post_for(request.member, pk)
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
    return render(request, "funding/posts/post_edit.html", context)


def _form_of(request: MemberRequest, post: Post, step: str) -> Any:
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


def _changed(request: MemberRequest, post: Post, data: dict[str, Any]) -> Post:
    terms: Any = {**actions.terms_of(post), **data}
    return actions.change_post(post, **terms, **stamp(request))


@requires(Permission.POSTS_REQUEST)
def post_discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then delete a request that is still a draft."""
    post = post_for(request.member, pk)
    return confirmed(
        request,
        lambda: actions.discard_post(post, **stamp(request)),
        done=f"Le brouillon «\u00a0{post}\u00a0» est supprimé.",
        back=post,
        then=reverse("post_list", args=[request.network.slug]),
        question=f"Supprimer le brouillon «\u00a0{post}\u00a0»\u00a0?",
        consequence="Ce qui y est écrit est perdu. Une demande déposée, elle, ne se supprime pas.",
        action_label="Supprimer ce brouillon",
        danger=True,
    )


@requires(Permission.POSTS_REQUEST)
def post_submit(request: MemberRequest, pk: int) -> HttpResponse:
    """Submit a request; the coordination says on which day it was received."""
    post = post_for(request.member, pk)
    decides = request.member.may(Permission.POSTS_DECIDE)
    form = SubmitForm(request.POST or None, initial={"on": timezone.localdate()})
    if not decides:
        form.fields.clear()
        form.is_bound = request.method == "POST"
    handed = submitted(request, form, lambda data: actions.submit_post(post, **data, **stamp(request)))
    if handed:
        messages.success(request, f"La demande «\u00a0{post}\u00a0» est déposée. La coordination la lira.")
        return redirect(post)
    return render(request, "funding/posts/post_submit.html", {"form": form, **page_of(post, request.member)})


# -- The overview of posts


@requires(Permission.POSTS_VIEW_ALL)
def post_overview(request: MemberRequest) -> HttpResponse:
    """How many FTE the posts are, who finances them, what stays to find, what ends soon."""
    accepted = Post.objects.accepted().visible_to(request.member)
    chosen = PostOverviewFilter(request.GET or None, queryset=accepted, request=request)
    posts, today = counted(chosen.qs), timezone.localdate()
    fmt = request.GET.get("export")
    if fmt in exports.FORMATS:
        return exports.export(rows_of(posts), fmt=fmt, name="postes cofinancés")
    found = overview_of(posts)
    missing = to_find(posts, today=today)
    context = {
        "filter": chosen,
        "total": len(posts),
        "now": sum((post.fte for post in posts if post.start <= today < post.financed_until), ZERO),
        "overview": found,
        "definition": DEFINITION,
        "to_find": missing,
        "missing": sum((year.to_find for year in missing), ZERO),
        "ending": ending_soon(posts, today=today),
        "coverage": coverage(today),
        "payers": PAYERS.values(),
        **_picture(found),
    }
    return render(request, "funding/posts/post_overview.html", context)


def _picture(found: Overview) -> dict[str, Any]:
    """The State's part over the years, and its table."""
    wide, narrow = (state_chart(found.by_year, width=width) for width in (WIDE, NARROW))
    parts = [
        (year, shares, percent(shares.state_aid, shares.cost) if shares.cost else "–") for year, shares in found.by_year
    ]
    return {"wide": wide, "narrow": narrow, "spoken": text_alternative(wide), "parts": parts}
