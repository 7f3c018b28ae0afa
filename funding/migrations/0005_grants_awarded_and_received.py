"""A grant is awarded, comes in in one or several times, serves several actions, is justified."""

import datetime
import django.db.models.deletion
import inclusion.constraints
from django.db import migrations, models


# A grant is now what was awarded; what came of it is a receipt of its own, as before in the ledger.
CARRY_OVER = """
INSERT INTO funding_grantearmark (network_id, grant_id, funded_action_id)
    SELECT network_id, id, funded_action_id FROM funding_grant;
INSERT INTO funding_grantreceipt (network_id, grant_id, amount, received_on, bank_reference)
    SELECT network_id, id, amount, received_on, bank_reference FROM funding_grant;
ALTER TABLE funding_ledgertransaction DISABLE TRIGGER append_only;
UPDATE funding_ledgertransaction t SET grant_receipt_id = r.id
    FROM funding_grantreceipt r
    JOIN funding_account a ON a.grant_id = r.grant_id AND a.kind = 'grant'
    JOIN funding_posting p ON p.account_id = a.id
    WHERE p.transaction_id = t.id AND t.kind = 'grant';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE funding_ledgertransaction ENABLE TRIGGER append_only;
"""
NO_LONGER_APPEND_ONLY = migrations.RunSQL(
    "DROP TRIGGER append_only ON funding_grant; DROP TRIGGER append_only_whole ON funding_grant;",
    migrations.RunSQL.noop,
)

def append_only(table: str) -> migrations.RunSQL:
    """Refuse any change of a row that was written, and the emptying of the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change();"
        f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        f"DROP TRIGGER append_only ON {table}; DROP TRIGGER append_only_whole ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0004_posting_sums"),
        ("inclusion", "0004_document_kinds_of_funds"),
    ]

    operations = [
        NO_LONGER_APPEND_ONLY,
        migrations.CreateModel(
            name="GrantEarmark",
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
            name="GrantReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant")),
                ("received_on", models.DateField(verbose_name="reçu le")),
                ("bank_reference", models.CharField(max_length=60, verbose_name="référence bancaire")),
            ],
            options={
                "verbose_name": "versement d’une subvention",
                "ordering": ["received_on", "pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.AlterModelOptions(
            name="grant",
            options={
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "ordering": ["awarded_on", "pk"],
                "verbose_name": "subvention",
            },
        ),
        migrations.RemoveConstraint(
            model_name="grant",
            name="funding_grant_funded_action_same_network",
        ),
        migrations.RemoveConstraint(
            model_name="grant",
            name="grant_bank_reference_unique",
        ),
        migrations.AddField(
            model_name="grant",
            name="awarded_on",
            field=models.DateField(default=datetime.date(2026, 1, 1), verbose_name="accordée le"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="grant",
            name="justification",
            field=models.TextField(blank=True, verbose_name="ce qui a été remis au financeur"),
        ),
        migrations.AddField(
            model_name="grant",
            name="justified_on",
            field=models.DateField(blank=True, null=True, verbose_name="justifiée le"),
        ),
        migrations.AddField(
            model_name="grant",
            name="justify_by",
            field=models.DateField(blank=True, null=True, verbose_name="à justifier au plus tard le"),
        ),
        migrations.AddField(
            model_name="grant",
            name="spend_by",
            field=models.DateField(blank=True, null=True, verbose_name="à employer au plus tard le"),
        ),
        migrations.AddField(
            model_name="grant",
            name="state",
            field=models.CharField(
                choices=[("awarded", "Accordée"), ("justified", "Justifiée")],
                default="awarded",
                max_length=12,
                verbose_name="état",
            ),
        ),
        migrations.AlterField(
            model_name="grant",
            name="amount",
            field=models.DecimalField(decimal_places=2, max_digits=12, verbose_name="montant accordé"),
        ),
        migrations.AddField(
            model_name="grantearmark",
            name="funded_action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grant_earmarks",
                to="funding.fundedaction",
            ),
        ),
        migrations.AddField(
            model_name="grantearmark",
            name="grant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="earmarks", to="funding.grant"
            ),
        ),
        migrations.AddField(
            model_name="grantearmark",
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
            model_name="grant",
            name="funded_actions",
            field=models.ManyToManyField(
                related_name="grants",
                through="funding.GrantEarmark",
                to="funding.fundedaction",
                verbose_name="actions auxquelles elle est réservée",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                fields=("fund", "name"),
                name="grant_name_unique",
                violation_error_message="Une subvention de ce fonds porte déjà ce nom.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("justified_on__isnull", False), ("state", "justified")),
                    models.Q(("justified_on", None), ("state", "awarded")),
                    _connector="OR",
                ),
                name="grant_justified_has_its_day",
                violation_error_message="Dites quel jour la justification a été remise.",
            ),
        ),
        migrations.AddField(
            model_name="grantreceipt",
            name="grant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="funding.grant"
            ),
        ),
        migrations.AddField(
            model_name="grantreceipt",
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
            model_name="ledgertransaction",
            name="grant_receipt",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transactions",
                to="funding.grantreceipt",
            ),
        ),
        migrations.RunSQL(CARRY_OVER),
        migrations.RemoveField(
            model_name="grant",
            name="bank_reference",
        ),
        migrations.RemoveField(
            model_name="grant",
            name="funded_action",
        ),
        migrations.RemoveField(
            model_name="grant",
            name="received_on",
        ),
        migrations.AddConstraint(
            model_name="grantearmark",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="funding_grantearmark_network"),
        ),
        migrations.AddConstraint(
            model_name="grantearmark",
            constraint=inclusion.constraints.SameNetwork(
                field="grant", name="funding_grantearmark_grant_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="grantearmark",
            constraint=inclusion.constraints.SameNetwork(
                field="funded_action", name="funding_grantearmark_funded_action_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="grantearmark",
            constraint=models.UniqueConstraint(fields=("grant", "funded_action"), name="grant_earmark_once"),
        ),
        migrations.AddConstraint(
            model_name="grantreceipt",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="funding_grantreceipt_network"),
        ),
        migrations.AddConstraint(
            model_name="grantreceipt",
            constraint=inclusion.constraints.SameNetwork(
                field="grant", name="funding_grantreceipt_grant_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="grantreceipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="grant_receipt_not_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="grantreceipt",
            constraint=models.UniqueConstraint(
                fields=("network", "bank_reference"),
                name="grant_receipt_bank_reference_unique",
                violation_error_message="Cette référence bancaire est déjà enregistrée.",
            ),
        ),
        append_only("funding_grantreceipt"),
    ]
