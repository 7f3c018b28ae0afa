"""What changed for people, as it was published: shown beside the help that was counted."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from evaluation.enums import PublishedPart
from evaluation.results.models import Publication
from evaluation.results.rules.findings import PairedFindings

#: Changes shown of each survey; its own pages show them all.
MAX_CHANGES = 3


@dataclass(frozen=True)
class ChangesBeside:
    """The key readings of one survey."""

    survey_pk: int
    title: str
    pairs: int | None
    readings: tuple[str, ...]
    is_synthetic: bool


def changes_beside(start: date, end: date) -> list[ChangesBeside]:
    """Of each survey that asked before and after on some of these days, or was published on them: what changed."""
    asked = Q(survey__campaigns__start__lt=end, survey__campaigns__end__gt=start)
    found = Publication.objects.filter(
        asked | Q(made_at__date__gte=start, made_at__date__lt=end), part=PublishedPart.PAIRED
    )
    told = []
    for publication in found.select_related("survey").distinct().order_by("-made_at", "pk"):
        findings = publication.findings
        assert isinstance(findings, PairedFindings)
        readings = [one.named_reading for one in findings.changes if one.reading and not one.is_retrospective]
        told.append(
            ChangesBeside(
                publication.survey_id,
                str(publication.survey),
                findings.pairs,
                tuple(readings[:MAX_CHANGES]),
                findings.is_synthetic,
            )
        )
    return told
