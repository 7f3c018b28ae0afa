"""E-mails that remind structures of a campaign, one row each."""

import django.db.models.deletion
from django.db import migrations, models

import inclusion.constraints


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_evaluation_guards"), ("inclusion", "0009_equipment_documents")]
    operations = [
        migrations.CreateModel(
            name="CampaignReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("asked", "Rappel de la coordination"), ("soon", "Rappel avant la fin")],
                        max_length=5,
                        verbose_name="nature",
                    ),
                ),
                ("about", models.DateField(verbose_name="au sujet du")),
                ("to", models.EmailField(max_length=254, verbose_name="à")),
                ("asked_at", models.DateTimeField(verbose_name="demandé le")),
                ("mailed_at", models.DateTimeField(null=True, verbose_name="envoyé le")),
                ("problem", models.TextField(blank=True, verbose_name="ce qui a échoué")),
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
                    "structure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="evaluation.campaignstructure",
                    ),
                ),
            ],
            options={
                "verbose_name": "rappel à une structure",
                "verbose_name_plural": "rappels aux structures",
                "ordering": ["-asked_at", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("id", "network"), name="evaluation_campaignreminder_network"
                    ),
                    inclusion.constraints.SameNetwork(
                        field="structure", name="evaluation_campaignreminder_structure_same_network"
                    ),
                    models.UniqueConstraint(
                        fields=("structure", "kind", "about"), name="campaign_reminder_once"
                    ),
                ],
            },
        ),
    ]
