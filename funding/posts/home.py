"""What posts show on the pages of the network: navigation entries and things to do."""

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from funding.posts.enums import PostState
from funding.posts.models import Post
from funding.posts.queries import queue
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.money import euros
from inclusion.core.french.periods import distance, plain_date, shown_end
from inclusion.core.navigation import Entry, Figure, Todo, register_entry, register_figures, register_todos
from inclusion.partners.actions import refuse_merges
from inclusion.partners.models import Partner


def running_posts(day: date) -> list[Running]:
    """Posts that the fund co-finances, and requests that wait for a decision."""
    posts = Post.objects.accepted().filter(end__gt=day) | Post.objects.asked()
    return [Running(posts, "poste est financé ou demandé", "postes sont financés ou demandés", "post_list")]


register_activity(
    Activity(
        "posts",
        "Postes cofinancés",
        "Les postes de conseillers numériques que le fonds paie avec les collectivités, et leur simulateur.",
        Group.FINANCE,
        ("funding.posts", "funding.agreements.views.posts"),
        running_posts,
        needs=("fund", "agreements"),
    )
)

#: Money that is missing before what is only to be decided or will end.
VACANT, DECIDE, FIND, ENDS, OWN = 12, 22, 28, 45, 55
#: How many of a kind are named; the rest is counted.
SHOWN = 3

register_entry(
    Entry(
        38,
        "Postes cofinancés",
        "post_list",
        Permission.POSTS_VIEW,
        ("post_", "roadmap_standing_", "state_aid_"),
        waiting=lambda member: [Post.objects.asked()] if member.may(Permission.POSTS_DECIDE) else [],
        group=Group.FINANCE,
    )
)


def keep_employers(gone: Partner) -> str | None:
    """An employer and its collectivité are named in what was decided: their line stays."""
    if Post.objects.filter(Q(employer=gone) | Q(collectivite=gone)).exists():
        return f"{gone} emploie ou cofinance un poste\u00a0: gardez-le et fusionnez l’autre."
    return None


refuse_merges(keep_employers)


def _seen(member: Member) -> QuerySet[Post] | None:
    """The posts shown to this member: all to who decides, the own ones to who asks; None: none."""
    if not member.may(Permission.POSTS_REQUEST):
        return None
    return Post.objects.visible_to(member)


def _rest(count: int, words: tuple[str, str], member: Member, *, tone: str, chip: str, order: int) -> Todo:
    """One line for all that are not named."""
    one, many = words
    return Todo(
        tone=tone,
        chip=chip,
        title=f"{count} {one if count == 1 else many}",
        detail="",
        action="Voir les postes",
        url=reverse("post_list", args=[member.network.slug]),
        order=order,
    )


@register_todos
def requests_to_decide(member: Member, today: date) -> list[Todo]:
    """Requests in their order, for who decides."""
    if not member.may(Permission.POSTS_DECIDE):
        return []
    waiting = queue()
    slug = member.network.slug
    todos = [
        Todo(
            tone="info",
            chip="À décider",
            title=f"Demande de poste\u00a0: {post.title}",
            detail=f"{ranked.reason} Le fonds paierait {euros(post.fund_share)}.",
            action="Décider",
            url=reverse("post_decide", args=[slug, post.pk]),
            order=DECIDE,
        )
        for ranked, post in waiting[:SHOWN]
    ]
    if rest := len(waiting) - SHOWN if len(waiting) > SHOWN else 0:
        words = ("autre demande de poste attend", "autres demandes de poste attendent")
        todos.append(_rest(rest, words, member, tone="info", chip="À décider", order=DECIDE + 1))
    return todos


@register_todos
def posts_vacant_too_long(member: Member, today: date) -> list[Todo]:
    """Accepted posts that nobody has held for more than six months."""
    seen = _seen(member)
    if seen is None:
        return []
    vacant = seen.vacant_too_long(today).with_sums().select_related("network", "employer")
    return [
        Todo(
            tone="bad",
            chip="Vacant",
            title=f"Poste vacant\u00a0: {post.title}",
            detail=f"personne depuis le {plain_date(post.vacant_since)}, chez {post.employer}",
            action="Voir le poste",
            url=post.get_absolute_url(),
            order=VACANT,
        )
        for post in vacant
    ]


@register_todos
def money_to_find(member: Member, today: date) -> list[Todo]:
    """What is still to be found for years that run or begin within twelve months."""
    seen = _seen(member)
    if seen is None:
        return []
    missing = list(seen.to_find_from(today).select_related("network"))
    todos = [
        Todo(
            tone="warn",
            chip="À trouver",
            title=f"{euros(post.to_find_soon)} à trouver\u00a0: {post.title}",
            detail=_when(post.to_find_on, today),
            action="Voir le plan",
            url=f"{post.get_absolute_url()}#plan",
            order=FIND,
        )
        for post in missing[:SHOWN]
    ]
    if rest := missing[SHOWN:]:
        words = ("autre poste n’est pas financé en entier", "autres postes ne sont pas financés en entier")
        todos.append(_rest(len(rest), words, member, tone="warn", chip="À trouver", order=FIND + 1))
    return todos


def _when(start: date, today: date) -> str:
    if start <= today:
        return f"pour l’année commencée le {plain_date(start)}"
    return f"pour l’année qui commence {distance(start, today)}"


@register_todos
def financing_that_ends(member: Member, today: date) -> list[Todo]:
    """Posts whose financing ends within six months."""
    seen = _seen(member)
    if seen is None:
        return []
    return [
        Todo(
            tone="warn",
            chip="Se termine",
            title=f"Financement d’un poste\u00a0: {post.title}",
            detail=f"se termine {distance(shown_end(post.end), today)}",
            action="Voir le poste",
            url=post.get_absolute_url(),
            order=ENDS,
        )
        for post in seen.ending(today).select_related("network")
    ]


def _own(member: Member) -> QuerySet[Post] | None:
    """The posts of the own organisation or territory, for who asks for them; None for everybody else."""
    asks = member.may(Permission.POSTS_REQUEST) and not member.may(Permission.POSTS_DECIDE)
    return Post.objects.visible_to(member) if asks else None


@register_todos
def own_drafts(member: Member, today: date) -> list[Todo]:
    """Requests of the own organisation or territory that are to be completed."""
    own = _own(member)
    if own is None:
        return []
    return [
        Todo(
            tone="warn",
            chip="À compléter",
            title=f"Demande de poste\u00a0: {post.title}",
            detail=post.decision_reason or post.period,
            action="Compléter la demande",
            url=post.get_absolute_url(),
            order=OWN,
        )
        for post in own.filter(state=PostState.DRAFT).select_related("network")
    ]


@register_figures
def own_posts(member: Member, today: date) -> list[Figure]:
    """How many posts of the own organisation or territory are co-financed, and how many requests wait."""
    own = _own(member)
    if own is None:
        return []
    waiting = own.asked().count()
    requests = f"et {waiting} demande{'s' if waiting > 1 else ''} en attente" if waiting else ""
    return [
        Figure(
            "Vos postes cofinancés",
            str(own.financed_on(today).count()),
            requests,
            "voir vos postes",
            reverse("post_list", args=[member.network.slug]),
            order=15,
        )
    ]
