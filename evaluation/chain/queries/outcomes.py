"""What funded actions did and changed, as anybody may read it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from evaluation.chain.models import FundedOutput
from evaluation.chain.queries.figures import OUTPUTS, crowds_of, groups_of
from evaluation.chain.rules import may_show
from evaluation.enums import CampaignState
from evaluation.results.queries.published import summary_of_survey
from evaluation.results.rules.summary import Summary
from evaluation.surveys.models import Campaign, Survey
from inclusion.core.activities import page_is_on
from inclusion.core.french.periods import Period
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


def changes_of(actions: Collection[int], days: Period) -> dict[int, list[Change]]:
    """The surveys asked in a period about these funded actions, by action: through its roadmap's action, or tied.

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
    note = f"{summary.scope} Tous opérateurs{invented}."
    return [*map(ActionOutcome, lines[:-1]), ActionOutcome(lines[-1], note)]
