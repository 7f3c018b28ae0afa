"""Forms of the training of helpers: an envelope, an allotment, a training that took place."""

from typing import Any

from django import forms

from inclusion.core.scope import active_network
from inclusion.core.web.forms import DayField, EurosField, LastDayField, field_of
from inclusion.territories.models import Epci
from roadmaps.coverage.models import TrainingAllotment, TrainingEnvelope

_MAX_PLACES = 9999


def _places(label: str, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=_MAX_PLACES, **kwargs)


class EnvelopeForm(forms.Form):
    """Open an envelope, or change it."""

    name = forms.CharField(
        label="Nom", max_length=120, help_text="Par exemple\u00a0: Formation des aidants 2026, État."
    )
    amount = EurosField(label="Montant, en euros", min_value=0)
    minimum_places = _places(
        "Nombre de places demandé, au moins",
        help_text="Ce que le financeur demande\u00a0: 60 places pour 20\u202f000\u00a0€ en 2024.",
    )
    start = DayField(label="Premier jour")
    end = LastDayField(label="Dernier jour")

    groups = (("L’enveloppe", ("name", "amount", "minimum_places")), ("De quand à quand", ("start", "end")))


class AllotmentForm(forms.Form):
    """Give places to an intercommunalité, or change what it has."""

    epci = forms.ModelChoiceField(
        label="Intercommunalité",
        queryset=Epci.objects.none(),
        empty_label="Choisissez une intercommunalité",
        help_text="Celles qui ont déjà des places se modifient dans le tableau.",
    )
    places = _places("Places")
    amount = EurosField(label="Montant, en euros", min_value=0)
    committed_on = DayField(label="Engagée le", help_text="Le jour où l’intercommunalité s’est engagée.")
    proof = forms.CharField(
        label="Ce qui montre son engagement",
        max_length=160,
        required=False,
        help_text="Délibération ou courrier. Nécessaire si elle n’a ni feuille de route, ni instance, ni convention.",
    )

    def __init__(
        self, *args: Any, envelope: TrainingEnvelope, allotment: TrainingAllotment | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if allotment is not None:
            del self.fields["epci"]
            return
        has = envelope.allotments.values("epci")
        here = Epci.objects.touching(active_network().department_id).exclude(pk__in=has)
        field_of(self, "epci").queryset = here


class UseForm(forms.Form):
    """Note a training that took place."""

    label = forms.CharField(
        label="Formation", max_length=160, help_text="Par exemple\u00a0: Accompagner une démarche en ligne."
    )
    held_on = DayField(label="Tenue le")
    places = _places("Personnes formées")
    amount = EurosField(label="Coût, en euros", min_value=0)
