"""What hub days show elsewhere."""

from inclusion.actions.partners import refuse_merges
from inclusion.models import HubAllocation, Partner


def keep_hubs(partner: Partner) -> str | None:
    """Why an organisation that gives days keeps its own line: the sheets that were issued name it."""
    if HubAllocation.objects.filter(partner=partner).exists():
        return f"{partner} consacre des jours au réseau\u00a0: gardez-le et fusionnez l’autre."
    return None


refuse_merges(keep_hubs)
