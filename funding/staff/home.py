"""What the register of posts shows elsewhere: menu, home pages, intercommunalités, public offers, merges, checks."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse

from funding.staff.actions import forget_holder, forget_offer
from funding.staff.models import JobOffer, PostHolder, StaffPost, StaffPostQuerySet
from funding.staff.queries import answered_early, holders_outside, networks_with_offers, offers_of_filled, paid_beyond
from funding.staff.rules import fte_figure
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.figures import Figure
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance, plain_date, shown_end
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.core.registry.invariants import register_invariant
from inclusion.core.registry.panels import FoundRows, register_epci_figures, totals_row
from inclusion.core.registry.people import register_person_rows
from inclusion.core.registry.public import register_public_page
from inclusion.partners.actions import follow_merges


def open_offers(day: date) -> list[Running]:
    """Offers to which one may answer."""
    return [
        Running(
            JobOffer.objects.open_on(day), "offre d’emploi est publiée", "offres d’emploi sont publiées", "staff_list"
        )
    ]


register_activity(
    Activity(
        "staff",
        "Postes",
        "Tous les postes de l’inclusion numérique, qui les paie, qui les occupe, et les offres d’emploi.",
        Group.FINANCE,
        ("funding.staff", "funding.agreements.views.staff"),
        open_offers,
    )
)

register_entry(
    Entry(
        37,
        "Postes",
        "staff_list",
        Permission.POSTS_VIEW,
        ("staff_", "holder_", "offer_", "agreement_fte_"),
        group=Group.FINANCE,
    )
)

register_public_page("Offres d’emploi", "job_offer_list", networks_with_offers, short="Offres d’emploi", order=57)
follow_merges(StaffPost, "employer")

#: How many of a kind are named; the rest is counted.
SHOWN = 3


def _rest(count: int, words: tuple[str, str], member: Member, situation: str, *, due: date | None) -> Todo:
    """One line for all that are not named."""
    url = f"{reverse('staff_list', args=[member.network.slug])}?situation={situation}"
    return Todo(title=so_many(count, *words), detail="", action="Voir les postes", url=url, due=due)


def _vacant(member: Member, today: date) -> StaffPostQuerySet:
    return StaffPost.objects.editable_by(member).vacant_too_long(today)


@register_todos(Permission.POSTS_REQUEST, lambda member, today: [(_vacant(member, today), "vacant_since")], order=12)
def posts_vacant_too_long(member: Member, today: date) -> list[Todo]:
    """Posts that nobody has filled for more than six months."""
    rows = list(_vacant(member, today).select_related("network", "employer"))
    todos = [
        Todo(
            title=f"Un poste est vacant\u00a0: {post.title}",
            detail=f"personne depuis le {plain_date(post.vacant_since)}, chez {post.employer}",
            action="Voir le poste",
            url=post.get_absolute_url(),
            due=post.vacant_since,
        )
        for post in rows[:SHOWN]
    ]
    if rest := rows[SHOWN:]:
        words = ("autre poste est vacant", "autres postes sont vacants")
        todos.append(_rest(len(rest), words, member, "vacant", due=rest[0].vacant_since))
    return todos


def _ending(member: Member, today: date) -> StaffPostQuerySet:
    return StaffPost.objects.editable_by(member).ending(today)


@register_todos(Permission.POSTS_REQUEST, lambda member, today: [(_ending(member, today), "end")], order=45)
def financing_that_ends(member: Member, today: date) -> list[Todo]:
    """Posts whose financing ends within six months: what becomes of them is to be prepared."""
    rows = list(_ending(member, today).select_related("network"))
    todos = [
        Todo(
            title=f"Le financement d’un poste se termine\u00a0: {post.title}",
            detail=f"{distance(shown_end(post.end), today)}\u00a0: que deviendra ce poste\u00a0?",
            action="Voir le poste",
            url=post.get_absolute_url(),
            due=shown_end(post.end),
        )
        for post in rows[:SHOWN]
    ]
    if rest := rows[SHOWN:]:
        words = ("autre financement de poste se termine", "autres financements de postes se terminent")
        todos.append(_rest(len(rest), words, member, "", due=shown_end(rest[0].end)))
    return todos


def _unanswered(member: Member, today: date) -> StaffPostQuerySet:
    return StaffPost.objects.editable_by(member).unanswered(today)


@register_todos(Permission.POSTS_REQUEST, lambda member, today: [_unanswered(member, today)], order=50)
def outcomes_to_note(member: Member, today: date) -> list[Todo]:
    """Posts whose financing has ended and of which nobody has said what became."""
    rows = list(_unanswered(member, today).select_related("network"))
    todos = [
        Todo(
            title=f"Qu’est devenu ce poste\u00a0? {post.title}",
            detail=f"son financement s’est terminé le {plain_date(shown_end(post.end))}",
            action="Répondre",
            url=reverse("staff_outcome", args=[member.network.slug, post.pk]),
        )
        for post in rows[:SHOWN]
    ]
    if rest := rows[SHOWN:]:
        words = ("autre poste est sans réponse", "autres postes sont sans réponse")
        todos.append(_rest(len(rest), words, member, "unanswered", due=None))
    return todos


def _post_rows(siren: str, day: date) -> list[QuerySet]:
    running = StaffPost.objects.running_on(day).filter(territory=siren)
    return [totals_row(running, count=Count("pk"), fte=Sum("fte"))]


def posts_in(member: Member, siren: str, day: date, rows: Sequence[FoundRows]) -> list[Figure]:
    """Posts that run in an intercommunalité, and their FTE."""
    [[found]] = rows
    fte = f"{fte_figure(found['fte'])}\u00a0ETP" if found["count"] else ""
    return [Figure("Postes", str(found["count"]), fte, "", "")]


register_epci_figures(Permission.POSTS_VIEW_ALL, _post_rows, posts_in, order=19)

# -- Rights of a person

register_person_rows(PostHolder, forget=forget_holder)
register_person_rows(JobOffer, email="email", forget=forget_offer)

# -- What must hold

register_invariant(
    "staff_paid",
    "les conventions ne paient pas plus d’ETP d’un poste qu’il n’en compte, et rien d’un poste cofinancé",
    paid_beyond,
)
register_invariant(
    "staff_holders", "chaque titulaire tient dans les dates et le temps de travail de son poste", holders_outside
)
register_invariant("staff_outcomes", "ce que devient un poste est noté après la fin de son financement", answered_early)
register_invariant("staff_offers", "aucune offre d’emploi n’est ouverte pour un poste pourvu", offers_of_filled)
