"""Take the annuaire of schools of a network from a file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from equipment.bank.queries import the_bank
from equipment.schools.actions import Effect, effects_of, import_schools, try_schools
from equipment.schools.rules import ReadSchools
from inclusion.core.errors import DomainError
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to


class Command(BaseCommand):
    """Prints what came, what changed, and every line that was not taken with its reason."""

    help = (
        "Importe l’annuaire des établissements d’un réseau (CSV ou XLSX\u00a0; peut être relancée). "
        "Une ligne fausse est dite et laissée, les autres sont prises."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the network; whether to try only; whether a program reads the answer."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--network", required=True, help="l’adresse courte du réseau")
        parser.add_argument("--dry-run", action="store_true", help="essayer, sans rien enregistrer")
        parser.add_argument("--json", action="store_true", help="répondre en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, then write unless only tried."""
        network = Network.objects.select_related("department").filter(slug=options["network"]).first()
        if network is None:
            raise CommandError(f"Aucun réseau ne porte l’adresse «\u00a0{options['network']}\u00a0».")
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"Ce fichier ne se lit pas\u00a0: {error.strerror}.") from None
        try:
            with scoped_to(network):
                read = try_schools(data, department=network.department_id)
                effects = (
                    effects_of(read)
                    if options["dry_run"]
                    else import_schools(the_bank(), read=read, by=None, at=timezone.now())
                )
        except DomainError as refused:
            raise CommandError(str(refused)) from None
        report = _report(read, effects)
        self.stdout.write(
            json.dumps(report, ensure_ascii=False, indent=2) if options["json"] else _said(report, options)
        )


def _report(read: ReadSchools, effects: list[Effect]) -> dict[str, Any]:
    return {
        "added": sum(effect.is_new for effect in effects),
        "changed": sum(bool(effect.changes) for effect in effects),
        "unchanged": sum(not effect.writes for effect in effects),
        "refused": [{"line": one.row, "written": one.written, "why": one.reason} for one in read.refused],
        "elsewhere": [{"line": one.row, "written": one.written, "why": one.reason} for one in read.elsewhere],
        "ignored_columns": list(read.ignored),
        "unknown_communes": [
            {"line": effect.row.number, "code": effect.row.commune_code}
            for effect in effects
            if not effect.commune_known
        ],
    }


def _said(report: dict[str, Any], options: dict[str, Any]) -> str:
    lines = [
        f"{report['added']} ajoutés, {report['changed']} modifiés, {report['unchanged']} inchangés, "
        f"{len(report['refused'])} à corriger, {len(report['elsewhere'])} d’un autre département"
    ]
    lines += [f"ligne {one['line']} ({one['written']})\u00a0: {one['why']}" for one in report["refused"]]
    if report["unknown_communes"]:
        codes = ", ".join(sorted({one["code"] for one in report["unknown_communes"]}))
        lines.append(f"Communes inconnues du portail, laissées vides\u00a0: {codes}")
    if report["ignored_columns"]:
        lines.append(f"Colonnes laissées\u00a0: {', '.join(report['ignored_columns'])}")
    if options["dry_run"]:
        lines.append("Essai\u00a0: rien n’est enregistré.")
    return "\n".join(lines)
