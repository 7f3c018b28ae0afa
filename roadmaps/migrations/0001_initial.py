"""Roadmaps, their axes, objectives and actions, workshops, adopted versions, imports."""

import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import inclusion.core.constraints
import inclusion.core.models.columns
import roadmaps.workshops.models
from django.conf import settings
from django.db import migrations, models
from inclusion.core.operations import CreateModels

# Checked when the transaction ends: a roadmap and its axes may change place together.
NESTED = """
CREATE FUNCTION axis_takes_up_the_one_above() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong integer;
BEGIN
    IF TG_TABLE_NAME = 'roadmaps_axis' THEN
        SELECT count(*) INTO wrong
            FROM roadmaps_axis mine
            JOIN roadmaps_axis other ON other.id = mine.taken_up_id
            JOIN roadmaps_roadmap roadmap ON roadmap.id = mine.roadmap_id
            WHERE (mine.id = NEW.id OR other.id = NEW.id) AND roadmap.parent_id IS DISTINCT FROM other.roadmap_id;
    ELSE
        SELECT count(*) INTO wrong
            FROM roadmaps_axis mine
            JOIN roadmaps_axis other ON other.id = mine.taken_up_id
            JOIN roadmaps_roadmap roadmap ON roadmap.id = mine.roadmap_id
            WHERE roadmap.id = NEW.id AND roadmap.parent_id IS DISTINCT FROM other.roadmap_id;
    END IF;
    IF wrong > 0 THEN
        RAISE EXCEPTION 'an axis takes up one that is not of the roadmap above' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION local_under_departmental() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM roadmaps_roadmap mine JOIN roadmaps_roadmap above ON above.id = mine.parent_id
        WHERE (mine.id = NEW.id OR above.id = NEW.id) AND above.level <> 'departmental'
    ) THEN
        RAISE EXCEPTION 'a roadmap is nested under a departmental one' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- A version stays as it was adopted; its state goes on, and ends where it was withdrawn.
CREATE FUNCTION only_its_state_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    life text[] := ARRAY['state', 'confirmed_at', 'confirmed_by_id', 'withdrawn_at', 'withdrawn_by_id',
                         'withdrawn_reason'];
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - life <> to_jsonb(OLD) - life OR OLD.state = 'withdrawn'
        OR OLD.state = 'confirmed' AND (NEW.state = 'waiting' OR NEW.confirmed_at <> OLD.confirmed_at
                                        OR NEW.confirmed_by_id <> OLD.confirmed_by_id) THEN
        RAISE EXCEPTION '% changes its state alone: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- A roadmap is adopted as long as one of its adoptions is confirmed, and only then.
CREATE FUNCTION adopted_when_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint;
BEGIN
    IF TG_TABLE_NAME = 'roadmaps_roadmap' THEN
        changed := NEW.id;
    ELSE
        changed := NEW.roadmap_id;
    END IF;
    IF EXISTS (
        SELECT 1 FROM roadmaps_roadmap mine
        WHERE mine.id = changed AND (mine.state <> 'draft') <> EXISTS (
            SELECT 1 FROM roadmaps_roadmapversion one WHERE one.roadmap_id = mine.id AND one.state = 'confirmed')
    ) THEN
        RAISE EXCEPTION 'a roadmap is adopted when an adoption is confirmed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- The second and later years of a post are paid once a local roadmap of its territory is adopted, under one that is.
-- Who withdraws either adoption meanwhile waits.
CREATE FUNCTION later_year_after_adoption() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    where_it_is varchar;
BEGIN
    FOR where_it_is IN
        SELECT coalesce(post.territory_id, employer.epci_id, payer.epci_id)
        FROM funding_instalment instalment
        JOIN funding_postyear year ON year.id = instalment.post_year_id AND year.number >= 2
        JOIN funding_post post ON post.id = year.post_id
        JOIN inclusion_partner employer ON employer.id = post.employer_id
        JOIN inclusion_partner payer ON payer.id = post.collectivite_id
        WHERE instalment.commitment_id = NEW.commitment_id
            AND (payer.kind <> 'department' OR coalesce(post.territory_id, employer.epci_id, payer.epci_id) IS NOT NULL)
    LOOP
        PERFORM 1 FROM roadmaps_roadmap one WHERE one.network_id = NEW.network_id AND one.id IN (
            SELECT unnest(ARRAY[mine.id, mine.parent_id]) FROM roadmaps_roadmap mine
            JOIN roadmaps_roadmapterritory its ON its.roadmap_id = mine.id AND its.epci_id = where_it_is
        ) ORDER BY one.id FOR SHARE;
        IF NOT EXISTS (
            SELECT 1 FROM roadmaps_roadmap mine
            JOIN roadmaps_roadmapterritory its ON its.roadmap_id = mine.id AND its.epci_id = where_it_is
            JOIN roadmaps_roadmapversion one ON one.roadmap_id = mine.id AND one.state = 'confirmed'
                AND one.is_nested AND where_it_is = ANY (one.epcis) -- as it was adopted, whatever became of it since
            JOIN roadmaps_roadmap above ON above.id = mine.parent_id AND above.state <> 'draft'
            WHERE mine.network_id = NEW.network_id AND mine.level = 'local'
        ) THEN
            RAISE EXCEPTION 'no confirmed adoption of a local roadmap lets this year be paid'
                USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE FUNCTION action_stands_in_its_objective() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM roadmaps_action mine JOIN roadmaps_objective objective ON objective.id = mine.objective_id
        WHERE mine.id = NEW.id AND objective.axis_id <> mine.axis_id
    ) THEN
        RAISE EXCEPTION 'an action stands in an objective of another axis' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('funding', '0001_initial'),
        ('inclusion', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Roadmap',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('level', models.CharField(choices=[('departmental', 'Départementale'), ('local', 'Locale')], max_length=12, verbose_name='niveau')),
                    ('title', models.CharField(max_length=160, verbose_name='titre')),
                    ('summary', models.TextField(blank=True, verbose_name='présentation')),
                    ('state', models.CharField(choices=[('draft', 'En préparation'), ('adopted', 'Adoptée'), ('closed', 'Terminée')], default='draft', max_length=10, verbose_name='état')),
                    ('start', models.DateField(verbose_name='début')),
                    ('end', models.DateField(verbose_name='fin (exclue)')),
                    ('parent', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='local_roadmaps', to='roadmaps.roadmap', verbose_name='feuille de route départementale')),
                    ('axis_word', models.CharField(choices=[('axis', 'Axe'), ('objective', 'Objectif'), ('orientation', 'Orientation')], default='axis', max_length=12, verbose_name='premier niveau')),
                    ('strand', models.CharField(blank=True, choices=[('social', 'Volet social'), ('cultural', 'Volet culturel')], max_length=10, verbose_name='volet')),
                    ('drafted_on', models.DateField(blank=True, null=True, verbose_name='rédigée le')),
                    ('drafted_confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='jour confirmé le')),
                    ('drafted_confirmed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('has_content', models.BooleanField(default=True, verbose_name='son contenu est dans le portail')),
                    ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='modifications')),
                    ('begun_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('begun_at', models.DateTimeField(verbose_name='commencée le')),
                    ('sort_title', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(inclusion.core.models.columns.WithoutAccents(models.F('title'))), output_field=models.TextField())),
                ],
                options={
                    'verbose_name': 'feuille de route',
                    'verbose_name_plural': 'feuilles de route',
                    'ordering': ['level', 'sort_title', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_roadmap_network'),
                        inclusion.core.constraints.SameNetwork(field='parent', name='roadmaps_roadmap_parent_same_network'),
                        models.UniqueConstraint(fields=('network', 'title'), name='roadmap_title_unique', violation_error_message='Une feuille de route du réseau porte déjà ce titre.'),
                        models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='roadmap_period', violation_error_message='La fin vient après le début.'),
                        models.CheckConstraint(condition=models.Q(('level', 'local'), ('parent', None), _connector='OR'), name='roadmap_departmental_is_nested_under_none', violation_error_message='Une feuille de route départementale n’est rattachée à aucune autre.'),
                        models.CheckConstraint(condition=models.Q(('level', 'local'), ('has_content', True), _connector='OR'), name='roadmap_departmental_has_its_content', violation_error_message='Le contenu d’une feuille de route départementale s’écrit dans le portail.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('drafted_confirmed_at', None), ('drafted_confirmed_by', None)), models.Q(('drafted_confirmed_at__isnull', False), ('drafted_confirmed_by__isnull', False), ('drafted_on__isnull', False)), _connector='OR'), name='roadmap_drafted_confirmed_when_and_by_whom'),
                        inclusion.core.constraints.Trigger(deferred=True, each='FOR EACH ROW', event='AFTER INSERT OR UPDATE', function='adopted_when_confirmed', name='roadmaps_roadmap_adopted_when_confirmed'),
                        inclusion.core.constraints.Trigger(deferred=True, each='FOR EACH ROW', event='AFTER UPDATE', function='axis_takes_up_the_one_above', name='roadmaps_roadmap_axis_takes_up_the_one_above'),
                        inclusion.core.constraints.Trigger(deferred=True, each='FOR EACH ROW', event='AFTER INSERT OR UPDATE', function='local_under_departmental', name='roadmaps_roadmap_local_under_departmental'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RoadmapCarrier',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('roadmap', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='carrier_rows', to='roadmaps.roadmap')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carried_roadmaps', to='inclusion.partner', verbose_name='portée par')),
                    ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                ],
                options={
                    'verbose_name': 'porteur',
                    'ordering': ['rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_roadmapcarrier_network'),
                        inclusion.core.constraints.SameNetwork(field='roadmap', name='roadmaps_roadmapcarrier_roadmap_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='roadmaps_roadmapcarrier_partner_same_network'),
                        models.UniqueConstraint(fields=('roadmap', 'partner'), name='roadmap_carrier_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RoadmapTerritory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('roadmap', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='territories', to='roadmaps.roadmap')),
                    ('epci', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci', verbose_name='intercommunalité')),
                    ('commune', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.commune', verbose_name='commune')),
                ],
                options={
                    'verbose_name': 'territoire',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_roadmapterritory_network'),
                        inclusion.core.constraints.SameNetwork(field='roadmap', name='roadmaps_roadmapterritory_roadmap_same_network'),
                        models.UniqueConstraint(fields=('roadmap', 'epci', 'commune'), name='roadmap_territory_once', nulls_distinct=False),
                        models.CheckConstraint(condition=models.Q(('epci', None), ('commune', None), _connector='XOR'), name='roadmap_territory_is_one'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Axis',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('roadmap', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='axes', to='roadmaps.roadmap')),
                    ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                    ('title', models.CharField(max_length=200, verbose_name='intitulé')),
                    ('description', models.TextField(blank=True, verbose_name='description')),
                    ('taken_up', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_up_by', to='roadmaps.axis', verbose_name='axe départemental repris')),
                ],
                options={
                    'verbose_name': 'axe',
                    'ordering': ['rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_axis_network'),
                        inclusion.core.constraints.SameNetwork(field='roadmap', name='roadmaps_axis_roadmap_same_network'),
                        inclusion.core.constraints.SameNetwork(field='taken_up', name='roadmaps_axis_taken_up_same_network'),
                        models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('roadmap', 'rank'), name='axis_rank_once'),
                        inclusion.core.constraints.Trigger(deferred=True, each='FOR EACH ROW', event='AFTER INSERT OR UPDATE', function='axis_takes_up_the_one_above', name='roadmaps_axis_axis_takes_up_the_one_above'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Objective',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('axis', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objectives', to='roadmaps.axis')),
                    ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                    ('title', models.CharField(max_length=200, verbose_name='intitulé')),
                    ('description', models.TextField(blank=True, verbose_name='description')),
                ],
                options={
                    'verbose_name': 'objectif',
                    'ordering': ['rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_objective_network'),
                        inclusion.core.constraints.SameNetwork(field='axis', name='roadmaps_objective_axis_same_network'),
                        models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('axis', 'rank'), name='objective_rank_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Action',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('axis', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='roadmaps.axis', verbose_name='axe')),
                    ('objective', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='roadmaps.objective', verbose_name='objectif')),
                    ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                    ('title', models.CharField(max_length=200, verbose_name='intitulé')),
                    ('description', models.TextField(blank=True, verbose_name='description')),
                    ('start', models.DateField(blank=True, null=True, verbose_name='début')),
                    ('end', models.DateField(blank=True, null=True, verbose_name='fin (exclue)')),
                    ('state', models.CharField(choices=[('to_start', 'À lancer'), ('ongoing', 'En cours'), ('blocked', 'Bloquée'), ('paused', 'Suspendue'), ('done', 'Terminée'), ('dropped', 'Abandonnée')], default='to_start', max_length=10, verbose_name='état')),
                    ('state_since', models.DateField(verbose_name='depuis le')),
                    ('state_reason', models.TextField(blank=True, verbose_name='raison')),
                    ('progress', models.PositiveSmallIntegerField(default=0, verbose_name='avancement (%)')),
                    ('priority', models.CharField(choices=[('high', 'Haute'), ('normal', 'Normale'), ('low', 'Basse')], default='normal', max_length=6, verbose_name='priorité')),
                    ('strand', models.CharField(blank=True, choices=[('social', 'Volet social'), ('cultural', 'Volet culturel')], max_length=10, verbose_name='volet')),
                    ('needs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('structurer_un_fonds', 'Structurer un fonds'), ('monter_dossiers_de_subvention', 'Monter des dossiers de subvention'), ('animer_la_gouvernance', 'Animer la gouvernance'), ('etablir_un_diagnostic_territorial', 'Établir un diagnostic territorial'), ('co_construire_la_feuille_de_route', 'Co-construire la feuille de route'), ('rediger_la_feuille_de_route', 'Rédiger la feuille de route'), ('appui_juridique', 'Trouver un appui juridique'), ('structurer_une_filiere_de_reconditionnement', 'Structurer une filière de reconditionnement'), ('collecter_des_donnees_territoriales', 'Collecter des données territoriales'), ('sensibiliser_les_acteurs_aux_outils_existants', 'Sensibiliser les acteurs aux outils existants'), ('appuyer_la_certification_qualiopi', 'Appuyer la certification Qualiopi')], max_length=50), blank=True, default=list, verbose_name='besoins de France Numérique Ensemble')),
                    ('origin', models.CharField(choices=[('initial', 'Initiale'), ('emerging', 'Émergente')], default='initial', max_length=8, verbose_name='origine')),
                    ('added_on', models.DateField(verbose_name='ajoutée le')),
                    ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='budget prévu (€)')),
                    ('actors', models.ManyToManyField(related_name='roadmap_actions', through='roadmaps.ActionActor', to='inclusion.partner')),
                ],
                options={
                    'verbose_name': 'action',
                    'ordering': ['axis_id', 'rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['axis', 'rank'], name='roadmap_action_order'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_action_network'),
                        inclusion.core.constraints.SameNetwork(field='axis', name='roadmaps_action_axis_same_network'),
                        inclusion.core.constraints.SameNetwork(field='objective', name='roadmaps_action_objective_same_network'),
                        models.CheckConstraint(condition=models.Q(('start', None), ('end', None), ('start__lt', models.F('end')), _connector='OR'), name='roadmap_action_period', violation_error_message='La fin de l’action ne peut pas précéder son début.'),
                        models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='roadmap_action_progress', violation_error_message='L’avancement va de 0 à 100\xa0%.'),
                        models.CheckConstraint(condition=models.Q(('budget', None), ('budget__gte', 0), _connector='OR'), name='roadmap_action_budget', violation_error_message='Un budget n’est pas négatif.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('blocked', 'paused', 'dropped')), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='roadmap_action_told_why', violation_error_message='Indiquez pourquoi l’action est bloquée, suspendue ou abandonnée.'),
                        inclusion.core.constraints.Trigger(deferred=True, each='FOR EACH ROW', event='AFTER INSERT OR UPDATE', function='action_stands_in_its_objective', name='roadmaps_action_action_stands_in_its_objective'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ActionActor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actor_rows', to='roadmaps.action')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='action_roles', to='inclusion.partner')),
                    ('service', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions_led', to='inclusion.partnerservice')),
                    ('contact', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions_led', to='inclusion.contact')),
                    ('membership', inclusion.core.constraints.ScopedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.membership')),
                    ('role', models.CharField(choices=[('lead', 'Pilote'), ('partner', 'Partenaire')], max_length=8, verbose_name='rôle')),
                    ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                ],
                options={
                    'verbose_name': 'acteur d’une action',
                    'ordering': ['role', 'rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_actionactor_network'),
                        inclusion.core.constraints.SameNetwork(field='action', name='roadmaps_actionactor_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='roadmaps_actionactor_partner_same_network'),
                        inclusion.core.constraints.SameNetwork(field='service', name='roadmaps_actionactor_service_same_network'),
                        inclusion.core.constraints.SameNetwork(field='contact', name='roadmaps_actionactor_contact_same_network'),
                        inclusion.core.constraints.SameNetwork(field='membership', name='roadmaps_actionactor_membership_same_network'),
                        models.UniqueConstraint(fields=('action', 'partner', 'service', 'contact', 'membership'), name='action_actor_once', nulls_distinct=False),
                        models.CheckConstraint(condition=models.Q(models.Q(('contact', None), ('service', None)), models.Q(('membership', None), ('service', None)), models.Q(('contact', None), ('membership', None)), _connector='OR'), name='action_actor_is_one'),
                        models.CheckConstraint(condition=models.Q(('role', 'lead'), models.Q(('contact', None), ('membership', None), ('service', None)), _connector='OR'), name='action_partner_is_an_organisation'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ActionLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='roadmaps.action')),
                    ('event', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='action_link', to='inclusion.event')),
                    ('task', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='action_link', to='inclusion.meetingtask')),
                    ('staff_post', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='action_link', to='funding.staffpost')),
                ],
                options={
                    'verbose_name': 'lien vers une action',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_actionlink_network'),
                        inclusion.core.constraints.SameNetwork(field='action', name='roadmaps_actionlink_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='event', name='roadmaps_actionlink_event_same_network'),
                        inclusion.core.constraints.SameNetwork(field='task', name='roadmaps_actionlink_task_same_network'),
                        inclusion.core.constraints.SameNetwork(field='staff_post', name='roadmaps_actionlink_staff_post_same_network'),
                        models.CheckConstraint(condition=models.Q(models.Q(('event__isnull', False), ('staff_post', None), ('task', None)), models.Q(('event', None), ('staff_post', None), ('task__isnull', False)), models.Q(('event', None), ('staff_post__isnull', False), ('task', None)), _connector='OR'), name='action_link_of_one'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='BlockingCondition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conditions', to='roadmaps.action')),
                    ('text', models.CharField(max_length=300, verbose_name='condition')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='blocking_conditions', to='inclusion.partner', verbose_name='qui peut la lever')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='attendue pour le')),
                    ('lifted_on', models.DateField(blank=True, null=True, verbose_name='levée le')),
                ],
                options={
                    'verbose_name': 'condition bloquante',
                    'ordering': ['lifted_on', 'due_on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_blockingcondition_network'),
                        inclusion.core.constraints.SameNetwork(field='action', name='roadmaps_blockingcondition_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='roadmaps_blockingcondition_partner_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ActionNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='roadmaps.action')),
                    ('said_on', models.DateField(verbose_name='le')),
                    ('text', models.TextField(blank=True, verbose_name='note')),
                    ('to_state', models.CharField(blank=True, choices=[('to_start', 'À lancer'), ('ongoing', 'En cours'), ('blocked', 'Bloquée'), ('paused', 'Suspendue'), ('done', 'Terminée'), ('dropped', 'Abandonnée')], max_length=10, verbose_name='devient')),
                    ('progress', models.PositiveSmallIntegerField(null=True, verbose_name='avancement (%)')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='écrite le')),
                ],
                options={
                    'verbose_name': 'note de suivi',
                    'ordering': ['-at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_actionnote_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='roadmaps_actionnote_append_only'),
                        inclusion.core.constraints.SameNetwork(field='action', name='roadmaps_actionnote_action_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ActionComment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='roadmaps.action')),
                    ('text', models.TextField(verbose_name='commentaire')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='écrit le')),
                ],
                options={
                    'verbose_name': 'commentaire d’une action',
                    'ordering': ['at', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_actioncomment_network'),
                        inclusion.core.constraints.SameNetwork(field='action', name='roadmaps_actioncomment_action_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CommentMention',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('comment', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='roadmaps.actioncomment')),
                    ('membership', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.membership')),
                ],
                options={
                    'verbose_name': 'membre prévenu d’un commentaire',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_commentmention_network'),
                        inclusion.core.constraints.SameNetwork(field='comment', name='roadmaps_commentmention_comment_same_network'),
                        inclusion.core.constraints.SameNetwork(field='membership', name='roadmaps_commentmention_membership_same_network'),
                        models.UniqueConstraint(fields=('comment', 'membership'), name='comment_mention_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ActionFollower',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='roadmaps.action')),
                    ('membership', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inclusion.membership')),
                    ('since', models.DateTimeField(verbose_name='depuis le')),
                ],
                options={
                    'verbose_name': 'membre qui suit une action',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_actionfollower_network'),
                        inclusion.core.constraints.SameNetwork(field='action', name='roadmaps_actionfollower_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='membership', name='roadmaps_actionfollower_membership_same_network'),
                        models.UniqueConstraint(fields=('action', 'membership'), name='action_follower_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='EpciSeat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('epci', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci', verbose_name='intercommunalité')),
                    ('latitude', models.DecimalField(decimal_places=5, max_digits=8, verbose_name='latitude')),
                    ('longitude', models.DecimalField(decimal_places=5, max_digits=8, verbose_name='longitude')),
                ],
                options={
                    'verbose_name': 'siège d’une intercommunalité',
                    'ordering': ['epci__name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_epciseat_network'),
                        models.UniqueConstraint(fields=('network', 'epci'), name='epci_seat_once'),
                        models.CheckConstraint(condition=models.Q(('latitude__gte', -90), ('latitude__lte', 90), ('longitude__gte', -180), ('longitude__lte', 180)), name='epci_seat_on_earth', violation_error_message='Une latitude va de −90 à 90, une longitude de −180 à 180.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='EpciSetAside',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('epci', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci', verbose_name='intercommunalité')),
                    ('reason', models.CharField(max_length=200, verbose_name='pourquoi')),
                ],
                options={
                    'verbose_name': 'intercommunalité mise à part',
                    'ordering': ['epci__name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_epcisetaside_network'),
                        models.UniqueConstraint(fields=('network', 'epci'), name='epci_set_aside_once', violation_error_message='Cette intercommunalité est déjà mise à part.'),
                        models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='epci_set_aside_reason', violation_error_message='Dites pourquoi.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CoverageSettings',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('ways', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('roadmap', 'une feuille de route adoptée'), ('body', 'une instance qui traite de l’inclusion numérique'), ('agreement', 'une convention territoriale globale (CTG) qui en parle')], max_length=10), size=None, verbose_name='ce qui compte')),
                    ('every', models.BooleanField(default=False, verbose_name='tout est demandé')),
                ],
                options={
                    'verbose_name': 'règle de couverture',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_coveragesettings_network'),
                        models.UniqueConstraint(fields=('network',), name='coverage_settings_one_a_network'),
                        models.CheckConstraint(condition=models.Q(('ways__len__gte', 1)), name='coverage_settings_some_way', violation_error_message='Choisissez au moins une réponse.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='TrainingEnvelope',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('name', models.CharField(max_length=120, verbose_name='nom')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                    ('minimum_places', models.PositiveSmallIntegerField(verbose_name='places au moins')),
                    ('start', models.DateField(verbose_name='début')),
                    ('end', models.DateField(verbose_name='fin (exclue)')),
                ],
                options={
                    'verbose_name': 'enveloppe de formation',
                    'ordering': ['-start', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_trainingenvelope_network'),
                        models.UniqueConstraint(fields=('network', 'name'), name='training_envelope_once', violation_error_message='Une enveloppe porte déjà ce nom.'),
                        models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='training_envelope_positive'),
                        models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='training_envelope_period'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='TrainingAllotment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('envelope', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allotments', to='roadmaps.trainingenvelope')),
                    ('epci', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci', verbose_name='intercommunalité')),
                    ('places', models.PositiveSmallIntegerField(verbose_name='places')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                    ('committed_on', models.DateField(verbose_name='engagée le')),
                    ('proof', models.CharField(blank=True, max_length=160, verbose_name='ce qui montre son engagement')),
                ],
                options={
                    'verbose_name': 'places attribuées',
                    'ordering': ['epci__name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_trainingallotment_network'),
                        inclusion.core.constraints.SameNetwork(field='envelope', name='roadmaps_trainingallotment_envelope_same_network'),
                        models.UniqueConstraint(fields=('envelope', 'epci'), name='training_allotment_once', violation_error_message='Cette intercommunalité a déjà des places de cette enveloppe.'),
                        models.CheckConstraint(condition=models.Q(('places__gt', 0)), name='training_allotment_places'),
                        models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='training_allotment_amount'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='TrainingUse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('allotment', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='roadmaps.trainingallotment')),
                    ('label', models.CharField(max_length=160, verbose_name='formation')),
                    ('held_on', models.DateField(verbose_name='tenue le')),
                    ('places', models.PositiveSmallIntegerField(verbose_name='personnes formées')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='coût')),
                ],
                options={
                    'verbose_name': 'formation tenue',
                    'ordering': ['held_on', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_traininguse_network'),
                        inclusion.core.constraints.SameNetwork(field='allotment', name='roadmaps_traininguse_allotment_same_network'),
                        models.CheckConstraint(condition=models.Q(('places__gt', 0)), name='training_use_places'),
                        models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='training_use_amount'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Indicator',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('roadmap', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='roadmaps.roadmap')),
                    ('axis', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='roadmaps.axis', verbose_name='axe')),
                    ('action', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='roadmaps.action', verbose_name='action')),
                    ('name', models.CharField(max_length=160, verbose_name='indicateur')),
                    ('definition', models.TextField(blank=True, verbose_name='ce qui est compté, et comment')),
                    ('unit', models.CharField(blank=True, max_length=40, verbose_name='unité')),
                    ('source', models.CharField(choices=[('typed', 'Saisie'), ('counted', 'Comptée par le portail')], default='typed', max_length=8, verbose_name='source')),
                    ('measure', models.CharField(blank=True, max_length=40, verbose_name='compté par le portail')),
                    ('gathering', models.CharField(choices=[('sum', 'Les années s’additionnent'), ('last', 'La dernière année compte')], default='sum', max_length=4, verbose_name='d’une année à l’autre')),
                    ('feeds', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fed_by', to='roadmaps.indicator', verbose_name='indicateur départemental alimenté')),
                    ('rank', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ],
                options={
                    'verbose_name': 'indicateur',
                    'ordering': ['rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_indicator_network'),
                        inclusion.core.constraints.SameNetwork(field='roadmap', name='roadmaps_indicator_roadmap_same_network'),
                        inclusion.core.constraints.SameNetwork(field='axis', name='roadmaps_indicator_axis_same_network'),
                        inclusion.core.constraints.SameNetwork(field='action', name='roadmaps_indicator_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='feeds', name='roadmaps_indicator_feeds_same_network'),
                        models.CheckConstraint(condition=models.Q(models.Q(('measure', ''), ('source', 'typed')), models.Q(('source', 'counted'), models.Q(('measure', ''), _negated=True)), _connector='OR'), name='roadmap_indicator_source', violation_error_message='Choisissez ce que le portail compte.'),
                        models.CheckConstraint(condition=models.Q(('axis', None), ('action', None), _connector='OR'), name='roadmap_indicator_one_place'),
                        models.UniqueConstraint(fields=('roadmap', 'name'), name='roadmap_indicator_once', violation_error_message='Un indicateur de cette feuille de route porte déjà ce nom.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='IndicatorYear',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('indicator', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='year_rows', to='roadmaps.indicator')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('target', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='cible')),
                    ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='valeur')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='précision')),
                    ('entered_at', models.DateTimeField(verbose_name='saisie le')),
                ],
                options={
                    'verbose_name': 'année d’un indicateur',
                    'ordering': ['year', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_indicatoryear_network'),
                        inclusion.core.constraints.SameNetwork(field='indicator', name='roadmaps_indicatoryear_indicator_same_network'),
                        models.UniqueConstraint(fields=('indicator', 'year'), name='roadmap_indicator_year_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FundLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fund_lines', to='roadmaps.action')),
                    ('fund', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roadmap_lines', to='funding.fund')),
                    ('planned', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='prévu')),
                    ('funded_action', inclusion.core.constraints.ScopedOneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='roadmap_line', to='funding.fundedaction', verbose_name='action financée')),
                ],
                options={
                    'verbose_name': 'ligne sur un fonds',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_fundline_network'),
                        inclusion.core.constraints.SameNetwork(field='action', name='roadmaps_fundline_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='fund', name='roadmaps_fundline_fund_same_network'),
                        inclusion.core.constraints.SameNetwork(field='funded_action', name='roadmaps_fundline_funded_action_same_network'),
                        models.UniqueConstraint(fields=('action', 'fund'), name='roadmap_fund_line_once', violation_error_message='Cette action a déjà une ligne sur ce fonds.'),
                        models.CheckConstraint(condition=models.Q(('planned__gte', 0)), name='roadmap_fund_line_positive'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='OtherFinancing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='other_financing', to='roadmaps.action')),
                    ('label', models.CharField(max_length=160, verbose_name='financement')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='roadmap_financing', to='inclusion.partner', verbose_name='financeur')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                    ('secured_on', models.DateField(blank=True, null=True, verbose_name='obtenu le')),
                ],
                options={
                    'verbose_name': 'autre financement',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_otherfinancing_network'),
                        inclusion.core.constraints.SameNetwork(field='action', name='roadmaps_otherfinancing_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='roadmaps_otherfinancing_partner_same_network'),
                        models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='roadmap_financing_positive'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StaffRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('roadmap', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff_requests', to='roadmaps.roadmap')),
                    ('action', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='staff_requests', to='roadmaps.action')),
                    ('title', models.CharField(max_length=160, verbose_name='poste')),
                    ('fte', models.DecimalField(decimal_places=2, max_digits=4, verbose_name='équivalent temps plein')),
                    ('outcome', models.CharField(choices=[('asked', 'Demandé'), ('granted', 'Créé'), ('declined', 'Non retenu')], default='asked', max_length=8, verbose_name='décision')),
                    ('decided_on', models.DateField(blank=True, null=True, verbose_name='décidé le')),
                    ('reason', models.TextField(blank=True, verbose_name='raison')),
                ],
                options={
                    'verbose_name': 'poste demandé',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_staffrequest_network'),
                        inclusion.core.constraints.SameNetwork(field='roadmap', name='roadmaps_staffrequest_roadmap_same_network'),
                        inclusion.core.constraints.SameNetwork(field='action', name='roadmaps_staffrequest_action_same_network'),
                        models.CheckConstraint(condition=models.Q(('fte__gt', 0)), name='roadmap_staff_positive'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RoadmapPaper',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('roadmap', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='roadmaps.roadmap')),
                    ('action', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='papers', to='roadmaps.action')),
                    ('kind', models.CharField(choices=[('diagnostic', 'Diagnostic'), ('minutes', 'Compte rendu'), ('other', 'Autre document')], max_length=12, verbose_name='nature')),
                    ('title', models.CharField(max_length=160, verbose_name='titre')),
                    ('document', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
                    ('added_at', models.DateTimeField(verbose_name='joint le')),
                ],
                options={
                    'verbose_name': 'document joint',
                    'ordering': ['kind', '-added_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_roadmappaper_network'),
                        inclusion.core.constraints.SameNetwork(field='roadmap', name='roadmaps_roadmappaper_roadmap_same_network'),
                        inclusion.core.constraints.SameNetwork(field='action', name='roadmaps_roadmappaper_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='roadmaps_roadmappaper_document_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RoadmapSettings',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('minimum_axes', models.PositiveSmallIntegerField(default=2, verbose_name='axes départementaux à reprendre')),
                ],
                options={
                    'verbose_name': 'règle des feuilles de route',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_roadmapsettings_network'),
                        models.UniqueConstraint(fields=('network',), name='roadmap_settings_one_a_network'),
                        models.CheckConstraint(condition=models.Q(('minimum_axes__lte', 20)), name='roadmap_settings_minimum', violation_error_message='Demandez 20 axes au plus.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RoadmapVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('roadmap', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='roadmaps.roadmap')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                    ('body', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adopted_roadmaps', to='inclusion.body', verbose_name='adoptée par')),
                    ('adopted_on', models.DateField(verbose_name='adoptée le')),
                    ('minutes', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document', verbose_name='compte rendu')),
                    ('content', models.JSONField(verbose_name='contenu')),
                    ('sha256', models.CharField(max_length=64, verbose_name='empreinte SHA-256')),
                    ('epcis', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=9), default=list, verbose_name='intercommunalités')),
                    ('is_nested', models.BooleanField(verbose_name='rattachée à la feuille départementale')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='enregistrée le')),
                    ('state', models.CharField(choices=[('waiting', 'À confirmer'), ('confirmed', 'Confirmée'), ('withdrawn', 'Retirée')], default='waiting', max_length=10, verbose_name='état')),
                    ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmée le')),
                    ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_at', models.DateTimeField(null=True, verbose_name='retirée le')),
                    ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='motif du retrait')),
                ],
                options={
                    'verbose_name': 'version adoptée',
                    'ordering': ['roadmap', '-number'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_roadmapversion_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='only_its_state_changes', name='roadmaps_roadmapversion_only_its_state_changes'),
                        inclusion.core.constraints.Trigger(deferred=True, each='FOR EACH ROW', event='AFTER INSERT OR UPDATE', function='adopted_when_confirmed', name='roadmaps_roadmapversion_adopted_when_confirmed'),
                        inclusion.core.constraints.Trigger(deferred=False, each='FOR EACH ROW', event='BEFORE INSERT', function='later_year_after_adoption', name='roadmaps_roadmapversion_later_year_after_adoption', on='funding_payment'),
                        inclusion.core.constraints.SameNetwork(field='roadmap', name='roadmaps_roadmapversion_roadmap_same_network'),
                        inclusion.core.constraints.SameNetwork(field='body', name='roadmaps_roadmapversion_body_same_network'),
                        inclusion.core.constraints.SameNetwork(field='minutes', name='roadmaps_roadmapversion_minutes_same_network'),
                        models.UniqueConstraint(fields=('roadmap', 'number'), name='roadmap_version_once'),
                        models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('roadmap',), name='roadmap_version_one_waits'),
                        models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None), models.Q(('state', 'confirmed'), _negated=True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(('state', 'waiting'), _negated=True)), _connector='OR'), name='roadmap_version_confirmed_when_and_by_whom'),
                        models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None), ('withdrawn_reason', ''), models.Q(('state', 'withdrawn'), _negated=True)), models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='roadmap_version_withdrawn_when_by_whom_and_why'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RoadmapPrint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('version', inclusion.core.constraints.ScopedOneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='print', to='roadmaps.roadmapversion')),
                    ('document', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
                ],
                options={
                    'verbose_name': 'version mise en pages',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_roadmapprint_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='roadmaps_roadmapprint_append_only'),
                        inclusion.core.constraints.SameNetwork(field='version', name='roadmaps_roadmapprint_version_same_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='roadmaps_roadmapprint_document_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Workshop',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('roadmap', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workshops', to='roadmaps.roadmap')),
                    ('title', models.CharField(max_length=160, verbose_name='titre')),
                    ('introduction', models.TextField(blank=True, verbose_name='présentation')),
                    ('held_on', models.DateField(verbose_name='date')),
                    ('open_until', models.DateField(verbose_name='ouvert jusqu’au (inclus)')),
                    ('votes_each', models.PositiveSmallIntegerField(default=3, verbose_name='voix par personne')),
                    ('token', models.CharField(default=roadmaps.workshops.models.new_token, editable=False, max_length=40, unique=True, verbose_name='adresse')),
                ],
                options={
                    'verbose_name': 'atelier de propositions',
                    'ordering': ['-held_on', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_workshop_network'),
                        inclusion.core.constraints.SameNetwork(field='roadmap', name='roadmaps_workshop_roadmap_same_network'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='WorkshopTable',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('workshop', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tables', to='roadmaps.workshop')),
                    ('rank', models.PositiveSmallIntegerField(verbose_name='table')),
                    ('topic', models.CharField(max_length=160, verbose_name='sujet')),
                    ('axis', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='roadmaps.axis', verbose_name='axe')),
                ],
                options={
                    'verbose_name': 'table',
                    'ordering': ['rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_workshoptable_network'),
                        inclusion.core.constraints.SameNetwork(field='workshop', name='roadmaps_workshoptable_workshop_same_network'),
                        inclusion.core.constraints.SameNetwork(field='axis', name='roadmaps_workshoptable_axis_same_network'),
                        models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('workshop', 'rank'), name='workshop_table_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Proposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('workshop', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='roadmaps.workshop')),
                    ('table', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='roadmaps.workshoptable')),
                    ('text', models.CharField(max_length=200, verbose_name='idée')),
                    ('detail', models.TextField(blank=True, verbose_name='précisions')),
                    ('merged_into', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='roadmaps.proposal')),
                    ('withdrawn', models.BooleanField(default=False, verbose_name='retirée')),
                    ('action', inclusion.core.constraints.ScopedOneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposal', to='roadmaps.action')),
                    ('added_at', models.DateTimeField(verbose_name='écrite le')),
                ],
                options={
                    'verbose_name': 'proposition',
                    'ordering': ['table__rank', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_proposal_network'),
                        inclusion.core.constraints.SameNetwork(field='workshop', name='roadmaps_proposal_workshop_same_network'),
                        inclusion.core.constraints.SameNetwork(field='table', name='roadmaps_proposal_table_same_network'),
                        inclusion.core.constraints.SameNetwork(field='merged_into', name='roadmaps_proposal_merged_into_same_network'),
                        inclusion.core.constraints.SameNetwork(field='action', name='roadmaps_proposal_action_same_network'),
                        models.CheckConstraint(condition=models.Q(('merged_into', models.F('pk')), _negated=True), name='proposal_is_not_its_own_double'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ProposalVote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('proposal', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes_received', to='roadmaps.proposal')),
                    ('voter', models.CharField(max_length=40)),
                ],
                options={
                    'verbose_name': 'voix',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='roadmaps_proposalvote_network'),
                        inclusion.core.constraints.SameNetwork(field='proposal', name='roadmaps_proposalvote_proposal_same_network'),
                        models.UniqueConstraint(fields=('proposal', 'voter'), name='proposal_vote_once'),
                    ],
                },
            ),
        ]),
        migrations.RunSQL(
            NESTED,
            "DROP FUNCTION axis_takes_up_the_one_above(), local_under_departmental(), action_stands_in_its_objective(),"
            " only_its_state_changes(), adopted_when_confirmed(), later_year_after_adoption() CASCADE;",
        ),
    ]
