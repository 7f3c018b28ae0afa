"""The form by which answers one by one are asked for: a reason and a promise."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from evaluation.results.actions import REASON, Promise
from inclusion.core.web.forms import DayField


class MicrodataUse(TextChoices):
    """What answers one by one are for."""

    RESEARCH = "recherche", "Recherche, avec un partenaire universitaire"
    EVALUATION = "evaluation", "Évaluation du réseau, faite par nous ou par un cabinet"
    CHECK = "verification", "Vérification des résultats publiés"


class MicrodataForm(forms.Form):
    """Ask for answers one by one."""

    purpose = forms.ChoiceField(label="À quoi elles serviront", choices=MicrodataUse)
    reason = forms.CharField(
        label="Pourquoi les résultats publiés ne suffisent pas",
        min_length=REASON,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=f"{REASON} lettres au moins. Le journal du réseau le garde\u00a0: ne nommez aucune personne aidée.",
    )
    delete_by = DayField(
        label="Le fichier sera supprimé au plus tard le",
        help_text="Partout où il a été copié, chez vous et chez vos partenaires.",
    )
    with_texts = forms.BooleanField(
        label="Ajouter les réponses écrites librement. Elles peuvent nommer des personnes ou des lieux\u00a0: "
        "relisez-les avant de les confier à quelqu’un.",
        required=False,
    )
    never_identify = forms.BooleanField(
        label="Je ne chercherai pas à savoir qui a répondu, et personne à qui je confie ce fichier ne le fera."
    )
    will_delete = forms.BooleanField(label="Je supprimerai ce fichier à la date écrite ci-dessus.")
    groups = (
        ("Pourquoi", ("purpose", "reason", "delete_by")),
        ("Les réponses écrites librement", ("with_texts",)),
        ("Votre engagement", ("never_identify", "will_delete")),
    )

    def promise(self, data: dict[str, Any]) -> Promise:
        """What was said, as the action takes it."""
        return Promise(
            purpose=MicrodataUse(data["purpose"]).label,
            reason=data["reason"],
            delete_by=data["delete_by"],
            with_texts=data["with_texts"],
        )
