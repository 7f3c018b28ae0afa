"""`manage.py states_doc > docs/states.md`: the life of every stateful thing, as tables."""

from typing import Any, cast

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db.models import Field


def states_document() -> str:
    """Return docs/states.md as the models say it now."""
    lines = [
        "# Les états",
        "",
        "Chaque objet qui a une vie passe d’un état à l’autre par une seule porte (`inclusion/core/states.py`).",
        "Ce fichier est écrit par `manage.py states_doc` ; un test le compare aux modèles.",
    ]
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        if not hasattr(model, "TRANSITIONS"):
            continue
        labels = dict(cast("Field[Any, Any]", model._meta.get_field("state")).choices or ())
        name = str(model._meta.verbose_name)
        lines += [
            "",
            f"## {name[:1].upper()}{name[1:]} (`{model._meta.label}`)",
            "",
            "| état | peut devenir |",
            "|---|---|",
        ]
        for state, following in model.TRANSITIONS.items():
            ways = ", ".join(labels[to] for to in labels if to in following) or "—"
            lines.append(f"| {labels[state]} (`{state}`) | {ways} |")
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "Écrit les tables d’états de docs/states.md sur la sortie standard."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(states_document(), ending="")
