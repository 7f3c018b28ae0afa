"""The network: accounts, partners, territories, documents, meetings, places, events, newsletters, the directory."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import inclusion.core.constraints
import inclusion.core.models.networks
import inclusion.partners.models
import inclusion.core.models.columns
import uuid
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models
from inclusion.core.operations import CreateModels

# `unaccent` is only stable, since its dictionary could change; generated columns and indexes need an immutable form.
IMMUTABLE_UNACCENT = """
CREATE FUNCTION immutable_unaccent(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT public.unaccent('public.unaccent'::regdictionary, $1) $$;
"""

# Append-only tables name this function in their triggers.
REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""

# Tables of which a row, once written, stays as it is; of a document's bytes see below.
APPEND_ONLY = [
    "inclusion_document",
    "inclusion_documenterasure",
]

# The bytes of a document may go, once what says why is written.
ERASED_WITH_A_REASON = """
CREATE FUNCTION refuse_change_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erased boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'DELETE' THEN
        SELECT EXISTS (SELECT 1 FROM inclusion_documenterasure WHERE document_id = OLD.document_id) INTO erased;
        IF erased THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT EXISTS (SELECT 1 FROM inclusion_documenterasure WHERE document_id = NEW.document_id) INTO erased;
    IF erased THEN
        RAISE EXCEPTION 'document % was erased for good', NEW.document_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER inclusion_documentcontent_append_only BEFORE INSERT OR UPDATE OR DELETE ON inclusion_documentcontent
    FOR EACH ROW EXECUTE FUNCTION refuse_change_unless_erased();
CREATE TRIGGER inclusion_documentcontent_no_truncate BEFORE TRUNCATE ON inclusion_documentcontent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

# Rows of these tables are written without a place and sealed once by `seal_history`, which gives each the next place of its
# network and the SHA-256 of the one before it and of itself, in the order in which they were committed. Nobody who writes
# waits for it, nor does it wait for them: what is not committed yet is sealed the next time.
SEALED = """
CREATE FUNCTION refuse_change_unless_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.position IS NULL AND NEW.sha256 IS NULL THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.position IS NULL AND NEW.position IS NOT NULL
            AND to_jsonb(NEW) - '{position,sha256}'::text[] = to_jsonb(OLD) - '{position,sha256}'::text[] THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

-- The columns are named, so that one that is added later leaves the hashes of former rows as they are.
CREATE FUNCTION sealed_content(t inclusion_journalentry) RETURNS bytea LANGUAGE sql STABLE RETURN convert_to(jsonb_build_array(
    t.id, t.network_id, t.target_model, t.target_id, t.by_id, extract(epoch FROM t.at), t.verb, t.label, t.target_label,
    t.details)::text, 'UTF8');
CREATE FUNCTION sealed_content(t inclusion_statechange) RETURNS bytea LANGUAGE sql STABLE RETURN convert_to(jsonb_build_array(
    t.id, t.network_id, t.target_model, t.target_id, t.by_id, extract(epoch FROM t.at), t.from_state, t.to_state)::text,
    'UTF8');

-- The owner's: the application may not change these tables. Returns how many rows it sealed, of each network `at_most`.
CREATE FUNCTION seal_history(at_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    sealed text;
    owner bigint;
    head inclusion_chainhead;
    entry record;
    how_many integer := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('seal_history')) THEN
        RETURN 0;
    END IF;
    FOREACH sealed IN ARRAY ARRAY['inclusion_journalentry', 'inclusion_statechange'] LOOP
        FOR owner IN EXECUTE format('SELECT DISTINCT network_id FROM %I WHERE position IS NULL', sealed) LOOP
            SELECT * INTO head FROM inclusion_chainhead WHERE network_id = owner AND "table" = sealed;
            head.position := coalesce(head.position, 0);
            head.sha256 := coalesce(head.sha256, '');
            FOR entry IN EXECUTE format(
                'SELECT id, sealed_content(t) AS content FROM %I t WHERE network_id = $1 AND position IS NULL'
                ' ORDER BY id LIMIT $2', sealed) USING owner, at_most
            LOOP
                head.position := head.position + 1;
                head.sha256 := sha256(head.sha256 || entry.content);
                EXECUTE format('UPDATE %I SET position = $1, sha256 = $2 WHERE id = $3', sealed)
                    USING head.position, head.sha256, entry.id;
                how_many := how_many + 1;
            END LOOP;
            INSERT INTO inclusion_chainhead (network_id, "table", position, sha256)
                VALUES (owner, sealed, head.position, head.sha256)
                ON CONFLICT (network_id, "table") DO UPDATE SET position = excluded.position, sha256 = excluded.sha256;
        END LOOP;
    END LOOP;
    RETURN how_many;
END $$;
"""


def sealed(table: str) -> str:
    """Refuse any change but the sealing of this table's rows."""
    return f"""
        CREATE TRIGGER {table}_append_only BEFORE INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change_unless_sealed();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        """


def guard(table: str) -> str:
    """Refuse update, delete and truncate on this table."""
    return f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        """


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(IMMUTABLE_UNACCENT, "DROP FUNCTION immutable_unaccent(text);"),
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION refuse_change();"),
        CreateModels([
            migrations.CreateModel(
                name='Partner',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('name', models.CharField(max_length=160, verbose_name='nom')),
                    ('short_name', models.CharField(blank=True, max_length=60, verbose_name='nom court')),
                    ('kind', models.CharField(choices=[('department', 'Conseil départemental'), ('prefecture', 'Préfecture'), ('operator', 'Opérateur de services publics'), ('intercommunality', 'Intercommunalité'), ('commune', 'Commune'), ('ccas', 'Centre communal d’action sociale'), ('social_centre', 'Centre médico-social'), ('france_services', 'France services'), ('association', 'Association'), ('school', 'Établissement scolaire'), ('training_place', 'Organisme formateur'), ('hub', 'Hub territorial'), ('state_service', 'Service de l’État'), ('company', 'Entreprise'), ('other', 'Autre organisme')], max_length=20, verbose_name='type')),
                    ('siret', models.CharField(blank=True, max_length=14, validators=[inclusion.partners.models.validate_siret], verbose_name='SIRET')),
                    ('address', models.TextField(blank=True, verbose_name='adresse')),
                    ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.commune', verbose_name='commune')),
                    ('epci', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci', verbose_name='intercommunalité')),
                    ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                    ('website', models.URLField(blank=True, verbose_name='site')),
                    ('is_host', models.BooleanField(default=False, verbose_name='porte le réseau')),
                    ('merged_into', inclusion.core.constraints.ScopedForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='inclusion.partner')),
                    ('added_at', models.DateTimeField(verbose_name='ajouté le')),
                    ('sort_name', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(inclusion.core.models.columns.WithoutAccents(django.db.models.functions.text.ConcatPair(models.F('name'), django.db.models.functions.text.ConcatPair(models.Value(' '), models.F('short_name'))))), output_field=models.TextField())),
                ],
                options={
                    'verbose_name': 'partenaire',
                    'ordering': ['sort_name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_partner_network'),
                        inclusion.core.constraints.SameNetwork(field='merged_into', name='inclusion_partner_merged_into_same_network'),
                        models.UniqueConstraint(condition=models.Q(models.Q(('siret', ''), _negated=True), ('merged_into', None)), fields=('network', 'siret'), name='partner_siret_unique', violation_error_message='Un partenaire du réseau porte déjà ce SIRET.'),
                        models.CheckConstraint(condition=models.Q(('siret', ''), ('siret__regex', '^[0-9]{14}$'), _connector='OR'), name='partner_siret_digits', violation_error_message='Un SIRET compte 14 chiffres.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Contact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='inclusion.partner')),
                    ('name', models.CharField(max_length=120, verbose_name='nom')),
                    ('job_title', models.CharField(blank=True, max_length=120, verbose_name='fonction')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                    ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                ],
                options={
                    'verbose_name': 'contact',
                    'ordering': ['name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_contact_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_contact_partner_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Body',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('name', models.CharField(max_length=160, verbose_name='nom')),
                    ('kind', models.CharField(choices=[('copil', 'Comité de pilotage (COPIL)'), ('cotech', 'Comité technique (COTECH)'), ('network', 'Réunion du réseau'), ('group', 'Groupe de travail'), ('assembly', 'Conseil ou assemblée'), ('other', 'Autre instance')], max_length=20, verbose_name='type')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bodies', to='inclusion.partner', verbose_name='organisme qui la réunit')),
                    ('epci', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci', verbose_name='intercommunalité')),
                    ('deals_since', models.DateField(blank=True, null=True, verbose_name='s’occupe d’inclusion numérique depuis le')),
                    ('description', models.TextField(blank=True, verbose_name='à quoi elle sert')),
                    ('meets_least', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='réunions par an, au moins')),
                    ('meets_most', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='réunions par an, au plus')),
                    ('closed_on', models.DateField(blank=True, null=True, verbose_name='ne se réunit plus depuis le')),
                    ('sort_name', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(inclusion.core.models.columns.WithoutAccents(models.F('name'))), output_field=models.TextField())),
                ],
                options={
                    'verbose_name': 'instance',
                    'verbose_name_plural': 'instances',
                    'ordering': ['sort_name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_body_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_body_partner_same_network'),
                        models.UniqueConstraint(fields=('network', 'epci', 'name'), name='body_name_unique', nulls_distinct=False, violation_error_message='Une instance de ce territoire porte déjà ce nom.'),
                        models.CheckConstraint(condition=models.Q(('closed_on', None), ('deals_since', None), ('closed_on__gte', models.F('deals_since')), _connector='OR'), name='body_closed_after', violation_error_message='Une instance ne cesse pas avant le jour où elle a commencé.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('meets_least', None), ('meets_most', None)), models.Q(('meets_least__range', (1, 52)), ('meets_most__range', (models.F('meets_least'), 52))), _connector='OR'), name='body_rhythm', violation_error_message='Donnez un rythme de 1 à 52 réunions par an, du plus petit au plus grand.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Department',
                fields=[
                    ('code', models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name='code')),
                    ('name', models.CharField(max_length=60, verbose_name='nom')),
                    ('region', models.CharField(max_length=60, verbose_name='région')),
                    ('of_name', models.CharField(help_text='de Lot-et-Garonne, du Vaucluse…', max_length=70, verbose_name='nom avec « de »')),
                ],
                options={
                    'verbose_name': 'département',
                    'ordering': ['code'],
                },
            ),
            migrations.CreateModel(
                name='Epci',
                fields=[
                    ('siren', models.CharField(max_length=9, primary_key=True, serialize=False, verbose_name='SIREN')),
                    ('name', models.CharField(max_length=100, verbose_name='nom')),
                    ('kind', models.CharField(choices=[('CC', 'Communauté de communes'), ('CA', 'Communauté d’agglomération'), ('CU', 'Communauté urbaine'), ('METRO', 'Métropole'), ('MET69', 'Métropole de Lyon')], max_length=5, verbose_name='forme')),
                    ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population')),
                ],
                options={
                    'verbose_name': 'intercommunalité',
                    'ordering': ['name', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Commune',
                fields=[
                    ('code', models.CharField(max_length=5, primary_key=True, serialize=False, verbose_name='code INSEE')),
                    ('name', models.CharField(max_length=60, verbose_name='nom')),
                    ('postal_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), default=list, verbose_name='codes postaux')),
                    ('epci', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='communes', to='inclusion.epci', verbose_name='intercommunalité')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='communes', to='inclusion.department', verbose_name='département')),
                    ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population')),
                    ('search_name', models.CharField(editable=False, help_text='Le nom sans accents ni articles, écrit au chargement.', max_length=60)),
                ],
                options={
                    'verbose_name': 'commune',
                    'ordering': ['search_name', 'pk'],
                    'indexes': [
                        models.Index(fields=['search_name'], name='commune_name_prefix', opclasses=['text_pattern_ops']),
                        django.contrib.postgres.indexes.GinIndex(fields=['postal_codes'], name='commune_postal_codes'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='EpciContour',
                fields=[
                    ('epci', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='inclusion.epci', verbose_name='intercommunalité')),
                    ('geometry', models.JSONField(verbose_name='contour')),
                    ('west', models.FloatField(verbose_name='ouest')),
                    ('south', models.FloatField(verbose_name='sud')),
                    ('east', models.FloatField(verbose_name='est')),
                    ('north', models.FloatField(verbose_name='nord')),
                    ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                    ('imported_at', models.DateTimeField(verbose_name='importé le')),
                ],
                options={
                    'verbose_name': 'contour d’intercommunalité',
                    'verbose_name_plural': 'contours d’intercommunalités',
                    'ordering': ['epci'],
                },
            ),
            migrations.CreateModel(
                name='Document',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('kind', models.CharField(choices=[('pass_letter', 'Lettre de pass numérique'), ('postal_batch', 'Lot de courrier'), ('postal_manifest', 'Bordereau de courrier'), ('statement', 'Relevé de financement'), ('statement_archive', 'Relevés d’une année'), ('call_for_funds', 'Appel de fonds'), ('imported_file', 'Fichier apporté'), ('agreement', 'Convention à signer'), ('signed_agreement', 'Convention signée'), ('subsidy_report', 'Bilan d’une subvention'), ('reimbursement', 'Demande de remboursement'), ('reimbursement_order', 'Remboursement validé'), ('roadmap', 'Feuille de route'), ('roadmap_minutes', 'Compte rendu d’adoption'), ('roadmap_paper', 'Pièce d’une feuille de route'), ('equipment_picture', 'Image d’un matériel'), ('equipment_invoice', 'Facture d’un achat de matériel'), ('loan_photo', 'Photo d’un matériel prêté'), ('loan_slip', 'Bon de prêt'), ('trial_report', 'Bilan d’un essai de matériel'), ('donation_agreement', 'Convention de don de matériel'), ('wipe_certificate', 'Certificat d’effacement'), ('aid_receipt', 'Reçu d’une aide à l’équipement'), ('meeting_minutes', 'Relevé de décisions d’une réunion'), ('hub_evidence', 'Justificatif de jours Hub'), ('hub_sheet', 'Fiche annuelle des jours Hub'), ('place_file', 'Fichier de lieux')], max_length=20, verbose_name='nature')),
                    ('filename', models.CharField(max_length=160, verbose_name='nom du fichier')),
                    ('media_type', models.CharField(max_length=80, verbose_name='type')),
                    ('size', models.PositiveIntegerField(verbose_name='taille en octets')),
                    ('sha256', models.CharField(max_length=64, verbose_name='empreinte SHA-256')),
                    ('stored_at', models.DateTimeField(verbose_name='enregistré le')),
                ],
                options={
                    'verbose_name': 'document',
                    'ordering': ['-stored_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_document_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DocumentContent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('document', inclusion.core.constraints.ScopedOneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='content', to='inclusion.document')),
                    ('data', models.BinaryField()),
                ],
                options={
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_documentcontent_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='inclusion_documentcontent_document_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DocumentErasure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('document', inclusion.core.constraints.ScopedOneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='erasure', to='inclusion.document')),
                    ('erased_at', models.DateTimeField(verbose_name='effacé le')),
                    ('erased_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reason', models.CharField(max_length=200, verbose_name='raison')),
                ],
                options={
                    'verbose_name': 'effacement d’un document',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_documenterasure_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='inclusion_documenterasure_document_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='BodySeat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('body', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='inclusion.body', verbose_name='instance')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='body_seats', to='inclusion.partner', verbose_name='organisme')),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('name', models.CharField(max_length=120, verbose_name='nom')),
                    ('job_title', models.CharField(blank=True, max_length=120, verbose_name='fonction')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                    ('kind', models.CharField(choices=[('chair', 'Présidence'), ('secretary', 'Secrétariat'), ('member', 'Membre'), ('guest', 'Personne invitée')], default='member', max_length=12, verbose_name='siège comme')),
                    ('since', models.DateField(blank=True, null=True, verbose_name='depuis le')),
                    ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ],
                options={
                    'verbose_name': 'membre d’une instance',
                    'verbose_name_plural': 'membres des instances',
                    'ordering': ['name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_bodyseat_network'),
                        inclusion.core.constraints.SameNetwork(field='body', name='inclusion_bodyseat_body_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_bodyseat_partner_same_network'),
                        models.UniqueConstraint(condition=models.Q(('until', None), models.Q(('email', ''), _negated=True)), fields=('body', 'email'), name='body_seat_email_unique', violation_error_message='Cette adresse est déjà celle d’un membre de l’instance.'),
                        models.CheckConstraint(condition=models.Q(('until', None), ('since', None), ('until__gt', models.F('since')), _connector='OR'), name='body_seat_ends_after', violation_error_message='Une personne ne quitte pas l’instance avant d’y être entrée.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MeetingSeries',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('body', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='inclusion.body')),
                    ('title', models.CharField(max_length=160, verbose_name='intitulé')),
                    ('rule', models.CharField(max_length=200, verbose_name='rythme')),
                    ('begun_at', models.DateTimeField(verbose_name='créé le')),
                ],
                options={
                    'verbose_name': 'réunions régulières',
                    'ordering': ['-begun_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_meetingseries_network'),
                        inclusion.core.constraints.SameNetwork(field='body', name='inclusion_meetingseries_body_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Meeting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('body', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='inclusion.body', verbose_name='instance')),
                    ('series', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='inclusion.meetingseries')),
                    ('title', models.CharField(max_length=160, verbose_name='intitulé')),
                    ('starts_at', models.DateTimeField(verbose_name='commence le')),
                    ('ends_at', models.DateTimeField(verbose_name='finit le')),
                    ('venue', models.CharField(blank=True, max_length=160, verbose_name='lieu')),
                    ('address', models.CharField(blank=True, max_length=200, verbose_name='adresse')),
                    ('video_url', models.URLField(blank=True, max_length=500, verbose_name='lien de visioconférence')),
                    ('introduction', models.TextField(blank=True, verbose_name='mot d’invitation')),
                    ('state', models.CharField(choices=[('planned', 'Prévue'), ('convened', 'Convoquée'), ('held', 'Tenue'), ('minuted', 'Relevé envoyé'), ('cancelled', 'Annulée')], default='planned', max_length=12, verbose_name='état')),
                    ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('sequence', models.PositiveIntegerField(default=0)),
                    ('convened_at', models.DateTimeField(blank=True, null=True, verbose_name='convoquée le')),
                    ('held_at', models.DateTimeField(blank=True, null=True, verbose_name='notée comme tenue le')),
                    ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='annulée le')),
                    ('cancel_reason', models.CharField(blank=True, max_length=200, verbose_name='raison de l’annulation')),
                    ('attendance_code', models.CharField(blank=True, max_length=8, verbose_name='code de présence')),
                    ('attendance_until', models.DateTimeField(blank=True, null=True, verbose_name='code valable jusqu’au')),
                    ('summary', models.TextField(blank=True, verbose_name='ce qui s’est dit')),
                    ('minutes', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document', verbose_name='relevé')),
                    ('minuted_at', models.DateTimeField(blank=True, null=True, verbose_name='relevé envoyé le')),
                ],
                options={
                    'verbose_name': 'réunion',
                    'ordering': ['-starts_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['network', 'starts_at'], name='meeting_when'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_meeting_network'),
                        inclusion.core.constraints.SameNetwork(field='body', name='inclusion_meeting_body_same_network'),
                        inclusion.core.constraints.SameNetwork(field='series', name='inclusion_meeting_series_same_network'),
                        inclusion.core.constraints.SameNetwork(field='minutes', name='inclusion_meeting_minutes_same_network'),
                        models.UniqueConstraint(fields=('uid',), name='meeting_uid_unique'),
                        models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_ends_after', violation_error_message='Une réunion finit après avoir commencé.'),
                        models.CheckConstraint(condition=models.Q(('state', 'cancelled'), ('cancelled_at', None), _connector='XOR'), name='meeting_cancelled_when', violation_error_message='Une réunion annulée porte la date de son annulation.'),
                        models.CheckConstraint(condition=models.Q(('state__in', ('held', 'minuted')), ('held_at', None), _connector='XOR'), name='meeting_held_when', violation_error_message='Une réunion tenue porte la date où elle a été notée.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'minuted'), _negated=True), models.Q(('minutes__isnull', False), ('minuted_at__isnull', False)), _connector='OR'), name='meeting_minuted_with', violation_error_message='Un relevé envoyé a son document et sa date.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PendingPoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('body', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='inclusion.body')),
                    ('title', models.CharField(max_length=200, verbose_name='point')),
                    ('detail', models.TextField(blank=True, verbose_name='en quelques mots')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pending_points', to='inclusion.partner', verbose_name='proposé par')),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('added_at', models.DateTimeField(verbose_name='proposé le')),
                    ('treated_at', models.DateTimeField(blank=True, null=True, verbose_name='traité le')),
                    ('dropped_at', models.DateTimeField(blank=True, null=True, verbose_name='abandonné le')),
                    ('drop_reason', models.CharField(blank=True, max_length=200, verbose_name='raison')),
                ],
                options={
                    'verbose_name': 'point à traiter',
                    'verbose_name_plural': 'points à traiter',
                    'ordering': ['added_at', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_pendingpoint_network'),
                        inclusion.core.constraints.SameNetwork(field='body', name='inclusion_pendingpoint_body_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_pendingpoint_partner_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AgendaItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('meeting', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='inclusion.meeting')),
                    ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                    ('title', models.CharField(max_length=200, verbose_name='point')),
                    ('detail', models.TextField(blank=True, verbose_name='précisions')),
                    ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='durée en minutes')),
                    ('presenter', models.CharField(blank=True, max_length=120, verbose_name='présenté par')),
                    ('point', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='inclusion.pendingpoint')),
                    ('said', models.TextField(blank=True, verbose_name='ce qui s’est dit')),
                ],
                options={
                    'verbose_name': 'point de l’ordre du jour',
                    'ordering': ['rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_agendaitem_network'),
                        inclusion.core.constraints.SameNetwork(field='meeting', name='inclusion_agendaitem_meeting_same_network'),
                        inclusion.core.constraints.SameNetwork(field='point', name='inclusion_agendaitem_point_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Invitee',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('meeting', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitees', to='inclusion.meeting')),
                    ('seat', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='inclusion.bodyseat')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meeting_invitations', to='inclusion.partner')),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('name', models.CharField(max_length=120, verbose_name='nom')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                    ('token', models.CharField(editable=False, max_length=43, unique=True)),
                    ('answer', models.CharField(choices=[('none', 'Sans réponse'), ('yes', 'Viendra'), ('remote', 'Participera à distance'), ('no', 'Ne viendra pas')], default='none', max_length=8, verbose_name='réponse')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='répondu le')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='mot joint à la réponse')),
                    ('attendance', models.CharField(choices=[('unknown', 'Non relevée'), ('present', 'Sur place'), ('remote', 'À distance'), ('excused', 'Excusé ou excusée'), ('absent', 'Absent ou absente')], default='unknown', max_length=8, verbose_name='présence')),
                    ('attended_by', models.CharField(blank=True, choices=[('list', 'Sur la liste'), ('qr', 'En scannant le code affiché'), ('code', 'En tapant le code affiché')], max_length=8, verbose_name='relevée')),
                    ('attended_at', models.DateTimeField(blank=True, null=True, verbose_name='relevée le')),
                    ('came_unasked', models.BooleanField(default=False, verbose_name='venue sans être conviée')),
                ],
                options={
                    'verbose_name': 'personne conviée',
                    'verbose_name_plural': 'personnes conviées',
                    'ordering': ['name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_invitee_network'),
                        inclusion.core.constraints.SameNetwork(field='meeting', name='inclusion_invitee_meeting_same_network'),
                        inclusion.core.constraints.SameNetwork(field='seat', name='inclusion_invitee_seat_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_invitee_partner_same_network'),
                        models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('meeting', 'email'), name='invitee_email_unique', violation_error_message='Cette adresse est déjà conviée à la réunion.'),
                        models.CheckConstraint(condition=models.Q(('answer', 'none'), ('answered_at__isnull', False), _connector='XOR'), name='invitee_answered_when'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MeetingMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                    ('mailed_at', models.DateTimeField(null=True, verbose_name='parti le')),
                    ('problem', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                    ('invitee', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='inclusion.invitee')),
                    ('kind', models.CharField(choices=[('invitation', 'Invitation'), ('change', 'Changement'), ('cancellation', 'Annulation'), ('reminder', 'Rappel'), ('minutes', 'Relevé de décisions')], max_length=12, verbose_name='objet')),
                    ('sequence', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'verbose_name': 'courriel d’une réunion',
                    'ordering': ['-written_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_meetingmail_network'),
                        inclusion.core.constraints.SameNetwork(field='invitee', name='inclusion_meetingmail_invitee_same_network'),
                        models.UniqueConstraint(fields=('invitee', 'kind', 'sequence'), name='meeting_mail_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Decision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('meeting', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='inclusion.meeting')),
                    ('item', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='inclusion.agendaitem', verbose_name='point de l’ordre du jour')),
                    ('rank', models.PositiveSmallIntegerField(verbose_name='numéro')),
                    ('text', models.TextField(verbose_name='décision')),
                    ('decided_at', models.DateTimeField(verbose_name='notée le')),
                ],
                options={
                    'verbose_name': 'décision',
                    'ordering': ['rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_decision_network'),
                        inclusion.core.constraints.SameNetwork(field='meeting', name='inclusion_decision_meeting_same_network'),
                        inclusion.core.constraints.SameNetwork(field='item', name='inclusion_decision_item_same_network'),
                        models.UniqueConstraint(fields=('meeting', 'rank'), name='decision_rank_unique'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MeetingTask',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('meeting', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='inclusion.meeting')),
                    ('decision', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='inclusion.decision')),
                    ('title', models.CharField(max_length=200, verbose_name='tâche')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_tasks', to='inclusion.partner', verbose_name='confiée à')),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                    ('due_on', models.DateField(verbose_name='pour le')),
                    ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='terminée le')),
                    ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('outcome', models.CharField(blank=True, max_length=300, verbose_name='ce qui a été fait')),
                    ('dropped_at', models.DateTimeField(blank=True, null=True, verbose_name='abandonnée le')),
                ],
                options={
                    'verbose_name': 'tâche',
                    'ordering': ['due_on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_meetingtask_network'),
                        inclusion.core.constraints.SameNetwork(field='meeting', name='inclusion_meetingtask_meeting_same_network'),
                        inclusion.core.constraints.SameNetwork(field='decision', name='inclusion_meetingtask_decision_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_meetingtask_partner_same_network'),
                        models.CheckConstraint(condition=models.Q(('done_at', None), ('dropped_at', None), _connector='OR'), name='meeting_task_one_end', violation_error_message='Une tâche est terminée ou abandonnée, pas les deux.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='inclusion.partner', verbose_name='partenaire')),
                    ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), verbose_name='rôles')),
                    ('job_title', models.CharField(blank=True, max_length=120, verbose_name='fonction')),
                    ('joined_at', models.DateTimeField(verbose_name='arrivé le')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='parti le')),
                ],
                options={
                    'verbose_name': 'membre',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_membership_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_membership_partner_same_network'),
                        models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('network', 'user'), name='membership_one_per_user', violation_error_message='Cette personne est déjà membre du réseau.'),
                        models.CheckConstraint(condition=models.Q(('roles__len__gt', 0)), name='membership_has_a_role', violation_error_message='Un membre a au moins un rôle.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='OutgoingMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                    ('mailed_at', models.DateTimeField(null=True, verbose_name='parti le')),
                    ('problem', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                    ('kind', models.CharField(max_length=40)),
                    ('target_id', models.BigIntegerField(null=True)),
                    ('recipient_id', models.BigIntegerField(null=True)),
                    ('sealed', models.TextField(blank=True)),
                    ('due_at', models.DateTimeField(verbose_name='à envoyer, ou à réessayer, à partir du')),
                    ('delayed_since', models.DateTimeField(null=True, verbose_name='remis à plus tard par le serveur depuis le')),
                    ('network', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network')),
                ],
                options={
                    'verbose_name': 'courriel à envoyer',
                    'indexes': [
                        models.Index(condition=models.Q(('mailed_at', None), ('problem', '')), fields=['due_at'], name='outgoing_mail_waiting'),
                        models.Index(condition=models.Q(('sealed', ''), _negated=True), fields=['written_at'], name='outgoing_mail_sealed'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='inclusion.partner', verbose_name='partenaire')),
                    ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), verbose_name='rôles')),
                    ('token', models.CharField(default=inclusion.core.models.networks._token, editable=False, max_length=40, unique=True)),
                    ('invited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('sent_at', models.DateTimeField(verbose_name='envoyée le')),
                    ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='acceptée le')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='annulée le')),
                    ('mail', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.outgoingmail')),
                ],
                options={
                    'verbose_name': 'invitation',
                    'ordering': ['-sent_at', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_invitation_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_invitation_partner_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='JoinRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('organisation', models.CharField(max_length=160, verbose_name='nom de votre organisme')),
                    ('kind', models.CharField(choices=[('department', 'Conseil départemental'), ('prefecture', 'Préfecture'), ('operator', 'Opérateur de services publics'), ('intercommunality', 'Intercommunalité'), ('commune', 'Commune'), ('ccas', 'Centre communal d’action sociale'), ('social_centre', 'Centre médico-social'), ('france_services', 'France services'), ('association', 'Association'), ('school', 'Établissement scolaire'), ('training_place', 'Organisme formateur'), ('hub', 'Hub territorial'), ('state_service', 'Service de l’État'), ('company', 'Entreprise'), ('other', 'Autre organisme')], max_length=20, verbose_name='type d’organisme')),
                    ('siret', models.CharField(blank=True, max_length=14, verbose_name='numéro SIRET')),
                    ('commune', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.commune', verbose_name='commune')),
                    ('first_name', models.CharField(max_length=80, verbose_name='votre prénom')),
                    ('last_name', models.CharField(max_length=80, verbose_name='votre nom')),
                    ('email', models.EmailField(max_length=254, verbose_name='votre adresse électronique')),
                    ('phone', models.CharField(blank=True, max_length=20, verbose_name='votre téléphone')),
                    ('message', models.TextField(blank=True, max_length=2000, verbose_name='ce que vous faites pour l’inclusion numérique')),
                    ('asked_at', models.DateTimeField(verbose_name='reçue le')),
                    ('state', models.CharField(choices=[('waiting', 'En attente'), ('accepted', 'Acceptée'), ('declined', 'Refusée')], default='waiting', max_length=12, verbose_name='état')),
                    ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='décidée le')),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reason', models.TextField(blank=True, verbose_name='motif du refus')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='join_requests', to='inclusion.partner')),
                ],
                options={
                    'verbose_name': 'demande d’adhésion',
                    'verbose_name_plural': 'demandes d’adhésion',
                    'ordering': ['asked_at', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_joinrequest_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_joinrequest_partner_same_network'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='join_request_decided_by_someone', violation_error_message='Une décision porte sa date et son auteur.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('partner__isnull', False), _connector='OR'), name='join_request_accepted_as_partner', violation_error_message='Une demande acceptée devient un partenaire.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='join_request_declined_with_reason', violation_error_message='Un refus porte son motif.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PlaceSource',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('kind', models.CharField(choices=[('place', 'Le lieu lui-même'), ('network', 'La coordination du réseau'), ('file', 'Un fichier apporté')], max_length=10, verbose_name='nature')),
                    ('name', models.CharField(max_length=120, verbose_name='nom')),
                    ('rank', models.PositiveSmallIntegerField(help_text='Le plus petit l’emporte quand deux sources diffèrent.', verbose_name='rang')),
                    ('licence', models.CharField(blank=True, max_length=120, verbose_name='licence')),
                    ('url', models.URLField(blank=True, max_length=500, verbose_name='adresse')),
                    ('mapping', models.JSONField(blank=True, default=dict, verbose_name='correspondance')),
                ],
                options={
                    'verbose_name': 'source de lieux',
                    'verbose_name_plural': 'sources de lieux',
                    'ordering': ['rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_placesource_network'),
                        models.UniqueConstraint(fields=('network', 'name'), name='place_source_name_unique', violation_error_message='Une source porte déjà ce nom.'),
                        models.UniqueConstraint(condition=models.Q(('kind', 'file'), _negated=True), fields=('network', 'kind'), name='place_source_one_of_a_kind'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Place',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('standard_id', models.CharField(max_length=200, verbose_name='identifiant')),
                    ('pivot', models.CharField(blank=True, max_length=14, verbose_name='SIRET ou RNA')),
                    ('name', models.CharField(max_length=200, verbose_name='nom')),
                    ('town', models.CharField(max_length=100, verbose_name='commune')),
                    ('postal_code', models.CharField(max_length=5, verbose_name='code postal')),
                    ('insee_code', models.CharField(blank=True, max_length=5, verbose_name='code commune')),
                    ('address', models.CharField(max_length=255, verbose_name='adresse')),
                    ('address_more', models.CharField(blank=True, max_length=255, verbose_name='complément d’adresse')),
                    ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                    ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                    ('typologies', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='types de lieu')),
                    ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                    ('emails', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='adresses électroniques')),
                    ('websites', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='sites')),
                    ('opening_hours', models.TextField(blank=True, help_text='Notation d’OpenStreetMap : Mo-Fr 09:00-12:00.', verbose_name='horaires')),
                    ('summary', models.CharField(blank=True, max_length=280, verbose_name='en une phrase')),
                    ('detail', models.TextField(blank=True, verbose_name='présentation')),
                    ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                    ('itinerance', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='fixe ou itinérant')),
                    ('parent', models.CharField(blank=True, max_length=200, verbose_name='structure parente')),
                    ('updated_on', models.DateField(verbose_name='à jour au')),
                    ('services', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='services')),
                    ('publics', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='publics spécifiquement adressés')),
                    ('special_care', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='prises en charge spécifiques')),
                    ('fees', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='frais à charge')),
                    ('programmes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='dispositifs et programmes nationaux')),
                    ('labels', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='formations et labels')),
                    ('other_labels', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='autres formations et labels')),
                    ('access_modes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='modalités d’accès')),
                    ('support_modes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='modalités d’accompagnement')),
                    ('accessibility_url', models.URLField(blank=True, max_length=500, verbose_name='fiche Acceslibre')),
                    ('booking_url', models.URLField(blank=True, max_length=500, verbose_name='prise de rendez-vous')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='inclusion.partner', verbose_name='partenaire qui le tient')),
                    ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.commune')),
                    ('provenance', models.JSONField(default=dict, editable=False)),
                    ('closed_on', models.DateField(blank=True, null=True, verbose_name='fermé définitivement le')),
                    ('merged_into', inclusion.core.constraints.ScopedForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='inclusion.place')),
                    ('added_at', models.DateTimeField(verbose_name='ajouté le')),
                    ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmé par le lieu le')),
                    ('sort_name', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(inclusion.core.models.columns.WithoutAccents(django.db.models.functions.text.ConcatPair(django.db.models.functions.text.ConcatPair(django.db.models.functions.text.ConcatPair(models.F('name'), django.db.models.functions.text.ConcatPair(models.Value(' '), models.F('address'))), django.db.models.functions.text.ConcatPair(models.Value(' '), models.F('town'))), django.db.models.functions.text.ConcatPair(models.Value(' '), models.F('postal_code'))))), output_field=models.TextField())),
                ],
                options={
                    'verbose_name': 'lieu',
                    'verbose_name_plural': 'lieux',
                    'ordering': ['sort_name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['network', 'sort_name'], name='place_by_name'),
                        models.Index(fields=['network', 'latitude', 'longitude'], name='place_by_position'),
                        models.Index(fields=['network', 'insee_code'], name='place_by_commune'),
                        models.Index(fields=['network', 'updated_on'], name='place_by_age'),
                        django.contrib.postgres.indexes.GinIndex(fields=['sort_name'], name='place_words', opclasses=['gin_trgm_ops']),
                        django.contrib.postgres.indexes.GinIndex(fields=['services'], name='place_services'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_place_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_place_partner_same_network'),
                        inclusion.core.constraints.SameNetwork(field='merged_into', name='inclusion_place_merged_into_same_network'),
                        models.UniqueConstraint(fields=('network', 'standard_id'), name='place_standard_id_unique', violation_error_message='Un lieu du guide porte déjà cet identifiant.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='place_on_earth', violation_error_message='Donnez une latitude et une longitude en degrés, ou aucune des deux.'),
                        models.CheckConstraint(condition=models.Q(('postal_code__regex', '^[0-9]{5}$')), name='place_postal_code', violation_error_message='Un code postal compte cinq chiffres.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PlaceIdentifier',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('place', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='inclusion.place')),
                    ('source', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identifiers', to='inclusion.placesource')),
                    ('external_id', models.CharField(max_length=200)),
                ],
                options={
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_placeidentifier_network'),
                        inclusion.core.constraints.SameNetwork(field='place', name='inclusion_placeidentifier_place_same_network'),
                        inclusion.core.constraints.SameNetwork(field='source', name='inclusion_placeidentifier_source_same_network'),
                        models.UniqueConstraint(fields=('source', 'external_id'), name='place_identifier_unique'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PlacePair',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('first', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inclusion.place')),
                    ('second', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inclusion.place')),
                    ('likeness', models.PositiveSmallIntegerField(verbose_name='ressemblance sur 100')),
                    ('apart_at', models.DateTimeField(blank=True, null=True, verbose_name='reconnus différents le')),
                ],
                options={
                    'verbose_name': 'lieux semblables',
                    'ordering': ['-likeness', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_placepair_network'),
                        inclusion.core.constraints.SameNetwork(field='first', name='inclusion_placepair_first_same_network'),
                        inclusion.core.constraints.SameNetwork(field='second', name='inclusion_placepair_second_same_network'),
                        models.UniqueConstraint(fields=('first', 'second'), name='place_pair_once'),
                        models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='place_pair_in_order'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Session',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('place', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='inclusion.place', verbose_name='lieu')),
                    ('kind', models.CharField(choices=[('help_desk', 'Permanence'), ('workshop', 'Atelier régulier')], max_length=12, verbose_name='nature')),
                    ('title', models.CharField(max_length=160, verbose_name='intitulé')),
                    ('detail', models.TextField(blank=True, verbose_name='en quelques mots')),
                    ('opening_hours', models.TextField(help_text='Notation d’OpenStreetMap : Tu 14:00-17:00, ou We[1] 09:00-12:00.', verbose_name='horaires')),
                    ('held_by', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions_held', to='inclusion.partner', verbose_name='tenue par')),
                    ('services', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='services')),
                    ('publics', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='publics')),
                    ('booking', models.CharField(blank=True, max_length=200, verbose_name='comment venir')),
                    ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                    ('since', models.DateField(blank=True, null=True, verbose_name='depuis le')),
                    ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ],
                options={
                    'verbose_name': 'permanence ou atelier',
                    'verbose_name_plural': 'permanences et ateliers',
                    'ordering': ['title', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_session_network'),
                        inclusion.core.constraints.SameNetwork(field='place', name='inclusion_session_place_same_network'),
                        inclusion.core.constraints.SameNetwork(field='held_by', name='inclusion_session_held_by_same_network'),
                        models.CheckConstraint(condition=models.Q(('until', None), ('since', None), ('until__gt', models.F('since')), _connector='OR'), name='session_ends_after', violation_error_message='Ce qui finit a commencé avant.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PartnerProfile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('partner', inclusion.core.constraints.ScopedOneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='profile', to='inclusion.partner')),
                    ('summary', models.CharField(blank=True, max_length=280, verbose_name='en une phrase')),
                    ('services', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='services')),
                    ('publics', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='publics')),
                    ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='adresse pour les messages')),
                    ('is_reachable', models.BooleanField(default=True, verbose_name='peut recevoir des messages des membres')),
                    ('changed_at', models.DateTimeField(verbose_name='à jour au')),
                    ('epcis', models.ManyToManyField(related_name='+', through='inclusion.PartnerTerritory', to='inclusion.epci', verbose_name='territoires')),
                ],
                options={
                    'verbose_name': 'fiche d’annuaire',
                    'verbose_name_plural': 'fiches d’annuaire',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_partnerprofile_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_partnerprofile_partner_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PartnerTerritory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('profile', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='territories', to='inclusion.partnerprofile')),
                    ('epci', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci')),
                ],
                options={
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_partnerterritory_network'),
                        inclusion.core.constraints.SameNetwork(field='profile', name='inclusion_partnerterritory_profile_same_network'),
                        models.UniqueConstraint(fields=('profile', 'epci'), name='partner_territory_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SavedSearch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('membership', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to='inclusion.membership')),
                    ('page', models.CharField(max_length=60)),
                    ('name', models.CharField(max_length=80, verbose_name='nom')),
                    ('query', models.CharField(max_length=1000)),
                    ('saved_at', models.DateTimeField(verbose_name='gardée le')),
                ],
                options={
                    'verbose_name': 'recherche gardée',
                    'verbose_name_plural': 'recherches gardées',
                    'ordering': ['name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_savedsearch_network'),
                        inclusion.core.constraints.SameNetwork(field='membership', name='inclusion_savedsearch_membership_same_network'),
                        models.UniqueConstraint(fields=('membership', 'page', 'name'), name='saved_search_name_unique', violation_error_message='Une de vos recherches porte déjà ce nom.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DirectoryMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                    ('mailed_at', models.DateTimeField(null=True, verbose_name='parti le')),
                    ('problem', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                    ('sender', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages_sent', to='inclusion.membership')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages_received', to='inclusion.partner')),
                    ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                    ('subject', models.CharField(max_length=160, verbose_name='objet')),
                    ('text', models.TextField(blank=True, verbose_name='message')),
                ],
                options={
                    'verbose_name': 'message par l’annuaire',
                    'ordering': ['-written_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_directorymessage_network'),
                        inclusion.core.constraints.SameNetwork(field='sender', name='inclusion_directorymessage_sender_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_directorymessage_partner_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='EventSeries',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('title', models.CharField(max_length=160, verbose_name='intitulé')),
                    ('summary', models.CharField(blank=True, max_length=280, verbose_name='en une phrase')),
                    ('rule', models.CharField(blank=True, max_length=200, verbose_name='rythme')),
                ],
                options={
                    'verbose_name': 'rendez-vous réguliers',
                    'ordering': ['title', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_eventseries_network'),
                        models.UniqueConstraint(fields=('network', 'title'), name='event_series_title_unique', violation_error_message='Des rendez-vous réguliers portent déjà ce nom.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('kind', models.CharField(choices=[('workshop', 'Atelier'), ('webinar', 'Webinaire'), ('training', 'Formation'), ('forum', 'Forum'), ('festival', 'Festival'), ('meeting', 'Rencontre du réseau'), ('other', 'Autre rendez-vous')], max_length=12, verbose_name='nature')),
                    ('title', models.CharField(max_length=160, verbose_name='intitulé')),
                    ('summary', models.CharField(blank=True, max_length=280, verbose_name='en une phrase')),
                    ('description', models.TextField(blank=True, verbose_name='présentation')),
                    ('starts_at', models.DateTimeField(verbose_name='commence le')),
                    ('ends_at', models.DateTimeField(verbose_name='finit le')),
                    ('series', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='inclusion.eventseries')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='inclusion.partner', verbose_name='organisé par')),
                    ('place', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='inclusion.place', verbose_name='lieu du guide')),
                    ('venue', models.CharField(blank=True, max_length=160, verbose_name='lieu')),
                    ('address', models.CharField(blank=True, max_length=200, verbose_name='adresse')),
                    ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.commune')),
                    ('video_url', models.URLField(blank=True, max_length=500, verbose_name='lien de visioconférence')),
                    ('themes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='thèmes')),
                    ('audience', models.CharField(choices=[('everybody', 'Tout public'), ('helpers', 'Aidants et professionnels'), ('partners', 'Partenaires du réseau')], default='everybody', max_length=12, verbose_name='pour qui')),
                    ('entrance', models.CharField(choices=[('free', 'Entrée libre'), ('registration', 'Sur inscription'), ('members', 'Réservé aux membres du réseau, sur inscription')], default='free', max_length=14, verbose_name='entrée')),
                    ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='places')),
                    ('registration_until', models.DateTimeField(blank=True, null=True, verbose_name='inscriptions jusqu’au')),
                    ('contact', models.CharField(blank=True, max_length=200, verbose_name='renseignements')),
                    ('cost', models.CharField(blank=True, max_length=120, verbose_name='ce que cela coûte')),
                    ('accessibility', models.CharField(blank=True, max_length=280, verbose_name='accessibilité')),
                    ('feedback_url', models.URLField(blank=True, max_length=500, verbose_name='lien pour donner son avis')),
                    ('state', models.CharField(choices=[('draft', 'En préparation'), ('published', 'Publié'), ('held', 'Passé, bilan fait'), ('cancelled', 'Annulé')], default='draft', max_length=12, verbose_name='état')),
                    ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='publié le')),
                    ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='annulé le')),
                    ('cancel_reason', models.CharField(blank=True, max_length=200, verbose_name='raison de l’annulation')),
                    ('report', models.TextField(blank=True, verbose_name='bilan')),
                    ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('sequence', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(verbose_name='modifié le')),
                    ('sort_name', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(inclusion.core.models.columns.WithoutAccents(django.db.models.functions.text.ConcatPair(models.F('title'), django.db.models.functions.text.ConcatPair(models.Value(' '), models.F('venue'))))), output_field=models.TextField())),
                ],
                options={
                    'verbose_name': 'événement',
                    'ordering': ['-starts_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['network', 'starts_at'], name='event_when'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_event_network'),
                        inclusion.core.constraints.SameNetwork(field='series', name='inclusion_event_series_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_event_partner_same_network'),
                        inclusion.core.constraints.SameNetwork(field='place', name='inclusion_event_place_same_network'),
                        models.UniqueConstraint(fields=('uid',), name='event_uid_unique'),
                        models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='event_ends_after', violation_error_message='Un événement finit après avoir commencé.'),
                        models.CheckConstraint(condition=models.Q(('state', 'cancelled'), ('cancelled_at', None), _connector='XOR'), name='event_cancelled_when', violation_error_message='Un événement annulé porte la date de son annulation.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('published', 'held')), _negated=True), ('published_at__isnull', False), _connector='OR'), name='event_published_when'),
                        models.CheckConstraint(condition=models.Q(('capacity', None), ('capacity__gte', 1), _connector='OR'), name='event_capacity', violation_error_message='Un événement sur inscription a au moins une place.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Talk',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('event', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talks', to='inclusion.event')),
                    ('kind', models.CharField(choices=[('talk', 'Conférence'), ('workshop', 'Atelier'), ('show', 'Spectacle ou animation'), ('other', 'Autre moment')], default='talk', max_length=10, verbose_name='nature')),
                    ('title', models.CharField(max_length=200, verbose_name='intitulé')),
                    ('speakers', models.CharField(blank=True, max_length=300, verbose_name='par')),
                    ('detail', models.TextField(blank=True, verbose_name='en quelques mots')),
                    ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='commence le')),
                    ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='finit le')),
                    ('room', models.CharField(blank=True, max_length=80, verbose_name='salle')),
                ],
                options={
                    'verbose_name': 'moment du programme',
                    'ordering': ['starts_at', 'room', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_talk_network'),
                        inclusion.core.constraints.SameNetwork(field='event', name='inclusion_talk_event_same_network'),
                        models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='talk_ends_after', violation_error_message='Ce moment finit après avoir commencé.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Exhibitor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('event', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exhibitors', to='inclusion.event')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exhibitions', to='inclusion.partner')),
                    ('name', models.CharField(max_length=160, verbose_name='nom')),
                    ('detail', models.CharField(blank=True, max_length=280, verbose_name='ce qu’il montre')),
                    ('stand', models.CharField(blank=True, max_length=40, verbose_name='emplacement')),
                    ('website', models.URLField(blank=True, verbose_name='site')),
                ],
                options={
                    'verbose_name': 'exposant',
                    'ordering': ['name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_exhibitor_network'),
                        inclusion.core.constraints.SameNetwork(field='event', name='inclusion_exhibitor_event_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_exhibitor_partner_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='EventFigure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('event', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='inclusion.event')),
                    ('kind', models.CharField(choices=[('visitors', 'Visiteurs'), ('speakers', 'Intervenants'), ('exhibitors', 'Exposants'), ('talks', 'Conférences'), ('other', 'Autre chiffre')], max_length=12, verbose_name='chiffre')),
                    ('label', models.CharField(blank=True, max_length=80, verbose_name='intitulé')),
                    ('value', models.PositiveIntegerField(verbose_name='nombre')),
                    ('on', models.DateField(blank=True, null=True, verbose_name='le')),
                ],
                options={
                    'verbose_name': 'chiffre d’un événement',
                    'ordering': ['kind', 'on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_eventfigure_network'),
                        inclusion.core.constraints.SameNetwork(field='event', name='inclusion_eventfigure_event_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PlaceImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('source', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='inclusion.placesource')),
                    ('document', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
                    ('mapping', models.JSONField(default=dict, verbose_name='correspondance')),
                    ('state', models.CharField(choices=[('tried', 'Essayé'), ('applied', 'Repris dans le guide'), ('dropped', 'Abandonné')], default='tried', max_length=10, verbose_name='état')),
                    ('report', models.JSONField(default=dict, verbose_name='compte rendu')),
                    ('tried_at', models.DateTimeField(verbose_name='essayé le')),
                    ('tried_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='terminé le')),
                ],
                options={
                    'verbose_name': 'fichier de lieux',
                    'verbose_name_plural': 'fichiers de lieux',
                    'ordering': ['-tried_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_placeimport_network'),
                        inclusion.core.constraints.SameNetwork(field='source', name='inclusion_placeimport_source_same_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='inclusion_placeimport_document_same_network'),
                        models.CheckConstraint(condition=models.Q(('state', 'tried'), ('ended_at__isnull', False), _connector='XOR'), name='place_import_ended_when'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='GuideFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('kind', models.CharField(choices=[('csv', 'Standard national, CSV'), ('json', 'Standard national, JSON'), ('structures', 'data.inclusion, structures'), ('services', 'data.inclusion, services'), ('guide', 'Guide complet, PDF')], max_length=12, verbose_name='fichier')),
                    ('data', models.BinaryField(default=bytes, verbose_name='contenu')),
                    ('sha256', models.CharField(blank=True, max_length=64, verbose_name='empreinte')),
                    ('count', models.PositiveIntegerField(default=0, verbose_name='lieux')),
                    ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='préparé le')),
                    ('stale_at', models.DateTimeField(blank=True, null=True, verbose_name='à refaire depuis le')),
                    ('faults', models.JSONField(default=list, verbose_name='écarts au standard')),
                ],
                options={
                    'verbose_name': 'fichier du guide',
                    'verbose_name_plural': 'fichiers du guide',
                    'ordering': ['kind'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_guidefile_network'),
                        models.UniqueConstraint(fields=('network', 'kind'), name='guide_file_one_of_a_kind'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PlaceCheck',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                    ('mailed_at', models.DateTimeField(null=True, verbose_name='parti le')),
                    ('problem', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                    ('place', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='inclusion.place')),
                    ('month', models.DateField(verbose_name='mois')),
                    ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                    ('token', models.CharField(editable=False, max_length=43, unique=True)),
                    ('answer', models.CharField(choices=[('none', 'Sans réponse'), ('right', 'Tout est juste'), ('wrong', 'À corriger'), ('closed', 'Le lieu est fermé')], default='none', max_length=8, verbose_name='réponse')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='répondu le')),
                    ('said', models.TextField(blank=True, verbose_name='ce qui est à corriger')),
                    ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='traité le')),
                ],
                options={
                    'verbose_name': 'question à un lieu',
                    'verbose_name_plural': 'questions aux lieux',
                    'ordering': ['-month', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_placecheck_network'),
                        inclusion.core.constraints.SameNetwork(field='place', name='inclusion_placecheck_place_same_network'),
                        models.UniqueConstraint(fields=('place', 'month'), name='place_check_once_a_month'),
                        models.CheckConstraint(condition=models.Q(('answer', 'none'), ('answered_at__isnull', False), _connector='XOR'), name='place_check_answered_when'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ChainHead',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('table', models.CharField(max_length=63)),
                    ('position', models.BigIntegerField()),
                    ('sha256', models.BinaryField()),
                ],
                options={
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_chainhead_network'),
                        models.UniqueConstraint(fields=('network', 'table'), name='chainhead_one'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='JournalEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('target_model', models.CharField(max_length=60)),
                    ('target_id', models.BigIntegerField()),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('position', models.BigIntegerField(editable=False, null=True)),
                    ('sha256', models.BinaryField(null=True)),
                    ('verb', models.CharField(max_length=40)),
                    ('label', models.CharField(max_length=120, verbose_name='action')),
                    ('target_label', models.CharField(max_length=200, verbose_name='objet')),
                    ('details', models.JSONField(default=dict)),
                ],
                options={
                    'verbose_name': 'ligne du journal',
                    'verbose_name_plural': 'journal',
                    'ordering': ['-at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(condition=models.Q(('position', None)), fields=['network', 'id'], name='journalentry_unsealed'),
                        models.Index(fields=['network', 'target_model', 'target_id'], name='journalentry_target'),
                        models.Index(fields=['network', '-at'], name='journalentry_at'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_journalentry_network'),
                        models.UniqueConstraint(fields=('network', 'position'), name='journalentry_position'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StateChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('target_model', models.CharField(max_length=60)),
                    ('target_id', models.BigIntegerField()),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('position', models.BigIntegerField(editable=False, null=True)),
                    ('sha256', models.BinaryField(null=True)),
                    ('from_state', models.CharField(max_length=20)),
                    ('to_state', models.CharField(max_length=20)),
                ],
                options={
                    'verbose_name': 'changement d’état',
                    'ordering': ['-at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(condition=models.Q(('position', None)), fields=['network', 'id'], name='statechange_unsealed'),
                        models.Index(fields=['network', 'target_model', 'target_id'], name='statechange_target'),
                        models.Index(fields=['network', '-at'], name='statechange_at'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_statechange_network'),
                        models.UniqueConstraint(fields=('network', 'position'), name='statechange_position'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Network',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(unique=True, verbose_name='adresse dans le portail')),
                    ('name', models.CharField(help_text='Par exemple : Déclic 47.', max_length=80, verbose_name='nom du réseau')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.department', verbose_name='département')),
                    ('tagline', models.CharField(blank=True, max_length=200, verbose_name='en une phrase')),
                    ('description', models.TextField(blank=True, help_text='Qui en fait partie, ce que vous faites ensemble.', verbose_name='en quelques phrases')),
                    ('brand', models.CharField(default='#1f5fa8', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'Donnez une couleur sous la forme #1f5fa8.')], verbose_name='couleur du réseau')),
                    ('logo', models.BinaryField(blank=True, null=True, verbose_name='logo')),
                    ('logo_type', models.CharField(blank=True, editable=False, max_length=20)),
                    ('host_name', models.CharField(help_text='En tête des lettres.', max_length=120, verbose_name='organisme qui écrit aux personnes')),
                    ('host_address', models.TextField(blank=True, help_text='Une ligne par ligne.', verbose_name='adresse de cet organisme')),
                    ('host_service', models.CharField(blank=True, max_length=120, verbose_name='service')),
                    ('signatory', models.CharField(blank=True, help_text='Une fonction plutôt qu’un nom.', max_length=120, verbose_name='signataire des lettres')),
                    ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                    ('second_factor_for_readers', models.BooleanField(default=True, help_text='Prescription, écoles, banque de prêt, évaluation\xa0: une clé d’accès ou un code en plus du mot de passe. La coordination et qui décide de l’argent l’ont toujours.', verbose_name='demander une seconde vérification à qui lit des dossiers de personnes')),
                    ('contribution_sight', models.CharField(choices=[('everything', 'Chacun voit tout'), ('own', 'Chacun voit le sien et les totaux')], default='everything', help_text='Vaut pour les opérateurs, les intercommunalités et la lecture\xa0; la coordination voit tout. Un total qui ne réunit pas au moins trois autres contributeurs n’est pas montré.', max_length=10, verbose_name='ce que chacun voit des contributions aux fonds')),
                    ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='réseau de démonstration')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    'verbose_name': 'réseau',
                    'verbose_name_plural': 'réseaux',
                    'ordering': ['name', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='HubAllocation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hub_allocations', to='inclusion.partner', verbose_name='hub')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('half_days', models.PositiveSmallIntegerField(verbose_name='demi-journées')),
                    ('note', models.TextField(blank=True, verbose_name='précisions')),
                    ('sheet', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document', verbose_name='fiche annuelle')),
                ],
                options={
                    'verbose_name': 'jours Hub d’une année',
                    'ordering': ['-year', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_huballocation_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_huballocation_partner_same_network'),
                        inclusion.core.constraints.SameNetwork(field='sheet', name='inclusion_huballocation_sheet_same_network'),
                        models.UniqueConstraint(fields=('partner', 'year'), name='hub_allocation_once_a_year', violation_error_message='Les jours de ce hub sont déjà attribués pour cette année.'),
                        models.CheckConstraint(condition=models.Q(('year__range', (2015, 2100)), ('half_days__range', (1, 732))), name='hub_allocation_plausible', violation_error_message='Donnez une année et un nombre de jours plausibles.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='HubDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('allocation', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='inclusion.huballocation')),
                    ('on', models.DateField(verbose_name='le')),
                    ('half_days', models.PositiveSmallIntegerField(verbose_name='demi-journées')),
                    ('use', models.CharField(choices=[('workshops', 'Groupes de travail et ateliers'), ('governance', 'Instances de gouvernance et de pilotage'), ('state_of_play', 'États des lieux')], max_length=16, verbose_name='pour')),
                    ('title', models.CharField(max_length=200, verbose_name='intitulé')),
                    ('who', models.CharField(blank=True, max_length=200, verbose_name='qui, au hub')),
                    ('body', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hub_days', to='inclusion.body', verbose_name='instance')),
                    ('meeting', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hub_days', to='inclusion.meeting', verbose_name='réunion')),
                    ('note', models.TextField(blank=True, verbose_name='ce qui a été fait')),
                    ('evidence', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document', verbose_name='justificatif')),
                    ('state', models.CharField(choices=[('planned', 'Prévu'), ('done', 'Fait'), ('cancelled', 'Annulé')], default='planned', max_length=12, verbose_name='état')),
                    ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='noté comme fait le')),
                ],
                options={
                    'verbose_name': 'jour Hub',
                    'verbose_name_plural': 'jours Hub',
                    'ordering': ['on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_hubday_network'),
                        inclusion.core.constraints.SameNetwork(field='allocation', name='inclusion_hubday_allocation_same_network'),
                        inclusion.core.constraints.SameNetwork(field='body', name='inclusion_hubday_body_same_network'),
                        inclusion.core.constraints.SameNetwork(field='meeting', name='inclusion_hubday_meeting_same_network'),
                        inclusion.core.constraints.SameNetwork(field='evidence', name='inclusion_hubday_evidence_same_network'),
                        models.CheckConstraint(condition=models.Q(('half_days__range', (1, 60))), name='hub_day_half_days', violation_error_message='Comptez au moins une demi-journée, et trente jours au plus.'),
                        models.CheckConstraint(condition=models.Q(('state', 'done'), ('done_at', None), _connector='XOR'), name='hub_day_done_when', violation_error_message='Ce qui est fait porte la date où cela a été noté.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Job',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('claimed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('failure', models.TextField(blank=True, editable=False, verbose_name='ce qui a échoué')),
                    ('kind', models.CharField(max_length=40)),
                    ('title', models.CharField(max_length=160, verbose_name='travail')),
                    ('subject_id', models.BigIntegerField(null=True)),
                    ('state', models.CharField(choices=[('queued', 'En attente'), ('running', 'En cours'), ('done', 'Terminé'), ('failed', 'En échec')], default='queued', max_length=10, verbose_name='état')),
                    ('done', models.PositiveIntegerField(default=0)),
                    ('total', models.PositiveIntegerField(default=0)),
                    ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('created_at', models.DateTimeField(verbose_name='demandé le')),
                    ('ended_at', models.DateTimeField(null=True, verbose_name='fini le')),
                    ('document', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='inclusion.document')),
                ],
                options={
                    'verbose_name': 'travail',
                    'verbose_name_plural': 'travaux',
                    'ordering': ['-created_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_job_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='inclusion_job_document_same_network'),
                        models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='job_done_within_total'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='NewsletterIssue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('number', models.PositiveIntegerField(blank=True, null=True, verbose_name='numéro')),
                    ('title', models.CharField(max_length=160, verbose_name='titre')),
                    ('introduction', models.TextField(blank=True, verbose_name='mot d’introduction')),
                    ('start', models.DateField(verbose_name='du')),
                    ('end', models.DateField(verbose_name='au')),
                    ('state', models.CharField(choices=[('draft', 'En préparation'), ('sending', 'Envoi en cours'), ('sent', 'Envoyé')], default='draft', max_length=10, verbose_name='état')),
                    ('begun_at', models.DateTimeField(verbose_name='commencé le')),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='envoi lancé le')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='envoi terminé le')),
                ],
                options={
                    'verbose_name': 'numéro du journal',
                    'verbose_name_plural': 'numéros du journal',
                    'ordering': ['-begun_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_newsletterissue_network'),
                        models.UniqueConstraint(fields=('network', 'number'), name='newsletter_number_unique'),
                        models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='newsletter_period', violation_error_message='La période d’un numéro finit après avoir commencé.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('number', None), ('sent_at', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('number__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='newsletter_sent_with'),
                        models.CheckConstraint(condition=models.Q(('state', 'sent'), ('ended_at', None), _connector='XOR'), name='newsletter_ended_when'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='NewsletterItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('issue', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='inclusion.newsletterissue')),
                    ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                    ('heading', models.CharField(blank=True, max_length=60, verbose_name='rubrique')),
                    ('title', models.CharField(max_length=200, verbose_name='titre')),
                    ('text', models.TextField(blank=True, verbose_name='texte')),
                    ('url', models.CharField(blank=True, max_length=500, verbose_name='lien')),
                    ('source_key', models.CharField(blank=True, max_length=80)),
                ],
                options={
                    'verbose_name': 'nouvelle',
                    'ordering': ['rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_newsletteritem_network'),
                        inclusion.core.constraints.SameNetwork(field='issue', name='inclusion_newsletteritem_issue_same_network'),
                        models.UniqueConstraint(condition=models.Q(('source_key', ''), _negated=True), fields=('issue', 'source_key'), name='newsletter_item_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Subscriber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                    ('token', models.CharField(editable=False, max_length=43, unique=True)),
                    ('origin', models.CharField(choices=[('form', 'Formulaire du site'), ('member', 'Membre du réseau'), ('import', 'Liste apportée')], max_length=8, verbose_name='origine')),
                    ('asked_at', models.DateTimeField(verbose_name='demandé le')),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmé le')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='désabonné le')),
                    ('bounced_at', models.DateTimeField(blank=True, null=True, verbose_name='adresse refusée le')),
                    ('bounce', models.CharField(blank=True, max_length=200, verbose_name='refus')),
                ],
                options={
                    'verbose_name': 'abonné',
                    'ordering': ['email', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_subscriber_network'),
                        models.UniqueConstraint(models.F('network'), django.db.models.functions.text.Lower('email'), name='subscriber_email_unique', violation_error_message='Cette adresse est déjà abonnée.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='NewsletterMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                    ('mailed_at', models.DateTimeField(null=True, verbose_name='parti le')),
                    ('problem', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                    ('issue', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='inclusion.newsletterissue')),
                    ('subscriber', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='inclusion.subscriber')),
                ],
                options={
                    'verbose_name': 'envoi du journal',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(condition=models.Q(('mailed_at', None), ('problem', '')), fields=['issue'], name='newsletter_mail_waiting'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_newslettermail_network'),
                        inclusion.core.constraints.SameNetwork(field='issue', name='inclusion_newslettermail_issue_same_network'),
                        inclusion.core.constraints.SameNetwork(field='subscriber', name='inclusion_newslettermail_subscriber_same_network'),
                        models.UniqueConstraint(fields=('issue', 'subscriber'), name='newsletter_mail_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Beneficiary',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('followed_by', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='beneficiaries', to='inclusion.partner', verbose_name='suivi par')),
                    ('operator', inclusion.core.constraints.ScopedForeignKey(blank=True, help_text='L’opérateur dont la personne est allocataire, assurée ou cliente.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users_helped', to='inclusion.partner', verbose_name='usager de')),
                    ('first_name', models.CharField(max_length=80, verbose_name='prénom')),
                    ('last_name', models.CharField(max_length=80, verbose_name='nom')),
                    ('birth_year', models.PositiveSmallIntegerField(blank=True, help_text='Pour reconnaître deux fiches de la même personne.', null=True, verbose_name='année de naissance')),
                    ('address', models.TextField(blank=True, help_text='Numéro et rue, une ligne par ligne.', verbose_name='adresse')),
                    ('postal_code', models.CharField(blank=True, max_length=12, verbose_name='code postal')),
                    ('town', models.CharField(blank=True, max_length=80, verbose_name='ville')),
                    ('country', models.CharField(blank=True, help_text='Seulement hors de France.', max_length=60, verbose_name='pays')),
                    ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.commune')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                    ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                    ('channel', models.CharField(choices=[('email', 'Par courriel'), ('post', 'Par courrier'), ('hand', 'En main propre')], default='post', max_length=10, verbose_name='comment lui écrire')),
                    ('consent_on', models.DateField(help_text='La personne sait que sa fiche existe et a dit oui.', verbose_name='accord recueilli le')),
                    ('keep_until', models.DateField(verbose_name='à garder jusqu’au')),
                    ('added_at', models.DateTimeField(verbose_name='ajoutée le')),
                    ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('anonymised_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('sort_name', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(inclusion.core.models.columns.WithoutAccents(django.db.models.functions.text.ConcatPair(django.db.models.functions.text.ConcatPair(models.F('last_name'), django.db.models.functions.text.ConcatPair(models.Value(' '), models.F('first_name'))), django.db.models.functions.text.ConcatPair(models.Value(' '), models.F('town'))))), output_field=models.TextField())),
                ],
                options={
                    'verbose_name': 'personne',
                    'ordering': ['sort_name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_beneficiary_network'),
                        inclusion.core.constraints.SameNetwork(field='followed_by', name='inclusion_beneficiary_followed_by_same_network'),
                        inclusion.core.constraints.SameNetwork(field='operator', name='inclusion_beneficiary_operator_same_network'),
                        models.CheckConstraint(condition=models.Q(('birth_year', None), ('birth_year__range', (1900, 2100)), _connector='OR'), name='beneficiary_birth_year', violation_error_message='Donnez une année de naissance sur quatre chiffres.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Registration',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('event', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='inclusion.event')),
                    ('name', models.CharField(blank=True, max_length=120, verbose_name='nom')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                    ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                    ('organisation', models.CharField(blank=True, max_length=160, verbose_name='organisme')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='inclusion.partner')),
                    ('people', models.PositiveSmallIntegerField(default=1, verbose_name='personnes')),
                    ('needs', models.CharField(blank=True, max_length=200, verbose_name='besoin particulier pour venir')),
                    ('token', models.CharField(editable=False, max_length=43, unique=True)),
                    ('state', models.CharField(choices=[('registered', 'Inscription confirmée'), ('waiting', 'Liste d’attente'), ('cancelled', 'Annulée'), ('attended', 'Présent ou présente'), ('missed', 'Absent ou absente')], default='registered', max_length=12, verbose_name='état')),
                    ('registered_at', models.DateTimeField(verbose_name='reçue le')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='annulée le')),
                    ('forgotten_at', models.DateTimeField(blank=True, null=True, verbose_name='anonymisée le')),
                ],
                options={
                    'verbose_name': 'inscription',
                    'ordering': ['registered_at', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_registration_network'),
                        inclusion.core.constraints.SameNetwork(field='event', name='inclusion_registration_event_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='inclusion_registration_partner_same_network'),
                        models.UniqueConstraint(models.F('event'), django.db.models.functions.text.Lower('email'), condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('email', ''), _negated=True)), name='registration_once', violation_error_message='Cette adresse est déjà inscrite.'),
                        models.CheckConstraint(condition=models.Q(('people__range', (1, 30))), name='registration_people', violation_error_message='Une inscription vaut pour une à trente personnes.'),
                        models.CheckConstraint(condition=models.Q(('state', 'cancelled'), ('ended_at', None), _connector='XOR'), name='registration_ended_when'),
                        models.CheckConstraint(condition=models.Q(('forgotten_at', None), models.Q(('email', ''), ('name', ''), ('needs', ''), ('phone', '')), _connector='OR'), name='registration_forgotten'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RegistrationMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                    ('mailed_at', models.DateTimeField(null=True, verbose_name='parti le')),
                    ('problem', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                    ('registration', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='inclusion.registration')),
                    ('kind', models.CharField(choices=[('confirmed', 'Inscription confirmée'), ('waiting', 'Sur la liste d’attente'), ('promoted', 'Une place s’est libérée'), ('reminder', 'Rappel'), ('changed', 'Changement'), ('cancelled', 'Événement annulé'), ('feedback', 'Votre avis')], max_length=12, verbose_name='objet')),
                    ('sequence', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'verbose_name': 'courriel d’une inscription',
                    'ordering': ['-written_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_registrationmail_network'),
                        inclusion.core.constraints.SameNetwork(field='registration', name='inclusion_registrationmail_registration_same_network'),
                        models.UniqueConstraint(fields=('registration', 'kind', 'sequence'), name='registration_mail_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='NetworkSite',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('welcome', models.TextField(blank=True, verbose_name='mot d’accueil')),
                    ('publisher', models.CharField(blank=True, max_length=160, verbose_name='organisme éditeur')),
                    ('publication_director', models.CharField(blank=True, max_length=160, verbose_name='directeur ou directrice de la publication')),
                    ('hosting', models.TextField(blank=True, help_text='Nom, adresse et téléphone.', verbose_name='hébergeur')),
                    ('data_controller', models.CharField(blank=True, max_length=160, verbose_name='responsable de traitement')),
                    ('dpo_contact', models.CharField(blank=True, max_length=200, verbose_name='délégué ou déléguée à la protection des données')),
                    ('accessibility_rate', models.PositiveSmallIntegerField(blank=True, help_text='En pourcentage, mesuré par un audit.', null=True, verbose_name='taux de conformité au RGAA')),
                    ('accessibility_audit', models.CharField(blank=True, max_length=200, verbose_name='audit réalisé par')),
                    ('accessibility_on', models.DateField(blank=True, null=True, verbose_name='déclaration établie le')),
                    ('accessibility_contact', models.CharField(blank=True, max_length=200, verbose_name='contact pour l’accessibilité')),
                    ('tiles_url', models.CharField(blank=True, help_text='Laissez vide\xa0: la carte montre alors les contours, sans rien demander à un tiers.', max_length=300, validators=[django.core.validators.RegexValidator('^https://[^\\s;,\'\\"]+$', 'Donnez une adresse qui commence par https://.')], verbose_name='fond de carte')),
                    ('tiles_credit', models.CharField(blank=True, max_length=200, verbose_name='mention du fond de carte')),
                    ('embed_hosts', models.TextField(blank=True, help_text='Une adresse par ligne\xa0: https://www.ville.fr', verbose_name='sites qui peuvent intégrer le guide')),
                    ('hub_days', models.DecimalField(decimal_places=1, default=20, max_digits=4, verbose_name='jours Hub par an')),
                    ('asks_places', models.BooleanField(default=True, verbose_name='demander chaque mois aux lieux si leur fiche est juste')),
                ],
                options={
                    'verbose_name': 'site public',
                    'verbose_name_plural': 'sites publics',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='inclusion_networksite_network'),
                        models.UniqueConstraint(fields=('network',), name='network_site_one'),
                        models.CheckConstraint(condition=models.Q(('accessibility_rate', None), ('accessibility_rate__lte', 100), _connector='OR'), name='network_site_rate', violation_error_message='Un taux va de 0 à 100.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                    ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'compte',
                    'verbose_name_plural': 'comptes',
                    'constraints': [
                        models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique', violation_error_message='Un compte existe déjà avec cette adresse.'),
                    ],
                },
            ),
        ]),
        migrations.RunSQL(
            [
                *map(guard, APPEND_ONLY),
                ERASED_WITH_A_REASON,
                SEALED,
                sealed("inclusion_journalentry"),
                sealed("inclusion_statechange"),
            ],
            "DROP FUNCTION refuse_change_unless_erased() CASCADE;"
            "DROP FUNCTION refuse_change_unless_sealed() CASCADE;"
            "DROP FUNCTION seal_history(integer), sealed_content(inclusion_journalentry), sealed_content(inclusion_statechange);",
        ),
    ]
