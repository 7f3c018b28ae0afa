"""The places of the guide after the national standard, their sources, what is held there."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import inclusion.constraints
import inclusion.models.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inclusion', '0011_hub_days'),
    ]

    operations = [
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
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
                ('provenance', models.JSONField(default=dict, editable=False)),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='fermé définitivement le')),
                ('added_at', models.DateTimeField(verbose_name='ajouté le')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmé par le lieu le')),
                ('sort_name', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Lower(inclusion.models.text.WithoutAccents(django.db.models.functions.text.ConcatPair(django.db.models.functions.text.ConcatPair(django.db.models.functions.text.ConcatPair(models.F('name'), django.db.models.functions.text.ConcatPair(models.Value(' '), models.F('address'))), django.db.models.functions.text.ConcatPair(models.Value(' '), models.F('town'))), django.db.models.functions.text.ConcatPair(models.Value(' '), models.F('postal_code'))))), output_field=models.TextField())),
                ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.commune')),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='inclusion.place')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='inclusion.partner', verbose_name='partenaire qui le tient')),
            ],
            options={
                'verbose_name': 'lieu',
                'verbose_name_plural': 'lieux',
                'ordering': ['sort_name', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='PlacePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('likeness', models.PositiveSmallIntegerField(verbose_name='ressemblance sur 100')),
                ('apart_at', models.DateTimeField(blank=True, null=True, verbose_name='reconnus différents le')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inclusion.place')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inclusion.place')),
            ],
            options={
                'verbose_name': 'lieux semblables',
                'ordering': ['-likeness', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='PlaceSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('place', 'Le lieu lui-même'), ('network', 'La coordination du réseau'), ('file', 'Un fichier apporté')], max_length=10, verbose_name='nature')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('rank', models.PositiveSmallIntegerField(help_text='Le plus petit l’emporte quand deux sources diffèrent.', verbose_name='rang')),
                ('licence', models.CharField(blank=True, max_length=120, verbose_name='licence')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='adresse')),
                ('mapping', models.JSONField(blank=True, default=dict, verbose_name='correspondance')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'source de lieux',
                'verbose_name_plural': 'sources de lieux',
                'ordering': ['rank', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='PlaceIdentifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=200)),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='inclusion.place')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identifiers', to='inclusion.placesource')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('help_desk', 'Permanence'), ('workshop', 'Atelier régulier')], max_length=12, verbose_name='nature')),
                ('title', models.CharField(max_length=160, verbose_name='intitulé')),
                ('detail', models.TextField(blank=True, verbose_name='en quelques mots')),
                ('opening_hours', models.TextField(help_text='Notation d’OpenStreetMap : Tu 14:00-17:00, ou We[1] 09:00-12:00.', verbose_name='horaires')),
                ('services', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='services')),
                ('publics', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, verbose_name='publics')),
                ('booking', models.CharField(blank=True, max_length=200, verbose_name='comment venir')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                ('since', models.DateField(blank=True, null=True, verbose_name='depuis le')),
                ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('held_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions_held', to='inclusion.partner', verbose_name='tenue par')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='inclusion.place', verbose_name='lieu')),
            ],
            options={
                'verbose_name': 'permanence ou atelier',
                'verbose_name_plural': 'permanences et ateliers',
                'ordering': ['title', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['network', 'sort_name'], name='place_by_name'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['network', 'latitude', 'longitude'], name='place_by_position'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['network', 'insee_code'], name='place_by_commune'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['network', 'updated_on'], name='place_by_age'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=django.contrib.postgres.indexes.GinIndex(fields=['sort_name'], name='place_words', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='place',
            index=django.contrib.postgres.indexes.GinIndex(fields=['services'], name='place_services'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_place_network'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='inclusion_place_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=inclusion.constraints.SameNetwork(field='merged_into', name='inclusion_place_merged_into_same_network'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(fields=('network', 'standard_id'), name='place_standard_id_unique', violation_error_message='Un lieu du guide porte déjà cet identifiant.'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='place_on_earth', violation_error_message='Donnez une latitude et une longitude en degrés, ou aucune des deux.'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('postal_code__regex', '^[0-9]{5}$')), name='place_postal_code', violation_error_message='Un code postal compte cinq chiffres.'),
        ),
        migrations.AddConstraint(
            model_name='placepair',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_placepair_network'),
        ),
        migrations.AddConstraint(
            model_name='placepair',
            constraint=inclusion.constraints.SameNetwork(field='first', name='inclusion_placepair_first_same_network'),
        ),
        migrations.AddConstraint(
            model_name='placepair',
            constraint=inclusion.constraints.SameNetwork(field='second', name='inclusion_placepair_second_same_network'),
        ),
        migrations.AddConstraint(
            model_name='placepair',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='place_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='placepair',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='place_pair_in_order'),
        ),
        migrations.AddConstraint(
            model_name='placesource',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_placesource_network'),
        ),
        migrations.AddConstraint(
            model_name='placesource',
            constraint=models.UniqueConstraint(fields=('network', 'name'), name='place_source_name_unique', violation_error_message='Une source porte déjà ce nom.'),
        ),
        migrations.AddConstraint(
            model_name='placesource',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'file'), _negated=True), fields=('network', 'kind'), name='place_source_one_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='placeidentifier',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_placeidentifier_network'),
        ),
        migrations.AddConstraint(
            model_name='placeidentifier',
            constraint=inclusion.constraints.SameNetwork(field='place', name='inclusion_placeidentifier_place_same_network'),
        ),
        migrations.AddConstraint(
            model_name='placeidentifier',
            constraint=inclusion.constraints.SameNetwork(field='source', name='inclusion_placeidentifier_source_same_network'),
        ),
        migrations.AddConstraint(
            model_name='placeidentifier',
            constraint=models.UniqueConstraint(fields=('source', 'external_id'), name='place_identifier_unique'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_session_network'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=inclusion.constraints.SameNetwork(field='place', name='inclusion_session_place_same_network'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=inclusion.constraints.SameNetwork(field='held_by', name='inclusion_session_held_by_same_network'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('since', None), ('until__gt', models.F('since')), _connector='OR'), name='session_ends_after', violation_error_message='Ce qui finit a commencé avant.'),
        ),
    ]
