"""The sessions of one person at one place."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from funding.passes.attestations.models import PassAttestation
from funding.passes.uses.models import Redemption


@dataclass(frozen=True)
class TaughtSession:
    """A session as its passes name it, and how many of the person's served."""

    on: date
    name: str
    passes: int

    @property
    def key(self) -> str:
        """What a form sends back."""
        return f"{self.on} {self.name}"


def key_of(use: Redemption) -> str:
    """The key of the session of a use."""
    return f"{use.used_on} {use.session}"


def sessions_of(uses: Iterable[Redemption]) -> list[TaughtSession]:
    """The sessions in which passes were used, the earliest first."""
    counts = Counter((use.used_on, use.session) for use in uses)
    return [TaughtSession(on, name, count) for (on, name), count in sorted(counts.items())]


def uses_beside(use: Redemption) -> QuerySet[Redemption]:
    """All uses of the same person at the same place that were not taken back."""
    same = Redemption.objects.standing().filter(
        place=use.place_id, one_pass__booklet__beneficiary=use.one_pass.booklet.beneficiary_id
    )
    return same.order_by("used_on", "pk")


@dataclass(frozen=True)
class GivenAttestation:
    """An attestation as a list names it: its sessions counted."""

    row: PassAttestation
    sessions: int


def attestations_beside(use: Redemption) -> list[GivenAttestation]:
    """What the place of a use attests of its person, the latest first."""
    found = PassAttestation.objects.standing().filter(place=use.place, beneficiary=use.one_pass.booklet.beneficiary_id)
    return [
        GivenAttestation(row, len(sessions_of(line.redemption for line in row.lines.all())))
        for row in found.prefetch_related("lines__redemption")
    ]


def attested_uses(attestation: PassAttestation) -> QuerySet[Redemption]:
    """The uses that an attestation speaks of, those taken back since included."""
    return Redemption.objects.filter(attested__attestation=attestation)
