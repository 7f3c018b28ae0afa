"""Files of the Coop that were tried wait here for the word of whoever brought them."""

import django.db.models.deletion
import inclusion.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0003_campaign_reminders"),
        ("inclusion", "0009_equipment_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HelpImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("tried", "Essayé"),
                            ("applied", "Enregistré"),
                            ("dropped", "Abandonné"),
                        ],
                        default="tried",
                        editable=False,
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                ("report", models.JSONField(default=dict, editable=False, verbose_name="compte rendu")),
                ("packed", models.BinaryField(null=True)),
                ("tried_at", models.DateTimeField(verbose_name="essayé le")),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="décidé le")),
                (
                    "network",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inclusion.network",
                        verbose_name="réseau",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inclusion.partner",
                    ),
                ),
                (
                    "tried_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "fichier de la Coop",
                "verbose_name_plural": "fichiers de la Coop",
                "ordering": ["-tried_at", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("id", "network"), name="evaluation_helpimport_network"),
                    inclusion.constraints.SameNetwork(
                        field="partner", name="evaluation_helpimport_partner_same_network"
                    ),
                ],
            },
        ),
    ]
