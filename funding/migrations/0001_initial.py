"""Funds and their ledger, passes numériques and their life, agreements, posts, statements."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import inclusion.core.constraints
import inclusion.core.models.columns
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models
from inclusion.core.operations import CreateModels

# Case, spaces and signs tell no two references apart.
REFERENCE_KEY = """
CREATE FUNCTION reference_key(reference text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(upper(regexp_replace(reference, '[^[:alnum:]]+', '-', 'g')), '-');
"""

FUNCTIONS = """
-- Checked when the transaction ends, since the postings of a movement are written one after the other.
CREATE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    movement bigint;
    how_many integer;
    total numeric;
    strangers integer;
BEGIN
    IF TG_TABLE_NAME = 'funding_posting' THEN
        movement := NEW.transaction_id;
    ELSE
        movement := NEW.id;
    END IF;
    SELECT count(*), coalesce(sum(p.amount), 0), count(*) FILTER (WHERE a.fund_id <> t.fund_id)
        INTO how_many, total, strangers
        FROM funding_posting p
        JOIN funding_account a ON a.id = p.account_id
        JOIN funding_ledgertransaction t ON t.id = p.transaction_id
        WHERE p.transaction_id = movement;
    IF how_many < 2 THEN
        RAISE EXCEPTION 'ledger transaction % has % posting(s), at least two are needed', movement, how_many
            USING ERRCODE = 'check_violation';
    END IF;
    IF total <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % sums to %, not to zero', movement, total
            USING ERRCODE = 'check_violation';
    END IF;
    IF strangers > 0 THEN
        RAISE EXCEPTION 'ledger transaction % touches an account of another fund', movement
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- A row that is visible and whose transaction is still going on is this transaction's own. Its identifier has 32 bits,
-- and is brought to the 64 bits of the one that is nearest to now.
CREATE FUNCTION ledger_complete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_at bigint := pg_current_xact_id()::text::bigint;
    movement bigint;
BEGIN
    SELECT t.id INTO movement
        FROM (SELECT DISTINCT transaction_id FROM written) w
        JOIN funding_ledgertransaction t ON t.id = w.transaction_id
        WHERE pg_xact_status((
            now_at + ((t.xmin::text::bigint - now_at % 4294967296 + 6442450944) % 4294967296) - 2147483648
        )::text::xid8) IS DISTINCT FROM 'in progress'
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger transaction % is written already: no posting is added to it', movement
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_on_open_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fund funding_fund;
BEGIN
    SELECT * INTO fund FROM funding_fund WHERE id = NEW.fund_id;
    IF NEW.booked_on < fund.start OR NEW.booked_on >= fund."end" THEN
        RAISE EXCEPTION 'ledger transaction of %: not a day of fund %', NEW.booked_on, NEW.fund_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.booked_on < fund.closed_until THEN
        RAISE EXCEPTION 'ledger transaction of %: fund % is closed until %', NEW.booked_on, NEW.fund_id, fund.closed_until
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- What the portal reads instead of its whole history: each new posting is added to the balance of its account and to the
-- sum of its month. Written by this trigger alone. The fund's lock is held by whoever writes, so that rows never wait.
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

-- Above the threshold of its fund a payment is what one person asked for and another one confirmed. Those of claims are
-- small, and their claim has two persons.
CREATE FUNCTION payment_by_two_persons() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    above numeric;
BEGIN
    SELECT f.second_person_above INTO above
        FROM funding_commitment c
        JOIN funding_fundedaction a ON a.id = c.funded_action_id
        JOIN funding_fund f ON f.id = a.fund_id
        WHERE c.id = NEW.commitment_id;
    IF (NEW.request_id IS NOT NULL OR NEW.line_id IS NULL AND NEW.amount > above) AND NOT EXISTS (
        SELECT FROM funding_paymentrequest r
        WHERE r.id = NEW.request_id AND r.state = 'confirmed' AND r.commitment_id = NEW.commitment_id
            AND r.payee_id = NEW.payee_id AND r.amount = NEW.amount AND r.paid_on = NEW.paid_on
    ) THEN
        RAISE EXCEPTION 'a payment of % needs two persons: one who asks and another one who confirms', NEW.amount
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- The trigger of the postings writes one level deeper than whoever comes from outside.
CREATE FUNCTION kept_by_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written by the ledger alone: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('inclusion', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(REFERENCE_KEY, "DROP FUNCTION reference_key(text);"),
        CreateModels([
            migrations.CreateModel(
                name='Fund',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('name', models.CharField(max_length=120, verbose_name='nom')),
                    ('host', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosted_funds', to='inclusion.partner', verbose_name='porté par')),
                    ('purpose', models.TextField(blank=True, verbose_name='objet')),
                    ('envelope', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='enveloppe visée')),
                    ('start', models.DateField(verbose_name='début')),
                    ('end', models.DateField(verbose_name='fin (exclue)')),
                    ('finances_posts', models.BooleanField(default=False, verbose_name='cofinance des postes')),
                    ('post_employers', models.CharField(choices=[('any', 'Publics et privés'), ('public', 'Publics seulement'), ('private', 'Privés seulement (associations, entreprises)')], default='any', max_length=8, verbose_name='pour quels employeurs')),
                    ('iban', models.CharField(blank=True, max_length=34, verbose_name='IBAN du compte qui reçoit les versements')),
                    ('second_person_above', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='deux personnes au-dessus de')),
                    ('closed_until', models.DateField(blank=True, null=True, verbose_name='clos jusqu’au (exclu)')),
                ],
                options={
                    'verbose_name': 'fonds',
                    'verbose_name_plural': 'fonds',
                    'ordering': ['start', 'name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_fund_network'),
                        inclusion.core.constraints.SameNetwork(field='host', name='funding_fund_host_same_network'),
                        models.UniqueConstraint(fields=('network', 'name'), name='fund_name_unique'),
                        models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='fund_period'),
                        models.CheckConstraint(condition=models.Q(('envelope__gte', 0)), name='fund_envelope_positive'),
                        models.CheckConstraint(condition=models.Q(('second_person_above', None), ('second_person_above__gte', 0), _connector='OR'), name='fund_threshold_not_negative', violation_error_message='Un seuil n’est pas négatif. Laissez vide s’il n’y en a pas.'),
                        models.CheckConstraint(condition=models.Q(('closed_until', None), models.Q(('closed_until__gt', models.F('start')), ('closed_until__lte', models.F('end'))), _connector='OR'), name='fund_closed_within_its_period'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FundedAction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='funded_actions', to='funding.fund')),
                    ('name', models.CharField(max_length=120, verbose_name='nom')),
                    ('description', models.TextField(blank=True, verbose_name='description')),
                    ('opened_on', models.DateField(verbose_name='ouverte le')),
                    ('sort_name', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(inclusion.core.models.columns.WithoutAccents(models.F('name'))), output_field=models.TextField())),
                    ('targets', models.ManyToManyField(related_name='targeted_by', through='funding.FundedActionTarget', to='inclusion.partner', verbose_name='pour les usagers de')),
                ],
                options={
                    'verbose_name': 'action financée',
                    'verbose_name_plural': 'actions financées',
                    'ordering': ['sort_name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_fundedaction_network'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_fundedaction_fund_same_network'),
                        models.UniqueConstraint(fields=('fund', 'name'), name='funded_action_name_unique'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FundedActionTarget',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('funded_action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='target_rows', to='funding.fundedaction')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='target_rows', to='inclusion.partner')),
                ],
                options={
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_fundedactiontarget_network'),
                        inclusion.core.constraints.SameNetwork(field='funded_action', name='funding_fundedactiontarget_funded_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='funding_fundedactiontarget_partner_same_network'),
                        models.UniqueConstraint(fields=('funded_action', 'partner'), name='funded_action_target_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ActionReach',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('funded_action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reach', to='funding.fundedaction')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='action_reach', to='inclusion.partner', verbose_name='opérateur')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('people', models.PositiveIntegerField(verbose_name='usagers aidés')),
                    ('recorded_at', models.DateTimeField(verbose_name='enregistré le')),
                ],
                options={
                    'verbose_name': 'usagers aidés',
                    'ordering': ['year', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['funded_action', 'partner', 'year', '-recorded_at'], name='action_reach_last_word'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_actionreach_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_actionreach_append_only'),
                        inclusion.core.constraints.SameNetwork(field='funded_action', name='funding_actionreach_funded_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='funding_actionreach_partner_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Agreement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('reference', models.CharField(max_length=24, verbose_name='référence')),
                    ('kind', models.CharField(choices=[('framework', 'Convention cadre'), ('cooperation', 'Convention de coopération'), ('cofinancing_two', 'Convention de cofinancement bipartite'), ('cofinancing_three', 'Convention de cofinancement tripartite'), ('ctg', 'Convention territoriale globale (CTG)')], max_length=20, verbose_name='nature')),
                    ('title', models.CharField(max_length=160, verbose_name='titre')),
                    ('purpose', models.TextField(blank=True, verbose_name='objet')),
                    ('state', models.CharField(choices=[('draft', 'Brouillon'), ('review', 'En relecture'), ('correction', 'En correction'), ('to_sign', 'À signer'), ('signed', 'Signée'), ('active', 'En vigueur'), ('ended', 'Terminée'), ('terminated', 'Résiliée')], default='draft', max_length=12, verbose_name='état')),
                    ('parent', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='funding.agreement', verbose_name='modifie')),
                    ('renews', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='funding.agreement', verbose_name='reconduit')),
                    ('start', models.DateField(verbose_name='début')),
                    ('end', models.DateField(verbose_name='fin (exclue)')),
                    ('end_before', models.DateField(null=True, verbose_name='fin précédente (exclue)')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='funding.fund', verbose_name='fonds')),
                    ('funded_action', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='funding.fundedaction', verbose_name='action financée')),
                    ('theme', models.TextField(blank=True, verbose_name='place de l’inclusion numérique')),
                    ('template_version', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='funding.agreementtemplateversion')),
                    ('document', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
                    ('signed_document', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
                    ('signed_on', models.DateField(null=True, verbose_name='signée le')),
                    ('terminated_on', models.DateField(null=True, verbose_name='résiliée à compter du')),
                    ('termination_reason', models.TextField(blank=True, verbose_name='motif de la résiliation')),
                    ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('drafted_at', models.DateTimeField(verbose_name='commencée le')),
                ],
                options={
                    'verbose_name': 'convention',
                    'ordering': ['-start', 'reference', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_agreement_network'),
                        inclusion.core.constraints.SameNetwork(field='parent', name='funding_agreement_parent_same_network'),
                        inclusion.core.constraints.SameNetwork(field='renews', name='funding_agreement_renews_same_network'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_agreement_fund_same_network'),
                        inclusion.core.constraints.SameNetwork(field='funded_action', name='funding_agreement_funded_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='template_version', name='funding_agreement_template_version_same_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='funding_agreement_document_same_network'),
                        inclusion.core.constraints.SameNetwork(field='signed_document', name='funding_agreement_signed_document_same_network'),
                        models.UniqueConstraint(fields=('network', 'reference'), name='agreement_reference_unique'),
                        models.UniqueConstraint(condition=models.Q(('parent', None), models.Q(('state', 'terminated'), _negated=True)), fields=('renews',), name='agreement_renewed_once', violation_error_message='Cette convention a déjà une suite.'),
                        models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='agreement_period', violation_error_message='La fin de la convention est avant son début.'),
                        models.CheckConstraint(condition=models.Q(('parent', None), ('renews', None), _connector='OR'), name='agreement_amends_or_renews', violation_error_message='Un avenant ne reconduit pas une convention.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('signed_document__isnull', False), ('signed_on__isnull', False), ('state__in', ('signed', 'active', 'ended', 'terminated'))), models.Q(models.Q(('state__in', ('signed', 'active', 'ended', 'terminated')), _negated=True), ('signed_document', None), ('signed_on', None)), _connector='OR'), name='agreement_signed_with_its_copy', violation_error_message='Une convention signée a une date et un exemplaire signé.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'terminated'), ('terminated_on__isnull', False), models.Q(('termination_reason', ''), _negated=True)), models.Q(models.Q(('state', 'terminated'), _negated=True), ('terminated_on', None), ('termination_reason', '')), _connector='OR'), name='agreement_terminated_with_a_reason', violation_error_message='Une résiliation a une date et un motif.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AgreementParty',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('agreement', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='funding.agreement')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreement_parties', to='inclusion.partner', verbose_name='partie')),
                    ('role', models.CharField(choices=[('carrier', 'Porteur'), ('funder', 'Financeur'), ('collectivite', 'Collectivité'), ('employer', 'Employeur'), ('partner', 'Partenaire')], default='partner', max_length=12, verbose_name='à quel titre')),
                    ('signatory_name', models.CharField(blank=True, max_length=120, verbose_name='signataire')),
                    ('signatory_function', models.CharField(blank=True, max_length=120, verbose_name='fonction du signataire')),
                    ('deliberation', models.CharField(blank=True, max_length=40, verbose_name='numéro de la délibération')),
                    ('deliberated_on', models.DateField(blank=True, null=True, verbose_name='prise le')),
                    ('iban', models.CharField(blank=True, max_length=34, verbose_name='IBAN du compte à créditer')),
                    ('bic', models.CharField(blank=True, max_length=11, verbose_name='BIC')),
                    ('account_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('signed_on', models.DateField(blank=True, null=True, verbose_name='signée le')),
                ],
                options={
                    'verbose_name': 'partie',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_agreementparty_network'),
                        inclusion.core.constraints.SameNetwork(field='agreement', name='funding_agreementparty_agreement_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='funding_agreementparty_partner_same_network'),
                        models.UniqueConstraint(fields=('agreement', 'partner'), name='agreement_party_once', violation_error_message='Cet organisme est déjà partie à la convention.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Instalment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('agreement', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='instalments', to='funding.agreement')),
                    ('party', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='instalments', to='funding.agreementparty', verbose_name='payée par')),
                    ('flow', models.CharField(choices=[('called', 'Versée au fonds'), ('paid_by_fund', 'Payée par le fonds'), ('direct', 'Versée directement')], default='called', max_length=12, verbose_name='comment elle se paie')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='au titre de l’année')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                    ('due_on', models.DateField(verbose_name='échéance')),
                    ('label', models.CharField(blank=True, max_length=120, verbose_name='objet')),
                    ('post_year', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='funding.postyear')),
                    ('contribution', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='funding.contribution')),
                    ('call', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='funding.callforfunds')),
                    ('commitment', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='funding.commitment')),
                    ('settled_on', models.DateField(null=True, verbose_name='versée le')),
                    ('superseded_by', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_instalments', to='funding.agreement')),
                ],
                options={
                    'verbose_name': 'échéance',
                    'ordering': ['due_on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_instalment_network'),
                        inclusion.core.constraints.SameNetwork(field='agreement', name='funding_instalment_agreement_same_network'),
                        inclusion.core.constraints.SameNetwork(field='party', name='funding_instalment_party_same_network'),
                        inclusion.core.constraints.SameNetwork(field='post_year', name='funding_instalment_post_year_same_network'),
                        inclusion.core.constraints.SameNetwork(field='contribution', name='funding_instalment_contribution_same_network'),
                        inclusion.core.constraints.SameNetwork(field='call', name='funding_instalment_call_same_network'),
                        inclusion.core.constraints.SameNetwork(field='commitment', name='funding_instalment_commitment_same_network'),
                        inclusion.core.constraints.SameNetwork(field='superseded_by', name='funding_instalment_superseded_by_same_network'),
                        models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='instalment_positive', violation_error_message='Une échéance est supérieure à zéro.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('commitment', None), ('flow', 'called'), ('settled_on', None)), models.Q(('call', None), ('contribution', None), ('flow', 'paid_by_fund'), ('settled_on', None)), models.Q(('call', None), ('commitment', None), ('contribution', None), ('flow', 'direct')), _connector='OR'), name='instalment_goes_one_way'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AgreementReminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('mailed_at', models.DateTimeField(editable=False, null=True, verbose_name='parti le')),
                    ('problem', models.CharField(blank=True, editable=False, max_length=200, verbose_name='problème')),
                    ('due_at', models.DateTimeField(editable=False, null=True, verbose_name='à réessayer à partir du')),
                    ('delayed_since', models.DateTimeField(editable=False, null=True, verbose_name='remis à plus tard par le serveur depuis le')),
                    ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                    ('agreement', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='funding.agreement')),
                    ('days', models.PositiveSmallIntegerField(verbose_name='jours avant la fin')),
                    ('end', models.DateField(verbose_name='fin (exclue)')),
                    ('to', models.EmailField(max_length=254, verbose_name='à')),
                ],
                options={
                    'verbose_name': 'rappel de fin de convention',
                    'verbose_name_plural': 'rappels de fin de convention',
                    'ordering': ['-written_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(condition=models.Q(('mailed_at', None), ('problem', '')), fields=['due_at'], name='agreementreminder_waiting'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_agreementreminder_network'),
                        inclusion.core.constraints.SameNetwork(field='agreement', name='funding_agreementreminder_agreement_same_network'),
                        models.UniqueConstraint(fields=('agreement', 'end', 'days', 'to'), name='agreement_reminder_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AgreementTemplateVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('text_kind', models.CharField(choices=[('framework', 'Convention cadre'), ('cooperation', 'Convention de coopération'), ('cofinancing_two', 'Convention de cofinancement bipartite'), ('cofinancing_three', 'Convention de cofinancement tripartite'), ('ctg', 'Convention territoriale globale (CTG)'), ('amendment', 'Avenant')], max_length=20, verbose_name='modèle de')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='ce qui change')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('published_at', models.DateTimeField(null=True, verbose_name='publiée le')),
                ],
                options={
                    'verbose_name': 'version d’un modèle de convention',
                    'verbose_name_plural': 'versions de modèles de convention',
                    'ordering': ['text_kind', '-number', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_agreementtemplateversion_network'),
                        models.UniqueConstraint(fields=('network', 'text_kind', 'number'), name='agreement_template_number_unique'),
                        models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('network', 'text_kind'), name='agreement_template_one_in_hand'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='TemplateSection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('version', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='funding.agreementtemplateversion')),
                    ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                    ('title', models.CharField(max_length=160, verbose_name='titre')),
                    ('body', models.TextField(verbose_name='texte')),
                ],
                options={
                    'verbose_name': 'article d’un modèle',
                    'ordering': ['rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_templatesection_network'),
                        inclusion.core.constraints.SameNetwork(field='version', name='funding_templatesection_version_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AgreementSection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('agreement', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='funding.agreement')),
                    ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                    ('title', models.CharField(max_length=160, verbose_name='titre')),
                    ('body', models.TextField(blank=True, verbose_name='texte')),
                    ('agreed', models.TextField(blank=True, verbose_name='texte convenu')),
                ],
                options={
                    'verbose_name': 'article',
                    'ordering': ['rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_agreementsection_network'),
                        inclusion.core.constraints.SameNetwork(field='agreement', name='funding_agreementsection_agreement_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SectionComment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('section', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='funding.agreementsection')),
                    ('text', models.TextField(verbose_name='remarque')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.partner')),
                    ('made_at', models.DateTimeField(verbose_name='faite le')),
                    ('resolved_at', models.DateTimeField(null=True, verbose_name='traitée le')),
                    ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'remarque',
                    'ordering': ['made_at', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_sectioncomment_network'),
                        inclusion.core.constraints.SameNetwork(field='section', name='funding_sectioncomment_section_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='funding_sectioncomment_partner_same_network'),
                        models.CheckConstraint(condition=models.Q(models.Q(('resolved_at', None), ('resolved_by', None)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='section_comment_resolved_by_somebody'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='LeverageRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leverage_rules', to='funding.fund')),
                    ('matcher', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leverage_rules', to='inclusion.partner', verbose_name='qui ajoute')),
                    ('ratio_added', models.PositiveSmallIntegerField(verbose_name='euros ajoutés')),
                    ('ratio_received', models.PositiveSmallIntegerField(default=1, verbose_name='pour combien d’euros reçus')),
                    ('start', models.DateField(verbose_name='début')),
                    ('end', models.DateField(verbose_name='fin (exclue)')),
                    ('contributor_cap', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='plafond par contributeur et par an')),
                    ('year_cap', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='plafond par an')),
                ],
                options={
                    'verbose_name': 'règle d’effet levier',
                    'ordering': ['start', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_leveragerule_network'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_leveragerule_fund_same_network'),
                        inclusion.core.constraints.SameNetwork(field='matcher', name='funding_leveragerule_matcher_same_network'),
                        models.CheckConstraint(condition=models.Q(('ratio_added__gt', 0), ('ratio_received__gt', 0)), name='leverage_ratio_positive'),
                        models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='leverage_period'),
                        models.UniqueConstraint(fields=('fund', 'start'), name='leverage_one_at_a_time'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Contribution',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='funding.fund')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='inclusion.partner', verbose_name='contributeur')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('pledged', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant promis')),
                    ('state', models.CharField(choices=[('pledged', 'Promis'), ('called', 'Appelé'), ('received', 'Reçu'), ('refunded', 'Remboursé'), ('withdrawn', 'Retiré')], default='pledged', max_length=12, verbose_name='état')),
                    ('pledged_on', models.DateField(verbose_name='promis le')),
                ],
                options={
                    'verbose_name': 'contribution',
                    'ordering': ['year', 'partner__sort_name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_contribution_network'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_contribution_fund_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='funding_contribution_partner_same_network'),
                        models.UniqueConstraint(fields=('fund', 'partner', 'year'), name='contribution_one_a_year', violation_error_message='Ce contributeur a déjà une contribution pour cette année.'),
                        models.CheckConstraint(condition=models.Q(('pledged__gte', 0)), name='contribution_not_negative', violation_error_message='Une contribution n’est jamais négative ; 0 € est accepté.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ContributionEarmark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('contribution', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='earmarks', to='funding.contribution')),
                    ('funded_action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contribution_earmarks', to='funding.fundedaction', verbose_name='action')),
                ],
                options={
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_contributionearmark_network'),
                        inclusion.core.constraints.SameNetwork(field='contribution', name='funding_contributionearmark_contribution_same_network'),
                        inclusion.core.constraints.SameNetwork(field='funded_action', name='funding_contributionearmark_funded_action_same_network'),
                        models.UniqueConstraint(fields=('contribution', 'funded_action'), name='contribution_earmark_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Receipt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('contribution', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='funding.contribution')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                    ('received_on', models.DateField(verbose_name='reçu le')),
                    ('bank_reference', models.CharField(max_length=60, verbose_name='référence bancaire')),
                    ('reference_key', models.GeneratedField(db_persist=True, expression=models.Func(models.F('bank_reference'), function='reference_key', output_field=models.TextField()), output_field=models.TextField())),
                    ('reference_use', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='déjà annulée')),
                    ('reverses', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='funding.receipt')),
                ],
                options={
                    'verbose_name': 'versement',
                    'ordering': ['received_on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_receipt_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_receipt_append_only'),
                        inclusion.core.constraints.SameNetwork(field='contribution', name='funding_receipt_contribution_same_network'),
                        inclusion.core.constraints.SameNetwork(field='reverses', name='funding_receipt_reverses_same_network'),
                        models.UniqueConstraint(condition=models.Q(('reverses', None)), fields=('network', 'reference_key', 'reference_use'), name='receipt_bank_reference_once', violation_error_message='Cette référence bancaire est déjà enregistrée.'),
                        models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='receipt_not_zero'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CallForFunds',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('contribution', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='funding.contribution')),
                    ('reference', models.CharField(max_length=20, verbose_name='référence')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant appelé')),
                    ('called_on', models.DateField(verbose_name='appelé le')),
                    ('due_on', models.DateField(verbose_name='à verser au plus tard le')),
                    ('state', models.CharField(choices=[('issued', 'Émis'), ('cancelled', 'Annulé')], default='issued', max_length=12, verbose_name='état')),
                    ('document', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
                ],
                options={
                    'verbose_name': 'appel de fonds',
                    'verbose_name_plural': 'appels de fonds',
                    'ordering': ['-called_on', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_callforfunds_network'),
                        inclusion.core.constraints.SameNetwork(field='contribution', name='funding_callforfunds_contribution_same_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='funding_callforfunds_document_same_network'),
                        models.UniqueConstraint(fields=('network', 'reference'), name='call_reference_unique'),
                        models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='call_positive'),
                        models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('called_on'))), name='call_due_after_it_is_made'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ContributionRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='funding.fund')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contribution_requests', to='inclusion.partner', verbose_name='contributeur sollicité')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('asked_on', models.DateField(verbose_name='sollicité le')),
                    ('answer_by', models.DateField(verbose_name='réponse attendue le')),
                ],
                options={
                    'verbose_name': 'sollicitation',
                    'ordering': ['-year', 'answer_by', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_contributionrequest_network'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_contributionrequest_fund_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='funding_contributionrequest_partner_same_network'),
                        models.UniqueConstraint(fields=('fund', 'partner', 'year'), name='contribution_request_one_a_year', violation_error_message='Ce contributeur est déjà sollicité pour cette année.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ContributionMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('mailed_at', models.DateTimeField(editable=False, null=True, verbose_name='parti le')),
                    ('problem', models.CharField(blank=True, editable=False, max_length=200, verbose_name='problème')),
                    ('due_at', models.DateTimeField(editable=False, null=True, verbose_name='à réessayer à partir du')),
                    ('delayed_since', models.DateTimeField(editable=False, null=True, verbose_name='remis à plus tard par le serveur depuis le')),
                    ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                    ('kind', models.CharField(choices=[('request', 'Sollicitation'), ('request_reminder', 'Relance pour une réponse'), ('call', 'Appel de fonds'), ('payment_reminder', 'Relance pour un versement')], max_length=20, verbose_name='nature')),
                    ('request', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='funding.contributionrequest')),
                    ('contribution', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='funding.contribution')),
                    ('call', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='funding.callforfunds')),
                    ('to', models.EmailField(max_length=254, verbose_name='à')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'courriel à un contributeur',
                    'verbose_name_plural': 'courriels aux contributeurs',
                    'ordering': ['-written_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(condition=models.Q(('mailed_at', None), ('problem', '')), fields=['due_at'], name='contributionmail_waiting'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_contributionmail_network'),
                        inclusion.core.constraints.SameNetwork(field='request', name='funding_contributionmail_request_same_network'),
                        inclusion.core.constraints.SameNetwork(field='contribution', name='funding_contributionmail_contribution_same_network'),
                        inclusion.core.constraints.SameNetwork(field='call', name='funding_contributionmail_call_same_network'),
                        models.CheckConstraint(condition=models.Q(('request__isnull', True), ('contribution__isnull', True), _connector='XOR'), name='contribution_mail_about_one_thing'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Commitment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('funded_action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='funding.fundedaction')),
                    ('payee', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='funding.payee', verbose_name='à qui')),
                    ('label', models.CharField(max_length=160, verbose_name='objet')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                    ('committed_on', models.DateField(verbose_name='engagé le')),
                    ('basis', models.JSONField(default=dict, verbose_name='base du calcul')),
                ],
                options={
                    'verbose_name': 'engagement',
                    'ordering': ['committed_on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_commitment_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_commitment_append_only'),
                        inclusion.core.constraints.SameNetwork(field='funded_action', name='funding_commitment_funded_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='payee', name='funding_commitment_payee_same_network'),
                        models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='commitment_positive'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Payment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('commitment', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='funding.commitment')),
                    ('payee', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='funding.payee', verbose_name='à qui')),
                    ('request', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payment', to='funding.paymentrequest')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                    ('paid_on', models.DateField(verbose_name='payé le')),
                    ('reference', models.CharField(max_length=60, verbose_name='référence de paiement')),
                    ('reference_key', models.GeneratedField(db_persist=True, expression=models.Func(models.F('reference'), function='reference_key', output_field=models.TextField()), output_field=models.TextField())),
                    ('reference_use', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='déjà annulée')),
                    ('line', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='funding.reimbursementline')),
                    ('line_use', models.PositiveSmallIntegerField(default=0, editable=False)),
                ],
                options={
                    'verbose_name': 'paiement',
                    'ordering': ['paid_on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_payment_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_payment_append_only'),
                        inclusion.core.constraints.SameNetwork(field='commitment', name='funding_payment_commitment_same_network'),
                        inclusion.core.constraints.SameNetwork(field='payee', name='funding_payment_payee_same_network'),
                        inclusion.core.constraints.SameNetwork(field='request', name='funding_payment_request_same_network'),
                        inclusion.core.constraints.SameNetwork(field='line', name='funding_payment_line_same_network'),
                        inclusion.core.constraints.Trigger(deferred=False, each='FOR EACH ROW', event='BEFORE INSERT', function='payment_by_two_persons', name='funding_payment_payment_by_two_persons'),
                        models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_positive'),
                        models.UniqueConstraint(fields=('line', 'line_use'), name='payment_of_a_line_once'),
                        models.UniqueConstraint(condition=models.Q(('line', None)), fields=('network', 'reference_key', 'reference_use'), name='payment_reference_once', violation_error_message='Cette référence de paiement est déjà enregistrée.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Counter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('name', models.CharField(max_length=40)),
                    ('last', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_counter_network'),
                        models.UniqueConstraint(fields=('network', 'name'), name='counter_one_of_a_name'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Account',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='funding.fund')),
                    ('kind', models.CharField(choices=[('source', 'Apporté'), ('share', 'Part d’un contributeur'), ('grant', 'Subvention disponible'), ('committed', 'Engagé'), ('owed', 'Dû'), ('paid', 'Payé')], max_length=12, verbose_name='nature')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='inclusion.partner')),
                    ('grant', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='funding.grant')),
                    ('funded_action', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='funding.fundedaction')),
                ],
                options={
                    'verbose_name': 'compte',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_account_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_account_append_only'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_account_fund_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='funding_account_partner_same_network'),
                        inclusion.core.constraints.SameNetwork(field='grant', name='funding_account_grant_same_network'),
                        inclusion.core.constraints.SameNetwork(field='funded_action', name='funding_account_funded_action_same_network'),
                        models.UniqueConstraint(fields=('fund', 'kind', 'partner', 'grant', 'funded_action'), name='account_unique', nulls_distinct=False),
                        models.CheckConstraint(condition=models.Q(('partner__isnull', True), ('grant__isnull', True), _connector='XOR'), name='account_of_a_partner_or_a_grant'),
                        models.CheckConstraint(condition=models.Q(models.Q(('funded_action__isnull', False), ('kind__in', ['committed', 'owed', 'paid'])), models.Q(('funded_action', None), ('kind__in', ['source', 'share', 'grant'])), _connector='OR'), name='account_of_an_action'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='LedgerTransaction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transactions', to='funding.fund')),
                    ('kind', models.CharField(choices=[('receipt', 'Versement'), ('match', 'Effet levier'), ('grant', 'Subvention reçue'), ('commitment', 'Engagement'), ('payment', 'Paiement'), ('release', 'Reste rendu'), ('debt', 'Pass utilisé'), ('reversal', 'Annulation')], max_length=12, verbose_name='nature')),
                    ('label', models.CharField(max_length=200, verbose_name='libellé')),
                    ('booked_on', models.DateField(verbose_name='date')),
                    ('recorded_at', models.DateTimeField(verbose_name='enregistré le')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                    ('receipt', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transactions', to='funding.receipt')),
                    ('commitment', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transactions', to='funding.commitment')),
                    ('grant_receipt', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transactions', to='funding.grantreceipt')),
                    ('payment', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transactions', to='funding.payment')),
                    ('reverses', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='funding.ledgertransaction')),
                ],
                options={
                    'verbose_name': 'mouvement',
                    'ordering': ['booked_on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['fund', 'booked_on'], name='transaction_by_day'),
                        models.Index(fields=['fund', 'recorded_at'], name='transaction_by_moment'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_ledgertransaction_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_ledgertransaction_append_only'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_ledgertransaction_fund_same_network'),
                        inclusion.core.constraints.SameNetwork(field='receipt', name='funding_ledgertransaction_receipt_same_network'),
                        inclusion.core.constraints.SameNetwork(field='grant_receipt', name='funding_ledgertransaction_grant_receipt_same_network'),
                        inclusion.core.constraints.SameNetwork(field='commitment', name='funding_ledgertransaction_commitment_same_network'),
                        inclusion.core.constraints.SameNetwork(field='payment', name='funding_ledgertransaction_payment_same_network'),
                        inclusion.core.constraints.SameNetwork(field='reverses', name='funding_ledgertransaction_reverses_same_network'),
                        models.CheckConstraint(condition=models.Q(('kind', 'reversal'), ('reverses', None), _connector='XOR'), name='transaction_reversal_names_its_own'),
                        inclusion.core.constraints.Trigger(deferred=True, each='FOR EACH ROW', event='AFTER INSERT', function='ledger_balanced', name='funding_ledgertransaction_ledger_balanced'),
                        inclusion.core.constraints.Trigger(deferred=False, each='FOR EACH ROW', event='BEFORE INSERT', function='ledger_on_open_day', name='funding_ledgertransaction_ledger_on_open_day'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Posting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('transaction', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='funding.ledgertransaction')),
                    ('account', inclusion.core.constraints.ScopedForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='funding.account')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                ],
                options={
                    'verbose_name': 'écriture',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['account'], include=('amount', 'transaction', 'network'), name='posting_sums'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_posting_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_posting_append_only'),
                        inclusion.core.constraints.SameNetwork(field='transaction', name='funding_posting_transaction_same_network'),
                        inclusion.core.constraints.SameNetwork(field='account', name='funding_posting_account_same_network'),
                        models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='posting_not_zero'),
                        inclusion.core.constraints.Trigger(deferred=True, each='FOR EACH ROW', event='AFTER INSERT', function='ledger_balanced', name='funding_posting_ledger_balanced'),
                        inclusion.core.constraints.Trigger(deferred=False, each='REFERENCING NEW TABLE AS written FOR EACH STATEMENT', event='AFTER INSERT', function='ledger_complete', name='funding_posting_ledger_complete'),
                        inclusion.core.constraints.Trigger(deferred=False, each='REFERENCING NEW TABLE AS written FOR EACH STATEMENT', event='AFTER INSERT', function='ledger_summed', name='funding_posting_ledger_summed'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='InvariantCheck',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('checked_at', models.DateTimeField(verbose_name='vérifié le')),
                    ('violations', models.PositiveIntegerField(verbose_name='anomalies')),
                    ('counts', models.JSONField(default=dict)),
                ],
                options={
                    'verbose_name': 'vérification des comptes',
                    'verbose_name_plural': 'vérifications des comptes',
                    'ordering': ['-checked_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_invariantcheck_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AccountBalance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('account', inclusion.core.constraints.ScopedOneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='balance', to='funding.account')),
                    ('is_source', models.BooleanField()),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='solde')),
                ],
                options={
                    'ordering': ['account_id'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_accountbalance_network'),
                        inclusion.core.constraints.SameNetwork(field='account', name='funding_accountbalance_account_same_network'),
                        models.CheckConstraint(condition=models.Q(('is_source', True), ('amount__gte', 0), _connector='OR'), name='account_balance_not_below_zero'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW WHEN (pg_trigger_depth() = 0)', event='BEFORE INSERT OR UPDATE OR DELETE', function='kept_by_ledger', name='funding_accountbalance_kept_by_ledger'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MonthTotal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='month_totals', to='funding.fund')),
                    ('account', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='month_totals', to='funding.account')),
                    ('kind', models.CharField(choices=[('receipt', 'Versement'), ('match', 'Effet levier'), ('grant', 'Subvention reçue'), ('commitment', 'Engagement'), ('payment', 'Paiement'), ('release', 'Reste rendu'), ('debt', 'Pass utilisé'), ('reversal', 'Annulation')], max_length=12)),
                    ('effect', models.CharField(choices=[('receipt', 'Versement'), ('match', 'Effet levier'), ('grant', 'Subvention reçue'), ('commitment', 'Engagement'), ('payment', 'Paiement'), ('release', 'Reste rendu'), ('debt', 'Pass utilisé'), ('reversal', 'Annulation')], max_length=12)),
                    ('funded_action', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='month_totals', to='funding.fundedaction')),
                    ('positive', models.BooleanField()),
                    ('booked_in', models.DateField()),
                    ('recorded_in', models.DateField()),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                    ('how_many', models.PositiveIntegerField()),
                    ('first_id', models.BigIntegerField()),
                    ('since', models.DateField()),
                    ('until', models.DateField()),
                ],
                options={
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['fund', 'booked_in'], name='month_total_by_fund'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_monthtotal_network'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_monthtotal_fund_same_network'),
                        inclusion.core.constraints.SameNetwork(field='account', name='funding_monthtotal_account_same_network'),
                        inclusion.core.constraints.SameNetwork(field='funded_action', name='funding_monthtotal_funded_action_same_network'),
                        models.UniqueConstraint(fields=('account', 'kind', 'effect', 'funded_action', 'positive', 'booked_in', 'recorded_in'), name='month_total_unique', nulls_distinct=False),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW WHEN (pg_trigger_depth() = 0)', event='BEFORE INSERT OR UPDATE OR DELETE', function='kept_by_ledger', name='funding_monthtotal_kept_by_ledger'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Grant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='funding.fund')),
                    ('funder', models.CharField(max_length=120, verbose_name='financeur')),
                    ('name', models.CharField(max_length=160, verbose_name='nom')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant accordé')),
                    ('awarded_on', models.DateField(verbose_name='accordée le')),
                    ('spend_by', models.DateField(blank=True, null=True, verbose_name='à employer au plus tard le')),
                    ('justify_by', models.DateField(blank=True, null=True, verbose_name='à justifier au plus tard le')),
                    ('state', models.CharField(choices=[('awarded', 'Accordée'), ('justified', 'Justifiée')], default='awarded', max_length=12, verbose_name='état')),
                    ('justified_on', models.DateField(blank=True, null=True, verbose_name='justifiée le')),
                    ('justification', models.TextField(blank=True, verbose_name='ce qui a été remis au financeur')),
                    ('funded_actions', models.ManyToManyField(related_name='grants', through='funding.GrantEarmark', to='funding.fundedaction', verbose_name='actions auxquelles elle est réservée')),
                ],
                options={
                    'verbose_name': 'subvention',
                    'ordering': ['awarded_on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_grant_network'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_grant_fund_same_network'),
                        models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='grant_positive'),
                        models.UniqueConstraint(fields=('fund', 'name'), name='grant_name_unique', violation_error_message='Une subvention de ce fonds porte déjà ce nom.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('justified_on__isnull', False), ('state', 'justified')), models.Q(('justified_on', None), ('state', 'awarded')), _connector='OR'), name='grant_justified_has_its_day', violation_error_message='Indiquez quel jour la justification a été remise.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='GrantEarmark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('grant', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='earmarks', to='funding.grant')),
                    ('funded_action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grant_earmarks', to='funding.fundedaction')),
                ],
                options={
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_grantearmark_network'),
                        inclusion.core.constraints.SameNetwork(field='grant', name='funding_grantearmark_grant_same_network'),
                        inclusion.core.constraints.SameNetwork(field='funded_action', name='funding_grantearmark_funded_action_same_network'),
                        models.UniqueConstraint(fields=('grant', 'funded_action'), name='grant_earmark_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='GrantReceipt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('grant', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='funding.grant')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                    ('received_on', models.DateField(verbose_name='reçu le')),
                    ('bank_reference', models.CharField(max_length=60, verbose_name='référence bancaire')),
                    ('reference_key', models.GeneratedField(db_persist=True, expression=models.Func(models.F('bank_reference'), function='reference_key', output_field=models.TextField()), output_field=models.TextField())),
                    ('reference_use', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='déjà annulée')),
                    ('reverses', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='funding.grantreceipt')),
                ],
                options={
                    'verbose_name': 'versement d’une subvention',
                    'ordering': ['received_on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_grantreceipt_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_grantreceipt_append_only'),
                        inclusion.core.constraints.SameNetwork(field='grant', name='funding_grantreceipt_grant_same_network'),
                        inclusion.core.constraints.SameNetwork(field='reverses', name='funding_grantreceipt_reverses_same_network'),
                        models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='grant_receipt_not_zero'),
                        models.UniqueConstraint(condition=models.Q(('reverses', None)), fields=('network', 'reference_key', 'reference_use'), name='grant_receipt_bank_reference_once', violation_error_message='Cette référence bancaire est déjà enregistrée.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FundImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('state', models.CharField(choices=[('tried', 'Essayé'), ('applied', 'Appliqué'), ('dropped', 'Abandonné')], default='tried', max_length=12, verbose_name='état')),
                    ('document', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
                    ('report', models.JSONField(default=dict, verbose_name='compte rendu')),
                    ('tried_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('tried_at', models.DateTimeField(verbose_name='essayé le')),
                    ('applied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('applied_at', models.DateTimeField(null=True, verbose_name='appliqué le')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='funding.fund')),
                    ('kind', models.CharField(choices=[('contributions', 'Contributions'), ('receipts', 'Versements')], max_length=20, verbose_name='contenu')),
                ],
                options={
                    'verbose_name': 'import',
                    'verbose_name_plural': 'imports',
                    'ordering': ['-tried_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_fundimport_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='funding_fundimport_document_same_network'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_fundimport_fund_same_network'),
                        models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state', 'applied')), models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at', None)), _connector='OR'), name='fund_import_applied_has_its_moment'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PostalBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('claimed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('failure', models.TextField(blank=True, editable=False, verbose_name='ce qui a échoué')),
                    ('number', models.PositiveIntegerField(verbose_name='numéro')),
                    ('state', models.CharField(choices=[('open', 'Ouvert'), ('closed', 'Fermé, à imprimer'), ('handed_over', 'Remis à La Poste')], default='open', max_length=12, verbose_name='état')),
                    ('opened_at', models.DateTimeField(verbose_name='ouvert le')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='fermé le')),
                    ('handed_over_at', models.DateTimeField(blank=True, null=True, verbose_name='remis le')),
                    ('document', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postal_batches', to='inclusion.document')),
                    ('manifest', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postal_manifests', to='inclusion.document')),
                ],
                options={
                    'verbose_name': 'lot de courrier',
                    'verbose_name_plural': 'lots de courrier',
                    'ordering': ['-number'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_postalbatch_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='funding_postalbatch_document_same_network'),
                        inclusion.core.constraints.SameNetwork(field='manifest', name='funding_postalbatch_manifest_same_network'),
                        models.UniqueConstraint(fields=('network', 'number'), name='postal_batch_number_unique'),
                        models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('network',), name='postal_batch_one_open'),
                        models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='postal_batch_closed_dated', violation_error_message='Un lot fermé porte sa date de fermeture.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Letter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('claimed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('failure', models.TextField(blank=True, editable=False, verbose_name='ce qui a échoué')),
                    ('booklet', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='funding.booklet')),
                    ('kind', models.CharField(choices=[('passes', 'Lettre et pass'), ('reminder', 'Lettre de rappel')], default='passes', max_length=10, verbose_name='nature')),
                    ('bulk', models.BooleanField(default=False, editable=False)),
                    ('content', models.JSONField(default=dict, editable=False)),
                    ('channel', models.CharField(choices=[('email', 'Par courriel'), ('post', 'Par courrier'), ('hand', 'En main propre')], max_length=10, verbose_name='envoi')),
                    ('address', models.JSONField(default=list, verbose_name='bloc adresse')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                    ('state', models.CharField(choices=[('queued', 'En attente'), ('writing', 'En cours d’écriture'), ('written', 'Prête'), ('sending', 'En cours d’envoi'), ('sent', 'Envoyée par courriel'), ('batched', 'Dans le lot de courrier'), ('posted', 'Remise à La Poste'), ('returned', 'Revenue'), ('handed', 'Remise en main propre'), ('uncertain', 'À vérifier'), ('failed', 'En échec'), ('cancelled', 'Annulée')], default='queued', max_length=12, verbose_name='état')),
                    ('document', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='inclusion.document')),
                    ('batch', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='funding.postalbatch')),
                    ('created_at', models.DateTimeField(verbose_name='demandée le')),
                    ('retry_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('attempts_before', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('handed_to_server_at', models.DateTimeField(blank=True, null=True)),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='partie le')),
                ],
                options={
                    'verbose_name': 'lettre',
                    'ordering': ['-created_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_letter_network'),
                        inclusion.core.constraints.SameNetwork(field='booklet', name='funding_letter_booklet_same_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='funding_letter_document_same_network'),
                        inclusion.core.constraints.SameNetwork(field='batch', name='funding_letter_batch_same_network'),
                        models.UniqueConstraint(fields=('booklet', 'kind'), name='letter_one_of_a_kind'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'posted', 'returned', 'handed']), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='letter_sent_dated', violation_error_message='Une lettre partie porte sa date.'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'writing', 'failed', 'cancelled']), ('document__isnull', False), _connector='OR'), name='letter_written_has_document', violation_error_message='Une lettre écrite a son document.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['batched', 'posted', 'returned']), _negated=True), ('batch__isnull', False), _connector='OR'), name='letter_batched_has_batch', violation_error_message='Une lettre à poster est dans un lot.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='LetterReturn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('letter', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='funding.letter')),
                    ('batch', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='funding.postalbatch')),
                    ('returned_on', models.DateField(verbose_name='revenue le')),
                    ('reason', models.CharField(blank=True, max_length=120, verbose_name='raison')),
                    ('recorded_at', models.DateTimeField(verbose_name='notée le')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'lettre revenue',
                    'verbose_name_plural': 'lettres revenues',
                    'ordering': ['-recorded_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_letterreturn_network'),
                        inclusion.core.constraints.SameNetwork(field='letter', name='funding_letterreturn_letter_same_network'),
                        inclusion.core.constraints.SameNetwork(field='batch', name='funding_letterreturn_batch_same_network'),
                        models.UniqueConstraint(fields=('letter', 'batch'), name='letter_return_once_a_batch'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Mailing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('programme', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='funding.passprogramme')),
                    ('prescriber', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='inclusion.partner')),
                    ('state', models.CharField(choices=[('tried', 'À confirmer'), ('running', 'En cours'), ('done', 'Terminé'), ('dropped', 'Abandonné')], default='tried', max_length=10, verbose_name='état')),
                    ('filename', models.CharField(blank=True, max_length=160, verbose_name='fichier')),
                    ('job', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='inclusion.job')),
                    ('tried_at', models.DateTimeField(verbose_name='préparé le')),
                    ('tried_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_at', models.DateTimeField(null=True, verbose_name='terminé le')),
                ],
                options={
                    'verbose_name': 'envoi groupé',
                    'verbose_name_plural': 'envois groupés',
                    'ordering': ['-tried_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_mailing_network'),
                        inclusion.core.constraints.SameNetwork(field='programme', name='funding_mailing_programme_same_network'),
                        inclusion.core.constraints.SameNetwork(field='prescriber', name='funding_mailing_prescriber_same_network'),
                        inclusion.core.constraints.SameNetwork(field='job', name='funding_mailing_job_same_network'),
                        models.CheckConstraint(condition=models.Q(('state__in', ['tried', 'dropped']), ('job__isnull', False), _connector='OR'), name='mailing_started_has_its_job'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MailingLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('mailing', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='funding.mailing')),
                    ('rank', models.PositiveIntegerField(verbose_name='ligne')),
                    ('person', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mailing_lines', to='inclusion.beneficiary')),
                    ('fields', models.JSONField(default=dict)),
                    ('channel', models.CharField(choices=[('email', 'Par courriel'), ('post', 'Par courrier'), ('hand', 'En main propre')], default='post', max_length=10, verbose_name='envoi')),
                    ('outcome', models.CharField(choices=[('ready', 'Prêt'), ('refused', 'Écarté'), ('sent', 'Envoyé')], max_length=10, verbose_name='résultat')),
                    ('problem', models.CharField(blank=True, max_length=300, verbose_name='raison')),
                    ('letter', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mailing_line', to='funding.letter')),
                ],
                options={
                    'verbose_name': 'ligne d’un envoi groupé',
                    'verbose_name_plural': 'lignes d’un envoi groupé',
                    'ordering': ['rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_mailingline_network'),
                        inclusion.core.constraints.SameNetwork(field='mailing', name='funding_mailingline_mailing_same_network'),
                        inclusion.core.constraints.SameNetwork(field='person', name='funding_mailingline_person_same_network'),
                        inclusion.core.constraints.SameNetwork(field='letter', name='funding_mailingline_letter_same_network'),
                        models.UniqueConstraint(fields=('mailing', 'rank'), name='mailing_line_rank_unique'),
                        models.CheckConstraint(condition=models.Q(models.Q(('letter__isnull', False), ('outcome', 'sent')), models.Q(models.Q(('outcome', 'sent'), _negated=True), ('letter', None)), _connector='OR'), name='mailing_line_sent_has_letter'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PassProgramme',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('funded_action', inclusion.core.constraints.ScopedOneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='pass_programme', to='funding.fundedaction')),
                    ('name', models.CharField(max_length=120, verbose_name='nom')),
                    ('face_value', models.DecimalField(decimal_places=2, default='10.00', max_digits=12, verbose_name='valeur d’un pass')),
                    ('booklet_size', models.PositiveSmallIntegerField(default=10, verbose_name='pass par carnet')),
                    ('validity_rule', models.CharField(choices=[('months', 'Un nombre de mois après l’envoi'), ('year_end', 'Jusqu’à la fin de l’année d’envoi')], default='months', max_length=10, verbose_name='durée de validité')),
                    ('validity_months', models.PositiveSmallIntegerField(default=12, verbose_name='validité en mois')),
                    ('tolerance_days', models.PositiveSmallIntegerField(default=0, verbose_name='jours de tolérance')),
                    ('claim_months', models.PositiveSmallIntegerField(default=2, verbose_name='mois pour demander le remboursement')),
                    ('yearly_limit', models.PositiveSmallIntegerField(default=1, verbose_name='carnets par personne et par an')),
                    ('envelope', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='enveloppe du programme')),
                    ('all_prescribers', models.BooleanField(default=True, verbose_name='tous les prescripteurs du réseau')),
                    ('all_places', models.BooleanField(default=True, verbose_name='tous les lieux qui acceptent les pass')),
                    ('letter_opening', models.TextField(blank=True, verbose_name='début de la lettre')),
                    ('letter_closing', models.TextField(blank=True, verbose_name='fin de la lettre')),
                    ('nature', models.CharField(default='Formation au numérique', max_length=120, verbose_name='nature des services payés')),
                    ('mentions', models.TextField(blank=True, verbose_name='mentions obligatoires')),
                    ('opened_on', models.DateField(verbose_name='ouvert le')),
                    ('closed_on', models.DateField(blank=True, null=True, verbose_name='fermé le')),
                    ('prescribers', models.ManyToManyField(related_name='prescribed_programmes', through='funding.ProgrammePrescriber', to='inclusion.partner')),
                    ('places', models.ManyToManyField(related_name='programmes', through='funding.ProgrammePlace', to='funding.trainingplace')),
                ],
                options={
                    'verbose_name': 'programme de pass',
                    'ordering': ['opened_on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_passprogramme_network'),
                        inclusion.core.constraints.SameNetwork(field='funded_action', name='funding_passprogramme_funded_action_same_network'),
                        models.CheckConstraint(condition=models.Q(('booklet_size__gt', 0), ('face_value__gt', 0), ('validity_months__gt', 0), ('yearly_limit__gt', 0)), name='pass_programme_terms_positive'),
                        models.CheckConstraint(condition=models.Q(('claim_months__gt', 0), ('tolerance_days__lte', django.db.models.expressions.CombinedExpression(models.F('claim_months'), '*', models.Value(28)))), name='pass_programme_claims_after_tolerance', violation_error_message='Les lieux demandent leur remboursement après la fin de la tolérance.'),
                        models.CheckConstraint(condition=models.Q(('envelope', None), ('envelope__gt', 0), _connector='OR'), name='pass_programme_envelope_positive'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ProgrammePrescriber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('programme', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prescriber_rows', to='funding.passprogramme')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programme_rows', to='inclusion.partner')),
                ],
                options={
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_programmeprescriber_network'),
                        inclusion.core.constraints.SameNetwork(field='programme', name='funding_programmeprescriber_programme_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='funding_programmeprescriber_partner_same_network'),
                        models.UniqueConstraint(fields=('programme', 'partner'), name='programme_prescriber_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ProgrammePlace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('programme', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='place_rows', to='funding.passprogramme')),
                    ('place', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programme_rows', to='funding.trainingplace')),
                ],
                options={
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_programmeplace_network'),
                        inclusion.core.constraints.SameNetwork(field='programme', name='funding_programmeplace_programme_same_network'),
                        inclusion.core.constraints.SameNetwork(field='place', name='funding_programmeplace_place_same_network'),
                        models.UniqueConstraint(fields=('programme', 'place'), name='programme_place_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Booklet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('programme', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='booklets', to='funding.passprogramme')),
                    ('beneficiary', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='booklets', to='inclusion.beneficiary', verbose_name='pour')),
                    ('prescriber', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='booklets', to='inclusion.partner', verbose_name='prescrit par')),
                    ('operator', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users_booklets', to='inclusion.partner', verbose_name='usager de')),
                    ('commitment', inclusion.core.constraints.ScopedOneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='booklet', to='funding.commitment')),
                    ('issued_on', models.DateField(verbose_name='émis le')),
                    ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('number', models.PositiveIntegerField(verbose_name='numéro')),
                    ('valid_until', models.DateField(verbose_name='valable jusqu’au (inclus)')),
                    ('accepted_until', models.DateField(verbose_name='accepté jusqu’au (inclus)')),
                    ('claim_until', models.DateField(verbose_name='remboursable jusqu’au (inclus)')),
                    ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='annulé le')),
                ],
                options={
                    'verbose_name': 'carnet',
                    'ordering': ['-issued_on', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['accepted_until'], name='booklet_by_last_day'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_booklet_network'),
                        inclusion.core.constraints.SameNetwork(field='programme', name='funding_booklet_programme_same_network'),
                        inclusion.core.constraints.SameNetwork(field='beneficiary', name='funding_booklet_beneficiary_same_network'),
                        inclusion.core.constraints.SameNetwork(field='prescriber', name='funding_booklet_prescriber_same_network'),
                        inclusion.core.constraints.SameNetwork(field='operator', name='funding_booklet_operator_same_network'),
                        inclusion.core.constraints.SameNetwork(field='commitment', name='funding_booklet_commitment_same_network'),
                        models.UniqueConstraint(fields=('network', 'number'), name='booklet_number_unique'),
                        models.CheckConstraint(condition=models.Q(('accepted_until__gte', models.F('valid_until')), ('claim_until__gte', models.F('accepted_until')), ('valid_until__gte', models.F('issued_on'))), name='booklet_days_in_order'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Pass',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('booklet', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passes', to='funding.booklet')),
                    ('rank', models.PositiveSmallIntegerField(verbose_name='rang dans le carnet')),
                    ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                    ('value', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='valeur')),
                    ('state', models.CharField(choices=[('issued', 'Valable'), ('redeemed', 'Utilisé, à payer'), ('paid', 'Utilisé et payé'), ('expired', 'Périmé'), ('cancelled', 'Annulé'), ('lapsed', 'Utilisé, jamais réclamé')], default='issued', max_length=12, verbose_name='état')),
                ],
                options={
                    'verbose_name': 'pass',
                    'verbose_name_plural': 'pass',
                    'ordering': ['booklet', 'rank'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_pass_network'),
                        inclusion.core.constraints.SameNetwork(field='booklet', name='funding_pass_booklet_same_network'),
                        models.UniqueConstraint(fields=('booklet', 'rank'), name='pass_rank_unique'),
                        models.CheckConstraint(condition=models.Q(('value__gt', 0)), name='pass_value_positive'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Post',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('kind', models.CharField(choices=[('digital_adviser', 'Conseiller numérique'), ('coordinator', 'Coordinateur de conseillers numériques')], default='digital_adviser', max_length=20, verbose_name='nature')),
                    ('title', models.CharField(max_length=120, verbose_name='intitulé')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='funding.fund', verbose_name='fonds')),
                    ('employer', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='inclusion.partner', verbose_name='employeur')),
                    ('private_employer', models.BooleanField(default=False, verbose_name='employeur privé (association, entreprise)')),
                    ('collectivite', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='co_financed_posts', to='inclusion.partner', verbose_name='collectivité qui cofinance')),
                    ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci', verbose_name='territoire (intercommunalité)')),
                    ('creation', models.BooleanField(default=False, verbose_name='crée un poste là où il n’y en a pas')),
                    ('fte', models.DecimalField(decimal_places=2, default=Decimal('1.00'), max_digits=4, verbose_name='équivalents temps plein (ETP)')),
                    ('start', models.DateField(verbose_name='début du financement')),
                    ('end', models.DateField(verbose_name='fin (exclue)')),
                    ('yearly_cost', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='coût d’un ETP sur douze mois')),
                    ('contract_on', models.DateField(blank=True, null=True, verbose_name='contrat de l’État commencé le')),
                    ('uplifted', models.BooleanField(default=False, verbose_name='bonification (quartier prioritaire, zone de revitalisation)')),
                    ('other_aid_yearly', models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=12, verbose_name='autres aides sur douze mois')),
                    ('other_aid_source', models.CharField(blank=True, max_length=120, verbose_name='qui verse les autres aides')),
                    ('need', models.TextField(blank=True, verbose_name='pourquoi ce poste')),
                    ('state', models.CharField(choices=[('draft', 'À compléter'), ('submitted', 'Demandé'), ('accepted', 'Retenu'), ('refused', 'Non retenu')], default='draft', max_length=12, verbose_name='état')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('submitted_on', models.DateField(null=True, verbose_name='déposé le')),
                    ('decided_on', models.DateField(null=True, verbose_name='décidé le')),
                    ('decision_reason', models.TextField(blank=True, verbose_name='motif de la décision')),
                    ('agreement', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='post', to='funding.agreement', verbose_name='convention')),
                ],
                options={
                    'verbose_name': 'poste',
                    'ordering': ['start', 'title', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_post_network'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_post_fund_same_network'),
                        inclusion.core.constraints.SameNetwork(field='employer', name='funding_post_employer_same_network'),
                        inclusion.core.constraints.SameNetwork(field='collectivite', name='funding_post_collectivite_same_network'),
                        inclusion.core.constraints.SameNetwork(field='agreement', name='funding_post_agreement_same_network'),
                        models.CheckConstraint(condition=models.Q(('fte__gt', 0), ('fte__lte', 2)), name='post_fte', violation_error_message='Un poste compte plus de 0 ETP et 2 au plus.'),
                        models.CheckConstraint(condition=models.Q(('end__day', 1), ('start__day', 1), ('start__lt', models.F('end'))), name='post_whole_months', violation_error_message='Le financement d’un poste compte des mois entiers.'),
                        models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.datetime.ExtractYear('end'), '-', django.db.models.functions.datetime.ExtractYear('start')), '*', models.Value(12)), '+', django.db.models.functions.datetime.ExtractMonth('end')), '-', django.db.models.functions.datetime.ExtractMonth('start')), 36)), name='post_36_months', violation_error_message='Un poste est financé 36 mois au plus.'),
                        models.CheckConstraint(condition=models.Q(('other_aid_yearly__gte', 0), ('yearly_cost__gt', 0)), name='post_costs'),
                        models.CheckConstraint(condition=models.Q(('private_employer', True), ('employer', models.F('collectivite')), _connector='OR'), name='post_public_employer_pays', violation_error_message='Un employeur public est la collectivité qui cofinance.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', False), ('state__in', ['accepted', 'refused'])), models.Q(('decided_on', None), ('state__in', ['draft', 'submitted'])), _connector='OR'), name='post_decided_with_its_day'),
                        models.CheckConstraint(condition=models.Q(('state', 'accepted'), ('agreement', None), _connector='OR'), name='post_agreement_when_accepted'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PostYear',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('post', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='years', to='funding.post')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('start', models.DateField(verbose_name='début')),
                    ('end', models.DateField(verbose_name='fin (exclue)')),
                    ('cost', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='coût')),
                    ('state_aid', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='aide de l’État')),
                    ('other_aid', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='autres aides')),
                    ('offered', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='proposé par la collectivité')),
                    ('fund_share', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='part du fonds')),
                    ('collectivite_share', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='part de la collectivité')),
                    ('to_find', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='reste à trouver')),
                ],
                options={
                    'verbose_name': 'année d’un poste',
                    'verbose_name_plural': 'années d’un poste',
                    'ordering': ['number', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_postyear_network'),
                        inclusion.core.constraints.SameNetwork(field='post', name='funding_postyear_post_same_network'),
                        models.UniqueConstraint(fields=('post', 'number'), name='post_year_once'),
                        models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 3), ('start__lt', models.F('end'))), name='post_year_period'),
                        models.CheckConstraint(condition=models.Q(('collectivite_share__gte', 0), ('cost', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('state_aid'), '+', models.F('other_aid')), '+', models.F('fund_share')), '+', models.F('collectivite_share')), '+', models.F('to_find'))), ('fund_share__gte', 0), ('other_aid__gte', 0), ('state_aid__gte', 0), ('to_find__gte', 0)), name='post_year_shares_add_up', violation_error_message='Les parts ne tombent pas juste.'),
                        models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(models.F('fund_share'), '*', models.Value(2)), django.db.models.functions.comparison.Greatest(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('cost'), '-', models.F('state_aid')), '-', models.F('other_aid')), Decimal('0')))), name='post_year_fund_half_at_most', violation_error_message='Le fonds paie au plus la moitié du reste à charge.'),
                        models.CheckConstraint(condition=models.Q(('fund_share__lte', models.F('collectivite_share'))), name='post_year_collectivite_as_much', violation_error_message='La collectivité paie au moins autant que le fonds.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PostVacancy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('post', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vacancies', to='funding.post')),
                    ('since', models.DateField(verbose_name='vacant depuis le')),
                    ('until', models.DateField(null=True, verbose_name='pourvu le')),
                ],
                options={
                    'verbose_name': 'vacance d’un poste',
                    'verbose_name_plural': 'vacances de postes',
                    'ordering': ['-since', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_postvacancy_network'),
                        inclusion.core.constraints.SameNetwork(field='post', name='funding_postvacancy_post_same_network'),
                        models.UniqueConstraint(condition=models.Q(('until', None)), fields=('post',), name='post_vacant_once'),
                        models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='post_vacancy_period'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RoadmapStanding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('epci', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci', verbose_name='intercommunalité')),
                    ('title', models.CharField(max_length=160, verbose_name='feuille de route')),
                    ('drafted_on', models.DateField(verbose_name='rédigée le')),
                    ('adopted_on', models.DateField(blank=True, null=True, verbose_name='adoptée le')),
                ],
                options={
                    'verbose_name': 'feuille de route locale',
                    'verbose_name_plural': 'feuilles de route locales',
                    'ordering': ['epci__name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_roadmapstanding_network'),
                        models.UniqueConstraint(fields=('network', 'epci'), name='roadmap_standing_one_per_epci', violation_error_message='La feuille de route de cette intercommunalité est déjà notée.'),
                        models.CheckConstraint(condition=models.Q(('adopted_on', None), ('adopted_on__gte', models.F('drafted_on')), _connector='OR'), name='roadmap_standing_drafted_before_adopted', violation_error_message='Une feuille de route est rédigée avant d’être adoptée.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Redemption',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('one_pass', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redemptions', to='funding.pass', verbose_name='pass')),
                    ('place', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redemptions', to='funding.trainingplace', verbose_name='lieu')),
                    ('session', models.CharField(max_length=120, verbose_name='séance')),
                    ('used_on', models.DateField(verbose_name='utilisé le')),
                    ('key', models.UUIDField(verbose_name='identité du scan')),
                    ('offline', models.BooleanField(default=False, verbose_name='envoyé plus tard')),
                    ('recorded_at', models.DateTimeField(verbose_name='enregistré le')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('movement', inclusion.core.constraints.ScopedOneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='redemption', to='funding.ledgertransaction')),
                    ('taken_back_at', models.DateTimeField(null=True, verbose_name='annulée le')),
                    ('taken_back_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('taken_back_because', models.CharField(blank=True, max_length=200, verbose_name='raison')),
                ],
                options={
                    'verbose_name': 'pass utilisé',
                    'verbose_name_plural': 'pass utilisés',
                    'ordering': ['-used_on', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['place', 'used_on'], name='redemption_by_place'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_redemption_network'),
                        inclusion.core.constraints.SameNetwork(field='one_pass', name='funding_redemption_one_pass_same_network'),
                        inclusion.core.constraints.SameNetwork(field='place', name='funding_redemption_place_same_network'),
                        inclusion.core.constraints.SameNetwork(field='movement', name='funding_redemption_movement_same_network'),
                        models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('one_pass',), name='pass_used_once', violation_error_message='Ce pass a déjà servi.'),
                        models.UniqueConstraint(fields=('network', 'key'), name='redemption_key_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at', None), ('taken_back_because', ''), ('taken_back_by', None)), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False), models.Q(('taken_back_because', ''), _negated=True)), _connector='OR'), name='redemption_taken_back_explained'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ScanRefusal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('place', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refusals', to='funding.trainingplace', verbose_name='lieu')),
                    ('key', models.UUIDField(verbose_name='identité du scan')),
                    ('code', models.CharField(max_length=40, verbose_name='code')),
                    ('one_pass', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refusals', to='funding.pass', verbose_name='pass')),
                    ('session', models.CharField(max_length=120, verbose_name='séance')),
                    ('used_on', models.DateField(verbose_name='séance du')),
                    ('offline', models.BooleanField(default=False, verbose_name='envoyé plus tard')),
                    ('reason', models.CharField(choices=[('unknown', 'Ce code n’est pas celui d’un pass'), ('used', 'Ce pass a déjà servi'), ('expired', 'Ce pass n’est plus valable'), ('cancelled', 'Ce pass est annulé'), ('elsewhere', 'Ce lieu n’accepte pas ce pass'), ('not_yet', 'La séance précède l’envoi de ce pass'), ('too_old', 'La séance est trop ancienne'), ('future', 'La séance n’a pas encore eu lieu'), ('closed', 'Le fonds de ce pass est clos')], max_length=12, verbose_name='raison')),
                    ('recorded_at', models.DateTimeField(verbose_name='enregistré le')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('settled_at', models.DateTimeField(null=True, verbose_name='traité le')),
                    ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('settled_how', models.CharField(blank=True, max_length=200, verbose_name='ce qui a été décidé')),
                ],
                options={
                    'verbose_name': 'pass refusé',
                    'verbose_name_plural': 'pass refusés',
                    'ordering': ['-recorded_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_scanrefusal_network'),
                        inclusion.core.constraints.SameNetwork(field='place', name='funding_scanrefusal_place_same_network'),
                        inclusion.core.constraints.SameNetwork(field='one_pass', name='funding_scanrefusal_one_pass_same_network'),
                        models.UniqueConstraint(fields=('network', 'key'), name='refusal_key_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Reimbursement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('place', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reimbursements', to='funding.trainingplace', verbose_name='lieu')),
                    ('programme', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reimbursements', to='funding.passprogramme', verbose_name='programme')),
                    ('reference', models.CharField(max_length=20, verbose_name='référence')),
                    ('month', models.DateField(verbose_name='mois')),
                    ('state', models.CharField(choices=[('submitted', 'À valider'), ('validated', 'À payer'), ('paid', 'Payée'), ('closed', 'Soldée sans paiement')], default='submitted', max_length=12, verbose_name='état')),
                    ('iban', models.CharField(max_length=34, verbose_name='IBAN')),
                    ('account_holder', models.CharField(max_length=120, verbose_name='titulaire du compte')),
                    ('asked_at', models.DateTimeField(verbose_name='demandée le')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('validated_at', models.DateTimeField(null=True, verbose_name='validée le')),
                    ('validated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('paid_on', models.DateField(null=True, verbose_name='payée le')),
                    ('payment_reference', models.CharField(blank=True, max_length=60, verbose_name='référence du paiement')),
                    ('payment_reference_key', models.GeneratedField(db_persist=True, expression=models.Func(models.F('payment_reference'), function='reference_key', output_field=models.TextField()), output_field=models.TextField())),
                    ('payments_undone', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('exported_at', models.DateTimeField(null=True, verbose_name='exportée le')),
                    ('document', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reimbursements', to='inclusion.document')),
                    ('order', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reimbursement_orders', to='inclusion.document')),
                ],
                options={
                    'verbose_name': 'demande de remboursement',
                    'verbose_name_plural': 'demandes de remboursement',
                    'ordering': ['-asked_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_reimbursement_network'),
                        inclusion.core.constraints.SameNetwork(field='place', name='funding_reimbursement_place_same_network'),
                        inclusion.core.constraints.SameNetwork(field='programme', name='funding_reimbursement_programme_same_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='funding_reimbursement_document_same_network'),
                        inclusion.core.constraints.SameNetwork(field='order', name='funding_reimbursement_order_same_network'),
                        models.UniqueConstraint(fields=('network', 'reference'), name='reimbursement_reference_unique'),
                        models.UniqueConstraint(condition=models.Q(('payment_reference', ''), _negated=True), fields=('network', 'payment_reference_key'), name='reimbursement_payment_reference_once', violation_error_message='Cette référence de paiement est déjà enregistrée.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('paid_on', None), ('payment_reference', ''), ('state__in', ['submitted']), ('validated_at', None)), models.Q(('paid_on', None), ('payment_reference', ''), ('state__in', ['validated', 'closed']), ('validated_at__isnull', False), ('validated_by__isnull', False)), models.Q(('paid_on__isnull', False), ('state', 'paid'), ('validated_at__isnull', False), ('validated_by__isnull', False), models.Q(('payment_reference', ''), _negated=True)), _connector='OR'), name='reimbursement_state_dated', violation_error_message='Une demande validée ou payée porte sa date, et sa référence de paiement.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ReimbursementLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('reimbursement', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='funding.reimbursement')),
                    ('redemption', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='funding.redemption')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='raison')),
                    ('added_at', models.DateTimeField(verbose_name='ajoutée le')),
                    ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'ligne de remboursement',
                    'verbose_name_plural': 'lignes de remboursement',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_reimbursementline_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_reimbursementline_append_only'),
                        inclusion.core.constraints.SameNetwork(field='reimbursement', name='funding_reimbursementline_reimbursement_same_network'),
                        inclusion.core.constraints.SameNetwork(field='redemption', name='funding_reimbursementline_redemption_same_network'),
                        models.UniqueConstraint(condition=models.Q(('amount__gt', 0)), fields=('redemption',), name='use_asked_for_once'),
                        models.UniqueConstraint(condition=models.Q(('amount__lt', 0)), fields=('redemption',), name='use_made_good_once'),
                        models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='reimbursement_line_not_zero'),
                        models.CheckConstraint(condition=models.Q(('amount__gt', 0), models.Q(('reason', ''), _negated=True), _connector='OR'), name='reimbursement_correction_explained', violation_error_message='Une correction dit sa raison.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SimulatorLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='simulator_links', to='funding.fund')),
                    ('token', models.CharField(editable=False, max_length=64, unique=True)),
                    ('note', models.CharField(max_length=120, verbose_name='pour qui')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='créé le')),
                    ('expires_on', models.DateField(verbose_name='valable jusqu’au')),
                    ('withdrawn_at', models.DateTimeField(null=True, verbose_name='retiré le')),
                ],
                options={
                    'verbose_name': 'lien vers le simulateur',
                    'verbose_name_plural': 'liens vers le simulateur',
                    'ordering': ['-made_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_simulatorlink_network'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_simulatorlink_fund_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StateAidSchedule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('name', models.CharField(max_length=80, verbose_name='nom')),
                    ('private', models.BooleanField(default=False, verbose_name='employeur privé')),
                    ('start', models.DateField(verbose_name='contrats à partir du')),
                    ('end', models.DateField(blank=True, null=True, verbose_name='contrats avant le')),
                    ('paid_until', models.DateField(blank=True, null=True, verbose_name='plus rien à partir du')),
                ],
                options={
                    'verbose_name': 'barème de l’aide de l’État',
                    'verbose_name_plural': 'barèmes de l’aide de l’État',
                    'ordering': ['start', 'private', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_stateaidschedule_network'),
                        models.CheckConstraint(condition=models.Q(('end', None), ('end__gt', models.F('start')), _connector='OR'), name='state_aid_period', violation_error_message='La fin du barème est avant son début.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StateAidYear',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('schedule', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='years', to='funding.stateaidschedule')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='année du contrat')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                    ('uplift', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='bonification')),
                ],
                options={
                    'verbose_name': 'année d’un barème',
                    'verbose_name_plural': 'années d’un barème',
                    'ordering': ['number', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_stateaidyear_network'),
                        inclusion.core.constraints.SameNetwork(field='schedule', name='funding_stateaidyear_schedule_same_network'),
                        models.UniqueConstraint(fields=('schedule', 'number'), name='state_aid_year_once'),
                        models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('number__gte', 1), ('uplift__gte', 0)), name='state_aid_not_negative'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FundingStatement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='funding.fund')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='inclusion.partner', verbose_name='opérateur')),
                    ('number', models.PositiveIntegerField(verbose_name='numéro')),
                    ('start', models.DateField(verbose_name='du')),
                    ('end', models.DateField(verbose_name='au (exclu)')),
                    ('as_at', models.DateTimeField(blank=True, null=True, verbose_name='d’après ce qui était enregistré le')),
                    ('issued_at', models.DateTimeField(verbose_name='établi le')),
                    ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('figures', models.JSONField(verbose_name='chiffres')),
                    ('seal', models.CharField(max_length=64, verbose_name='sceau SHA-256')),
                    ('replaces', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='funding.fundingstatement')),
                ],
                options={
                    'verbose_name': 'relevé de financement',
                    'verbose_name_plural': 'relevés de financement',
                    'ordering': ['-number'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_fundingstatement_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_fundingstatement_append_only'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_fundingstatement_fund_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='funding_fundingstatement_partner_same_network'),
                        inclusion.core.constraints.SameNetwork(field='replaces', name='funding_fundingstatement_replaces_same_network'),
                        models.UniqueConstraint(fields=('network', 'number'), name='statement_number_unique'),
                        models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='statement_period'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StatementFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('statement', inclusion.core.constraints.ScopedOneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='file', to='funding.fundingstatement')),
                    ('document', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
                ],
                options={
                    'verbose_name': 'fichier d’un relevé',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_statementfile_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_statementfile_append_only'),
                        inclusion.core.constraints.SameNetwork(field='statement', name='funding_statementfile_statement_same_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='funding_statementfile_document_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StatementMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('mailed_at', models.DateTimeField(editable=False, null=True, verbose_name='parti le')),
                    ('problem', models.CharField(blank=True, editable=False, max_length=200, verbose_name='problème')),
                    ('due_at', models.DateTimeField(editable=False, null=True, verbose_name='à réessayer à partir du')),
                    ('delayed_since', models.DateTimeField(editable=False, null=True, verbose_name='remis à plus tard par le serveur depuis le')),
                    ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                    ('statement', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='funding.fundingstatement')),
                    ('to', models.EmailField(max_length=254, verbose_name='à')),
                ],
                options={
                    'verbose_name': 'courriel d’un relevé',
                    'verbose_name_plural': 'courriels des relevés',
                    'ordering': ['-written_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(condition=models.Q(('mailed_at', None), ('problem', '')), fields=['due_at'], name='statementmail_waiting'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_statementmail_network'),
                        inclusion.core.constraints.SameNetwork(field='statement', name='funding_statementmail_statement_same_network'),
                        models.UniqueConstraint(fields=('statement', 'to'), name='statement_mail_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StatementOpening',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('statement', inclusion.core.constraints.ScopedOneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='opening', to='funding.fundingstatement')),
                    ('opened_at', models.DateTimeField(verbose_name='ouvert le')),
                    ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'ouverture d’un relevé',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_statementopening_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_statementopening_append_only'),
                        inclusion.core.constraints.SameNetwork(field='statement', name='funding_statementopening_statement_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StatementBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statement_batches', to='funding.fund')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('as_at', models.DateTimeField(blank=True, null=True, verbose_name='d’après ce qui était enregistré le')),
                    ('asked_at', models.DateTimeField(verbose_name='demandé le')),
                ],
                options={
                    'verbose_name': 'relevés d’une année',
                    'verbose_name_plural': 'relevés d’une année',
                    'ordering': ['-asked_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_statementbatch_network'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_statementbatch_fund_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StatementBatchLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('batch', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='funding.statementbatch')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.partner', verbose_name='opérateur')),
                    ('statement', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batch_lines', to='funding.fundingstatement')),
                    ('failure', models.TextField(blank=True, verbose_name='ce qui a échoué')),
                ],
                options={
                    'verbose_name': 'opérateur d’un lot de relevés',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_statementbatchline_network'),
                        inclusion.core.constraints.SameNetwork(field='batch', name='funding_statementbatchline_batch_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='funding_statementbatchline_partner_same_network'),
                        inclusion.core.constraints.SameNetwork(field='statement', name='funding_statementbatchline_statement_same_network'),
                        models.UniqueConstraint(fields=('batch', 'partner'), name='statement_batch_operator_once'),
                        models.CheckConstraint(condition=models.Q(('statement', None), ('failure', ''), _connector='OR'), name='statement_batch_line_issued_or_failed'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SubsidyRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('party', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subsidy_requests', to='funding.agreementparty')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('state', models.CharField(choices=[('draft', 'À compléter'), ('submitted', 'Déposée'), ('granted', 'Accordée'), ('refused', 'Refusée')], default='draft', max_length=12, verbose_name='état')),
                    ('asked', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant demandé')),
                    ('project', models.TextField(blank=True, verbose_name='ce qui est prévu dans l’année')),
                    ('report', models.TextField(blank=True, verbose_name='bilan de l’année passée')),
                    ('report_document', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
                    ('needs_report', models.BooleanField(default=True, verbose_name='bilan attendu')),
                    ('submitted_on', models.DateField(null=True, verbose_name='déposée le')),
                    ('decided_on', models.DateField(null=True, verbose_name='décidée le')),
                    ('granted', models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name='montant accordé')),
                    ('decision_reason', models.TextField(blank=True, verbose_name='motif de la décision')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'demande de subvention',
                    'verbose_name_plural': 'demandes de subvention',
                    'ordering': ['-year', 'party__partner__sort_name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_subsidyrequest_network'),
                        inclusion.core.constraints.SameNetwork(field='party', name='funding_subsidyrequest_party_same_network'),
                        inclusion.core.constraints.SameNetwork(field='report_document', name='funding_subsidyrequest_report_document_same_network'),
                        models.UniqueConstraint(fields=('party', 'year'), name='subsidy_request_one_a_year', violation_error_message='Une demande existe déjà pour cet opérateur et cette année.'),
                        models.CheckConstraint(condition=models.Q(('asked__gte', 0)), name='subsidy_asked_not_negative'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', False), ('granted__gt', 0), ('state', 'granted')), models.Q(('decided_on__isnull', False), ('granted', None), ('state', 'refused')), models.Q(('decided_on', None), ('granted', None), ('state__in', ['draft', 'submitted'])), _connector='OR'), name='subsidy_decided_with_its_day'),
                        models.CheckConstraint(condition=models.Q(('state', 'draft'), ('submitted_on__isnull', False), _connector='OR'), name='subsidy_submitted_with_its_day'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SubsidyBudgetLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('request', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='budget_lines', to='funding.subsidyrequest')),
                    ('side', models.CharField(choices=[('expense', 'Dépense'), ('resource', 'Recette')], max_length=10, verbose_name='dépense ou recette')),
                    ('label', models.CharField(max_length=120, verbose_name='libellé')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                ],
                options={
                    'verbose_name': 'ligne de budget',
                    'verbose_name_plural': 'lignes de budget',
                    'ordering': ['side', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_subsidybudgetline_network'),
                        inclusion.core.constraints.SameNetwork(field='request', name='funding_subsidybudgetline_request_same_network'),
                        models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='budget_line_not_negative'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='TrainingPlace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_places', to='inclusion.partner', verbose_name='tenu par')),
                    ('name', models.CharField(max_length=120, verbose_name='nom')),
                    ('address', models.CharField(max_length=160, verbose_name='adresse')),
                    ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.commune')),
                    ('postal_code', models.CharField(max_length=5, verbose_name='code postal')),
                    ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                    ('opening_hours', models.CharField(blank=True, help_text='Notation d’OpenStreetMap : Mo-Fr 09:00-12:00.', max_length=255, verbose_name='horaires')),
                    ('latitude', models.FloatField(verbose_name='latitude')),
                    ('longitude', models.FloatField(verbose_name='longitude')),
                    ('accepts_passes', models.BooleanField(default=True, verbose_name='accepte les pass')),
                    ('iban', models.CharField(blank=True, max_length=34, verbose_name='IBAN du compte à payer')),
                    ('account_holder', models.CharField(blank=True, max_length=120, verbose_name='titulaire du compte')),
                ],
                options={
                    'verbose_name': 'organisme formateur',
                    'verbose_name_plural': 'organismes formateurs',
                    'ordering': ['name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_trainingplace_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='funding_trainingplace_partner_same_network'),
                        models.CheckConstraint(condition=models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), name='training_place_on_earth'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PlaceMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('mailed_at', models.DateTimeField(editable=False, null=True, verbose_name='parti le')),
                    ('problem', models.CharField(blank=True, editable=False, max_length=200, verbose_name='problème')),
                    ('due_at', models.DateTimeField(editable=False, null=True, verbose_name='à réessayer à partir du')),
                    ('delayed_since', models.DateTimeField(editable=False, null=True, verbose_name='remis à plus tard par le serveur depuis le')),
                    ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                    ('place', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='funding.trainingplace')),
                    ('kind', models.CharField(choices=[('lapse_warning', 'Pass à faire rembourser avant une date'), ('validated', 'Demande de remboursement validée'), ('paid', 'Remboursement payé')], max_length=20, verbose_name='objet')),
                    ('about', models.CharField(max_length=60)),
                    ('reimbursement', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='funding.reimbursement')),
                    ('programme', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='place_mails', to='funding.passprogramme')),
                    ('to', models.EmailField(max_length=254, verbose_name='à')),
                ],
                options={
                    'verbose_name': 'courriel à un lieu',
                    'verbose_name_plural': 'courriels aux lieux',
                    'ordering': ['-written_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(condition=models.Q(('mailed_at', None), ('problem', '')), fields=['due_at'], name='placemail_waiting'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_placemail_network'),
                        inclusion.core.constraints.SameNetwork(field='place', name='funding_placemail_place_same_network'),
                        inclusion.core.constraints.SameNetwork(field='reimbursement', name='funding_placemail_reimbursement_same_network'),
                        inclusion.core.constraints.SameNetwork(field='programme', name='funding_placemail_programme_same_network'),
                        models.UniqueConstraint(fields=('place', 'kind', 'about', 'to'), name='place_mail_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Payee',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payees', to='inclusion.partner')),
                    ('person', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payees', to='inclusion.beneficiary')),
                    ('post', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payees', to='funding.post')),
                    ('place', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payees', to='funding.trainingplace')),
                    ('name', models.CharField(blank=True, max_length=120, verbose_name='nom')),
                ],
                options={
                    'verbose_name': 'destinataire de paiements',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_payee_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_payee_append_only'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='funding_payee_partner_same_network'),
                        inclusion.core.constraints.SameNetwork(field='person', name='funding_payee_person_same_network'),
                        inclusion.core.constraints.SameNetwork(field='post', name='funding_payee_post_same_network'),
                        inclusion.core.constraints.SameNetwork(field='place', name='funding_payee_place_same_network'),
                        models.UniqueConstraint(fields=('network', 'partner', 'person', 'post', 'place', 'name'), name='payee_once', nulls_distinct=False),
                        models.CheckConstraint(condition=models.Q(models.Q(('name', ''), ('partner__isnull', False), ('person', None), ('place', None), ('post', None)), models.Q(('name', ''), ('partner', None), ('person__isnull', False), ('place', None), ('post', None)), models.Q(('name', ''), ('partner', None), ('person', None), ('place', None), ('post__isnull', False)), models.Q(('name', ''), ('partner', None), ('person', None), ('place__isnull', False), ('post', None)), models.Q(('partner', None), ('person', None), ('place', None), ('post', None), models.Q(('name', ''), _negated=True)), _connector='OR'), name='payee_named_by_one'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PaymentRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('state', models.CharField(choices=[('waiting', 'En attente'), ('confirmed', 'Confirmée'), ('withdrawn', 'Retirée')], default='waiting', editable=False, max_length=10, verbose_name='état')),
                    ('asked_at', models.DateTimeField(verbose_name='demandé le')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
                    ('decided_at', models.DateTimeField(null=True, verbose_name='décidé le')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidé par')),
                    ('commitment', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payment_requests', to='funding.commitment')),
                    ('payee', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.payee', verbose_name='à qui')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                    ('paid_on', models.DateField(verbose_name='payé le')),
                    ('reference', models.CharField(max_length=60, verbose_name='référence de paiement')),
                ],
                options={
                    'verbose_name': 'demande de paiement',
                    'ordering': ['asked_at', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_paymentrequest_network'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='paymentrequest_decided_by_somebody'),
                        models.CheckConstraint(condition=models.Q(('decided_by', models.F('asked_by')), ('state', 'confirmed'), _negated=True), name='paymentrequest_confirmed_by_another', violation_error_message='Une autre personne que celle qui a demandé confirme.'),
                        inclusion.core.constraints.SameNetwork(field='commitment', name='funding_paymentrequest_commitment_same_network'),
                        inclusion.core.constraints.SameNetwork(field='payee', name='funding_paymentrequest_payee_same_network'),
                        models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_request_positive'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SupportingDocument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('commitment', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supporting_documents', to='funding.commitment')),
                    ('payment', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supporting_documents', to='funding.payment')),
                    ('request', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supporting_documents', to='funding.paymentrequest')),
                    ('document', inclusion.core.constraints.ScopedOneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document', verbose_name='document')),
                ],
                options={
                    'verbose_name': 'pièce d’une dépense',
                    'verbose_name_plural': 'pièces d’une dépense',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_supportingdocument_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='funding_supportingdocument_append_only'),
                        inclusion.core.constraints.SameNetwork(field='commitment', name='funding_supportingdocument_commitment_same_network'),
                        inclusion.core.constraints.SameNetwork(field='payment', name='funding_supportingdocument_payment_same_network'),
                        inclusion.core.constraints.SameNetwork(field='request', name='funding_supportingdocument_request_same_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='funding_supportingdocument_document_same_network'),
                        models.CheckConstraint(condition=models.Q(('payment', None), ('request', None), _connector='OR'), name='supporting_document_of_one_payment'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='BankDetailsChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('state', models.CharField(choices=[('waiting', 'En attente'), ('confirmed', 'Confirmée'), ('withdrawn', 'Retirée')], default='waiting', editable=False, max_length=10, verbose_name='état')),
                    ('asked_at', models.DateTimeField(verbose_name='demandé le')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
                    ('decided_at', models.DateTimeField(null=True, verbose_name='décidé le')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidé par')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bank_details_changes', to='funding.fund')),
                    ('place', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bank_details_changes', to='funding.trainingplace')),
                    ('iban', models.CharField(blank=True, max_length=34, verbose_name='IBAN')),
                    ('account_holder', models.CharField(blank=True, max_length=120, verbose_name='titulaire du compte')),
                ],
                options={
                    'verbose_name': 'changement de compte',
                    'ordering': ['asked_at', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_bankdetailschange_network'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='bankdetailschange_decided_by_somebody'),
                        models.CheckConstraint(condition=models.Q(('decided_by', models.F('asked_by')), ('state', 'confirmed'), _negated=True), name='bankdetailschange_confirmed_by_another', violation_error_message='Une autre personne que celle qui a demandé confirme.'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='funding_bankdetailschange_fund_same_network'),
                        inclusion.core.constraints.SameNetwork(field='place', name='funding_bankdetailschange_place_same_network'),
                        models.CheckConstraint(condition=models.Q(('fund', None), ('place', None), _connector='XOR'), name='bank_details_of_one'),
                        models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('fund', 'place'), name='bank_details_one_waiting', nulls_distinct=False),
                    ],
                },
            ),
            migrations.CreateModel(
                name='BankDetailsMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('mailed_at', models.DateTimeField(editable=False, null=True, verbose_name='parti le')),
                    ('problem', models.CharField(blank=True, editable=False, max_length=200, verbose_name='problème')),
                    ('due_at', models.DateTimeField(editable=False, null=True, verbose_name='à réessayer à partir du')),
                    ('delayed_since', models.DateTimeField(editable=False, null=True, verbose_name='remis à plus tard par le serveur depuis le')),
                    ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                    ('change', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='funding.bankdetailschange')),
                    ('to', models.EmailField(max_length=254, verbose_name='à')),
                ],
                options={
                    'verbose_name': 'courriel sur un changement de compte',
                    'verbose_name_plural': 'courriels sur un changement de compte',
                    'ordering': ['-written_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(condition=models.Q(('mailed_at', None), ('problem', '')), fields=['due_at'], name='bankdetailsmail_waiting'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='funding_bankdetailsmail_network'),
                        inclusion.core.constraints.SameNetwork(field='change', name='funding_bankdetailsmail_change_same_network'),
                        models.UniqueConstraint(fields=('change', 'to'), name='bank_details_mail_once'),
                    ],
                },
            ),
        ]),
        migrations.RunSQL(
            FUNCTIONS,
            "DROP FUNCTION ledger_balanced(), ledger_complete(), ledger_on_open_day(), ledger_summed(), payment_by_two_persons(), kept_by_ledger() CASCADE;",
        ),
    ]
