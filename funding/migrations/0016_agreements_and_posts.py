"""Agreements with their texts, instalments and subsidy requests; co-financed posts and the schedules of State aid."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.lookups
import inclusion.constraints
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0015_receipts_taken_back'),
        ('inclusion', '0005_kinds_of_documents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=24, verbose_name='référence')),
                ('kind', models.CharField(choices=[('framework', 'Convention cadre'), ('cooperation', 'Convention de coopération'), ('cofinancing_two', 'Convention de cofinancement bipartite'), ('cofinancing_three', 'Convention de cofinancement tripartite'), ('ctg', 'Convention territoriale globale (CTG)')], max_length=20, verbose_name='nature')),
                ('title', models.CharField(max_length=160, verbose_name='titre')),
                ('purpose', models.TextField(blank=True, verbose_name='objet')),
                ('state', models.CharField(choices=[('draft', 'Brouillon'), ('review', 'En relecture'), ('correction', 'En correction'), ('to_sign', 'À signer'), ('signed', 'Signée'), ('active', 'En vigueur'), ('ended', 'Terminée'), ('terminated', 'Résiliée')], default='draft', max_length=12, verbose_name='état')),
                ('start', models.DateField(verbose_name='début')),
                ('end', models.DateField(verbose_name='fin (exclue)')),
                ('end_before', models.DateField(null=True, verbose_name='fin précédente (exclue)')),
                ('theme', models.TextField(blank=True, verbose_name='place de l’inclusion numérique')),
                ('signed_on', models.DateField(null=True, verbose_name='signée le')),
                ('terminated_on', models.DateField(null=True, verbose_name='résiliée à compter du')),
                ('termination_reason', models.TextField(blank=True, verbose_name='motif de la résiliation')),
                ('drafted_at', models.DateTimeField(verbose_name='commencée le')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fund', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='funding.fund', verbose_name='fonds')),
                ('funded_action', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='funding.fundedaction', verbose_name='action financée')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='funding.agreement', verbose_name='modifie')),
                ('renews', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='funding.agreement', verbose_name='reconduit')),
                ('signed_document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
            ],
            options={
                'verbose_name': 'convention',
                'ordering': ['-start', 'reference', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='AgreementParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('carrier', 'Porteur'), ('funder', 'Financeur'), ('collectivite', 'Collectivité'), ('employer', 'Employeur'), ('partner', 'Partenaire')], default='partner', max_length=12, verbose_name='à quel titre')),
                ('signatory_name', models.CharField(blank=True, max_length=120, verbose_name='signataire')),
                ('signatory_function', models.CharField(blank=True, max_length=120, verbose_name='fonction du signataire')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signée le')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='funding.agreement')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreement_parties', to='inclusion.partner', verbose_name='partie')),
            ],
            options={
                'verbose_name': 'partie',
                'ordering': ['pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='AgreementReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField(verbose_name='jours avant la fin')),
                ('end', models.DateField(verbose_name='fin (exclue)')),
                ('to', models.EmailField(max_length=254, verbose_name='à')),
                ('made_at', models.DateTimeField(verbose_name='préparé le')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='envoyé le')),
                ('problem', models.TextField(blank=True, verbose_name='ce qui a échoué')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='funding.agreement')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'rappel de fin de convention',
                'verbose_name_plural': 'rappels de fin de convention',
                'ordering': ['-made_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='AgreementSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                ('title', models.CharField(max_length=160, verbose_name='titre')),
                ('body', models.TextField(blank=True, verbose_name='texte')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='funding.agreement')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'article',
                'ordering': ['rank', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='AgreementTemplateVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_kind', models.CharField(choices=[('framework', 'Convention cadre'), ('cooperation', 'Convention de coopération'), ('cofinancing_two', 'Convention de cofinancement bipartite'), ('cofinancing_three', 'Convention de cofinancement tripartite'), ('ctg', 'Convention territoriale globale (CTG)'), ('amendment', 'Avenant')], max_length=20, verbose_name='modèle de')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='ce qui change')),
                ('published_at', models.DateTimeField(null=True, verbose_name='publiée le')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'version d’un modèle de convention',
                'verbose_name_plural': 'versions de modèles de convention',
                'ordering': ['text_kind', '-number', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='agreement',
            name='template_version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='funding.agreementtemplateversion'),
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('digital_adviser', 'Conseiller numérique'), ('coordinator', 'Coordinateur de conseillers numériques')], default='digital_adviser', max_length=20, verbose_name='nature')),
                ('title', models.CharField(max_length=120, verbose_name='intitulé')),
                ('private_employer', models.BooleanField(default=False, verbose_name='employeur privé (association, entreprise)')),
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
                ('submitted_on', models.DateField(null=True, verbose_name='déposé le')),
                ('decided_on', models.DateField(null=True, verbose_name='décidé le')),
                ('decision_reason', models.TextField(blank=True, verbose_name='motif de la décision')),
                ('agreement', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='post', to='funding.agreement', verbose_name='convention')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('collectivite', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='co_financed_posts', to='inclusion.partner', verbose_name='collectivité qui cofinance')),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='inclusion.partner', verbose_name='employeur')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='funding.fund', verbose_name='fonds')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci', verbose_name='territoire (intercommunalité)')),
            ],
            options={
                'verbose_name': 'poste',
                'ordering': ['start', 'title', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='PostVacancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='vacant depuis le')),
                ('until', models.DateField(null=True, verbose_name='pourvu le')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vacancies', to='funding.post')),
            ],
            options={
                'verbose_name': 'vacance d’un poste',
                'verbose_name_plural': 'vacances de postes',
                'ordering': ['-since', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='PostYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
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
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='years', to='funding.post')),
            ],
            options={
                'verbose_name': 'année d’un poste',
                'verbose_name_plural': 'années d’un poste',
                'ordering': ['number', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Instalment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flow', models.CharField(choices=[('called', 'Versée au fonds'), ('paid_by_fund', 'Payée par le fonds'), ('direct', 'Versée directement')], default='called', max_length=12, verbose_name='comment elle se paie')),
                ('year', models.PositiveSmallIntegerField(verbose_name='au titre de l’année')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                ('due_on', models.DateField(verbose_name='échéance')),
                ('label', models.CharField(blank=True, max_length=120, verbose_name='objet')),
                ('settled_on', models.DateField(null=True, verbose_name='versée le')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='instalments', to='funding.agreement')),
                ('call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='funding.callforfunds')),
                ('commitment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='funding.commitment')),
                ('contribution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='funding.contribution')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='instalments', to='funding.agreementparty', verbose_name='payée par')),
                ('superseded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_instalments', to='funding.agreement')),
                ('post_year', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='funding.postyear')),
            ],
            options={
                'verbose_name': 'échéance',
                'ordering': ['due_on', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='RoadmapStanding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='feuille de route')),
                ('drafted_on', models.DateField(verbose_name='rédigée le')),
                ('adopted_on', models.DateField(blank=True, null=True, verbose_name='adoptée le')),
                ('epci', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci', verbose_name='intercommunalité')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'feuille de route locale',
                'verbose_name_plural': 'feuilles de route locales',
                'ordering': ['epci__name', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='SectionComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='remarque')),
                ('made_at', models.DateTimeField(verbose_name='faite le')),
                ('resolved_at', models.DateTimeField(null=True, verbose_name='traitée le')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.partner')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='funding.agreementsection')),
            ],
            options={
                'verbose_name': 'remarque',
                'ordering': ['made_at', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='StateAidSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='nom')),
                ('private', models.BooleanField(default=False, verbose_name='employeur privé')),
                ('start', models.DateField(verbose_name='contrats à partir du')),
                ('end', models.DateField(blank=True, null=True, verbose_name='contrats avant le')),
                ('paid_until', models.DateField(blank=True, null=True, verbose_name='plus rien à partir du')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'barème de l’aide de l’État',
                'verbose_name_plural': 'barèmes de l’aide de l’État',
                'ordering': ['start', 'private', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='StateAidYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='année du contrat')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                ('uplift', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='bonification')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='years', to='funding.stateaidschedule')),
            ],
            options={
                'verbose_name': 'année d’un barème',
                'verbose_name_plural': 'années d’un barème',
                'ordering': ['number', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='SubsidyRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                ('state', models.CharField(choices=[('draft', 'À compléter'), ('submitted', 'Déposée'), ('granted', 'Accordée'), ('refused', 'Refusée')], default='draft', max_length=12, verbose_name='état')),
                ('asked', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant demandé')),
                ('project', models.TextField(blank=True, verbose_name='ce qui est prévu dans l’année')),
                ('report', models.TextField(blank=True, verbose_name='bilan de l’année passée')),
                ('needs_report', models.BooleanField(default=True, verbose_name='bilan attendu')),
                ('submitted_on', models.DateField(null=True, verbose_name='déposée le')),
                ('decided_on', models.DateField(null=True, verbose_name='décidée le')),
                ('granted', models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name='montant accordé')),
                ('decision_reason', models.TextField(blank=True, verbose_name='motif de la décision')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subsidy_requests', to='funding.agreementparty')),
                ('report_document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
            ],
            options={
                'verbose_name': 'demande de subvention',
                'verbose_name_plural': 'demandes de subvention',
                'ordering': ['-year', 'party__partner__sort_name', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='SubsidyBudgetLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('expense', 'Dépense'), ('resource', 'Recette')], max_length=10, verbose_name='dépense ou recette')),
                ('label', models.CharField(max_length=120, verbose_name='libellé')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='budget_lines', to='funding.subsidyrequest')),
            ],
            options={
                'verbose_name': 'ligne de budget',
                'verbose_name_plural': 'lignes de budget',
                'ordering': ['side', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='TemplateSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                ('title', models.CharField(max_length=160, verbose_name='titre')),
                ('body', models.TextField(verbose_name='texte')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='funding.agreementtemplateversion')),
            ],
            options={
                'verbose_name': 'article d’un modèle',
                'ordering': ['rank', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='agreementparty',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_agreementparty_network'),
        ),
        migrations.AddConstraint(
            model_name='agreementparty',
            constraint=inclusion.constraints.SameNetwork(field='agreement', name='funding_agreementparty_agreement_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agreementparty',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='funding_agreementparty_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agreementparty',
            constraint=models.UniqueConstraint(fields=('agreement', 'partner'), name='agreement_party_once', violation_error_message='Cet organisme est déjà partie à la convention.'),
        ),
        migrations.AddConstraint(
            model_name='agreementreminder',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_agreementreminder_network'),
        ),
        migrations.AddConstraint(
            model_name='agreementreminder',
            constraint=inclusion.constraints.SameNetwork(field='agreement', name='funding_agreementreminder_agreement_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agreementreminder',
            constraint=models.UniqueConstraint(fields=('agreement', 'end', 'days', 'to'), name='agreement_reminder_once'),
        ),
        migrations.AddConstraint(
            model_name='agreementsection',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_agreementsection_network'),
        ),
        migrations.AddConstraint(
            model_name='agreementsection',
            constraint=inclusion.constraints.SameNetwork(field='agreement', name='funding_agreementsection_agreement_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agreementtemplateversion',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_agreementtemplateversion_network'),
        ),
        migrations.AddConstraint(
            model_name='agreementtemplateversion',
            constraint=models.UniqueConstraint(fields=('network', 'text_kind', 'number'), name='agreement_template_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='agreementtemplateversion',
            constraint=models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('network', 'text_kind'), name='agreement_template_one_in_hand'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_agreement_network'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=inclusion.constraints.SameNetwork(field='parent', name='funding_agreement_parent_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=inclusion.constraints.SameNetwork(field='renews', name='funding_agreement_renews_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=inclusion.constraints.SameNetwork(field='fund', name='funding_agreement_fund_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=inclusion.constraints.SameNetwork(field='funded_action', name='funding_agreement_funded_action_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=inclusion.constraints.SameNetwork(field='template_version', name='funding_agreement_template_version_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=inclusion.constraints.SameNetwork(field='document', name='funding_agreement_document_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=inclusion.constraints.SameNetwork(field='signed_document', name='funding_agreement_signed_document_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(fields=('network', 'reference'), name='agreement_reference_unique'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(condition=models.Q(('parent', None)), fields=('renews',), name='agreement_renewed_once', violation_error_message='Cette convention a déjà une suite.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='agreement_period', violation_error_message='La fin de la convention est avant son début.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('parent', None), ('renews', None), _connector='OR'), name='agreement_amends_or_renews', violation_error_message='Un avenant ne reconduit pas une convention.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_document__isnull', False), ('signed_on__isnull', False), ('state__in', ('signed', 'active', 'ended', 'terminated'))), models.Q(models.Q(('state__in', ('signed', 'active', 'ended', 'terminated')), _negated=True), ('signed_document', None), ('signed_on', None)), _connector='OR'), name='agreement_signed_with_its_copy', violation_error_message='Une convention signée a une date et un exemplaire signé.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'terminated'), ('terminated_on__isnull', False), models.Q(('termination_reason', ''), _negated=True)), models.Q(models.Q(('state', 'terminated'), _negated=True), ('terminated_on', None), ('termination_reason', '')), _connector='OR'), name='agreement_terminated_with_a_reason', violation_error_message='Une résiliation a une date et un motif.'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_post_network'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=inclusion.constraints.SameNetwork(field='fund', name='funding_post_fund_same_network'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=inclusion.constraints.SameNetwork(field='employer', name='funding_post_employer_same_network'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=inclusion.constraints.SameNetwork(field='collectivite', name='funding_post_collectivite_same_network'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=inclusion.constraints.SameNetwork(field='agreement', name='funding_post_agreement_same_network'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('fte__gt', 0), ('fte__lte', 2)), name='post_fte', violation_error_message='Un poste compte plus de 0 ETP et 2 au plus.'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('end__day', 1), ('start__day', 1), ('start__lt', models.F('end'))), name='post_whole_months', violation_error_message='Le financement d’un poste compte des mois entiers.'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.datetime.ExtractYear('end'), '-', django.db.models.functions.datetime.ExtractYear('start')), '*', models.Value(12)), '+', django.db.models.functions.datetime.ExtractMonth('end')), '-', django.db.models.functions.datetime.ExtractMonth('start')), 36)), name='post_36_months', violation_error_message='Un poste est financé 36 mois au plus.'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('other_aid_yearly__gte', 0), ('yearly_cost__gt', 0)), name='post_costs'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('private_employer', True), ('employer', models.F('collectivite')), _connector='OR'), name='post_public_employer_pays', violation_error_message='Un employeur public est la collectivité qui cofinance.'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', False), ('state__in', ['accepted', 'refused'])), models.Q(('decided_on', None), ('state__in', ['draft', 'submitted'])), _connector='OR'), name='post_decided_with_its_day'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'accepted'), ('agreement', None), _connector='OR'), name='post_agreement_when_accepted'),
        ),
        migrations.AddConstraint(
            model_name='postvacancy',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_postvacancy_network'),
        ),
        migrations.AddConstraint(
            model_name='postvacancy',
            constraint=inclusion.constraints.SameNetwork(field='post', name='funding_postvacancy_post_same_network'),
        ),
        migrations.AddConstraint(
            model_name='postvacancy',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('post',), name='post_vacant_once'),
        ),
        migrations.AddConstraint(
            model_name='postvacancy',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='post_vacancy_period'),
        ),
        migrations.AddConstraint(
            model_name='postyear',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_postyear_network'),
        ),
        migrations.AddConstraint(
            model_name='postyear',
            constraint=inclusion.constraints.SameNetwork(field='post', name='funding_postyear_post_same_network'),
        ),
        migrations.AddConstraint(
            model_name='postyear',
            constraint=models.UniqueConstraint(fields=('post', 'number'), name='post_year_once'),
        ),
        migrations.AddConstraint(
            model_name='postyear',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 3), ('start__lt', models.F('end'))), name='post_year_period'),
        ),
        migrations.AddConstraint(
            model_name='postyear',
            constraint=models.CheckConstraint(condition=models.Q(('collectivite_share__gte', 0), ('cost', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('state_aid'), '+', models.F('other_aid')), '+', models.F('fund_share')), '+', models.F('collectivite_share')), '+', models.F('to_find'))), ('fund_share__gte', 0), ('other_aid__gte', 0), ('state_aid__gte', 0), ('to_find__gte', 0)), name='post_year_shares_add_up', violation_error_message='Les parts ne tombent pas juste.'),
        ),
        migrations.AddConstraint(
            model_name='postyear',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(models.F('fund_share'), '*', models.Value(2)), django.db.models.functions.comparison.Greatest(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('cost'), '-', models.F('state_aid')), '-', models.F('other_aid')), Decimal('0')))), name='post_year_fund_half_at_most', violation_error_message='Le fonds paie au plus la moitié du reste à charge.'),
        ),
        migrations.AddConstraint(
            model_name='postyear',
            constraint=models.CheckConstraint(condition=models.Q(('fund_share__lte', models.F('collectivite_share'))), name='post_year_collectivite_as_much', violation_error_message='La collectivité paie au moins autant que le fonds.'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_instalment_network'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=inclusion.constraints.SameNetwork(field='agreement', name='funding_instalment_agreement_same_network'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=inclusion.constraints.SameNetwork(field='party', name='funding_instalment_party_same_network'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=inclusion.constraints.SameNetwork(field='post_year', name='funding_instalment_post_year_same_network'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=inclusion.constraints.SameNetwork(field='contribution', name='funding_instalment_contribution_same_network'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=inclusion.constraints.SameNetwork(field='call', name='funding_instalment_call_same_network'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=inclusion.constraints.SameNetwork(field='commitment', name='funding_instalment_commitment_same_network'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=inclusion.constraints.SameNetwork(field='superseded_by', name='funding_instalment_superseded_by_same_network'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='instalment_positive', violation_error_message='Une échéance est supérieure à zéro.'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('commitment', None), ('flow', 'called'), ('settled_on', None)), models.Q(('call', None), ('contribution', None), ('flow', 'paid_by_fund'), ('settled_on', None)), models.Q(('call', None), ('commitment', None), ('contribution', None), ('flow', 'direct')), _connector='OR'), name='instalment_goes_one_way'),
        ),
        migrations.AddConstraint(
            model_name='roadmapstanding',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_roadmapstanding_network'),
        ),
        migrations.AddConstraint(
            model_name='roadmapstanding',
            constraint=models.UniqueConstraint(fields=('network', 'epci'), name='roadmap_standing_one_per_epci', violation_error_message='La feuille de route de cette intercommunalité est déjà notée.'),
        ),
        migrations.AddConstraint(
            model_name='roadmapstanding',
            constraint=models.CheckConstraint(condition=models.Q(('adopted_on', None), ('adopted_on__gte', models.F('drafted_on')), _connector='OR'), name='roadmap_standing_drafted_before_adopted', violation_error_message='Une feuille de route est rédigée avant d’être adoptée.'),
        ),
        migrations.AddConstraint(
            model_name='sectioncomment',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_sectioncomment_network'),
        ),
        migrations.AddConstraint(
            model_name='sectioncomment',
            constraint=inclusion.constraints.SameNetwork(field='section', name='funding_sectioncomment_section_same_network'),
        ),
        migrations.AddConstraint(
            model_name='sectioncomment',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='funding_sectioncomment_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='sectioncomment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resolved_at', None), ('resolved_by', None)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='section_comment_resolved_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='stateaidschedule',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_stateaidschedule_network'),
        ),
        migrations.AddConstraint(
            model_name='stateaidschedule',
            constraint=models.CheckConstraint(condition=models.Q(('end', None), ('end__gt', models.F('start')), _connector='OR'), name='state_aid_period', violation_error_message='La fin du barème est avant son début.'),
        ),
        migrations.AddConstraint(
            model_name='stateaidyear',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_stateaidyear_network'),
        ),
        migrations.AddConstraint(
            model_name='stateaidyear',
            constraint=inclusion.constraints.SameNetwork(field='schedule', name='funding_stateaidyear_schedule_same_network'),
        ),
        migrations.AddConstraint(
            model_name='stateaidyear',
            constraint=models.UniqueConstraint(fields=('schedule', 'number'), name='state_aid_year_once'),
        ),
        migrations.AddConstraint(
            model_name='stateaidyear',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('number__gte', 1), ('uplift__gte', 0)), name='state_aid_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='subsidyrequest',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_subsidyrequest_network'),
        ),
        migrations.AddConstraint(
            model_name='subsidyrequest',
            constraint=inclusion.constraints.SameNetwork(field='party', name='funding_subsidyrequest_party_same_network'),
        ),
        migrations.AddConstraint(
            model_name='subsidyrequest',
            constraint=inclusion.constraints.SameNetwork(field='report_document', name='funding_subsidyrequest_report_document_same_network'),
        ),
        migrations.AddConstraint(
            model_name='subsidyrequest',
            constraint=models.UniqueConstraint(fields=('party', 'year'), name='subsidy_request_one_a_year', violation_error_message='Une demande existe déjà pour cet opérateur et cette année.'),
        ),
        migrations.AddConstraint(
            model_name='subsidyrequest',
            constraint=models.CheckConstraint(condition=models.Q(('asked__gte', 0)), name='subsidy_asked_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='subsidyrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', False), ('granted__gt', 0), ('state', 'granted')), models.Q(('decided_on__isnull', False), ('granted', None), ('state', 'refused')), models.Q(('decided_on', None), ('granted', None), ('state__in', ['draft', 'submitted'])), _connector='OR'), name='subsidy_decided_with_its_day'),
        ),
        migrations.AddConstraint(
            model_name='subsidyrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('submitted_on__isnull', False), _connector='OR'), name='subsidy_submitted_with_its_day'),
        ),
        migrations.AddConstraint(
            model_name='subsidybudgetline',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_subsidybudgetline_network'),
        ),
        migrations.AddConstraint(
            model_name='subsidybudgetline',
            constraint=inclusion.constraints.SameNetwork(field='request', name='funding_subsidybudgetline_request_same_network'),
        ),
        migrations.AddConstraint(
            model_name='subsidybudgetline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='budget_line_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='templatesection',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_templatesection_network'),
        ),
        migrations.AddConstraint(
            model_name='templatesection',
            constraint=inclusion.constraints.SameNetwork(field='version', name='funding_templatesection_version_same_network'),
        ),
    ]
