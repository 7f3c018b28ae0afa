"""Who the euros of a fund are promised and paid to."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.history import Digest
from inclusion.core.roles import Permission
from inclusion.core.scope import AppendOnly

if TYPE_CHECKING:
    from inclusion.core.access import Member

#: By what a payee of the network is named; `name` names somebody outside of it.
LINKS = ("partner", "person", "post", "place")
#: What every person helped is called where money is shown: a fund names none of them.
PERSON = "Personne aidée"


def _named_by(link: str) -> models.Q:
    """Named by this alone: `name`, or one of LINKS."""
    empty = {one: None for one in LINKS if one != link}
    if link == "name":
        return models.Q(**empty) & ~models.Q(name="")
    return models.Q(**empty, **{f"{link}__isnull": False}, name="")


class Payee(AppendOnly):
    """A partner, a person helped, the employer of a post, a training place, or somebody outside the network by name.

    One row for each, of all funds of the network.
    """

    partner = ScopedForeignKey("inclusion.Partner", on_delete=models.PROTECT, null=True, related_name="payees")
    person = ScopedForeignKey("inclusion.Beneficiary", on_delete=models.PROTECT, null=True, related_name="payees")
    post = ScopedForeignKey("funding.Post", on_delete=models.PROTECT, null=True, related_name="payees")
    place = ScopedForeignKey("funding.TrainingPlace", on_delete=models.PROTECT, null=True, related_name="payees")
    name = models.CharField("nom", max_length=120, blank=True)

    RECORDED_ONCE = (*LINKS, Digest("name"))

    class Meta(AppendOnly.Meta):
        verbose_name = "destinataire de paiements"
        ordering = ["pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network(*LINKS),
            models.UniqueConstraint(fields=["network", *LINKS, "name"], name="payee_once", nulls_distinct=False),
            models.CheckConstraint(condition=reduce(or_, map(_named_by, (*LINKS, "name"))), name="payee_named_by_one"),
        ]

    def __str__(self) -> str:
        if self.person_id:
            return PERSON
        if self.post is not None:
            return f"{self.post.employer}, {self.post}"
        return str(self.partner or self.place or self.name)

    @property
    def kind(self) -> str:
        """What it is, in French."""
        kinds = {
            "partner": "Partenaire",
            "person": PERSON,
            "post": "Employeur d’un poste",
            "place": "Organisme formateur",
        }
        return next((kinds[one] for one in LINKS if getattr(self, f"{one}_id")), "Hors du réseau")

    def url_for(self, member: "Member") -> str:
        """The page of it that this member may open; empty where there is none."""
        pages = {
            "partner": Permission.PARTNERS_VIEW,
            "post": Permission.POSTS_VIEW_ALL,
            "place": Permission.PASSES_MANAGE,
        }
        for link, right in pages.items():
            if getattr(self, f"{link}_id") is not None and member.may(right):
                return getattr(self, link).get_absolute_url()
        return ""
