"""What must always be true of the evaluations of a network, proven each night with the ledger."""

from typing import Any

from django.db.models import Count, F, Q

from evaluation.enums import CampaignState, Channel, Moment
from evaluation.models import Answer, Campaign, Response, Survey
from inclusion.core.models.networks import Network
from inclusion.core.registry import register_invariant


def codes_left(network: Network) -> list[dict[str, Any]]:
    """Closed surveys with their key, or with an answer that still carries a person's code."""
    keys = Survey.objects.filter(closed_at__isnull=False, key__isnull=False)
    coded = Response.objects.filter(campaign__survey__closed_at__isnull=False).filter(
        Q(code__isnull=False) | Q(near_codes__isnull=False)
    )
    surveys = coded.order_by().values_list("campaign__survey", flat=True).distinct()
    return [{"survey": key} for key in sorted({*keys.values_list("pk", flat=True), *surveys})]


def too_early(network: Network) -> list[dict[str, Any]]:
    """Campaigns in preparation that have answers."""
    early = Response.objects.filter(campaign__state=CampaignState.DRAFT).order_by()
    return [{"campaign": key} for key in early.values_list("campaign", flat=True).distinct()]


def links_short(network: Network) -> list[dict[str, Any]]:
    """Campaigns with more answers by links of one answer than links that were used."""
    used = dict(
        Campaign.objects.order_by()
        .values_list("pk")
        .annotate(used=Count("links", Q(links__used_on__isnull=False)))
    )
    single = Response.objects.finished().filter(channel=Channel.SINGLE).order_by()
    return [
        {"campaign": key, "answers": answers, "used": used.get(key, 0)}
        for key, answers in single.values_list("campaign").annotate(count=Count("pk"))
        if answers > used.get(key, 0)
    ]


def answers_of_other_campaign(network: Network) -> list[dict[str, Any]]:
    """Answers that count for another campaign than the one they were given to."""
    wrong = Answer.objects.exclude(campaign=F("response__campaign"))
    return [{"answer": key} for key in wrong.values_list("pk", flat=True)]


def invalid_pairs(network: Network) -> list[dict[str, Any]]:
    """Pairs that are not of one answer before and one after in one survey."""
    joined = Response.objects.filter(pair__isnull=False).order_by().values("pair")
    counted = joined.annotate(
        all=Count("pk"),
        surveys=Count("campaign__survey", distinct=True),
        before=Count("pk", Q(campaign__moment=Moment.BEFORE)),
        after=Count("pk", Q(campaign__moment=Moment.AFTER)),
    )
    wrong = counted.exclude(all=2, surveys=1, before=1, after=1)
    return [{"pair": str(key)} for key in wrong.values_list("pair", flat=True)]


def register() -> None:
    """Have evaluations proven beside the ledger."""
    register_invariant("survey_codes_destroyed", "une enquête close ne garde ni clé ni code", codes_left)
    register_invariant("answers_in_time", "aucune réponse n’arrive avant l’ouverture", too_early)
    register_invariant(
        "single_links_answer_once", "un lien à usage unique n’a pas donné deux réponses", links_short
    )
    register_invariant(
        "answers_counted_where_given", "chaque réponse compte dans sa campagne", answers_of_other_campaign
    )
    register_invariant(
        "pairs_join_two", "chaque rapprochement joint une réponse d’avant et une d’après", invalid_pairs
    )
