"""What funded actions did and changed, as anybody may read it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import BigIntegerField, Value
from django.utils import timezone

from evaluation.chain.models import FundedOutput
from evaluation.chain.queries.figures import OUTPUTS
from evaluation.chain.queries.groups import crowds_of, groups_of
from evaluation.chain.rules import asked_words, may_show
from evaluation.enums import CampaignState, Dimension
from evaluation.results.queries.published import gains_of_people, summary_of_published
from evaluation.results.rules.findings import Findings, PairedFindings
from evaluation.results.rules.group_findings import Chosen, Gain
from evaluation.results.rules.summary import Summary
from evaluation.surveys.models import Campaign, Survey
from inclusion.core.activities import page_is_on
from inclusion.core.charts.changes import Change as DrawnChange
from inclusion.core.french.periods import Period, shown_end
from inclusion.core.registry.links import ActionOutcome
from inclusion.core.scope import active_network

#: What other features say of an action by themselves.
SAID_ELSEWHERE = {"pass-envoyes", "pass-utilises", "familles-equipees", "usagers-declares"}
#: What says less than one of the others, where that is there.
SAID_BETTER = {"inscrits": ("presents", "visiteurs"), "visiteurs": ("presents",), "participations": ("heures-d-aide",)}


#: Said where nothing may be read of a survey.
TO_COME = "enquête en cours, résultats à venir"
FEW = "trop peu de réponses à montrer"
BOTH = "pas publié pour une action et une intercommunalité à la fois"


@dataclass(frozen=True)
class Change:
    """A survey of before and after of a funded action; `why` says why nothing may be read of it."""

    survey: Survey
    #: Of those whom the action reached, in the intercommunalité that was asked for.
    summary: Summary | None
    #: How many of them feel and do better, where they are some of those who were asked.
    gains: tuple[Gain, ...]
    is_synthetic: bool
    #: On which days people were asked, in a sentence.
    asked: str
    why: str = ""

    @property
    def drawn(self) -> list[DrawnChange]:
        """What a picture shows of it."""
        moves: list[DrawnChange] = [*self.summary.moves] if self.summary else []
        return [*moves, *(one.split for one in self.gains)]

    @property
    def title(self) -> str:
        """What it says first; nothing where nothing may be read of it."""
        said = self.summary.title if self.summary else self.gains[0].sentence if self.gains else ""
        return said[:1].upper() + said[1:]

    @property
    def note(self) -> str:
        """Of whom it speaks, and when they were asked."""
        return f"{self.summary.note} {self.asked}" if self.summary else self.asked


def changes_of(actions: Collection[int], days: Period, area: str | None = None) -> dict[int, list[Change]]:
    """The surveys about these funded actions, by action: through its roadmap's action, or tied.

    Of a survey about several actions, of which figures are published, those of each; in one intercommunalité, those of
    its people. What a survey says counts for the period in which it ended asking; while it asks, it is said to be in
    progress. None where the network does not evaluate.
    """
    if not page_is_on(active_network(), "survey_list"):
        return {}
    asked = Campaign.objects.exclude(state=CampaignState.DRAFT).filter(start__lt=days.end, end__gt=days.start)
    by_roadmap = asked.filter(action__fund_lines__funded_action__in=actions).order_by()
    tied = FundedOutput.objects.filter(funded_action__in=actions, survey__campaigns__in=asked).order_by()
    ways = by_roadmap.values_list("action__fund_lines__funded_action_id", "survey_id", "action_id").union(
        tied.values_list("funded_action_id", "survey_id", Value(None, BigIntegerField())).order_by()
    )
    reached: dict[tuple[int, int], set[int | None]] = defaultdict(set)
    for funded, survey, action in ways.order_by():
        reached[funded, survey].add(action)
    surveys = Survey.objects.select_related("network").prefetch_related("publications", "campaigns")
    found = surveys.in_bulk({survey for _, survey in reached}) if reached else {}
    changes: dict[int, list[Change]] = defaultdict(list)
    for (funded, survey), planned in sorted(reached.items(), key=lambda one: one[0]):
        if (change := _read(found[survey], planned, days, area)) is not None:
            changes[funded].append(change)
    return changes


def _read(survey: Survey, planned: Collection[int | None], days: Period, area: str | None) -> Change | None:
    """What a survey says of these actions and a period; None where it ended asking in another one, or elsewhere."""
    campaigns = [one for one in survey.campaigns.all() if one.state != CampaignState.DRAFT]
    asked = [(one.start, shown_end(one.asked_until)) for one in campaigns if one.start < one.asked_until]
    if not asked:
        return None
    first, last = min(start for start, _ in asked), max(end for _, end in asked)
    if not days.holds(last) and last < timezone.localdate():
        return None
    parts = {one.part: one.findings for one in survey.publications.all()} if days.holds(last) else {}
    of = [] if None in planned else [_of_actions(parts, campaigns, planned)]
    of += [Chosen(Dimension.TERRITORY, frozenset([area]))] if area else []
    narrowed = [one for one in of if one and not _is_everybody(parts, one)]
    if area and not _was_asked_in(parts, area):
        return None
    why, summary = "", None
    gains: tuple[Gain, ...] = ()
    if not parts and not survey.is_closed:
        why = TO_COME
    elif len(narrowed) > 1:
        why = BOTH
    else:
        summary = summary_of_published(parts, *narrowed)
        gains = gains_of_people(parts, *narrowed)
        why = "" if summary or gains else FEW if survey.is_closed else TO_COME
    is_synthetic = any(part.is_synthetic for part in parts.values())
    return Change(survey, summary, gains, is_synthetic, asked_words(first, last), why)


type Parts = Mapping[str, Findings | PairedFindings]


def _moments(parts: Parts) -> list[Findings]:
    return [one for one in parts.values() if isinstance(one, Findings)]


def _of_actions(parts: Parts, campaigns: Sequence[Campaign], planned: Collection[int | None]) -> Chosen | None:
    """The people whom campaigns about these actions of roadmaps asked; None where all of them did."""
    about = [one for one in campaigns if one.action_id in planned]
    if len(about) == len(campaigns):
        return None
    if any(_knows(one, Dimension.ACTION) for one in _moments(parts)):
        return Chosen(Dimension.ACTION, frozenset(str(one.action_id) for one in about))
    # Each campaign is about another action: campaigns alone distinguish people.
    return Chosen(Dimension.CAMPAIGN, frozenset(str(one.pk) for one in about))


def _knows(found: Findings, dimension: Dimension) -> bool:
    """Whether it is published, or hidden, by this dimension."""
    named = {*found.alike, *found.hidden_groups, *(one.dimension for one in found.groups)}
    return dimension in named


def _is_everybody(parts: Parts, chosen: Chosen) -> bool:
    moments = _moments(parts)
    return bool(moments) and all(one.alike.get(chosen.dimension) in chosen.keys for one in moments)


def _was_asked_in(parts: Parts, area: str) -> bool:
    """Whether somebody may have been asked in an intercommunalité: it is published, hidden or to come."""
    moments = _moments(parts)
    return not moments or any(
        one.alike.get(Dimension.TERRITORY) == area
        or Dimension.TERRITORY in one.hidden_groups
        or any((group.dimension, group.key) == (Dimension.TERRITORY, area) for group in one.groups)
        for one in moments
    )


def outcomes_of(actions: Iterable[int], start: date, end: date) -> dict[int, list[ActionOutcome]]:
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
        found[key] += [line for one in changes if one.summary is not None for line in _changed(one, one.summary)]
    return found


def _changed(one: Change, summary: Summary) -> list[ActionOutcome]:
    """« Se sent capable, sans aide : 35 % avant, 58 % après. », and so on; who was asked, below the last."""
    invented = ", réponses inventées" if one.is_synthetic else ""
    lines = [
        f"{move.label.partition('\u00a0:')[0]}\u00a0: {move.before}\u00a0% avant, {move.after}\u00a0% après."
        for move in summary.moves
    ]
    note = f"{one.note} Tous opérateurs{invented}."
    return [*map(ActionOutcome, lines[:-1]), ActionOutcome(lines[-1], note)]
