"""Sums of the ledger that the database keeps, closed periods, and the basis of each promise."""

import django.db.models.deletion
import inclusion.constraints
from django.db import migrations, models


# What the portal reads instead of its whole history: each new posting is added to the balance of its account and to the
# sum of its month. Written by this trigger alone. The fund's lock is held by whoever writes, so that rows never wait.
KEEP = """
CREATE FUNCTION ledger_summed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Changed before it is added: a row that is proposed is checked against zero before it meets the one that is there.
    WITH moved AS (
        SELECT w.network_id, w.account_id, a.kind = 'source' AS is_source, sum(w.amount) AS amount
        FROM written w JOIN funding_account a ON a.id = w.account_id GROUP BY w.network_id, w.account_id, a.kind
    ), changed AS (
        UPDATE funding_accountbalance b SET amount = b.amount + m.amount
            FROM moved m WHERE b.account_id = m.account_id RETURNING b.account_id
    )
    INSERT INTO funding_accountbalance AS b (network_id, account_id, is_source, amount)
        SELECT network_id, account_id, is_source, amount FROM moved
        WHERE account_id NOT IN (SELECT account_id FROM changed)
        ON CONFLICT (account_id) DO UPDATE SET amount = b.amount + excluded.amount;
    INSERT INTO funding_monthtotal AS m (network_id, fund_id, account_id, kind, effect, funded_action_id, positive,
            booked_in, recorded_in, amount, how_many, first_id, since, until)
        SELECT w.network_id, t.fund_id, w.account_id, t.kind, coalesce(r.kind, t.kind), c.funded_action_id, w.amount > 0,
            date_trunc('month', t.booked_on)::date, date_trunc('month', t.recorded_at AT TIME ZONE 'UTC')::date,
            sum(w.amount), count(*), min(t.id), min(t.booked_on), max(t.booked_on)
        FROM written w
        JOIN funding_ledgertransaction t ON t.id = w.transaction_id
        LEFT JOIN funding_ledgertransaction r ON r.id = t.reverses_id
        LEFT JOIN funding_commitment c ON c.id = t.commitment_id
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
        ORDER BY 3, 4, 5, 6, 7, 8, 9
        ON CONFLICT (account_id, kind, effect, funded_action_id, positive, booked_in, recorded_in) DO UPDATE SET
            amount = m.amount + excluded.amount, how_many = m.how_many + excluded.how_many,
            first_id = least(m.first_id, excluded.first_id), since = least(m.since, excluded.since),
            until = greatest(m.until, excluded.until);
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_summed AFTER INSERT ON funding_posting
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_summed();
"""
FORGET = "DROP TRIGGER ledger_summed ON funding_posting; DROP FUNCTION ledger_summed();"

# Movements that were there before: their sums, and what each promise was computed from.
CATCH_UP = """
INSERT INTO funding_accountbalance (network_id, account_id, is_source, amount)
    SELECT p.network_id, p.account_id, a.kind = 'source', sum(p.amount)
    FROM funding_posting p JOIN funding_account a ON a.id = p.account_id GROUP BY 1, 2, 3;
INSERT INTO funding_monthtotal (network_id, fund_id, account_id, kind, effect, funded_action_id, positive,
        booked_in, recorded_in, amount, how_many, first_id, since, until)
    SELECT p.network_id, t.fund_id, p.account_id, t.kind, coalesce(r.kind, t.kind), c.funded_action_id, p.amount > 0,
        date_trunc('month', t.booked_on)::date, date_trunc('month', t.recorded_at AT TIME ZONE 'UTC')::date,
        sum(p.amount), count(*), min(t.id), min(t.booked_on), max(t.booked_on)
    FROM funding_posting p
    JOIN funding_ledgertransaction t ON t.id = p.transaction_id
    LEFT JOIN funding_ledgertransaction r ON r.id = t.reverses_id
    LEFT JOIN funding_commitment c ON c.id = t.commitment_id
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
ALTER TABLE funding_commitment DISABLE TRIGGER append_only;
UPDATE funding_commitment c SET basis = jsonb_build_object(
    'shares', coalesce((
        SELECT jsonb_agg(jsonb_build_array(held.partner_id::text, held.left_over::text) ORDER BY held.account_id)
        FROM (
            SELECT a.id AS account_id, a.partner_id, coalesce(sum(p.amount) FILTER (WHERE p.transaction_id < t.id), 0.00)
                AS left_over
            FROM funding_account a LEFT JOIN funding_posting p ON p.account_id = a.id
            WHERE a.fund_id = t.fund_id AND a.kind = 'share' GROUP BY a.id
        ) held), '[]'::jsonb),
    'targets', coalesce((
        SELECT jsonb_agg(g.partner_id::text ORDER BY g.id) FROM funding_fundedactiontarget g
        WHERE g.funded_action_id = c.funded_action_id), '[]'::jsonb),
    'grants', (
        SELECT coalesce(-sum(p.amount), 0.00)::text FROM funding_posting p JOIN funding_account a ON a.id = p.account_id
        WHERE p.transaction_id = t.id AND a.kind = 'grant')
    )
    FROM funding_ledgertransaction t WHERE t.commitment_id = c.id AND t.kind = 'commitment';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE funding_commitment ENABLE TRIGGER append_only;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0007_counters_and_statement_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountBalance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_source", models.BooleanField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="solde")),
            ],
            options={
                "ordering": ["account_id"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="MonthTotal",
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
                            ("receipt", "Versement"),
                            ("match", "Effet levier"),
                            ("grant", "Subvention reçue"),
                            ("commitment", "Engagement"),
                            ("payment", "Paiement"),
                            ("release", "Dégagement"),
                            ("reversal", "Annulation"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("receipt", "Versement"),
                            ("match", "Effet levier"),
                            ("grant", "Subvention reçue"),
                            ("commitment", "Engagement"),
                            ("payment", "Paiement"),
                            ("release", "Dégagement"),
                            ("reversal", "Annulation"),
                        ],
                        max_length=12,
                    ),
                ),
                ("positive", models.BooleanField()),
                ("booked_in", models.DateField()),
                ("recorded_in", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("how_many", models.PositiveIntegerField()),
                ("first_id", models.BigIntegerField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="commitment",
            name="basis",
            field=models.JSONField(default=dict, verbose_name="base du calcul"),
        ),
        migrations.AddField(
            model_name="fund",
            name="closed_until",
            field=models.DateField(blank=True, null=True, verbose_name="clos jusqu’au (exclu)"),
        ),
        migrations.AddConstraint(
            model_name="fund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_until", None),
                    models.Q(("closed_until__gt", models.F("start")), ("closed_until__lte", models.F("end"))),
                    _connector="OR",
                ),
                name="fund_closed_within_its_period",
            ),
        ),
        migrations.AddField(
            model_name="accountbalance",
            name="account",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="balance", to="funding.account"
            ),
        ),
        migrations.AddField(
            model_name="accountbalance",
            name="network",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inclusion.network",
                verbose_name="réseau",
            ),
        ),
        migrations.AddIndex(
            model_name="ledgertransaction",
            index=models.Index(fields=["fund", "recorded_at"], name="transaction_by_moment"),
        ),
        migrations.AddConstraint(
            model_name="ledgertransaction",
            constraint=inclusion.constraints.SameNetwork(
                field="grant_receipt", name="funding_ledgertransaction_grant_receipt_same_network"
            ),
        ),
        migrations.AddField(
            model_name="monthtotal",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="month_totals", to="funding.account"
            ),
        ),
        migrations.AddField(
            model_name="monthtotal",
            name="fund",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="month_totals", to="funding.fund"
            ),
        ),
        migrations.AddField(
            model_name="monthtotal",
            name="funded_action",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="month_totals",
                to="funding.fundedaction",
            ),
        ),
        migrations.AddField(
            model_name="monthtotal",
            name="network",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inclusion.network",
                verbose_name="réseau",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountbalance",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="funding_accountbalance_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountbalance",
            constraint=inclusion.constraints.SameNetwork(
                field="account", name="funding_accountbalance_account_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountbalance",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_source", True), ("amount__gte", 0), _connector="OR"),
                name="account_balance_not_below_zero",
            ),
        ),
        migrations.AddIndex(
            model_name="monthtotal",
            index=models.Index(fields=["fund", "booked_in"], name="month_total_by_fund"),
        ),
        migrations.AddConstraint(
            model_name="monthtotal",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="funding_monthtotal_network"),
        ),
        migrations.AddConstraint(
            model_name="monthtotal",
            constraint=inclusion.constraints.SameNetwork(
                field="fund", name="funding_monthtotal_fund_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="monthtotal",
            constraint=inclusion.constraints.SameNetwork(
                field="account", name="funding_monthtotal_account_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="monthtotal",
            constraint=inclusion.constraints.SameNetwork(
                field="funded_action", name="funding_monthtotal_funded_action_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="monthtotal",
            constraint=models.UniqueConstraint(
                fields=("account", "kind", "effect", "funded_action", "positive", "booked_in", "recorded_in"),
                name="month_total_unique",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(CATCH_UP, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, FORGET),
    ]
