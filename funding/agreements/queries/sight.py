"""Agreements as far as a member may see them."""

from django.shortcuts import get_object_or_404

from funding.agreements.models import Agreement
from inclusion.core.access import Member


def agreement_for(member: Member, pk: int) -> Agreement:
    """An agreement that this member may see, else 404."""
    rows = Agreement.objects.visible_to(member).select_related(
        "network", "fund", "funded_action", "parent__network", "document", "signed_document"
    )
    return get_object_or_404(rows, pk=pk)
