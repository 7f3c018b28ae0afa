"""The envelope that trains helpers, in one picture for who reads: what was used, allotted, and is left."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from inclusion.core.access import Member, Permission
from inclusion.core.charts.bars import REST, Piece, bar_chart
from inclusion.core.french.money import brief_euros
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Picture, Subject, register_pictures
from roadmaps.coverage.models import TrainingEnvelope
from roadmaps.coverage.queries import envelope_of

#: Widths of the drawing, of a half page and of a phone.
WIDTHS = (440, 320)


def _running(today: date) -> QuerySet[TrainingEnvelope]:
    return TrainingEnvelope.objects.filter(start__lte=today, end__gt=today)


@register_pictures(
    Permission.ROADMAPS_VIEW,
    lambda member, today: [_running(today)] if member.only_reads else [],
    order=12,
    subject=Subject.MONEY,
)
def training_money(member: Member, today: date) -> Picture:
    """How far the first envelope that runs has gone, as its page says it."""
    envelope = _running(today)[0]
    figures = envelope_of(envelope)
    pieces = [
        Piece("Formations tenues", figures.used.amount, "c1"),
        Piece("Attribué, à tenir", figures.unused.amount, "c3"),
        Piece("À attribuer", figures.left, REST),
    ]
    wide, narrow = (
        bar_chart([(f"Enveloppe de {brief_euros(envelope.amount)}", pieces)], width=width) for width in WIDTHS
    )
    return Picture(
        heading="La formation des aidants",
        sentence=figures.headline,
        template="funding/funds/fund_bars.html",
        context={"wide": wide, "narrow": narrow, "spoken": figures.headline},
        foot=f"{envelope}, au {plain_date(today)}",
        action="Voir la formation",
        url=f"{reverse('training', args=[member.network.slug])}?enveloppe={envelope.pk}",
    )
