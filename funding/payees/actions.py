"""Name whom euros of a fund go to."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from funding.enums import Verb
from funding.payees.models import LINKS, Payee
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.models.networks import User

#: What each row that a payee may be is to it, by its model.
_LINKS = {Payee._meta.get_field(link).related_model: link for link in LINKS}


def payee_for(named: models.Model | str, *, by: User | None, at: datetime) -> Payee:
    """Return the payee that is this partner, person helped, post or training place, or who is called so elsewhere.

    Made where there is none yet; case distinguishes no two names. Raises DomainError (at "payee_name") for a name
    that says nothing, and LookupError for a row that cannot be paid.
    """
    if isinstance(named, Payee):
        return named
    found, values = _known(named)
    return _named_first(values, by=by, at=at) if found is None else found


@transaction.atomic
def _named_first(values: dict[str, Any], *, by: User | None, at: datetime) -> Payee:
    payee, is_new = Payee.objects.get_or_create(**values)
    if is_new:
        journal.record(Verb.PAYEE_NAMED, on=payee, by=by, at=at, label=payee.kind)
    return payee


def _known(named: models.Model | str) -> tuple[Payee | None, dict[str, Any]]:
    """The payee, if there is one, and what names it."""
    if isinstance(named, str):
        name = one_line(named)[:120]
        if not any(sign.isalnum() for sign in name):
            raise DomainError("Indiquez à qui cet argent est destiné.").at("payee_name")
        empty: dict[str, Any] = dict.fromkeys(LINKS)
        return Payee.objects.filter(name__iexact=name).first(), {**empty, "name": name}
    link = _LINKS.get(type(named))
    if link is None:
        raise LookupError(f"{type(named)} is nobody who is paid")
    values: dict[str, Any] = {**dict.fromkeys(LINKS), "name": "", link: named}
    return Payee.objects.filter(**{link: named}).first(), values
