"""What funded actions did and changed, as anybody may read it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from evaluation.chain.models import FundedOutput
from evaluation.chain.rules import may_show
from evaluation.enums import CampaignState
from evaluation.results.queries.published import summary_of_survey
from evaluation.results.rules.summary import Summary
from evaluation.surveys.models import Campaign, Survey
from funding.ledger.models.funds import FundedAction
from inclusion.core.french.periods import Period

if TYPE_CHECKING:
    pass

from evaluation.chain.queries.figures import OUTPUTS, crowds_of, groups_of


@dataclass(frozen=True)
class Change:
    """A survey of before and after of a funded action; `summary` is None where nothing may be read of it yet."""

    survey: Survey
    summary: Summary | None
    is_synthetic: bool


def changes_of(actions: Collection[int], days: Period) -> dict[int, list[Change]]:
    """The surveys asked in a period about these funded actions, by action: through its roadmap's action, or tied."""
    asked = Campaign.objects.exclude(state=CampaignState.DRAFT).filter(start__lt=days.end, end__gt=days.start)
    by_roadmap = asked.filter(action__fund_lines__funded_action__in=actions).order_by()
    tied = FundedOutput.objects.filter(funded_action__in=actions, survey__campaigns__in=asked).order_by()
    pairs = set(
        by_roadmap.values_list("action__fund_lines__funded_action_id", "survey_id")
        .union(tied.values_list("funded_action_id", "survey_id"))
        .order_by()
    )
    surveys = Survey.objects.select_related("network").prefetch_related("publications")
    found = surveys.in_bulk({survey for _, survey in pairs}) if pairs else {}
    read = {
        pk: Change(
            one, summary_of_survey(one), any(part.findings.is_synthetic for part in one.publications.all())
        )
        for pk, one in found.items()
    }
    changes: dict[int, list[Change]] = defaultdict(list)
    for action, survey in sorted(pairs):
        changes[action].append(read[survey])
    return changes


def outcomes_of(actions: Iterable[FundedAction], start: date, end: date) -> dict[int, list[str]]:
    """What these funded actions did on the days `[start, end)` and what changed, in short sentences, by action.

    Counts of few people are left out, and only published results are read.
    """
    keys = {one.pk for one in actions}
    days = Period(start, end)
    groups = groups_of(days)
    crowds = crowds_of(groups)
    said: dict[int, list[str]] = {key: [] for key in keys}
    totals: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for one in groups:
        totals[one.action, one.key] += one.total
    for figure in OUTPUTS:
        for key in keys:
            total = totals[key, figure.key]
            if total and (figure.crowd is None or may_show(crowds[figure.key], {key}, None)):
                note = " (nombre saisi)" if figure.is_typed else ""
                said[key].append(f"{figure.unit.words(total)}{note}")
    for key, changes in changes_of(keys, days).items():
        said[key] += [f"{one.summary.title}." for one in changes if one.summary is not None]
    return said
