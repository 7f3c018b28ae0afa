"""The entry of the shared questionnaires on the public home page, for networks that share some."""

from datetime import date

from evaluation.enums import VersionState
from evaluation.questionnaires.models import Questionnaire
from inclusion.core.registry.public import register_public_page
from inclusion.core.scope import every_network


def networks_with_shared(day: date) -> set[int]:
    """The networks, by key, that share a questionnaire that was published."""
    with every_network():  # the public home shows all networks, and asks once for all
        shared = Questionnaire.objects.in_use().filter(is_shared=True, versions__state=VersionState.PUBLISHED)
        return set(shared.order_by().values_list("network_id", flat=True).distinct())


# -- Entry of the shared questionnaires on the public home page

register_public_page("Nos questionnaires", "method", networks_with_shared, short="Questionnaires", order=60)
