"""Files of places that come in, files of the guide that are prepared ahead, the question of each month to the places."""

import django.db.models.deletion
import inclusion.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inclusion', '0012_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='GuideFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('csv', 'Standard national, CSV'), ('json', 'Standard national, JSON'), ('structures', 'data.inclusion, structures'), ('services', 'data.inclusion, services'), ('guide', 'Guide complet, PDF')], max_length=12, verbose_name='fichier')),
                ('data', models.BinaryField(default=bytes, verbose_name='contenu')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='empreinte')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='lieux')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='préparé le')),
                ('stale_at', models.DateTimeField(blank=True, null=True, verbose_name='à refaire depuis le')),
                ('faults', models.JSONField(default=list, verbose_name='écarts au standard')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'fichier du guide',
                'verbose_name_plural': 'fichiers du guide',
                'ordering': ['kind'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('id', 'network'), name='inclusion_guidefile_network'), models.UniqueConstraint(fields=('network', 'kind'), name='guide_file_one_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='PlaceCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='parti le')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                ('month', models.DateField(verbose_name='mois')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('token', models.CharField(editable=False, max_length=43, unique=True)),
                ('answer', models.CharField(choices=[('none', 'Sans réponse'), ('right', 'Tout est juste'), ('wrong', 'À corriger'), ('closed', 'Le lieu est fermé')], default='none', max_length=8, verbose_name='réponse')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='répondu le')),
                ('said', models.TextField(blank=True, verbose_name='ce qui est à corriger')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='traité le')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='inclusion.place')),
            ],
            options={
                'verbose_name': 'question à un lieu',
                'verbose_name_plural': 'questions aux lieux',
                'ordering': ['-month', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('id', 'network'), name='inclusion_placecheck_network'), inclusion.constraints.SameNetwork(field='place', name='inclusion_placecheck_place_same_network'), models.UniqueConstraint(fields=('place', 'month'), name='place_check_once_a_month'), models.CheckConstraint(condition=models.Q(('answer', 'none'), ('answered_at__isnull', False), _connector='XOR'), name='place_check_answered_when')],
            },
        ),
        migrations.CreateModel(
            name='PlaceImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mapping', models.JSONField(default=dict, verbose_name='correspondance')),
                ('state', models.CharField(choices=[('tried', 'Essayé'), ('applied', 'Repris dans le guide'), ('dropped', 'Abandonné')], default='tried', max_length=10, verbose_name='état')),
                ('report', models.JSONField(default=dict, verbose_name='compte rendu')),
                ('tried_at', models.DateTimeField(verbose_name='essayé le')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='terminé le')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='inclusion.placesource')),
                ('tried_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'fichier de lieux',
                'verbose_name_plural': 'fichiers de lieux',
                'ordering': ['-tried_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('id', 'network'), name='inclusion_placeimport_network'), inclusion.constraints.SameNetwork(field='source', name='inclusion_placeimport_source_same_network'), inclusion.constraints.SameNetwork(field='document', name='inclusion_placeimport_document_same_network'), models.CheckConstraint(condition=models.Q(('state', 'tried'), ('ended_at__isnull', False), _connector='XOR'), name='place_import_ended_when')],
            },
        ),
    ]
