"""What changed for people, as it was published: shown beside the help that was counted."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from evaluation.enums import ItemKind, PublishedPart
from evaluation.results.models import Publication
from evaluation.results.rules.findings import NO_ANSWER, ChangeFinding, PairedFindings, bare
from inclusion.core.charts.changes import Change, Move, Split
from inclusion.core.french.periods import plain_date

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


@dataclass(frozen=True)
class LastChange:
    """What changed of one competence, felt and, where it was tested too, tested: as it was published."""

    sentence: str
    drawn: tuple[Change, ...]
    source: str
    url: str


def last_change() -> LastChange | None:
    """What the survey published last says of what people feel able to do, before and after; of shown figures alone."""
    found = Publication.objects.filter(part=PublishedPart.PAIRED).select_related("survey")
    for publication in found.select_related("survey__network").order_by("-made_at", "pk"):
        findings = publication.findings
        assert isinstance(findings, PairedFindings)
        compared = [one for one in findings.changes if not one.is_retrospective and one.n]
        felt = [one for one in compared if one.kind == ItemKind.SKILL and _parts(one)]
        if not felt:
            continue
        tested = {
            one.measure: move for one in compared if one.kind == ItemKind.TESTED and (move := _move(one))
        }
        one = next((one for one in felt if one.measure in tested), felt[0])
        drawn: tuple[Change, ...] = (Split(f"«\u00a0{bare(one.label)}\u00a0»", _parts(one)),)
        if one.measure in tested:
            drawn += (tested[one.measure],)
        source = f"{publication.survey}, au {plain_date(timezone.localdate(publication.made_at))}"
        return LastChange(
            f"{one.rose} des {one.n} personnes interrogées avant et après se sentent plus capables",
            drawn,
            f"{source}, données de démonstration" if findings.is_synthetic else source,
            reverse("result_detail", args=[publication.survey.network.slug, publication.survey_id]),
        )
    return None


def _parts(one: ChangeFinding) -> tuple[tuple[int, str, str], ...]:
    """Who feels more able, as able, less able; nothing where one of these figures is hidden."""
    if one.rose is None or one.stayed is None or one.fell is None:
        return ()
    return (
        (one.rose, "plus capables", "c1"),
        (one.stayed, "autant", "c5"),
        (one.fell, "moins", "c2"),
    )


def _move(one: ChangeFinding) -> Move | None:
    """The share of right answers before and after; nothing where a figure is hidden or the question is no such one."""
    scores = [answer.score for answer in one.answers if answer.code != NO_ANSWER]
    if set(scores) != {0, 1} or len(one.flows) != len(scores):
        return None
    right = [place for place, score in enumerate(scores) if score == 1]
    cells = [
        (before, after, people) for before, row in enumerate(one.flows) for after, people in enumerate(row)
    ]
    known = [(before, after, people) for before, after, people in cells if people is not None]
    whole = sum(people for _, _, people in known)
    if len(known) < len(cells) or not whole:
        return None
    shares = [100 * sum(cell[2] for cell in known if cell[moment] in right) // whole for moment in (0, 1)]
    return Move("Trouvent la bonne réponse à l’exercice", *shares)
