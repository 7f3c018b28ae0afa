"""E-mails about requests, one row each."""

import django.db.models.deletion
from django.db import migrations, models

import inclusion.constraints


class Migration(migrations.Migration):
    dependencies = [("equipment", "0002_equipment_guards"), ("inclusion", "0009_equipment_documents")]

    operations = [
        migrations.CreateModel(
            name="LoanRequestMail",
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
                            ("sent", "Demande à traiter"),
                            ("confirmed", "Demande confirmée"),
                            ("refused", "Demande refusée"),
                            ("waits", "Mise sur liste d’attente"),
                            ("offered", "Proposition"),
                            ("accepted", "Proposition acceptée"),
                            ("lapsed", "Demande close sans prêt"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("to", models.EmailField(max_length=254, verbose_name="à")),
                ("asked_at", models.DateTimeField(verbose_name="demandé le")),
                ("mailed_at", models.DateTimeField(null=True, verbose_name="envoyé le")),
                ("problem", models.TextField(blank=True, verbose_name="ce qui a échoué")),
                (
                    "loan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request_mails",
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
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="equipment.loanrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "courriel sur une demande de prêt",
                "verbose_name_plural": "courriels sur les demandes de prêt",
                "ordering": ["-asked_at", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("id", "network"), name="equipment_loanrequestmail_network"
                    ),
                    inclusion.constraints.SameNetwork(
                        field="request", name="equipment_loanrequestmail_request_same_network"
                    ),
                    inclusion.constraints.SameNetwork(
                        field="loan", name="equipment_loanrequestmail_loan_same_network"
                    ),
                    models.UniqueConstraint(
                        fields=("request", "kind", "loan", "to"),
                        name="loan_request_mail_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
