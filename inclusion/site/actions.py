"""What a network says on its public site."""

from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion.core import journal
from inclusion.core.enums import NewsVerb
from inclusion.core.errors import DomainError
from inclusion.core.french.names import search_form
from inclusion.core.models.networks import Network
from inclusion.guide.rules.thesaurus import ARTICLES, own_expressions, thesaurus, words_of
from inclusion.networks.actions import lock_network
from inclusion.networks.models import NetworkSite
from inclusion.networks.rules import embedding_origins, tiles_problem
from inclusion.territories.models import Commune


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
        own = {expression for expression, _ in own_expressions(fields.get("guide_expressions", ""))}
    except ValueError as problem:
        raise DomainError(str(problem)).at("guide_expressions") from None
    if taken := _taken(own, network):
        raise DomainError(f"«\u00a0{taken}\u00a0» a déjà un autre sens dans la recherche.").at(
            "guide_expressions"
        )
    changed = sorted(name for name, value in fields.items() if getattr(site, name) != value)
    for name in changed:
        setattr(site, name, fields[name])
    site.full_clean()
    if changed:
        site.save()
        journal.record(NewsVerb.SITE_CHANGED, on=site, by=by, at=at, fields=changed)
    return site


def _taken(expressions: set[str], network: Network) -> str:
    """The first of the expressions that says nothing of a need, « bonjour », or is a commune of the network."""
    forms = {search_form(one): one for one in expressions}
    towns = Commune.objects.in_department(network.department_id).filter(search_name__in=forms)
    found = [forms[name] for name in towns.values_list("search_name", flat=True)]
    for one in expressions:
        words = words_of(one)
        match = thesaurus().match(words, 0)
        is_ignored = (
            match and match.end == len(words) and {each.kind for each in match.meanings} == {"ignored"}
        )
        if is_ignored or all(word.form in ARTICLES for word in words):
            found.append(one)
    return min(found, default="")
