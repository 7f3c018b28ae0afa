"""The whole life of a pass: programmes with their places and prescribers, uses, reimbursements, mailings."""

import django.db.models.deletion
import django.db.models.expressions
import inclusion.constraints
from django.conf import settings
from django.db import migrations, models

# Booklets that were issued before: numbered in the order of their issue, claimed two months after their last day.
BACKFILL = """
UPDATE funding_booklet b SET number = n.rank, accepted_until = b.valid_until,
    claim_until = (b.valid_until + interval '2 months')::date
FROM (SELECT id, row_number() OVER (PARTITION BY network_id ORDER BY issued_on, id) AS rank FROM funding_booklet) n
WHERE n.id = b.id;
INSERT INTO funding_counter (network_id, name, last)
SELECT network_id, 'booklet', max(number) FROM funding_booklet GROUP BY network_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""

LINES_ARE_KEPT = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON funding_reimbursementline
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON funding_reimbursementline
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
LINES_ARE_FREE = """
DROP TRIGGER append_only ON funding_reimbursementline;
DROP TRIGGER append_only_whole ON funding_reimbursementline;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0018_another_successor_after_a_termination"),
        ("inclusion", "0006_letters_in_hand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterReturn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("returned_on", models.DateField(verbose_name="revenue le")),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="raison")),
                ("recorded_at", models.DateTimeField(verbose_name="notée le")),
            ],
            options={
                "verbose_name": "lettre revenue",
                "verbose_name_plural": "lettres revenues",
                "ordering": ["-recorded_at", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Mailing",
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
                            ("tried", "À confirmer"),
                            ("running", "En cours"),
                            ("done", "Terminé"),
                            ("dropped", "Abandonné"),
                        ],
                        default="tried",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("filename", models.CharField(blank=True, max_length=160, verbose_name="fichier")),
                ("tried_at", models.DateTimeField(verbose_name="préparé le")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="terminé le")),
            ],
            options={
                "verbose_name": "envoi groupé",
                "verbose_name_plural": "envois groupés",
                "ordering": ["-tried_at", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="MailingLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveIntegerField(verbose_name="ligne")),
                ("fields", models.JSONField(default=dict)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "Par courriel"),
                            ("post", "Par courrier"),
                            ("hand", "En main propre"),
                        ],
                        default="post",
                        max_length=10,
                        verbose_name="envoi",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("ready", "Prêt"), ("refused", "Écarté"), ("sent", "Envoyé")],
                        max_length=10,
                        verbose_name="résultat",
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=300, verbose_name="raison")),
            ],
            options={
                "verbose_name": "ligne d’un envoi groupé",
                "verbose_name_plural": "lignes d’un envoi groupé",
                "ordering": ["rank", "pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="PlaceMail",
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
                            ("lapse_warning", "Pass à faire rembourser avant une date"),
                            ("validated", "Demande de remboursement validée"),
                            ("paid", "Remboursement payé"),
                        ],
                        max_length=20,
                        verbose_name="objet",
                    ),
                ),
                ("about", models.CharField(max_length=60)),
                ("to", models.EmailField(max_length=254, verbose_name="à")),
                ("made_at", models.DateTimeField(verbose_name="préparé le")),
                ("mailed_at", models.DateTimeField(null=True, verbose_name="envoyé le")),
                ("problem", models.TextField(blank=True, verbose_name="ce qui a échoué")),
            ],
            options={
                "verbose_name": "courriel à un lieu",
                "verbose_name_plural": "courriels aux lieux",
                "ordering": ["-made_at", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ProgrammePlace",
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
            name="ProgrammePrescriber",
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
            name="Redemption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session", models.CharField(max_length=120, verbose_name="séance")),
                ("used_on", models.DateField(verbose_name="utilisé le")),
                ("key", models.UUIDField(verbose_name="identité du scan")),
                ("offline", models.BooleanField(default=False, verbose_name="envoyé plus tard")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                ("taken_back_at", models.DateTimeField(null=True, verbose_name="annulée le")),
                ("taken_back_because", models.CharField(blank=True, max_length=200, verbose_name="raison")),
            ],
            options={
                "verbose_name": "pass utilisé",
                "verbose_name_plural": "pass utilisés",
                "ordering": ["-used_on", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Reimbursement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=20, verbose_name="référence")),
                ("month", models.DateField(verbose_name="mois")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "À valider"),
                            ("validated", "À payer"),
                            ("paid", "Payée"),
                            ("closed", "Soldée sans paiement"),
                        ],
                        default="submitted",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("iban", models.CharField(max_length=34, verbose_name="IBAN")),
                ("account_holder", models.CharField(max_length=120, verbose_name="titulaire du compte")),
                ("asked_at", models.DateTimeField(verbose_name="demandée le")),
                ("validated_at", models.DateTimeField(null=True, verbose_name="validée le")),
                ("paid_on", models.DateField(null=True, verbose_name="payée le")),
                (
                    "payment_reference",
                    models.CharField(blank=True, max_length=60, verbose_name="référence du paiement"),
                ),
                (
                    "payment_reference_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("payment_reference"),
                            function="reference_key",
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                ("payments_undone", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("exported_at", models.DateTimeField(null=True, verbose_name="exportée le")),
            ],
            options={
                "verbose_name": "demande de remboursement",
                "verbose_name_plural": "demandes de remboursement",
                "ordering": ["-asked_at", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ReimbursementLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="raison")),
                ("added_at", models.DateTimeField(verbose_name="ajoutée le")),
            ],
            options={
                "verbose_name": "ligne de remboursement",
                "verbose_name_plural": "lignes de remboursement",
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ScanRefusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(verbose_name="identité du scan")),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("session", models.CharField(max_length=120, verbose_name="séance")),
                ("used_on", models.DateField(verbose_name="séance du")),
                ("offline", models.BooleanField(default=False, verbose_name="envoyé plus tard")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("unknown", "Ce code n’est pas celui d’un pass"),
                            ("used", "Ce pass a déjà servi"),
                            ("expired", "Ce pass n’est plus valable"),
                            ("cancelled", "Ce pass est annulé"),
                            ("elsewhere", "Ce lieu n’accepte pas ce pass"),
                            ("not_yet", "La séance précède l’envoi de ce pass"),
                            ("too_old", "La séance est trop ancienne"),
                            ("future", "La séance n’a pas encore eu lieu"),
                            ("closed", "Le fonds de ce pass est clos"),
                        ],
                        max_length=12,
                        verbose_name="raison",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="traité le")),
                (
                    "settled_how",
                    models.CharField(blank=True, max_length=200, verbose_name="ce qui a été décidé"),
                ),
            ],
            options={
                "verbose_name": "pass refusé",
                "verbose_name_plural": "pass refusés",
                "ordering": ["-recorded_at", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_sent_dated",
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_batched_has_batch",
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="payment_reference_once",
        ),
        migrations.AddField(
            model_name="booklet",
            name="accepted_until",
            field=models.DateField(default="2000-01-01", verbose_name="accepté jusqu’au (inclus)"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="booklet",
            name="claim_until",
            field=models.DateField(default="2000-01-01", verbose_name="remboursable jusqu’au (inclus)"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="booklet",
            name="number",
            field=models.PositiveIntegerField(default=0, verbose_name="numéro"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="letter",
            name="bulk",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="letter",
            name="content",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[("passes", "Lettre et pass"), ("reminder", "Lettre de rappel")],
                default="passes",
                max_length=10,
                verbose_name="nature",
            ),
        ),
        migrations.AddField(
            model_name="passprogramme",
            name="all_places",
            field=models.BooleanField(default=True, verbose_name="tous les lieux qui acceptent les pass"),
        ),
        migrations.AddField(
            model_name="passprogramme",
            name="all_prescribers",
            field=models.BooleanField(default=True, verbose_name="tous les prescripteurs du réseau"),
        ),
        migrations.AddField(
            model_name="passprogramme",
            name="claim_months",
            field=models.PositiveSmallIntegerField(
                default=2, verbose_name="mois pour demander le remboursement"
            ),
        ),
        migrations.AddField(
            model_name="passprogramme",
            name="envelope",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="enveloppe du programme"
            ),
        ),
        migrations.AddField(
            model_name="passprogramme",
            name="letter_closing",
            field=models.TextField(blank=True, verbose_name="fin de la lettre"),
        ),
        migrations.AddField(
            model_name="passprogramme",
            name="letter_opening",
            field=models.TextField(blank=True, verbose_name="début de la lettre"),
        ),
        migrations.AddField(
            model_name="passprogramme",
            name="mentions",
            field=models.TextField(blank=True, verbose_name="mentions obligatoires"),
        ),
        migrations.AddField(
            model_name="passprogramme",
            name="nature",
            field=models.CharField(
                default="Formation au numérique", max_length=120, verbose_name="nature des services payés"
            ),
        ),
        migrations.AddField(
            model_name="passprogramme",
            name="tolerance_days",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="jours de tolérance"),
        ),
        migrations.AddField(
            model_name="passprogramme",
            name="validity_rule",
            field=models.CharField(
                choices=[
                    ("months", "Un nombre de mois après l’envoi"),
                    ("year_end", "Jusqu’à la fin de l’année d’envoi"),
                ],
                default="months",
                max_length=10,
                verbose_name="durée de validité",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="line_use",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="trainingplace",
            name="account_holder",
            field=models.CharField(blank=True, max_length=120, verbose_name="titulaire du compte"),
        ),
        migrations.AddField(
            model_name="trainingplace",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="adresse électronique"),
        ),
        migrations.AddField(
            model_name="trainingplace",
            name="iban",
            field=models.CharField(blank=True, max_length=34, verbose_name="IBAN du compte à payer"),
        ),
        migrations.AlterField(
            model_name="ledgertransaction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "Versement"),
                    ("match", "Effet levier"),
                    ("grant", "Subvention reçue"),
                    ("commitment", "Engagement"),
                    ("payment", "Paiement"),
                    ("release", "Dégagement"),
                    ("debt", "Pass utilisé"),
                    ("reversal", "Annulation"),
                ],
                max_length=12,
                verbose_name="nature",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="booklet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="funding.booklet"
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="channel",
            field=models.CharField(
                choices=[("email", "Par courriel"), ("post", "Par courrier"), ("hand", "En main propre")],
                max_length=10,
                verbose_name="envoi",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "En attente"),
                    ("writing", "En cours d’écriture"),
                    ("written", "Prête"),
                    ("sending", "En cours d’envoi"),
                    ("sent", "Envoyée par courriel"),
                    ("batched", "Dans le lot de courrier"),
                    ("posted", "Remise à La Poste"),
                    ("returned", "Revenue"),
                    ("handed", "Remise en main propre"),
                    ("uncertain", "À vérifier"),
                    ("failed", "En échec"),
                    ("cancelled", "Annulée"),
                ],
                default="queued",
                max_length=12,
                verbose_name="état",
            ),
        ),
        migrations.AlterField(
            model_name="monthtotal",
            name="effect",
            field=models.CharField(
                choices=[
                    ("receipt", "Versement"),
                    ("match", "Effet levier"),
                    ("grant", "Subvention reçue"),
                    ("commitment", "Engagement"),
                    ("payment", "Paiement"),
                    ("release", "Dégagement"),
                    ("debt", "Pass utilisé"),
                    ("reversal", "Annulation"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="monthtotal",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "Versement"),
                    ("match", "Effet levier"),
                    ("grant", "Subvention reçue"),
                    ("commitment", "Engagement"),
                    ("payment", "Paiement"),
                    ("release", "Dégagement"),
                    ("debt", "Pass utilisé"),
                    ("reversal", "Annulation"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="pass",
            name="state",
            field=models.CharField(
                choices=[
                    ("issued", "Valable"),
                    ("redeemed", "Utilisé, à payer"),
                    ("paid", "Utilisé et payé"),
                    ("expired", "Périmé"),
                    ("cancelled", "Annulé"),
                    ("lapsed", "Utilisé, jamais réclamé"),
                ],
                default="issued",
                max_length=12,
                verbose_name="état",
            ),
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="booklet",
            index=models.Index(fields=["accepted_until"], name="booklet_by_last_day"),
        ),
        migrations.AddConstraint(
            model_name="booklet",
            constraint=models.UniqueConstraint(fields=("network", "number"), name="booklet_number_unique"),
        ),
        migrations.AddConstraint(
            model_name="booklet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_until__gte", models.F("valid_until")),
                    ("claim_until__gte", models.F("accepted_until")),
                    ("valid_until__gte", models.F("issued_on")),
                ),
                name="booklet_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(fields=("booklet", "kind"), name="letter_one_of_a_kind"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["sent", "posted", "returned", "handed"]), _negated=True),
                    ("sent_at__isnull", False),
                    _connector="OR",
                ),
                name="letter_sent_dated",
                violation_error_message="Une lettre partie porte sa date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["batched", "posted", "returned"]), _negated=True),
                    ("batch__isnull", False),
                    _connector="OR",
                ),
                name="letter_batched_has_batch",
                violation_error_message="Une lettre à poster est dans un lot.",
            ),
        ),
        migrations.AddField(
            model_name="letterreturn",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="funding.postalbatch"
            ),
        ),
        migrations.AddField(
            model_name="letterreturn",
            name="letter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="funding.letter"
            ),
        ),
        migrations.AddField(
            model_name="letterreturn",
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
            model_name="letterreturn",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="mailing",
            name="job",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mailings",
                to="inclusion.job",
            ),
        ),
        migrations.AddField(
            model_name="mailing",
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
            model_name="mailing",
            name="prescriber",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="mailings", to="inclusion.partner"
            ),
        ),
        migrations.AddField(
            model_name="mailing",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mailings",
                to="funding.passprogramme",
            ),
        ),
        migrations.AddField(
            model_name="mailing",
            name="tried_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="mailingline",
            name="letter",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mailing_line",
                to="funding.letter",
            ),
        ),
        migrations.AddField(
            model_name="mailingline",
            name="mailing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="funding.mailing"
            ),
        ),
        migrations.AddField(
            model_name="mailingline",
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
            model_name="mailingline",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mailing_lines",
                to="inclusion.beneficiary",
            ),
        ),
        migrations.AddField(
            model_name="placemail",
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
            model_name="placemail",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="mails", to="funding.trainingplace"
            ),
        ),
        migrations.AddField(
            model_name="placemail",
            name="programme",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="place_mails",
                to="funding.passprogramme",
            ),
        ),
        migrations.AddField(
            model_name="programmeplace",
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
            model_name="programmeplace",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="programme_rows",
                to="funding.trainingplace",
            ),
        ),
        migrations.AddField(
            model_name="programmeplace",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="place_rows",
                to="funding.passprogramme",
            ),
        ),
        migrations.AddField(
            model_name="passprogramme",
            name="places",
            field=models.ManyToManyField(
                related_name="programmes", through="funding.ProgrammePlace", to="funding.trainingplace"
            ),
        ),
        migrations.AddField(
            model_name="programmeprescriber",
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
            model_name="programmeprescriber",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="programme_rows",
                to="inclusion.partner",
            ),
        ),
        migrations.AddField(
            model_name="programmeprescriber",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="prescriber_rows",
                to="funding.passprogramme",
            ),
        ),
        migrations.AddField(
            model_name="passprogramme",
            name="prescribers",
            field=models.ManyToManyField(
                related_name="prescribed_programmes",
                through="funding.ProgrammePrescriber",
                to="inclusion.partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="passprogramme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("claim_months__gt", 0),
                    (
                        "tolerance_days__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("claim_months"), "*", models.Value(28)
                        ),
                    ),
                ),
                name="pass_programme_claims_after_tolerance",
                violation_error_message="Les lieux demandent leur remboursement après la fin de la tolérance.",
            ),
        ),
        migrations.AddConstraint(
            model_name="passprogramme",
            constraint=models.CheckConstraint(
                condition=models.Q(("envelope", None), ("envelope__gt", 0), _connector="OR"),
                name="pass_programme_envelope_positive",
            ),
        ),
        migrations.AddField(
            model_name="redemption",
            name="movement",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redemption",
                to="funding.ledgertransaction",
            ),
        ),
        migrations.AddField(
            model_name="redemption",
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
            model_name="redemption",
            name="one_pass",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redemptions",
                to="funding.pass",
                verbose_name="pass",
            ),
        ),
        migrations.AddField(
            model_name="redemption",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redemptions",
                to="funding.trainingplace",
                verbose_name="lieu",
            ),
        ),
        migrations.AddField(
            model_name="redemption",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="redemption",
            name="taken_back_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reimbursement",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reimbursement",
            name="document",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reimbursements",
                to="inclusion.document",
            ),
        ),
        migrations.AddField(
            model_name="reimbursement",
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
            model_name="reimbursement",
            name="order",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reimbursement_orders",
                to="inclusion.document",
            ),
        ),
        migrations.AddField(
            model_name="reimbursement",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reimbursements",
                to="funding.trainingplace",
                verbose_name="lieu",
            ),
        ),
        migrations.AddField(
            model_name="reimbursement",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reimbursements",
                to="funding.passprogramme",
                verbose_name="programme",
            ),
        ),
        migrations.AddField(
            model_name="reimbursement",
            name="validated_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="placemail",
            name="reimbursement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mails",
                to="funding.reimbursement",
            ),
        ),
        migrations.AddField(
            model_name="reimbursementline",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reimbursementline",
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
            model_name="reimbursementline",
            name="redemption",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="funding.redemption"
            ),
        ),
        migrations.AddField(
            model_name="reimbursementline",
            name="reimbursement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="funding.reimbursement"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="line",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="funding.reimbursementline",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=inclusion.constraints.SameNetwork(
                field="line", name="funding_payment_line_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(fields=("line", "line_use"), name="payment_of_a_line_once"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("line", None)),
                fields=("network", "reference_key", "reference_use"),
                name="payment_reference_once",
                violation_error_message="Cette référence de paiement est déjà enregistrée.",
            ),
        ),
        migrations.AddField(
            model_name="scanrefusal",
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
            model_name="scanrefusal",
            name="one_pass",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refusals",
                to="funding.pass",
                verbose_name="pass",
            ),
        ),
        migrations.AddField(
            model_name="scanrefusal",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refusals",
                to="funding.trainingplace",
                verbose_name="lieu",
            ),
        ),
        migrations.AddField(
            model_name="scanrefusal",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="scanrefusal",
            name="settled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="letterreturn",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="funding_letterreturn_network"),
        ),
        migrations.AddConstraint(
            model_name="letterreturn",
            constraint=inclusion.constraints.SameNetwork(
                field="letter", name="funding_letterreturn_letter_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterreturn",
            constraint=inclusion.constraints.SameNetwork(
                field="batch", name="funding_letterreturn_batch_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterreturn",
            constraint=models.UniqueConstraint(fields=("letter", "batch"), name="letter_return_once_a_batch"),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="funding_mailing_network"),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=inclusion.constraints.SameNetwork(
                field="programme", name="funding_mailing_programme_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=inclusion.constraints.SameNetwork(
                field="prescriber", name="funding_mailing_prescriber_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=inclusion.constraints.SameNetwork(
                field="job", name="funding_mailing_job_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["tried", "dropped"]), ("job__isnull", False), _connector="OR"
                ),
                name="mailing_started_has_its_job",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailingline",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="funding_mailingline_network"),
        ),
        migrations.AddConstraint(
            model_name="mailingline",
            constraint=inclusion.constraints.SameNetwork(
                field="mailing", name="funding_mailingline_mailing_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailingline",
            constraint=inclusion.constraints.SameNetwork(
                field="person", name="funding_mailingline_person_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailingline",
            constraint=inclusion.constraints.SameNetwork(
                field="letter", name="funding_mailingline_letter_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailingline",
            constraint=models.UniqueConstraint(fields=("mailing", "rank"), name="mailing_line_rank_unique"),
        ),
        migrations.AddConstraint(
            model_name="mailingline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("letter__isnull", False), ("outcome", "sent")),
                    models.Q(models.Q(("outcome", "sent"), _negated=True), ("letter", None)),
                    _connector="OR",
                ),
                name="mailing_line_sent_has_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="programmeplace",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="funding_programmeplace_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="programmeplace",
            constraint=inclusion.constraints.SameNetwork(
                field="programme", name="funding_programmeplace_programme_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="programmeplace",
            constraint=inclusion.constraints.SameNetwork(
                field="place", name="funding_programmeplace_place_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="programmeplace",
            constraint=models.UniqueConstraint(fields=("programme", "place"), name="programme_place_once"),
        ),
        migrations.AddConstraint(
            model_name="programmeprescriber",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="funding_programmeprescriber_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="programmeprescriber",
            constraint=inclusion.constraints.SameNetwork(
                field="programme", name="funding_programmeprescriber_programme_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="programmeprescriber",
            constraint=inclusion.constraints.SameNetwork(
                field="partner", name="funding_programmeprescriber_partner_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="programmeprescriber",
            constraint=models.UniqueConstraint(
                fields=("programme", "partner"), name="programme_prescriber_once"
            ),
        ),
        migrations.AddIndex(
            model_name="redemption",
            index=models.Index(fields=["place", "used_on"], name="redemption_by_place"),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="funding_redemption_network"),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=inclusion.constraints.SameNetwork(
                field="one_pass", name="funding_redemption_one_pass_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=inclusion.constraints.SameNetwork(
                field="place", name="funding_redemption_place_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=inclusion.constraints.SameNetwork(
                field="movement", name="funding_redemption_movement_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at", None)),
                fields=("one_pass",),
                name="pass_used_once",
                violation_error_message="Ce pass a déjà servi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.UniqueConstraint(fields=("network", "key"), name="redemption_key_once"),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_back_at", None), ("taken_back_because", ""), ("taken_back_by", None)),
                    models.Q(
                        ("taken_back_at__isnull", False),
                        ("taken_back_by__isnull", False),
                        models.Q(("taken_back_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="redemption_taken_back_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursement",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="funding_reimbursement_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursement",
            constraint=inclusion.constraints.SameNetwork(
                field="place", name="funding_reimbursement_place_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursement",
            constraint=inclusion.constraints.SameNetwork(
                field="programme", name="funding_reimbursement_programme_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursement",
            constraint=inclusion.constraints.SameNetwork(
                field="document", name="funding_reimbursement_document_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursement",
            constraint=inclusion.constraints.SameNetwork(
                field="order", name="funding_reimbursement_order_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursement",
            constraint=models.UniqueConstraint(
                fields=("network", "reference"), name="reimbursement_reference_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("payment_reference", ""), _negated=True),
                fields=("network", "payment_reference_key"),
                name="reimbursement_payment_reference_once",
                violation_error_message="Cette référence de paiement est déjà enregistrée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("paid_on", None),
                        ("payment_reference", ""),
                        ("state__in", ["submitted"]),
                        ("validated_at", None),
                    ),
                    models.Q(
                        ("paid_on", None),
                        ("payment_reference", ""),
                        ("state__in", ["validated", "closed"]),
                        ("validated_at__isnull", False),
                        ("validated_by__isnull", False),
                    ),
                    models.Q(
                        ("paid_on__isnull", False),
                        ("state", "paid"),
                        ("validated_at__isnull", False),
                        ("validated_by__isnull", False),
                        models.Q(("payment_reference", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reimbursement_state_dated",
                violation_error_message="Une demande validée ou payée porte sa date, et sa référence de paiement.",
            ),
        ),
        migrations.AddConstraint(
            model_name="placemail",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="funding_placemail_network"),
        ),
        migrations.AddConstraint(
            model_name="placemail",
            constraint=inclusion.constraints.SameNetwork(
                field="place", name="funding_placemail_place_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="placemail",
            constraint=inclusion.constraints.SameNetwork(
                field="reimbursement", name="funding_placemail_reimbursement_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="placemail",
            constraint=inclusion.constraints.SameNetwork(
                field="programme", name="funding_placemail_programme_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="placemail",
            constraint=models.UniqueConstraint(
                fields=("place", "kind", "about", "to"), name="place_mail_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursementline",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="funding_reimbursementline_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursementline",
            constraint=inclusion.constraints.SameNetwork(
                field="reimbursement", name="funding_reimbursementline_reimbursement_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursementline",
            constraint=inclusion.constraints.SameNetwork(
                field="redemption", name="funding_reimbursementline_redemption_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursementline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("amount__gt", 0)), fields=("redemption",), name="use_asked_for_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursementline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("amount__lt", 0)), fields=("redemption",), name="use_made_good_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursementline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="reimbursement_line_not_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="reimbursementline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="reimbursement_correction_explained",
                violation_error_message="Une correction dit sa raison.",
            ),
        ),
        migrations.AddConstraint(
            model_name="scanrefusal",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="funding_scanrefusal_network"),
        ),
        migrations.AddConstraint(
            model_name="scanrefusal",
            constraint=inclusion.constraints.SameNetwork(
                field="place", name="funding_scanrefusal_place_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="scanrefusal",
            constraint=inclusion.constraints.SameNetwork(
                field="one_pass", name="funding_scanrefusal_one_pass_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="scanrefusal",
            constraint=models.UniqueConstraint(fields=("network", "key"), name="refusal_key_once"),
        ),
        migrations.RunSQL(LINES_ARE_KEPT, LINES_ARE_FREE),
    ]
