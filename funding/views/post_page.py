"""What the page of a post shows: its answer, what comes next, the reasons of every amount."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from funding.actions.posts import envelope_left
from funding.enums import PostState
from funding.models import Post, PostVacancy
from funding.models.post_checks import missing_before, roadmap_problem
from funding.models.post_explained import explained, queue, total_of
from funding.rules.post_plans import fte_figure
from funding.rules.post_years import ALERT_MONTHS, months_from
from inclusion.core import states
from inclusion.core.access import Member, Permission
from inclusion.core.french.money import figure
from inclusion.core.french.periods import plain_date, shown_end


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
    vacancies = list(post.vacancies.all())
    vacant = next((one for one in vacancies if one.until is None), None)
    acts = acts_for(post, member, vacant=vacant is not None)
    # A post that runs and is held waits for nobody.
    pressing = bool(acts) and not (post.agreement_id and vacant is None)
    return {
        "post": post,
        "years": years,
        "total": total,
        "assumed": any(year.row.offered is None and year.row.remainder for year in years),
        "fund_figure": figure(total.fund),
        "fte": fte_figure(post.fte),
        "title": _title(post, to_find=figure(total.to_find) if total.to_find else "", vacant=vacant),
        "vacancies": vacancies,
        "vacant": vacant,
        "vacant_too_long": vacant is not None and vacant.since < months_from(today, -ALERT_MONTHS),
        "ends_soon": _ends_soon(post, today),
        "checks": _checks(post),
        "place": _place(post),
        "left": envelope_left(post.fund, without=post) if post.state != PostState.DRAFT else None,
        "main": acts[0] if pressing else None,
        "acts": acts[1:] if pressing else acts,
        "may_plan": member.may(Permission.POSTS_DECIDE) and _is_plannable(post),
        "history": [
            {"at": one.at, "label": PostState(one.to_state).label, "by": one.by}
            for one in states.history(post).select_related("by")
        ],
    }


def _title(post: Post, *, to_find: str, vacant: PostVacancy | None) -> str:
    """What the page answers."""
    match post.state:
        case PostState.DRAFT:
            return f"Demande à compléter\u00a0: {post.title}"
        case PostState.SUBMITTED:
            return f"Demande en attente d’une décision\u00a0: {post.title}"
        case PostState.REFUSED:
            return f"Ce poste n’est pas retenu\u00a0: {post.title}"
    if vacant is not None:
        return f"Ce poste est vacant depuis le {plain_date(vacant.since)}\u00a0: {post.title}"
    if to_find:
        return f"Il reste {to_find}\u00a0€ à trouver\u00a0: {post.title}"
    return f"Ce poste est financé en entier\u00a0: {post.title}"


def _ends_soon(post: Post, today: date) -> date | None:
    """The last day of a financing that ends within six months."""
    ends = post.state == PostState.ACCEPTED and today < post.end <= months_from(today, ALERT_MONTHS)
    return shown_end(post.end) if ends else None


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
    drafted, adopted = (roadmap_problem(post, adopted=adopted) is None for adopted in (False, True))
    checks = [("Feuille de route locale rédigée, avant la signature de la convention", drafted)]
    if len(post.years.all()) > 1:
        checks.append(("Feuille de route locale adoptée, avant le paiement de la deuxième année", adopted))
    return checks


def _place(post: Post) -> dict[str, Any] | None:
    """Where a request stands among those that wait, and why."""
    if post.state != PostState.SUBMITTED:
        return None
    waiting = queue()
    found = next(ranked for ranked, one in waiting if one.pk == post.pk)
    return {"place": found.place, "of": len(waiting), "reason": found.reason}


def _is_plannable(post: Post) -> bool:
    return post.state != PostState.REFUSED and post.agreement_id is None


def acts_for(post: Post, member: Member, *, vacant: bool) -> list[Act]:
    """What this member may do with a post as it stands, the next step first."""
    asks, decides = member.may(Permission.POSTS_REQUEST), member.may(Permission.POSTS_DECIDE)
    match post.state:
        case PostState.DRAFT if asks:
            ready = not missing_before(post, PostState.SUBMITTED)
            hand_in, edit = (
                Act("post_submit", "Déposer la demande"),
                Act("post_edit", "Compléter la demande"),
            )
            return [*([hand_in, edit] if ready else [edit]), Act("post_discard", "Supprimer ce brouillon")]
        case PostState.SUBMITTED if decides:
            return [Act("post_decide", "Décider"), Act("post_reopen", "Renvoyer à compléter")]
        case PostState.ACCEPTED if decides:
            agreement = [] if post.agreement_id else [Act("post_agreement", "Préparer la convention")]
            away = [] if post.agreement_id else [Act("post_decide", "Ne plus retenir ce poste")]
            holder = (
                Act("post_fill", "Noter qu’il est pourvu")
                if vacant
                else Act("post_vacate", "Noter une vacance")
            )
            return [holder, *agreement, *away] if vacant else [*agreement, holder, *away]
        case PostState.REFUSED if decides:
            return [Act("post_reopen", "Reprendre la demande")]
    return []
