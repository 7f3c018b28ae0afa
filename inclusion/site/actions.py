"""What a network says on its public site."""

from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion.core import journal
from inclusion.core.enums import NewsVerb
from inclusion.core.errors import DomainError
from inclusion.guide.rules.thesaurus import own_expressions
from inclusion.networks.actions import lock_network
from inclusion.networks.models import NetworkSite
from inclusion.networks.rules import embedding_origins, tiles_problem


def site_of_network() -> NetworkSite:
    """Return the site of the active network; one that was never changed has the values of a new one, and no key."""
    return NetworkSite.objects.first() or NetworkSite()


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
        own_expressions(fields.get("guide_expressions", ""))
    except ValueError as problem:
        raise DomainError(str(problem)).at("guide_expressions") from None
    changed = sorted(name for name, value in fields.items() if getattr(site, name) != value)
    for name in changed:
        setattr(site, name, fields[name])
    site.full_clean()
    if changed:
        site.save()
        journal.record(NewsVerb.SITE_CHANGED, on=site, by=by, at=at, fields=changed)
    return site
