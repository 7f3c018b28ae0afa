"""What must always be true of aids for families, proven each night with the rest."""

from typing import Any

from django.db.models import Count, F, Q

from equipment.enums import AidState, Attendance
from equipment.models import FamilyAid, TrainingSession
from inclusion.core.models.networks import Network
from inclusion.core.registry import register_invariant


def misjudged_paths(network: Network) -> list[dict[str, Any]]:
    """Paths that are said to be complete and are not, or go on though all was followed."""
    came = Q(attendances__state=Attendance.PRESENT, attendances__session__cancelled_at=None)
    counted = FamilyAid.objects.annotate(attended=Count("attendances", filter=came))
    promised = F("programme__sessions_promised")
    wrong = counted.filter(
        Q(state=AidState.COMPLETED, attended__lt=promised) | Q(state=AidState.GIVEN, attended__gte=promised)
    )
    return [{"aid": key, "attended": attended} for key, attended in wrong.values_list("pk", "attended")]


def crowded_sessions(network: Network) -> list[dict[str, Any]]:
    """Sessions with more families than seats."""
    found = TrainingSession.objects.with_seats().filter(taken__gt=F("seats"))
    return [{"session": key, "taken": taken} for key, taken in found.values_list("pk", "taken")]


def register() -> None:
    """Have the aids proven beside the ledger."""
    register_invariant(
        "aid_paths_followed",
        "un parcours est terminé quand tout ce qui était promis est suivi, et alors seulement",
        misjudged_paths,
    )
    register_invariant("session_seats", "aucune séance n’a plus de familles que de places", crowded_sessions)
