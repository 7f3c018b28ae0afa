"""What a network chooses for its passes."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from funding.passes.enums import PostingRhythm
from funding.passes.letters.actions.batches import close_due_batch
from funding.passes.programmes.models import PassSettings
from inclusion.core import journal
from inclusion.core.enums import Verb
from inclusion.core.errors import DomainError
from inclusion.core.models.networks import User
from inclusion.core.scope import active_network


@transaction.atomic
def change_pass_settings(*, by: User, at: datetime, **changes: Any) -> list[str]:
    """Change fields of the active network's row, which the caller has locked the network for; their names.

    The open batch follows days of the post that change. Raises DomainError with the sentences to show.
    """
    network = active_network()
    row = PassSettings.objects.first() or PassSettings(network=network)
    if changes.get("posting_rhythm", row.posting_rhythm) != PostingRhythm.FORTNIGHTLY:
        changes["posting_from"] = None  # of fortnights alone
    changed = [name for name in changes if getattr(row, name) != changes[name]]
    if not changed:
        return []
    for name in changed:
        setattr(row, name, changes[name])
    try:
        row.clean_fields()
        row.validate_constraints()
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from None
    row.save()
    network.__dict__["pass_settings"] = row
    journal.record(Verb.NETWORK_CHANGED, on=network, by=by, at=at, changed=changed)
    if any(name.startswith("posting_") for name in changed):
        close_due_batch(at=at)
    return changed
