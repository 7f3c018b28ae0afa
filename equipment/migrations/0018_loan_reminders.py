"""Reminders of a return, one row each, and what the bank is told of those that are late."""

import django.db.models.deletion
from django.db import migrations, models

import inclusion.constraints


class Migration(migrations.Migration):
    """Adds the reminders; nothing that exists changes."""

    dependencies = [
        ("equipment", "0017_reminders_of_sessions"),
        ("inclusion", "0009_equipment_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="LoanReminder",
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
                        choices=[
                            ("before", "Avant le retour"),
                            ("late", "Retour en retard"),
                            ("bank", "Retards, pour la banque"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("about", models.DateField(verbose_name="au sujet du")),
                ("to", models.EmailField(max_length=254, verbose_name="à")),
                ("asked_at", models.DateTimeField(verbose_name="demandé le")),
                ("mailed_at", models.DateTimeField(null=True, verbose_name="envoyé le")),
                ("problem", models.TextField(blank=True, verbose_name="ce qui a échoué")),
                (
                    "loan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="equipment.loan",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "rappel d’un prêt",
                "verbose_name_plural": "rappels des prêts",
                "ordering": ["-asked_at", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("id", "network"), name="equipment_loanreminder_network"),
                    inclusion.constraints.SameNetwork(
                        field="loan", name="equipment_loanreminder_loan_same_network"
                    ),
                    models.UniqueConstraint(
                        fields=("network", "kind", "loan", "about", "to"),
                        name="loan_reminder_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "bank"), ("loan", None))
                        | models.Q(models.Q(("kind", "bank"), _negated=True), ("loan__isnull", False)),
                        name="loan_reminder_of_a_loan",
                    ),
                ],
            },
        ),
    ]
