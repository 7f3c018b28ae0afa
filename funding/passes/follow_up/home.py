"""What became of the passes of the year, in one picture: people, and how many passes served."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from funding.passes.booklets.models import Booklet
from funding.passes.follow_up.lists import month_choices
from funding.passes.follow_up.models import SmsReminder
from funding.passes.follow_up.queries import followed_by, lines_of, names_of, uses_of
from funding.passes.follow_up.rules import follow_up
from inclusion.core.access import Member, Permission
from inclusion.core.charts.changes import Split
from inclusion.core.charts.dots import Crowd
from inclusion.core.french.names import of, so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Picture, Subject, Todo, register_pictures, register_todos
from inclusion.core.registry.people import register_person_rows

#: What a network without surveys says of what changes.
NOT_MEASURED = "Ce qui change pour ces personnes n’est pas mesuré\u00a0: le réseau ne mène pas d’enquête."


def _sent(member: Member, today: date) -> QuerySet[Booklet]:
    """The booklets of this year that a member follows."""
    return followed_by(member).filter(issued_on__gte=date(today.year, 1, 1), issued_on__lte=today)


@register_pictures(
    Permission.PASSES_FOLLOW,
    lambda member, today: [_sent(member, today)] if member.only_reads else [],
    order=18,
    subject=Subject.PEOPLE,
)
def people_with_passes(member: Member, today: date) -> Picture | None:
    """People who were sent passes this year and how many of these served, as the page of figures shows them."""
    lines, uses = lines_of(_sent(member, today), idle_since=today), uses_of(_sent(member, today))
    total = follow_up(lines, uses, names=names_of(lines, uses)).total
    if not total.people:
        return None
    sentence = f"{so_many(total.people, 'personne a', 'personnes ont')} reçu des pass en {today.year}"
    changed = []
    if total.passes and total.used is not None:
        sentence += f"\u00a0; {total.share}\u00a0% de leurs pass ont servi"
        parts = ((total.used, "ont servi", "c1"), (total.passes - total.used, "pas encore", "rest"))
        changed.append(Split(so_many(total.passes, "pass émis", "pass émis"), parts))
    # The page of these figures, since January where there were booklets before.
    since = f"{today.year}-01"
    asked = {"since": since} if since in dict(month_choices(today)) else {}
    return Picture(
        heading="Les personnes aidées",
        sentence=sentence,
        template="funding/passes/people_picture.html",
        context={"crowd": Crowd(total.people, "personnes"), "changed": changed},
        foot=f"Du 1er janvier au {plain_date(today)}",
        action="Voir le suivi des pass",
        url=reverse("pass_follow", args=[member.network.slug], query=asked),
        notes=() if "evaluation" in member.network.activities else (NOT_MEASURED,),
    )


register_person_rows(SmsReminder, part_of="booklet__beneficiary")


#: How many SMS in doubt are named.
SHOWN = 3


def _doubtful(today: date) -> QuerySet[SmsReminder]:
    doubtful = SmsReminder.objects.exclude(mailed_at=None).exclude(problem="")
    return doubtful.filter(booklet__valid_until__gte=today, booklet__cancelled_at=None)


@register_todos(Permission.PASSES_DISPATCH, lambda member, today: [_doubtful(today)], order=45)
def doubtful_sms(member: Member, today: date) -> list[Todo]:
    """SMS of which the gateway never said that it took them: none is sent a second time."""
    rows = _doubtful(today).select_related("booklet__beneficiary__network")[:SHOWN]
    return [
        Todo(
            f"Le SMS de rappel {of(row.booklet.beneficiary)} est peut-être arrivé",
            "l’opérateur n’a pas répondu\u00a0: il ne repart pas, appelez si besoin",
            "Voir la fiche",
            row.booklet.beneficiary.get_absolute_url(),
        )
        for row in rows
    ]
