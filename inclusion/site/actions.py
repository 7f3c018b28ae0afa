"""What a network says on its public site; the first steps that a member sets aside."""

from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion.core import journal
from inclusion.core.enums import NewsVerb
from inclusion.core.errors import DomainError
from inclusion.core.french.names import search_form
from inclusion.core.models.networks import Membership, Network
from inclusion.guide.rules.thesaurus import is_ignored, own_expressions
from inclusion.networks.actions import lock_network
from inclusion.networks.models import NetworkSite
from inclusion.networks.rules import embedding_origins, tiles_problem
from inclusion.territories.models import Commune


def site_of_network() -> NetworkSite:
    """Return the site of the active network; one that was never changed has the values of a new one, and no key."""
    return NetworkSite.objects.first() or NetworkSite()


@transaction.atomic
def set_steps_aside(membership: Membership, *, by: Any, at: datetime) -> None:
    """No longer show a member what to do first."""
    row = Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=membership.pk)
    if row.steps_set_aside_at is None:
        row.steps_set_aside_at = at
        row.save(update_fields=["steps_set_aside_at"])
        journal.record(NewsVerb.STEPS_SET_ASIDE, on=row, by=by, at=at, label=str(row.partner))


@transaction.atomic
def change_site(*, by: Any, at: datetime, **fields: Any) -> NetworkSite:
    """Change these fields of the site of the active network; the journal names those that changed.

    Raises DomainError with the field for an address of tiles or of an embedding site that is not one, or for an
    expression of the guide that says nothing; django's ValidationError for what the columns refuse.
    """
    network = lock_network()
    site = NetworkSite.objects.filter(network=network).first() or NetworkSite(network=network)
    if problem := tiles_problem(fields.get("tiles_url", "")):
        raise DomainError(problem).at("tiles_url")
    try:
        embedding_origins(fields.get("embed_hosts", ""))
    except ValueError as problem:
        raise DomainError(str(problem)).at("embed_hosts") from None
    try:
        own = [one for one, _ in own_expressions(fields.get("guide_expressions", ""))]
    except ValueError as problem:
        raise DomainError(str(problem)).at("guide_expressions") from None
    _check_needs(own, network)
    changed = sorted(name for name, value in fields.items() if getattr(site, name) != value)
    for name in changed:
        setattr(site, name, fields[name])
    site.full_clean()
    if changed:
        site.save()
        journal.record(NewsVerb.SITE_CHANGED, on=site, by=by, at=at, fields=changed)
    return site


def _check_needs(expressions: list[str], network: Network) -> None:
    """Raise DomainError for an expression that would take away a town's name or a word that says nothing."""
    names = {search_form(one): one for one in expressions}
    towns = Commune.objects.in_department(network.department_id).filter(search_name__in=names)
    if town := towns.order_by("pk").first():
        named = names[town.search_name]
        raise DomainError(f"«\u00a0{named}\u00a0» est une commune\u00a0: ajoutez un mot.").at("guide_expressions")
    if empty := next((one for one in expressions if is_ignored(one)), None):
        raise DomainError(f"«\u00a0{empty}\u00a0» ne dit pas un besoin\u00a0: ajoutez un mot.").at("guide_expressions")
