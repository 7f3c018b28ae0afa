"""What posts show on the pages of the network: navigation entries and things to do."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from funding.posts.enums import PostState
from funding.posts.models import Post, PostQuerySet
from funding.posts.queries import counted, networks_with_posts, overview_of, queue
from funding.staff.rules import fte_figure
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.figures import Figure
from inclusion.core.french.money import euros
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance, plain_date
from inclusion.core.navigation import (
    Entry,
    Picture,
    Subject,
    Todo,
    register_entry,
    register_figures,
    register_pictures,
    register_todos,
)
from inclusion.core.registry.panels import FoundRows, register_epci_figures, totals_row
from inclusion.core.registry.public import register_public_page
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
        needs=("fund", "agreements", "staff"),
    )
)

#: How many of a kind are named; the rest is counted.
SHOWN = 3

register_entry(
    Entry(
        38,
        "Postes cofinancés",
        "post_list",
        Permission.POSTS_VIEW,
        ("post_", "local_roadmap_", "state_aid_"),
        group=Group.FINANCE,
    )
)


def keep_employers(gone: Partner) -> str | None:
    """An employer and its collectivité are named in what was decided: their line stays."""
    if Post.objects.filter(Q(employer=gone) | Q(collectivite=gone)).exists():
        return f"{gone} emploie ou cofinance un poste\u00a0: gardez-le et fusionnez l’autre."
    return None


refuse_merges(keep_employers)


def _rest(count: int, words: tuple[str, str], member: Member, *, due: date | None) -> Todo:
    """One line for all that are not named."""
    return Todo(
        title=so_many(count, *words),
        detail="",
        action="Voir les postes",
        url=reverse("post_list", args=[member.network.slug]),
        due=due,
    )


@register_todos(Permission.POSTS_DECIDE, lambda member, today: [(Post.objects.asked(), "start")], order=22)
def requests_to_decide(member: Member, today: date) -> list[Todo]:
    """Requests in their order, for who decides, best before the post begins."""
    waiting = queue()
    todos = [
        Todo(
            title=f"Une demande de poste attend une décision\u00a0: {post.title}",
            detail=f"{ranked.reason} Le fonds paierait {euros(post.fund_share)}.",
            action="Décider",
            url=reverse("post_decide", args=[member.network.slug, post.pk]),
            due=post.start,
        )
        for ranked, post in waiting[:SHOWN]
    ]
    if rest := waiting[SHOWN:]:
        words = ("autre demande de poste attend", "autres demandes de poste attendent")
        todos.append(_rest(len(rest), words, member, due=min(post.start for _, post in rest)))
    return todos


def _to_find(member: Member, today: date) -> PostQuerySet:
    return Post.objects.visible_to(member).to_find_from(today)


@register_todos(Permission.POSTS_REQUEST, lambda member, today: [(_to_find(member, today), "to_find_on")], order=28)
def money_to_find(member: Member, today: date) -> list[Todo]:
    """What is still to be found for years that run or begin within twelve months."""
    missing = list(_to_find(member, today).select_related("network"))
    todos = [
        Todo(
            title=f"{euros(post.to_find_soon)} à trouver\u00a0: {post.title}",
            detail=_when(post.to_find_on, today),
            action="Voir le plan",
            url=f"{post.get_absolute_url()}#plan",
            due=post.to_find_on,
        )
        for post in missing[:SHOWN]
    ]
    if rest := missing[SHOWN:]:
        words = ("autre poste n’est pas financé en entier", "autres postes ne sont pas financés en entier")
        todos.append(_rest(len(rest), words, member, due=rest[0].to_find_on))
    return todos


def _when(start: date, today: date) -> str:
    if start <= today:
        return f"pour l’année commencée le {plain_date(start)}"
    return f"pour l’année qui commence {distance(start, today)}"


def _own(member: Member) -> PostQuerySet:
    """The posts of the own organisation or territory, for who asks for them and does not decide."""
    found = Post.objects.visible_to(member)
    return found.none() if member.may(Permission.POSTS_DECIDE) else found


@register_todos(Permission.POSTS_REQUEST, lambda member, today: [_own(member).filter(state=PostState.DRAFT)], order=55)
def own_drafts(member: Member, today: date) -> list[Todo]:
    """Requests of the own organisation or territory that are to be completed."""
    return [
        Todo(
            title=f"Votre demande de poste est à compléter\u00a0: {post.title}",
            detail=post.decision_reason or post.period,
            action="Compléter la demande",
            url=post.get_absolute_url(),
        )
        for post in _own(member).filter(state=PostState.DRAFT).select_related("network")
    ]


@register_figures(
    Permission.POSTS_REQUEST, lambda member, today: [_own(member).financed_on(today), _own(member).asked()], order=15
)
def own_posts(member: Member, today: date) -> list[Figure]:
    """How many posts of the own organisation or territory are co-financed, and how many requests wait."""
    waiting, financed = _own(member).asked().count(), _own(member).financed_on(today).count()
    requests = f"{waiting} demande{'s' if waiting > 1 else ''} en attente" if waiting else ""
    return [
        Figure(
            "Vos postes cofinancés" if financed else "Vos demandes de poste",
            str(financed or waiting),
            f"et {requests}" if financed and waiting else "",
            "voir vos postes",
            reverse("post_list", args=[member.network.slug]),
        )
    ]


@register_pictures(
    Permission.POSTS_VIEW_ALL,
    lambda member, today: [Post.objects.financed_on(today)] if member.only_reads else [],
    order=15,
    subject=Subject.MONEY,
)
def posts_of_the_year(member: Member, today: date) -> Picture:
    """Posts that are financed, and who pays how much for all of them this year, as the overview shows it."""
    financed = Post.objects.visible_to(member).financed_on(today).count()
    whole = overview_of(counted(Post.objects.visible_to(member).accepted()))
    place = whole.years.index(today.year)
    bars = [(row.name, row.values[place], euros(row.values[place], decimals=False)) for row in whole.money]
    return Picture(
        heading="Les postes cofinancés",
        sentence=f"{so_many(financed, 'poste cofinancé', 'postes cofinancés')}, "
        f"{euros(whole.money_total.values[place], decimals=False)} en {today.year}",
        template="funding/posts/funders_picture.html",
        context={"bars": [bar for bar in bars if bar[1] > 0]},
        foot=f"Année {today.year}",
        action="Voir les postes",
        url=reverse("post_overview", args=[member.network.slug]),
    )


def _post_rows(siren: str, day: date) -> list[QuerySet]:
    territory = Coalesce("territory", "employer__epci", "collectivite__epci")
    financed = Post.objects.financed_on(day).annotate(where=territory).filter(where=siren)
    return [totals_row(financed, count=Count("pk"), fte=Sum("fte"))]


def posts_in(member: Member, siren: str, day: date, rows: Sequence[FoundRows]) -> list[Figure]:
    """Co-financed posts of an intercommunalité, and their FTE."""
    [[found]] = rows
    fte = f"{fte_figure(found['fte'])}\u00a0ETP" if found["count"] else ""
    return [Figure("Postes cofinancés", str(found["count"]), fte, "", "")]


register_epci_figures(Permission.POSTS_VIEW_ALL, _post_rows, posts_in, order=20)

register_public_page(
    "Simuler un poste cofinancé", "post_simulator", networks_with_posts, short="Simuler un poste", order=55
)
