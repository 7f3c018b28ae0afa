"""The directory of actors: profiles, saved searches, messages."""

import django.contrib.postgres.fields
import django.db.models.deletion
import inclusion.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inclusion', '0016_network_sites'),
    ]

    operations = [
        migrations.CreateModel(
            name='PartnerProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('summary', models.CharField(blank=True, max_length=280, verbose_name='en une phrase')),
                ('services', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='services')),
                ('publics', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='publics')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='adresse pour les messages')),
                ('is_reachable', models.BooleanField(default=True, verbose_name='peut recevoir des messages des membres')),
                ('changed_at', models.DateTimeField(verbose_name='à jour au')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('partner', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='profile', to='inclusion.partner')),
            ],
            options={
                'verbose_name': 'fiche d’annuaire',
                'verbose_name_plural': 'fiches d’annuaire',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='PartnerTerritory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('epci', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.epci')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='territories', to='inclusion.partnerprofile')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='partnerprofile',
            name='epcis',
            field=models.ManyToManyField(related_name='+', through='inclusion.PartnerTerritory', to='inclusion.epci', verbose_name='territoires'),
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=80, verbose_name='nom')),
                ('query', models.CharField(max_length=1000)),
                ('saved_at', models.DateTimeField(verbose_name='gardée le')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to='inclusion.membership')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'recherche gardée',
                'verbose_name_plural': 'recherches gardées',
                'ordering': ['name', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='DirectoryMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='parti le')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('subject', models.CharField(max_length=160, verbose_name='objet')),
                ('text', models.TextField(blank=True, verbose_name='message')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages_received', to='inclusion.partner')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages_sent', to='inclusion.membership')),
            ],
            options={
                'verbose_name': 'message par l’annuaire',
                'ordering': ['-written_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('id', 'network'), name='inclusion_directorymessage_network'), inclusion.constraints.SameNetwork(field='sender', name='inclusion_directorymessage_sender_same_network'), inclusion.constraints.SameNetwork(field='partner', name='inclusion_directorymessage_partner_same_network')],
            },
        ),
        migrations.AddConstraint(
            model_name='partnerterritory',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_partnerterritory_network'),
        ),
        migrations.AddConstraint(
            model_name='partnerterritory',
            constraint=inclusion.constraints.SameNetwork(field='profile', name='inclusion_partnerterritory_profile_same_network'),
        ),
        migrations.AddConstraint(
            model_name='partnerterritory',
            constraint=models.UniqueConstraint(fields=('profile', 'epci'), name='partner_territory_once'),
        ),
        migrations.AddConstraint(
            model_name='partnerprofile',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_partnerprofile_network'),
        ),
        migrations.AddConstraint(
            model_name='partnerprofile',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='inclusion_partnerprofile_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_savedsearch_network'),
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=inclusion.constraints.SameNetwork(field='membership', name='inclusion_savedsearch_membership_same_network'),
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=models.UniqueConstraint(fields=('membership', 'page', 'name'), name='saved_search_name_unique', violation_error_message='Une de vos recherches porte déjà ce nom.'),
        ),
    ]
