"""What funded actions did and changed, as anybody may read it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from evaluation.chain.models import FundedOutput
from evaluation.chain.queries.figures import OUTPUTS, crowds_of, groups_of
from evaluation.chain.rules import asked_words, may_show
from evaluation.enums import CampaignState
from evaluation.results.queries.published import summary_of_survey
from evaluation.results.rules.summary import Summary
from evaluation.surveys.models import Campaign, Survey
from inclusion.core.activities import page_is_on
from inclusion.core.french.periods import Period, shown_end
from inclusion.core.registry import ActionOutcome
from inclusion.core.scope import active_network

#: What other features say of an action by themselves.
SAID_ELSEWHERE = {"pass-envoyes", "pass-utilises", "familles-equipees", "usagers-declares"}
#: What says less than one of the others, where that is there.
SAID_BETTER = {
    "inscrits": ("presents", "visiteurs"),
    "visiteurs": ("presents",),
    "participations": ("heures-d-aide",),
}


@dataclass(frozen=True)
class Change:
    """A survey of before and after of a funded action; `summary` is None where nothing may be read of it yet."""

    survey: Survey
    summary: Summary | None
    is_synthetic: bool
    #: On which days people were asked, in a sentence.
    asked: str


def changes_of(actions: Collection[int], days: Period) -> dict[int, list[Change]]:
    """The surveys about these funded actions, by action: through its roadmap's action, or tied.

    What a survey says counts for the period in which it ended asking; while it asks, it is said to be in progress.
    None where the network does not evaluate.
    """
    if not page_is_on(active_network(), "survey_list"):
        return {}
    asked = Campaign.objects.exclude(state=CampaignState.DRAFT).filter(start__lt=days.end, end__gt=days.start)
    by_roadmap = asked.filter(action__fund_lines__funded_action__in=actions).order_by()
    tied = FundedOutput.objects.filter(funded_action__in=actions, survey__campaigns__in=asked).order_by()
    pairs = set(
        by_roadmap.values_list("action__fund_lines__funded_action_id", "survey_id")
        .union(tied.values_list("funded_action_id", "survey_id"))
        .order_by()
    )
    surveys = Survey.objects.select_related("network").prefetch_related("publications", "campaigns")
    found = surveys.in_bulk({survey for _, survey in pairs}) if pairs else {}
    read = {pk: change for pk, one in found.items() if (change := _read(one, days)) is not None}
    changes: dict[int, list[Change]] = defaultdict(list)
    for action, survey in sorted(pairs):
        if survey in read:
            changes[action].append(read[survey])
    return changes


def _read(survey: Survey, days: Period) -> Change | None:
    """What a survey says of a period; None where it ended asking in another one."""
    campaigns = [one for one in survey.campaigns.all() if one.state != CampaignState.DRAFT]
    asked = [(one.start, shown_end(one.asked_until)) for one in campaigns if one.start < one.asked_until]
    if not asked:
        return None
    first, last = min(start for start, _ in asked), max(end for _, end in asked)
    if not days.holds(last) and last < timezone.localdate():
        return None
    return Change(
        survey,
        summary_of_survey(survey) if days.holds(last) else None,
        any(part.findings.is_synthetic for part in survey.publications.all()),
        asked_words(first, last),
    )


def outcomes_of(actions: list[int], start: date, end: date) -> dict[int, list[ActionOutcome]]:
    """What these funded actions did on the days `[start, end)` and what changed, by action.

    Counts of few people are left out, and only published results are read. Passes and devices of families, and users
    of operators, are said by those who keep them.
    """
    days, keys = Period(start, end), set(actions)
    groups = groups_of(days)
    crowds = crowds_of(groups)
    found: dict[int, list[ActionOutcome]] = defaultdict(list)
    totals: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for one in groups:
        totals[one.action, one.key] += one.total
    for key in keys:
        shown = {
            figure.key: figure
            for figure in OUTPUTS
            if totals[key, figure.key]
            and figure.key not in SAID_ELSEWHERE
            and (figure.crowd is None or may_show(crowds[figure.key], {key}, None))
        }
        for figure in shown.values():
            if not set(SAID_BETTER.get(figure.key, ())) & set(shown):
                words = figure.unit.words(totals[key, figure.key])
                found[key].append(ActionOutcome(f"{words}.", typed=figure.is_typed))
    for key, changes in changes_of(keys, days).items():
        found[key] += [
            line for one in changes if one.summary is not None for line in _changed(one, one.summary)
        ]
    return found


def _changed(one: Change, summary: Summary) -> list[ActionOutcome]:
    """« Se sent capable, sans aide : 35 % avant, 58 % après. », and so on; who was asked, below the last."""
    invented = ", réponses inventées" if one.is_synthetic else ""
    lines = [
        f"{move.label.partition('\u00a0:')[0]}\u00a0: {move.before}\u00a0% avant, {move.after}\u00a0% après."
        for move in summary.moves
    ]
    note = f"{summary.scope} {one.asked} Tous opérateurs{invented}."
    return [*map(ActionOutcome, lines[:-1]), ActionOutcome(lines[-1], note)]
