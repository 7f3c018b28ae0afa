"""Evaluation: questionnaires and their versions, campaigns, answers, publications, help that was given."""

import django.contrib.postgres.fields
import django.db.models.deletion
import evaluation.surveys.models
import inclusion.core.constraints
import uuid
from django.conf import settings
from django.db import migrations, models
from inclusion.core.operations import CreateModels

GUARDS = """
CREATE FUNCTION published_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'published' THEN
        RAISE EXCEPTION 'a version that was published never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- What was used stays so, but goes on with the structure that its own was merged into.
CREATE FUNCTION used_link_stays_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_on IS NOT NULL AND (
        TG_OP = 'DELETE' OR to_jsonb(NEW) - 'structure_id' IS DISTINCT FROM to_jsonb(OLD) - 'structure_id'
    ) THEN
        RAISE EXCEPTION 'a link takes one answer' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- The lock makes whoever closes the campaign wait, and whoever comes while it is being closed.
CREATE FUNCTION campaign_takes_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM evaluation_campaign WHERE id = NEW.campaign_id AND state = 'open' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'answers come to an open campaign alone' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('inclusion', '0001_initial'),
        ('roadmaps', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='HelpRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='help_records', to='inclusion.partner', verbose_name='structure')),
                    ('given_on', models.DateField(verbose_name='jour')),
                    ('kind', models.CharField(choices=[('individuel', 'Accompagnement individuel'), ('collectif', 'Atelier collectif')], default='individuel', max_length=12, verbose_name='forme')),
                    ('themes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('diagnostic_numerique', 'Diagnostic numérique'), ('prendre_en_main_du_materiel', 'Prendre en main du matériel'), ('maintenance_de_materiel', 'Maintenance de matériel'), ('gere_ses_contenus_numeriques', 'Gérer ses contenus numériques'), ('navigation_sur_internet', 'Navigation sur internet'), ('email', 'E-mail'), ('bureautique', 'Bureautique'), ('reseaux_sociaux', 'Réseaux sociaux communication'), ('sante', 'Santé'), ('banque_et_achats_en_ligne', 'Banque et achats en ligne'), ('entrepreneuriat', 'Accompagner un professionnel'), ('insertion_professionnelle', 'Insertion professionnelle'), ('securite_numerique', 'Prévention en sécurité numérique'), ('parentalite', 'Parentalité'), ('scolarite_et_numerique', 'Scolarité et numérique'), ('creer_avec_le_numerique', 'Créer avec le numérique'), ('culture_numerique', 'Culture numérique'), ('intelligence_artificielle', 'Intelligence artificielle (IA)'), ('aide_aux_demarches_administratives', 'Aide aux démarches administratives'), ('papiers_elections_citoyennete', 'Papiers - Élections - Citoyenneté'), ('famille_scolarite', 'Famille - Scolarité'), ('social_sante', 'Social - Santé'), ('travail_formation', 'Travail - Formation - Entreprise'), ('logement', 'Logement'), ('transports_mobilite', 'Transports - Mobilité'), ('argent_impots', 'Argent - Impôts'), ('justice', 'Justice'), ('etrangers_europe', 'Étrangers - Europe'), ('loisirs_sports_culture', 'Loisirs - Sports - Culture'), ('associations', 'Associations')], max_length=60), verbose_name='thèmes')),
                    ('place', models.CharField(choices=[('lieu_activite', 'Dans un lieu d’accueil'), ('domicile', 'Au domicile'), ('a_distance', 'À distance'), ('autre', 'Ailleurs')], default='lieu_activite', max_length=60, verbose_name='où')),
                    ('place_name', models.CharField(blank=True, max_length=200, verbose_name='nom du lieu')),
                    ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.commune')),
                    ('minutes', models.PositiveSmallIntegerField(verbose_name='durée, en minutes')),
                    ('people', models.PositiveSmallIntegerField(default=1, verbose_name='nombre de personnes')),
                    ('age_band', models.CharField(choices=[('moins_de_douze', 'Moins de 12 ans'), ('douze_dix_huit', '12 – 17 ans'), ('dix_huit_vingt_quatre', '18 – 24 ans'), ('vingt_cinq_trente_neuf', '25 – 39 ans'), ('quarante_cinquante_neuf', '40 – 59 ans'), ('soixante_soixante_neuf', '60 – 69 ans'), ('soixante_dix_plus', '70 ans et plus'), ('non_communique', 'Non communiqué')], default='non_communique', max_length=60, verbose_name='tranche d’âge')),
                    ('source', models.CharField(choices=[('portal', 'Saisi ici'), ('coop', 'Repris de la Coop')], default='portal', max_length=8, verbose_name='origine')),
                    ('external_id', models.CharField(blank=True, editable=False, max_length=60)),
                    ('other', models.JSONField(blank=True, default=dict, editable=False)),
                    ('recorded_at', models.DateTimeField(verbose_name='enregistré le')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'aide apportée',
                    'verbose_name_plural': 'aides apportées',
                    'ordering': ['-given_on', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['network', 'given_on'], name='help_record_day'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_helprecord_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='evaluation_helprecord_partner_same_network'),
                        models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('network', 'source', 'external_id'), name='help_record_brought_once'),
                        models.CheckConstraint(condition=models.Q(('people__gte', 1)), name='help_record_somebody', violation_error_message='Écrivez au moins une personne.'),
                        models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lt', 1440)), name='help_record_length', violation_error_message='Une aide dure de 1 minute à 23 h 59.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Questionnaire',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('title', models.CharField(max_length=200, verbose_name='titre')),
                    ('purpose', models.CharField(choices=[('person_before', 'Personne accompagnée, avant'), ('person_after', 'Personne accompagnée, après'), ('actors', 'Acteurs du réseau'), ('population', 'Diagnostic de la population'), ('trial', 'Retour d’essai'), ('event', 'Retour d’événement'), ('other', 'Autre enquête')], max_length=20, verbose_name='à qui, quand')),
                    ('description', models.TextField(blank=True, max_length=2000, verbose_name='à quoi il sert')),
                    ('library_key', models.CharField(blank=True, max_length=40, verbose_name='modèle de la bibliothèque')),
                    ('is_shared', models.BooleanField(default=False, verbose_name='téléchargeable par tous')),
                    ('made_at', models.DateTimeField(verbose_name='créé le')),
                    ('archived_at', models.DateTimeField(blank=True, null=True, verbose_name='archivé le')),
                ],
                options={
                    'verbose_name': 'questionnaire',
                    'ordering': ['title', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_questionnaire_network'),
                        models.UniqueConstraint(models.F('network'), models.F('title'), condition=models.Q(('archived_at', None)), name='questionnaire_title_once', violation_error_message='Un questionnaire porte déjà ce titre.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='QuestionnaireVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('questionnaire', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='evaluation.questionnaire')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                    ('state', models.CharField(choices=[('draft', 'En préparation'), ('published', 'Publiée')], default='draft', editable=False, max_length=10, verbose_name='état')),
                    ('document', models.JSONField(default=dict, verbose_name='questions')),
                    ('changes', models.CharField(blank=True, max_length=300, verbose_name='ce qui change')),
                    ('made_at', models.DateTimeField(verbose_name='créée le')),
                    ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='publiée le')),
                ],
                options={
                    'verbose_name': 'version d’un questionnaire',
                    'verbose_name_plural': 'versions d’un questionnaire',
                    'ordering': ['questionnaire', 'number'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_questionnaireversion_network'),
                        inclusion.core.constraints.SameNetwork(field='questionnaire', name='evaluation_questionnaireversion_questionnaire_same_network'),
                        models.UniqueConstraint(fields=('questionnaire', 'number'), name='questionnaire_version_once'),
                        models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('questionnaire',), name='questionnaire_one_draft', violation_error_message='Une version de ce questionnaire est déjà en préparation.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('state', 'draft')), models.Q(('published_at__isnull', False), ('state', 'published')), _connector='OR'), name='questionnaire_version_published'),
                        inclusion.core.constraints.Trigger(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='published_version_stays', name='evaluation_questionnaireversion_published_version_stays'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Survey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('title', models.CharField(max_length=200, verbose_name='titre')),
                    ('description', models.TextField(blank=True, max_length=2000, verbose_name='ce que l’on veut savoir')),
                    ('pairs', models.BooleanField(default=False, help_text='Pour comparer les réponses d’une même personne avant et après, sans savoir qui elle est.', verbose_name='demander un code personnel')),
                    ('key', models.BinaryField(null=True)),
                    ('opened_at', models.DateTimeField(verbose_name='ouverte le')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='close le')),
                    ('public_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='publiée pour tous le')),
                ],
                options={
                    'verbose_name': 'enquête',
                    'ordering': ['-opened_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_survey_network'),
                        models.UniqueConstraint(fields=('network', 'title'), name='survey_title_once', violation_error_message='Une enquête porte déjà ce titre.'),
                        models.CheckConstraint(condition=models.Q(('closed_at', None), ('key', None), _connector='OR'), name='survey_key_destroyed', violation_error_message='La clé d’une enquête close est détruite.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Campaign',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('survey', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='evaluation.survey')),
                    ('version', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='evaluation.questionnaireversion')),
                    ('title', models.CharField(max_length=200, verbose_name='titre')),
                    ('moment', models.CharField(choices=[('once', 'Une seule fois'), ('before', 'Avant'), ('after', 'Après')], default='once', max_length=8, verbose_name='moment')),
                    ('state', models.CharField(choices=[('draft', 'En préparation'), ('open', 'Ouverte'), ('closed', 'Close')], default='draft', editable=False, max_length=8, verbose_name='état')),
                    ('start', models.DateField(verbose_name='premier jour')),
                    ('end', models.DateField(verbose_name='fin (exclue)')),
                    ('epci', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci', verbose_name='territoire')),
                    ('action', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='roadmaps.action', verbose_name='action de la feuille de route')),
                    ('place', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='inclusion.partner', verbose_name='lieu')),
                    ('event', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='inclusion.event', verbose_name='événement')),
                    ('token', models.CharField(default=evaluation.surveys.models.new_token, editable=False, max_length=24, unique=True, verbose_name='adresse')),
                    ('by_link', models.BooleanField(default=True, verbose_name='lien ouvert et affiche')),
                    ('by_kiosk', models.BooleanField(default=False, verbose_name='borne d’accueil')),
                    ('by_paper', models.BooleanField(default=True, verbose_name='papier')),
                    ('quota', models.PositiveIntegerField(blank=True, null=True, verbose_name='nombre de réponses au plus')),
                    ('expected', models.PositiveIntegerField(blank=True, null=True, verbose_name='nombre de personnes attendues')),
                    ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='ouverte le')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='close le')),
                    ('is_synthetic', models.BooleanField(default=False, editable=False)),
                ],
                options={
                    'verbose_name': 'campagne',
                    'ordering': ['-start', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_campaign_network'),
                        inclusion.core.constraints.SameNetwork(field='survey', name='evaluation_campaign_survey_same_network'),
                        inclusion.core.constraints.SameNetwork(field='version', name='evaluation_campaign_version_same_network'),
                        inclusion.core.constraints.SameNetwork(field='action', name='evaluation_campaign_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='place', name='evaluation_campaign_place_same_network'),
                        inclusion.core.constraints.SameNetwork(field='event', name='evaluation_campaign_event_same_network'),
                        models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='campaign_period', violation_error_message='Le dernier jour ne peut pas précéder le premier.'),
                        models.CheckConstraint(condition=models.Q(('quota', None), ('quota__gt', 0), _connector='OR'), name='campaign_quota_above_zero', violation_error_message='Écrivez au moins une réponse, ou laissez vide.'),
                        models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('opened_at', None), ('state', 'draft')), models.Q(('closed_at', None), ('opened_at__isnull', False), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed')), _connector='OR'), name='campaign_stated'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CampaignStructure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('campaign', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='structures', to='evaluation.campaign')),
                    ('partner', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaign_parts', to='inclusion.partner', verbose_name='structure')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique pour les rappels')),
                    ('expected', models.PositiveIntegerField(blank=True, null=True, verbose_name='nombre de personnes attendues')),
                    ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='rappelée le')),
                ],
                options={
                    'verbose_name': 'structure d’une campagne',
                    'verbose_name_plural': 'structures d’une campagne',
                    'ordering': ['partner__name', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_campaignstructure_network'),
                        inclusion.core.constraints.SameNetwork(field='campaign', name='evaluation_campaignstructure_campaign_same_network'),
                        inclusion.core.constraints.SameNetwork(field='partner', name='evaluation_campaignstructure_partner_same_network'),
                        models.UniqueConstraint(fields=('campaign', 'partner'), name='campaign_structure_once', violation_error_message='Cette structure participe déjà à la campagne.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AnswerLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('campaign', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='evaluation.campaign')),
                    ('structure', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='evaluation.campaignstructure')),
                    ('number', models.PositiveIntegerField(verbose_name='numéro')),
                    ('made_at', models.DateTimeField(verbose_name='créé le')),
                    ('used_on', models.DateField(blank=True, null=True, verbose_name='utilisé le')),
                ],
                options={
                    'verbose_name': 'lien à usage unique',
                    'verbose_name_plural': 'liens à usage unique',
                    'ordering': ['campaign', 'number'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_answerlink_network'),
                        inclusion.core.constraints.SameNetwork(field='campaign', name='evaluation_answerlink_campaign_same_network'),
                        inclusion.core.constraints.SameNetwork(field='structure', name='evaluation_answerlink_structure_same_network'),
                        models.UniqueConstraint(fields=('campaign', 'number'), name='answer_link_number_once'),
                        inclusion.core.constraints.Trigger(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='used_link_stays_used', name='evaluation_answerlink_used_link_stays_used'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Publication',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('survey', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='evaluation.survey')),
                    ('part', models.CharField(choices=[('once', 'Résultats'), ('before', 'Avant'), ('after', 'Après'), ('paired', 'Avant et après, par personne')], max_length=8, verbose_name='partie')),
                    ('document', models.JSONField(default=dict, editable=False, verbose_name='résultats')),
                    ('made_at', models.DateTimeField(verbose_name='publié le')),
                    ('guard', models.PositiveSmallIntegerField(default=3, editable=False, verbose_name='version du contrôle')),
                ],
                options={
                    'verbose_name': 'résultats publiés',
                    'verbose_name_plural': 'résultats publiés',
                    'ordering': ['survey', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_publication_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='evaluation_publication_append_only'),
                        inclusion.core.constraints.SameNetwork(field='survey', name='evaluation_publication_survey_same_network'),
                        models.UniqueConstraint(fields=('survey', 'part', 'guard'), name='publication_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CampaignReminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('mailed_at', models.DateTimeField(editable=False, null=True, verbose_name='parti le')),
                    ('problem', models.CharField(blank=True, editable=False, max_length=200, verbose_name='problème')),
                    ('due_at', models.DateTimeField(editable=False, null=True, verbose_name='à réessayer à partir du')),
                    ('delayed_since', models.DateTimeField(editable=False, null=True, verbose_name='remis à plus tard par le serveur depuis le')),
                    ('bounced_at', models.DateTimeField(editable=False, null=True, verbose_name='revenu le')),
                    ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                    ('structure', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='evaluation.campaignstructure')),
                    ('kind', models.CharField(choices=[('asked', 'Rappel de la coordination'), ('soon', 'Rappel avant la fin')], max_length=5, verbose_name='nature')),
                    ('about', models.DateField(verbose_name='au sujet du')),
                    ('to', models.EmailField(max_length=254, verbose_name='à')),
                ],
                options={
                    'verbose_name': 'rappel à une structure',
                    'verbose_name_plural': 'rappels aux structures',
                    'ordering': ['-written_at', '-pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(condition=models.Q(('mailed_at', None), ('problem', '')), fields=['due_at'], name='campaignreminder_waiting'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_campaignreminder_network'),
                        inclusion.core.constraints.SameNetwork(field='structure', name='evaluation_campaignreminder_structure_same_network'),
                        models.UniqueConstraint(fields=('structure', 'kind', 'about'), name='campaign_reminder_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Response',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('campaign', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='evaluation.campaign')),
                    ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('channel', models.CharField(choices=[('link', 'Lien ouvert'), ('single', 'Lien à usage unique'), ('kiosk', 'Borne d’accueil'), ('paper', 'Papier saisi'), ('file', 'Fichier repris')], max_length=8, verbose_name='arrivée par')),
                    ('answered_on', models.DateField(verbose_name='reçue le')),
                    ('is_finished', models.BooleanField(default=True, verbose_name='envoyée jusqu’au bout')),
                    ('structure', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='evaluation.campaignstructure')),
                    ('epci', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci')),
                    ('age_band', models.CharField(choices=[('moins_de_douze', 'Moins de 12 ans'), ('douze_dix_huit', '12 – 17 ans'), ('dix_huit_vingt_quatre', '18 – 24 ans'), ('vingt_cinq_trente_neuf', '25 – 39 ans'), ('quarante_cinquante_neuf', '40 – 59 ans'), ('soixante_soixante_neuf', '60 – 69 ans'), ('soixante_dix_plus', '70 ans et plus'), ('non_communique', 'Non communiqué')], default='non_communique', max_length=24, verbose_name='tranche d’âge')),
                    ('code', models.BinaryField(null=True)),
                    ('near_codes', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), editable=False, null=True)),
                    ('pair', models.UUIDField(blank=True, editable=False, null=True)),
                ],
                options={
                    'verbose_name': 'réponse',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['campaign', 'code'], name='response_code'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_response_network'),
                        inclusion.core.constraints.SameNetwork(field='campaign', name='evaluation_response_campaign_same_network'),
                        inclusion.core.constraints.SameNetwork(field='structure', name='evaluation_response_structure_same_network'),
                        models.UniqueConstraint(fields=('campaign', 'key'), name='response_once'),
                        models.UniqueConstraint(condition=models.Q(('pair__isnull', False)), fields=('campaign', 'pair'), name='response_pair_once'),
                        inclusion.core.constraints.Trigger(deferred=False, each='FOR EACH ROW', event='BEFORE INSERT', function='campaign_takes_answers', name='evaluation_response_campaign_takes_answers'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Answer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('response', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='evaluation.response')),
                    ('campaign', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluation.campaign')),
                    ('item', models.CharField(max_length=122, verbose_name='question')),
                    ('choice', models.CharField(blank=True, max_length=60, verbose_name='choix')),
                    ('number', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name='nombre')),
                    ('day', models.DateField(blank=True, null=True, verbose_name='jour')),
                    ('text', models.TextField(blank=True, verbose_name='texte')),
                ],
                options={
                    'verbose_name': 'réponse à une question',
                    'verbose_name_plural': 'réponses à une question',
                    'ordering': ['pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'indexes': [
                        models.Index(fields=['campaign', 'item', 'choice'], include=('response',), name='answer_counted'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_answer_network'),
                        inclusion.core.constraints.SameNetwork(field='response', name='evaluation_answer_response_same_network'),
                        inclusion.core.constraints.SameNetwork(field='campaign', name='evaluation_answer_campaign_same_network'),
                        models.UniqueConstraint(fields=('response', 'item', 'choice'), name='answer_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(models.Q(('choice', ''), _negated=True), ('day', None), ('number', None), ('text', '')), models.Q(('choice', ''), ('day', None), ('number__isnull', False), ('text', '')), models.Q(('choice', ''), ('day__isnull', False), ('number', None), ('text', '')), models.Q(models.Q(('text', ''), _negated=True), ('choice', ''), ('day', None), ('number', None)), _connector='OR'), name='answer_one_kind'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='AnnualReport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                    ('introduction', models.TextField(blank=True, max_length=4000, verbose_name='introduction')),
                    ('chapters', models.JSONField(default=list, verbose_name='chapitres')),
                    ('changed_at', models.DateTimeField(verbose_name='modifié le')),
                    ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'rapport annuel',
                    'verbose_name_plural': 'rapports annuels',
                    'ordering': ['-year'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_annualreport_network'),
                        models.UniqueConstraint(fields=('network', 'year'), name='annual_report_year_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ReportEdition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('report', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='evaluation.annualreport')),
                    ('number', models.PositiveIntegerField(verbose_name='numéro')),
                    ('made_at', models.DateTimeField(verbose_name='établi le')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('content', models.JSONField(verbose_name='contenu')),
                    ('seal', models.CharField(max_length=64, verbose_name='sceau SHA-256')),
                    ('key', models.UUIDField(verbose_name='identité de la demande')),
                    ('replaces', inclusion.core.constraints.ScopedForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='evaluation.reportedition')),
                ],
                options={
                    'verbose_name': 'rapport annuel établi',
                    'verbose_name_plural': 'rapports annuels établis',
                    'ordering': ['-number'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_reportedition_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='evaluation_reportedition_append_only'),
                        inclusion.core.constraints.SameNetwork(field='report', name='evaluation_reportedition_report_same_network'),
                        inclusion.core.constraints.SameNetwork(field='replaces', name='evaluation_reportedition_replaces_same_network'),
                        models.UniqueConstraint(fields=('network', 'number'), name='report_edition_number_unique'),
                        models.UniqueConstraint(fields=('network', 'key'), name='report_edition_key_once'),
                        models.UniqueConstraint(fields=('replaces',), name='report_edition_replaced_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ReportFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('edition', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='evaluation.reportedition')),
                    ('format', models.CharField(choices=[('pdf', 'PDF à diffuser'), ('odt', 'Texte modifiable (ODT)'), ('docx', 'Texte modifiable (Word)'), ('xlsx', 'Chiffres (Excel)')], max_length=4, verbose_name='format')),
                    ('document', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
                ],
                options={
                    'verbose_name': 'fichier d’un rapport annuel',
                    'verbose_name_plural': 'fichiers des rapports annuels',
                    'ordering': ['edition', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_reportfile_network'),
                        inclusion.core.constraints.Protection(deferred=False, each='FOR EACH ROW', event='BEFORE UPDATE OR DELETE', function='append_only', name='evaluation_reportfile_append_only'),
                        inclusion.core.constraints.SameNetwork(field='edition', name='evaluation_reportfile_edition_same_network'),
                        inclusion.core.constraints.SameNetwork(field='document', name='evaluation_reportfile_document_same_network'),
                        models.UniqueConstraint(fields=('edition', 'format'), name='report_file_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FundedOutput',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                    ('funded_action', inclusion.core.constraints.ScopedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outputs', to='funding.fundedaction', verbose_name='action financée')),
                    ('event', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='funded_output', to='inclusion.event', verbose_name='événement')),
                    ('donation', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='funded_output', to='equipment.donation', verbose_name='don d’ordinateurs à reconditionner')),
                    ('purchase', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='funded_output', to='equipment.purchase', verbose_name='achat de la banque de prêt')),
                    ('structure', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='funded_output', to='inclusion.partner', verbose_name='structure dont les aides sont payées')),
                    ('survey', inclusion.core.constraints.ScopedOneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='funded_output', to='evaluation.survey', verbose_name='enquête sur ses résultats')),
                    ('added_at', models.DateTimeField(verbose_name='rattaché le')),
                ],
                options={
                    'verbose_name': 'réalisation d’une action financée',
                    'verbose_name_plural': 'réalisations d’une action financée',
                    'ordering': ['funded_action', 'pk'],
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'default_manager_name': 'objects',
                    'constraints': [
                        models.UniqueConstraint(fields=('network', 'id'), name='evaluation_fundedoutput_network'),
                        inclusion.core.constraints.SameNetwork(field='funded_action', name='evaluation_fundedoutput_funded_action_same_network'),
                        inclusion.core.constraints.SameNetwork(field='event', name='evaluation_fundedoutput_event_same_network'),
                        inclusion.core.constraints.SameNetwork(field='donation', name='evaluation_fundedoutput_donation_same_network'),
                        inclusion.core.constraints.SameNetwork(field='purchase', name='evaluation_fundedoutput_purchase_same_network'),
                        inclusion.core.constraints.SameNetwork(field='structure', name='evaluation_fundedoutput_structure_same_network'),
                        inclusion.core.constraints.SameNetwork(field='survey', name='evaluation_fundedoutput_survey_same_network'),
                        models.CheckConstraint(condition=models.Q(models.Q(('donation__isnull', True), ('event__isnull', False), ('purchase__isnull', True), ('structure__isnull', True), ('survey__isnull', True)), models.Q(('donation__isnull', False), ('event__isnull', True), ('purchase__isnull', True), ('structure__isnull', True), ('survey__isnull', True)), models.Q(('donation__isnull', True), ('event__isnull', True), ('purchase__isnull', False), ('structure__isnull', True), ('survey__isnull', True)), models.Q(('donation__isnull', True), ('event__isnull', True), ('purchase__isnull', True), ('structure__isnull', False), ('survey__isnull', True)), models.Q(('donation__isnull', True), ('event__isnull', True), ('purchase__isnull', True), ('structure__isnull', True), ('survey__isnull', False)), _connector='OR'), name='funded_output_of_one_thing', violation_error_message='Choisissez une seule chose à rattacher.'),
                    ],
                },
            ),
        ]),
        migrations.RunSQL(
            GUARDS,
            "DROP FUNCTION published_version_stays(), used_link_stays_used(), campaign_takes_answers() CASCADE;",
        ),
    ]
