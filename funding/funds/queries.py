"""What the portal counts of passes, posts and funds over a period `[start, end)` of the active network."""

from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, Sum

from funding.funds.rules import Presence, average_fte
from funding.ledger.enums import AccountKind
from funding.ledger.models.entries import Posting
from funding.passes.booklets.models import SERVED, Booklet, Pass
from funding.passes.enums import PassState
from funding.passes.uses.models import Redemption
from funding.posts.models import Post


def passes_issued(start: date, end: date) -> int:
    """How many passes were sent in the period; those that were cancelled since do not count."""
    sent = Pass.objects.filter(booklet__issued_on__gte=start, booklet__issued_on__lt=end)
    return sent.exclude(state=PassState.CANCELLED).count()


def passes_used(start: date, end: date) -> int:
    """How many passes places accepted in sessions of the period; uses that were taken back do not count."""
    return Redemption.objects.standing().filter(used_on__gte=start, used_on__lt=end).count()


def people_sent_passes(start: date, end: date) -> int:
    """How many people were sent passes in the period, each once.

    A booklet that was cancelled before a pass of it served does not count.
    """
    served = Pass.objects.filter(booklet=OuterRef("pk"), state__in=SERVED)
    sent = Booklet.objects.filter(
        Q(cancelled_at=None) | Exists(served), issued_on__gte=start, issued_on__lt=end
    )
    return sent.order_by().values("beneficiary").distinct().count()


def posts_fte(start: date, end: date) -> Decimal:
    """The FTE of co-financed posts on average over the period; a vacant post is financed and counts."""
    posts = Post.objects.accepted().filter(start__lt=end, end__gt=start)
    spans = posts.order_by().values_list("fte", "start", "end")
    return average_fte([Presence(*span) for span in spans], start, end)


def fund_paid(start: date, end: date) -> Decimal:
    """Euros that left the funds in the period; what was reversed is taken off on the day of its reversal."""
    moved = Posting.objects.of_kind(AccountKind.PAID).filter(
        transaction__booked_on__gte=start, transaction__booked_on__lt=end
    )
    return moved.aggregate(total=Sum("amount", default=Decimal("0.00")))["total"]
