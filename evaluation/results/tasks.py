"""Results are published in the background, when nothing of them can change any more."""

from celery import shared_task
from django.utils import timezone

from evaluation.results import actions as result_actions
from evaluation.surveys.models import Survey
from inclusion.core.jobs import in_each_network
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to


@shared_task(name="evaluation.tasks.publish_survey")
def publish_survey(*, network_id: int, survey_id: int) -> None:
    """Publish whatever is due of a survey: each moment, then what changed between two."""
    with scoped_to(Network.objects.get(pk=network_id)):
        _publish(Survey.objects.get(pk=survey_id))


@shared_task(name="evaluation.tasks.sweep_publications")
def sweep_publications() -> None:
    """Publish, in every network, what no worker has published."""
    in_each_network(lambda network: [_publish(survey) for survey in result_actions.surveys_to_look_at()])


def _publish(survey: Survey) -> None:
    for part in result_actions.due_parts(survey):
        result_actions.publish_part(survey, part, by=None, at=timezone.now())
