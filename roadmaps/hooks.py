"""What roadmaps offer to the pages of the network: navigation entries, things to do, figures."""

from django.db.models import Q

from inclusion.core.access import Permission
from inclusion.core.enums import Group
from inclusion.core.navigation import Entry, register_entry
from inclusion.members.actions import follow_reattachments
from inclusion.partners.actions import follow_merges, follow_services
from roadmaps.adoption import actions as adoption_actions
from roadmaps.adoption import home as adoption_home  # noqa: F401  (what each noun registers)
from roadmaps.coverage import home as coverage_home  # noqa: F401  (what each noun registers)
from roadmaps.enums import ActorRole
from roadmaps.plans import home as plan_home  # noqa: F401  (what each noun registers)
from roadmaps.plans import mails as plan_mails  # noqa: F401  (its e-mail)
from roadmaps.plans.models.actions import ActionActor, BlockingCondition
from roadmaps.plans.models.budgets import OtherFinancing
from roadmaps.plans.models.roadmaps import RoadmapCarrier
from roadmaps.progress import home as progress_home  # noqa: F401  (what each noun registers)
from roadmaps.training import home as training_home  # noqa: F401  (what each noun registers)

register_entry(
    Entry(
        25,
        "Feuilles de route",
        "roadmap_list",
        Permission.ROADMAPS_VIEW,
        (
            *("roadmap_", "axis_", "objective_", "coverage", "workshop_", "proposal_", "indicator_"),
            *("training_open", "training_change", "training_allot", "training_use"),
        ),
        pages=("training",),
        group=Group.MEASURE,
    )
)

follow_merges(BlockingCondition, "partner")
follow_merges(OtherFinancing, "partner")
follow_merges(RoadmapCarrier, "partner", once_per="roadmap")


def _keep_the_lead(gone: ActionActor, kept: ActionActor) -> None:
    """Whichever of the two led the action: the one organisation that they are leads it."""
    if gone.role == ActorRole.LEAD and kept.role != ActorRole.LEAD:
        kept.role = ActorRole.LEAD
        kept.save(update_fields=["role"])


follow_merges(
    ActionActor,
    "partner",
    once_per="action",
    unite=_keep_the_lead,
    among=Q(service=None, contact=None, membership=None),
)

follow_services(ActionActor, "service", once_per="action")
follow_reattachments(ActionActor)

adoption_actions.register_invariants()
