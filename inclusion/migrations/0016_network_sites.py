"""What a network says of itself on its public site."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inclusion', '0015_newsletters'),
    ]

    operations = [
        migrations.CreateModel(
            name='NetworkSite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
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
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'site public',
                'verbose_name_plural': 'sites publics',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('id', 'network'), name='inclusion_networksite_network'), models.UniqueConstraint(fields=('network',), name='network_site_one'), models.CheckConstraint(condition=models.Q(('accessibility_rate', None), ('accessibility_rate__lte', 100), _connector='OR'), name='network_site_rate', violation_error_message='Un taux va de 0 à 100.')],
            },
        ),
    ]
