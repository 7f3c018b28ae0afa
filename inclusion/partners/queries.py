"""Reads of the organisations of a network: the one that a file names, what a title says of one."""

from collections import defaultdict

from inclusion.core.enums import PartnerKind
from inclusion.core.errors import DomainError
from inclusion.core.french.names import search_form
from inclusion.partners.models import Partner, PartnerQuerySet

#: What a title says of the relation with a partner.
MAX_PHRASES = 2


def relation_title(partner: Partner, phrases: list[str]) -> str:
    """« CAF : 2 actions financées, 3 instances »; its name alone where nothing is known."""
    return f"{partner}\u00a0: {', '.join(phrases[:MAX_PHRASES])}" if phrases else partner.name


class PartnerFinder:
    """The network's partners, found as a file names them."""

    def __init__(self) -> None:
        self._by_siret: dict[str, Partner] = {}
        self._by_name: dict[str, set[Partner]] = defaultdict(set)
        self._by_form: dict[str, set[Partner]] = defaultdict(set)
        for partner in Partner.objects.active():
            if partner.siret:
                self._by_siret[partner.siret] = partner
            for name in filter(None, (partner.name, partner.short_name)):
                self._by_name[" ".join(name.split())].add(partner)
                self._by_form[search_form(name)].add(partner)

    def find(self, *, siret: str, who: str) -> Partner:
        """Return the one partner of this SIRET, else of this name or short name (accents and case aside).

        Raises DomainError (at "siret" or "who") where there is none, several, or the two name different ones.
        """
        named = self._named(who)
        if siret and (partner := self._by_siret.get(siret)):
            if who and partner not in named:
                raise DomainError(
                    f"Le SIRET {siret} est celui de « {partner.name} » : corrigez l’un des deux, ou videz une case."
                ).at("who")
            return partner
        if siret and not any(partner.siret == "" for partner in named):
            raise DomainError(
                f"Aucun partenaire du réseau ne porte le SIRET {siret} : corrigez-le, "
                "ou ajoutez d’abord ce partenaire au réseau."
            ).at("siret")
        if len(named) > 1:
            raise DomainError(
                f"{len(named)} partenaires du réseau s’appellent « {who} » : indiquez le SIRET du bon."
            ).at("who")
        if not named:
            raise DomainError(
                f"Aucun partenaire du réseau ne s’appelle « {who} » : corrigez le nom, "
                "ou ajoutez d’abord ce partenaire au réseau."
            ).at("who")
        return next(iter(named))

    def _named(self, who: str) -> set[Partner]:
        form = search_form(who)
        return self._by_name.get(who) or (self._by_form.get(form) if form else None) or set()


def operators() -> PartnerQuerySet:
    """The operators that are still active."""
    return Partner.objects.active().filter(kind=PartnerKind.OPERATOR)
