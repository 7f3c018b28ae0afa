"""Events with their programme, exhibitors and figures; registrations and their e-mails."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import inclusion.constraints
import inclusion.models.text
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inclusion', '0013_guide_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='EventSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='intitulé')),
                ('summary', models.CharField(blank=True, max_length=280, verbose_name='en une phrase')),
                ('rule', models.CharField(blank=True, max_length=200, verbose_name='rythme')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'rendez-vous réguliers',
                'ordering': ['title', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('workshop', 'Atelier'), ('webinar', 'Webinaire'), ('training', 'Formation'), ('forum', 'Forum'), ('festival', 'Festival'), ('meeting', 'Rencontre du réseau'), ('other', 'Autre rendez-vous')], max_length=12, verbose_name='nature')),
                ('title', models.CharField(max_length=160, verbose_name='intitulé')),
                ('summary', models.CharField(blank=True, max_length=280, verbose_name='en une phrase')),
                ('description', models.TextField(blank=True, verbose_name='présentation')),
                ('starts_at', models.DateTimeField(verbose_name='commence le')),
                ('ends_at', models.DateTimeField(verbose_name='finit le')),
                ('venue', models.CharField(blank=True, max_length=160, verbose_name='lieu')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='adresse')),
                ('video_url', models.URLField(blank=True, max_length=500, verbose_name='lien de visioconférence')),
                ('themes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='thèmes')),
                ('audience', models.CharField(choices=[('everybody', 'Tout public'), ('helpers', 'Aidants et professionnels'), ('partners', 'Partenaires du réseau')], default='everybody', max_length=12, verbose_name='pour qui')),
                ('entrance', models.CharField(choices=[('free', 'Entrée libre'), ('registration', 'Sur inscription'), ('members', 'Réservé aux membres du réseau, sur inscription')], default='free', max_length=14, verbose_name='entrée')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='places')),
                ('registration_until', models.DateTimeField(blank=True, null=True, verbose_name='inscriptions jusqu’au')),
                ('contact', models.CharField(blank=True, max_length=200, verbose_name='renseignements')),
                ('feedback_url', models.URLField(blank=True, max_length=500, verbose_name='lien pour donner son avis')),
                ('linked_key', models.CharField(blank=True, max_length=80)),
                ('state', models.CharField(choices=[('draft', 'En préparation'), ('published', 'Publié'), ('held', 'Passé, bilan fait'), ('cancelled', 'Annulé')], default='draft', max_length=12, verbose_name='état')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='publié le')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='annulé le')),
                ('cancel_reason', models.CharField(blank=True, max_length=200, verbose_name='raison de l’annulation')),
                ('report', models.TextField(blank=True, verbose_name='bilan')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(verbose_name='modifié le')),
                ('sort_name', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(inclusion.models.text.WithoutAccents(django.db.models.functions.text.ConcatPair(models.F('title'), django.db.models.functions.text.ConcatPair(models.Value(' '), models.F('venue'))))), output_field=models.TextField())),
                ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.commune')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='inclusion.partner', verbose_name='organisé par')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='inclusion.place', verbose_name='lieu du guide')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='inclusion.eventseries')),
            ],
            options={
                'verbose_name': 'événement',
                'ordering': ['-starts_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Exhibitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='nom')),
                ('detail', models.CharField(blank=True, max_length=280, verbose_name='ce qu’il montre')),
                ('stand', models.CharField(blank=True, max_length=40, verbose_name='emplacement')),
                ('website', models.URLField(blank=True, verbose_name='site')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exhibitors', to='inclusion.event')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exhibitions', to='inclusion.partner')),
            ],
            options={
                'verbose_name': 'exposant',
                'ordering': ['name', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='nom')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                ('organisation', models.CharField(blank=True, max_length=160, verbose_name='organisme')),
                ('people', models.PositiveSmallIntegerField(default=1, verbose_name='personnes')),
                ('needs', models.CharField(blank=True, max_length=200, verbose_name='besoin particulier pour venir')),
                ('token', models.CharField(editable=False, max_length=43, unique=True)),
                ('state', models.CharField(choices=[('registered', 'Inscription confirmée'), ('waiting', 'Liste d’attente'), ('cancelled', 'Annulée'), ('attended', 'Présent ou présente'), ('missed', 'Absent ou absente')], default='registered', max_length=12, verbose_name='état')),
                ('registered_at', models.DateTimeField(verbose_name='reçue le')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='annulée le')),
                ('forgotten_at', models.DateTimeField(blank=True, null=True, verbose_name='anonymisée le')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='inclusion.event')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='inclusion.partner')),
            ],
            options={
                'verbose_name': 'inscription',
                'ordering': ['registered_at', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='RegistrationMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='parti le')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                ('kind', models.CharField(choices=[('confirmed', 'Inscription confirmée'), ('waiting', 'Sur la liste d’attente'), ('promoted', 'Une place s’est libérée'), ('reminder', 'Rappel'), ('changed', 'Changement'), ('cancelled', 'Événement annulé'), ('feedback', 'Votre avis')], max_length=12, verbose_name='objet')),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='inclusion.registration')),
            ],
            options={
                'verbose_name': 'courriel d’une inscription',
                'ordering': ['-written_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Talk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('talk', 'Conférence'), ('workshop', 'Atelier'), ('show', 'Spectacle ou animation'), ('other', 'Autre moment')], default='talk', max_length=10, verbose_name='nature')),
                ('title', models.CharField(max_length=200, verbose_name='intitulé')),
                ('speakers', models.CharField(blank=True, max_length=300, verbose_name='par')),
                ('detail', models.TextField(blank=True, verbose_name='en quelques mots')),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='commence le')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='finit le')),
                ('room', models.CharField(blank=True, max_length=80, verbose_name='salle')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talks', to='inclusion.event')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'moment du programme',
                'ordering': ['starts_at', 'room', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='EventFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('visitors', 'Visiteurs'), ('speakers', 'Intervenants'), ('exhibitors', 'Exposants'), ('talks', 'Conférences'), ('other', 'Autre chiffre')], max_length=12, verbose_name='chiffre')),
                ('label', models.CharField(blank=True, max_length=80, verbose_name='intitulé')),
                ('value', models.PositiveIntegerField(verbose_name='nombre')),
                ('on', models.DateField(blank=True, null=True, verbose_name='le')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='inclusion.event')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'chiffre d’un événement',
                'ordering': ['kind', 'on', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('id', 'network'), name='inclusion_eventfigure_network'), inclusion.constraints.SameNetwork(field='event', name='inclusion_eventfigure_event_same_network')],
            },
        ),
        migrations.AddConstraint(
            model_name='eventseries',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_eventseries_network'),
        ),
        migrations.AddConstraint(
            model_name='eventseries',
            constraint=models.UniqueConstraint(fields=('network', 'title'), name='event_series_title_unique', violation_error_message='Des rendez-vous réguliers portent déjà ce nom.'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['network', 'starts_at'], name='event_when'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_event_network'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=inclusion.constraints.SameNetwork(field='series', name='inclusion_event_series_same_network'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='inclusion_event_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=inclusion.constraints.SameNetwork(field='place', name='inclusion_event_place_same_network'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('uid',), name='event_uid_unique'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='event_ends_after', violation_error_message='Un événement finit après avoir commencé.'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'cancelled'), ('cancelled_at', None), _connector='XOR'), name='event_cancelled_when', violation_error_message='Un événement annulé porte la date de son annulation.'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('published', 'held')), _negated=True), ('published_at__isnull', False), _connector='OR'), name='event_published_when'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('capacity', None), ('capacity__gte', 1), _connector='OR'), name='event_capacity', violation_error_message='Un événement sur inscription a au moins une place.'),
        ),
        migrations.AddConstraint(
            model_name='exhibitor',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_exhibitor_network'),
        ),
        migrations.AddConstraint(
            model_name='exhibitor',
            constraint=inclusion.constraints.SameNetwork(field='event', name='inclusion_exhibitor_event_same_network'),
        ),
        migrations.AddConstraint(
            model_name='exhibitor',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='inclusion_exhibitor_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_registration_network'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=inclusion.constraints.SameNetwork(field='event', name='inclusion_registration_event_same_network'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='inclusion_registration_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(models.F('event'), django.db.models.functions.text.Lower('email'), condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('email', ''), _negated=True)), name='registration_once', violation_error_message='Cette adresse est déjà inscrite.'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('people__range', (1, 30))), name='registration_people', violation_error_message='Une inscription vaut pour une à trente personnes.'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'cancelled'), ('ended_at', None), _connector='XOR'), name='registration_ended_when'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('forgotten_at', None), models.Q(('email', ''), ('name', ''), ('needs', ''), ('phone', '')), _connector='OR'), name='registration_forgotten'),
        ),
        migrations.AddConstraint(
            model_name='registrationmail',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_registrationmail_network'),
        ),
        migrations.AddConstraint(
            model_name='registrationmail',
            constraint=inclusion.constraints.SameNetwork(field='registration', name='inclusion_registrationmail_registration_same_network'),
        ),
        migrations.AddConstraint(
            model_name='registrationmail',
            constraint=models.UniqueConstraint(fields=('registration', 'kind', 'sequence'), name='registration_mail_once'),
        ),
        migrations.AddConstraint(
            model_name='talk',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_talk_network'),
        ),
        migrations.AddConstraint(
            model_name='talk',
            constraint=inclusion.constraints.SameNetwork(field='event', name='inclusion_talk_event_same_network'),
        ),
        migrations.AddConstraint(
            model_name='talk',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='talk_ends_after', violation_error_message='Ce moment finit après avoir commencé.'),
        ),
    ]
