"""Take an agreement for oneself before it is read or changed.

Lock order: the fund where its promises will change, then the agreement that is amended, then its amendment. Whoever
holds an agreement sees parties, instalments and a state that nobody else can change.
"""

from funding.actions.ledger import locked
from funding.models import Agreement
from inclusion.core.errors import DomainError


def lock_agreement(agreement: Agreement) -> Agreement:
    """Lock the agreement, after the one that it amends, until the end of the transaction; return it, up to date.

    Raises DomainError for a draft that was discarded meanwhile.
    """
    rows = Agreement.objects.select_for_update(of=("self",))
    if agreement.parent_id is not None:
        rows.get(pk=agreement.parent_id)
    found = rows.select_related("parent", "fund").filter(pk=agreement.pk).first()
    if found is None:
        raise DomainError("Ce brouillon de convention vient d’être supprimé.")
    return found


def lock_agreement_and_fund(agreement: Agreement) -> Agreement:
    """The same, after the fund to which its payers promise: for steps that change what they owe it."""
    if agreement.fund is not None:
        locked(agreement.fund)
    return lock_agreement(agreement)


def open_agreement(agreement: Agreement) -> Agreement:
    """The same, for an agreement whose text, parties and plan may still be changed; DomainError says how otherwise."""
    found = lock_agreement(agreement)
    if not found.is_open:
        how = (
            "ce qui est signé se modifie par un avenant"
            if found.is_bound
            else "renvoyez-la d’abord en correction pour la modifier"
        )
        raise DomainError(
            f"Cette convention est à l’état «\u00a0{found.get_state_display()}\u00a0»\u00a0: {how}."
        )
    return found
