"""What contributors are asked: whether they contribute, and to pay; which actions their euros are meant for."""

import django.db.models.deletion
import inclusion.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0005_grants_awarded_and_received"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallForFunds",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=20, verbose_name="référence")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant appelé"),
                ),
                ("called_on", models.DateField(verbose_name="appelé le")),
                ("due_on", models.DateField(verbose_name="à verser au plus tard le")),
                (
                    "state",
                    models.CharField(
                        choices=[("issued", "Émis"), ("cancelled", "Annulé")],
                        default="issued",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
            ],
            options={
                "verbose_name": "appel de fonds",
                "verbose_name_plural": "appels de fonds",
                "ordering": ["-called_on", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ContributionEarmark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ContributionMail",
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
                            ("request", "Sollicitation"),
                            ("request_reminder", "Relance pour une réponse"),
                            ("call", "Appel de fonds"),
                            ("payment_reminder", "Relance pour un versement"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("to", models.EmailField(max_length=254, verbose_name="à")),
                ("asked_at", models.DateTimeField(verbose_name="demandé le")),
                ("mailed_at", models.DateTimeField(null=True, verbose_name="envoyé le")),
                ("problem", models.TextField(blank=True, verbose_name="ce qui a échoué")),
            ],
            options={
                "verbose_name": "courriel à un contributeur",
                "verbose_name_plural": "courriels aux contributeurs",
                "ordering": ["-asked_at", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ContributionRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("asked_on", models.DateField(verbose_name="sollicité le")),
                ("answer_by", models.DateField(verbose_name="réponse attendue le")),
            ],
            options={
                "verbose_name": "sollicitation",
                "ordering": ["-year", "answer_by", "pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.AlterField(
            model_name="contribution",
            name="state",
            field=models.CharField(
                choices=[
                    ("pledged", "Promis"),
                    ("called", "Appelé"),
                    ("received", "Reçu"),
                    ("refunded", "Remboursé"),
                    ("withdrawn", "Retiré"),
                ],
                default="pledged",
                max_length=12,
                verbose_name="état",
            ),
        ),
        migrations.AddField(
            model_name="callforfunds",
            name="contribution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="funding.contribution"
            ),
        ),
        migrations.AddField(
            model_name="callforfunds",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inclusion.document"
            ),
        ),
        migrations.AddField(
            model_name="callforfunds",
            name="network",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inclusion.network",
                verbose_name="réseau",
            ),
        ),
        migrations.AddField(
            model_name="contributionearmark",
            name="contribution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="earmarks",
                to="funding.contribution",
            ),
        ),
        migrations.AddField(
            model_name="contributionearmark",
            name="funded_action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contribution_earmarks",
                to="funding.fundedaction",
                verbose_name="action",
            ),
        ),
        migrations.AddField(
            model_name="contributionearmark",
            name="network",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inclusion.network",
                verbose_name="réseau",
            ),
        ),
        migrations.AddField(
            model_name="contributionmail",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="contributionmail",
            name="call",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mails",
                to="funding.callforfunds",
            ),
        ),
        migrations.AddField(
            model_name="contributionmail",
            name="contribution",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mails",
                to="funding.contribution",
            ),
        ),
        migrations.AddField(
            model_name="contributionmail",
            name="network",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inclusion.network",
                verbose_name="réseau",
            ),
        ),
        migrations.AddField(
            model_name="contributionrequest",
            name="fund",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="funding.fund"
            ),
        ),
        migrations.AddField(
            model_name="contributionrequest",
            name="network",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inclusion.network",
                verbose_name="réseau",
            ),
        ),
        migrations.AddField(
            model_name="contributionrequest",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contribution_requests",
                to="inclusion.partner",
                verbose_name="contributeur sollicité",
            ),
        ),
        migrations.AddField(
            model_name="contributionmail",
            name="request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mails",
                to="funding.contributionrequest",
            ),
        ),
        migrations.AddConstraint(
            model_name="callforfunds",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="funding_callforfunds_network"),
        ),
        migrations.AddConstraint(
            model_name="callforfunds",
            constraint=inclusion.constraints.SameNetwork(
                field="contribution", name="funding_callforfunds_contribution_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="callforfunds",
            constraint=inclusion.constraints.SameNetwork(
                field="document", name="funding_callforfunds_document_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="callforfunds",
            constraint=models.UniqueConstraint(fields=("network", "reference"), name="call_reference_unique"),
        ),
        migrations.AddConstraint(
            model_name="callforfunds",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="call_positive"),
        ),
        migrations.AddConstraint(
            model_name="callforfunds",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("called_on"))), name="call_due_after_it_is_made"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionearmark",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="funding_contributionearmark_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionearmark",
            constraint=inclusion.constraints.SameNetwork(
                field="contribution", name="funding_contributionearmark_contribution_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionearmark",
            constraint=inclusion.constraints.SameNetwork(
                field="funded_action", name="funding_contributionearmark_funded_action_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionearmark",
            constraint=models.UniqueConstraint(
                fields=("contribution", "funded_action"), name="contribution_earmark_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionrequest",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="funding_contributionrequest_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionrequest",
            constraint=inclusion.constraints.SameNetwork(
                field="fund", name="funding_contributionrequest_fund_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionrequest",
            constraint=inclusion.constraints.SameNetwork(
                field="partner", name="funding_contributionrequest_partner_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionrequest",
            constraint=models.UniqueConstraint(
                fields=("fund", "partner", "year"),
                name="contribution_request_one_a_year",
                violation_error_message="Ce contributeur est déjà sollicité pour cette année.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionmail",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="funding_contributionmail_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionmail",
            constraint=inclusion.constraints.SameNetwork(
                field="request", name="funding_contributionmail_request_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionmail",
            constraint=inclusion.constraints.SameNetwork(
                field="contribution", name="funding_contributionmail_contribution_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionmail",
            constraint=inclusion.constraints.SameNetwork(
                field="call", name="funding_contributionmail_call_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("request__isnull", True), ("contribution__isnull", True), _connector="XOR"
                ),
                name="contribution_mail_about_one_thing",
            ),
        ),
    ]
