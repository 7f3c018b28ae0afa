"""The calendar of agreements: what ends and what falls due, month by month."""

from datetime import date

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from funding.enums import AgreementState
from funding.models import Agreement, Instalment, Post
from funding.rules.agreement_pages import CALENDAR_MONTHS, Happening, by_month
from inclusion.core.access import Member, Permission, requires
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import month_of, months_after, shown_end


@requires(Permission.AGREEMENTS_VIEW)
def agreement_calendar(request: HttpRequest) -> HttpResponse:
    """What ends and falls due in the months to come, and what should have been paid before."""
    today = timezone.localdate()
    first = month_of(today)
    until = months_after(first, CALENDAR_MONTHS)
    due = _due(request.member, until=until)
    happenings = [
        *_endings(request.member, first=first, until=until),
        *(_posts_that_end(request.member, first=first, until=until)),
        *(one for one in due if one.on >= first),
    ]
    late = sorted((one for one in due if one.on < first), key=lambda one: one.on)
    months = by_month(happenings, first=first)
    context = {
        "months": months,
        "last": months[-1],
        "late": late,
        "late_sum": sum((one.amount or ZERO for one in late), ZERO),
        "endings": sum(one.amount is None for one in happenings),
        "due": sum((one.amount or ZERO for one in happenings), ZERO),
    }
    return render(request, "funding/agreement_calendar.html", context)


def _endings(member: Member, *, first: date, until: date) -> list[Happening]:
    """Agreements that end; of those that finance a post to the same day, the post tells."""
    seen = Agreement.objects.visible_to(member).ending(start=first, end=until).exclude(post__end=F("end"))
    followed = set(
        Agreement.objects.filter(renews__in=seen.order_by().values("pk"))
        .exclude(state=AgreementState.TERMINATED)
        .values_list("renews_id", flat=True)
    )
    return [
        Happening(
            on=shown_end(one.end),
            chip="Fin",
            tone="info" if one.pk in followed else "warn",
            title=str(one),
            detail="sa suite est commencée ou signée"
            if one.pk in followed
            else "aucune suite n’est commencée",
            url=one.get_absolute_url(),
        )
        for one in seen.select_related("network")
    ]


def _posts_that_end(member: Member, *, first: date, until: date) -> list[Happening]:
    posts = Post.objects.visible_to(member).accepted().filter(end__gt=first, end__lte=until)
    return [
        Happening(
            on=shown_end(one.end),
            chip="Fin de poste",
            tone="warn",
            title=one.title,
            detail=f"le financement du poste s’arrête, {one.employer}",
            url=one.get_absolute_url(),
        )
        for one in posts.select_related("network", "employer")
    ]


def _due(member: Member, *, until: date) -> list[Happening]:
    """Instalments to call, to commit or to pay, late ones too."""
    seen = Agreement.objects.visible_to(member)
    rows = Instalment.objects.to_do().filter(agreement__in=seen.values("pk"), due_on__lt=until)
    return [
        Happening(
            on=one.due_on,
            chip="Échéance",
            tone="",
            title=str(one.party.partner),
            detail=f"{one.get_flow_display().lower()}, {one.agreement.reference}"
            + (f", {one.label}" if one.label else ""),
            url=f"{one.agreement.get_absolute_url()}#echeances",
            amount=one.amount,
        )
        for one in rows.select_related("agreement__network", "party__partner")
    ]
