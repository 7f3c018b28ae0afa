"""The posts that agreements pay, beside their euros."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from funding.agreements.enums import InstalmentFlow
from funding.agreements.models import BOUND, Agreement, AgreementQuerySet, Instalment
from funding.ledger.models.funds import Fund, euros_field
from funding.posts.models import Post
from funding.staff.models import StaffPost
from inclusion.core.french.money import ZERO


@dataclass(frozen=True)
class StaffPaid:
    """Agreements that pay posts: the FTE and the euros of a civil year of each, and of all."""

    year: int
    agreements: list[Any]

    @property
    def fte(self) -> Decimal:
        """The FTE of all."""
        return sum((one.paid_fte for one in self.agreements), ZERO)

    @property
    def euros(self) -> Decimal:
        """The euros of all."""
        return sum((one.euros for one in self.agreements), ZERO)


def staff_paid(fund: Fund, agreements: AgreementQuerySet, *, year: int) -> StaffPaid:
    """Of these agreements those of a fund that pay posts, with what is called or paid by it in a year.

    An amendment that is signed counts with the agreement that it changes.
    """
    own = Q(agreement=OuterRef("pk")) | Q(agreement__parent=OuterRef("pk"), agreement__state__in=BOUND)
    through = (InstalmentFlow.CALLED, InstalmentFlow.PAID_BY_FUND)
    due = Instalment.objects.filter(own, superseded_by=None, year=year, flow__in=through)
    due = due.order_by().annotate(same=Coalesce("agreement__parent", "agreement")).values("same")
    planned = Subquery(due.annotate(sum=Sum("amount")).values("sum"))
    found = agreements.filter(fund=fund, paid_fte__gt=0).select_related("network")
    total = Coalesce(planned, ZERO, output_field=euros_field(""))
    return StaffPaid(year, list(found.annotate(euros=total).order_by("reference")))


def posts_paid(agreement: Agreement) -> list[tuple[StaffPost, Decimal]]:
    """The posts that an agreement pays and how many FTE of each; of an amendment those of what it changes."""
    main = agreement.parent_id or agreement.pk
    rows = [
        (one.post, one.fte)
        for one in (agreement.parent or agreement).staff_fte.select_related("post__network", "post__employer")
    ]
    own = Post.objects.filter(agreement=main, staff__isnull=False).select_related("staff__network", "staff__employer")
    return [*rows, *((one.staff, one.fte) for one in own)]
