"""The days that a hub gives to a network, and what they were spent on."""

import django.db.models.deletion
import inclusion.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inclusion', '0010_meetings'),
    ]

    operations = [
        migrations.CreateModel(
            name='HubAllocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                ('half_days', models.PositiveSmallIntegerField(verbose_name='demi-journées')),
                ('note', models.TextField(blank=True, verbose_name='précisions')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hub_allocations', to='inclusion.partner', verbose_name='hub')),
                ('sheet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document', verbose_name='fiche annuelle')),
            ],
            options={
                'verbose_name': 'jours Hub d’une année',
                'ordering': ['-year', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='HubDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='le')),
                ('half_days', models.PositiveSmallIntegerField(verbose_name='demi-journées')),
                ('use', models.CharField(choices=[('workshops', 'Groupes de travail et ateliers'), ('governance', 'Instances de gouvernance et de pilotage'), ('state_of_play', 'États des lieux')], max_length=16, verbose_name='pour')),
                ('title', models.CharField(max_length=200, verbose_name='intitulé')),
                ('who', models.CharField(blank=True, max_length=200, verbose_name='qui, au hub')),
                ('note', models.TextField(blank=True, verbose_name='ce qui a été fait')),
                ('state', models.CharField(choices=[('planned', 'Prévu'), ('done', 'Fait'), ('cancelled', 'Annulé')], default='planned', max_length=12, verbose_name='état')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='noté comme fait le')),
                ('allocation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='inclusion.huballocation')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hub_days', to='inclusion.body', verbose_name='instance')),
                ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document', verbose_name='justificatif')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hub_days', to='inclusion.meeting', verbose_name='réunion')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'jour Hub',
                'verbose_name_plural': 'jours Hub',
                'ordering': ['on', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='huballocation',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_huballocation_network'),
        ),
        migrations.AddConstraint(
            model_name='huballocation',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='inclusion_huballocation_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='huballocation',
            constraint=inclusion.constraints.SameNetwork(field='sheet', name='inclusion_huballocation_sheet_same_network'),
        ),
        migrations.AddConstraint(
            model_name='huballocation',
            constraint=models.UniqueConstraint(fields=('partner', 'year'), name='hub_allocation_once_a_year', violation_error_message='Les jours de ce hub sont déjà attribués pour cette année.'),
        ),
        migrations.AddConstraint(
            model_name='huballocation',
            constraint=models.CheckConstraint(condition=models.Q(('year__range', (2015, 2100)), ('half_days__range', (1, 732))), name='hub_allocation_plausible', violation_error_message='Donnez une année et un nombre de jours plausibles.'),
        ),
        migrations.AddConstraint(
            model_name='hubday',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_hubday_network'),
        ),
        migrations.AddConstraint(
            model_name='hubday',
            constraint=inclusion.constraints.SameNetwork(field='allocation', name='inclusion_hubday_allocation_same_network'),
        ),
        migrations.AddConstraint(
            model_name='hubday',
            constraint=inclusion.constraints.SameNetwork(field='body', name='inclusion_hubday_body_same_network'),
        ),
        migrations.AddConstraint(
            model_name='hubday',
            constraint=inclusion.constraints.SameNetwork(field='meeting', name='inclusion_hubday_meeting_same_network'),
        ),
        migrations.AddConstraint(
            model_name='hubday',
            constraint=inclusion.constraints.SameNetwork(field='evidence', name='inclusion_hubday_evidence_same_network'),
        ),
        migrations.AddConstraint(
            model_name='hubday',
            constraint=models.CheckConstraint(condition=models.Q(('half_days__range', (1, 60))), name='hub_day_half_days', violation_error_message='Comptez au moins une demi-journée, et trente jours au plus.'),
        ),
        migrations.AddConstraint(
            model_name='hubday',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'done'), ('done_at', None), _connector='XOR'), name='hub_day_done_when', violation_error_message='Ce qui est fait porte la date où cela a été noté.'),
        ),
    ]
