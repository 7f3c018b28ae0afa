"""The bodies of the governance, the shapes of intercommunalités, and the documents of roadmaps."""

import django.db.models.deletion
import django.db.models.functions.text
import inclusion.constraints
import inclusion.models.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inclusion", "0007_documents_can_be_erased"),
    ]

    operations = [
        migrations.CreateModel(
            name="EpciContour",
            fields=[
                (
                    "epci",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="inclusion.epci",
                        verbose_name="intercommunalité",
                    ),
                ),
                ("geometry", models.JSONField(verbose_name="contour")),
                ("west", models.FloatField(verbose_name="ouest")),
                ("south", models.FloatField(verbose_name="sud")),
                ("east", models.FloatField(verbose_name="est")),
                ("north", models.FloatField(verbose_name="nord")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("imported_at", models.DateTimeField(verbose_name="importé le")),
            ],
            options={
                "verbose_name": "contour d’intercommunalité",
                "verbose_name_plural": "contours d’intercommunalités",
                "ordering": ["epci"],
            },
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("pass_letter", "Lettre de pass numérique"),
                    ("postal_batch", "Lot de courrier"),
                    ("postal_manifest", "Bordereau de courrier"),
                    ("statement", "Relevé de financement"),
                    ("statement_archive", "Relevés d’une année"),
                    ("call_for_funds", "Appel de fonds"),
                    ("imported_file", "Fichier apporté"),
                    ("agreement", "Convention à signer"),
                    ("signed_agreement", "Convention signée"),
                    ("subsidy_report", "Bilan d’une subvention"),
                    ("reimbursement", "Demande de remboursement"),
                    ("reimbursement_order", "Remboursement validé"),
                    ("roadmap", "Feuille de route"),
                    ("roadmap_minutes", "Compte rendu d’adoption"),
                    ("roadmap_paper", "Pièce d’une feuille de route"),
                ],
                max_length=20,
                verbose_name="nature",
            ),
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nom")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("copil", "Comité de pilotage (COPIL)"),
                            ("cotech", "Comité technique (COTECH)"),
                            ("network", "Réunion du réseau"),
                            ("group", "Groupe de travail"),
                            ("assembly", "Conseil ou assemblée"),
                            ("other", "Autre instance"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                (
                    "deals_since",
                    models.DateField(
                        blank=True, null=True, verbose_name="s’occupe d’inclusion numérique depuis le"
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="à quoi elle sert")),
                (
                    "closed_on",
                    models.DateField(blank=True, null=True, verbose_name="ne se réunit plus depuis le"),
                ),
                (
                    "sort_name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Lower(
                            inclusion.models.text.WithoutAccents(models.F("name"))
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "epci",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inclusion.epci",
                        verbose_name="intercommunalité",
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
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bodies",
                        to="inclusion.partner",
                        verbose_name="organisme qui la réunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "instance",
                "verbose_name_plural": "instances",
                "ordering": ["sort_name", "pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("id", "network"), name="inclusion_body_network"),
                    inclusion.constraints.SameNetwork(
                        field="partner", name="inclusion_body_partner_same_network"
                    ),
                    models.UniqueConstraint(
                        fields=("network", "epci", "name"),
                        name="body_name_unique",
                        nulls_distinct=False,
                        violation_error_message="Une instance de ce territoire porte déjà ce nom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on", None),
                            ("deals_since", None),
                            ("closed_on__gte", models.F("deals_since")),
                            _connector="OR",
                        ),
                        name="body_closed_after",
                        violation_error_message="Une instance ne cesse pas avant le jour où elle a commencé.",
                    ),
                ],
            },
        ),
    ]
