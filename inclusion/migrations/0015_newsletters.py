"""The newsletter: issues, subscribers, and each e-mail of each issue."""

import django.db.models.deletion
import django.db.models.functions.text
import inclusion.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inclusion', '0014_events'),
    ]

    operations = [
        migrations.CreateModel(
            name='NewsletterIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(blank=True, null=True, verbose_name='numéro')),
                ('title', models.CharField(max_length=160, verbose_name='titre')),
                ('introduction', models.TextField(blank=True, verbose_name='mot d’introduction')),
                ('start', models.DateField(verbose_name='du')),
                ('end', models.DateField(verbose_name='au')),
                ('state', models.CharField(choices=[('draft', 'En préparation'), ('sending', 'Envoi en cours'), ('sent', 'Envoyé')], default='draft', max_length=10, verbose_name='état')),
                ('begun_at', models.DateTimeField(verbose_name='commencé le')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='envoi lancé le')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='envoi terminé le')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'numéro du journal',
                'verbose_name_plural': 'numéros du journal',
                'ordering': ['-begun_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='NewsletterItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                ('heading', models.CharField(blank=True, max_length=60, verbose_name='rubrique')),
                ('title', models.CharField(max_length=200, verbose_name='titre')),
                ('text', models.TextField(blank=True, verbose_name='texte')),
                ('url', models.CharField(blank=True, max_length=500, verbose_name='lien')),
                ('source_key', models.CharField(blank=True, max_length=80)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='inclusion.newsletterissue')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'nouvelle',
                'ordering': ['rank', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('token', models.CharField(editable=False, max_length=43, unique=True)),
                ('origin', models.CharField(choices=[('form', 'Formulaire du site'), ('member', 'Membre du réseau'), ('import', 'Liste apportée')], max_length=8, verbose_name='origine')),
                ('asked_at', models.DateTimeField(verbose_name='demandé le')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmé le')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='désabonné le')),
                ('bounced_at', models.DateTimeField(blank=True, null=True, verbose_name='adresse refusée le')),
                ('bounce', models.CharField(blank=True, max_length=200, verbose_name='refus')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'abonné',
                'ordering': ['email', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='NewsletterMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='parti le')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='inclusion.newsletterissue')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='inclusion.subscriber')),
            ],
            options={
                'verbose_name': 'envoi du journal',
                'ordering': ['pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='newsletterissue',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_newsletterissue_network'),
        ),
        migrations.AddConstraint(
            model_name='newsletterissue',
            constraint=models.UniqueConstraint(fields=('network', 'number'), name='newsletter_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='newsletterissue',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='newsletter_period', violation_error_message='La période d’un numéro finit après avoir commencé.'),
        ),
        migrations.AddConstraint(
            model_name='newsletterissue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', None), ('sent_at', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('number__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='newsletter_sent_with'),
        ),
        migrations.AddConstraint(
            model_name='newsletterissue',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'sent'), ('ended_at', None), _connector='XOR'), name='newsletter_ended_when'),
        ),
        migrations.AddConstraint(
            model_name='newsletteritem',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_newsletteritem_network'),
        ),
        migrations.AddConstraint(
            model_name='newsletteritem',
            constraint=inclusion.constraints.SameNetwork(field='issue', name='inclusion_newsletteritem_issue_same_network'),
        ),
        migrations.AddConstraint(
            model_name='newsletteritem',
            constraint=models.UniqueConstraint(condition=models.Q(('source_key', ''), _negated=True), fields=('issue', 'source_key'), name='newsletter_item_once'),
        ),
        migrations.AddConstraint(
            model_name='subscriber',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_subscriber_network'),
        ),
        migrations.AddConstraint(
            model_name='subscriber',
            constraint=models.UniqueConstraint(models.F('network'), django.db.models.functions.text.Lower('email'), name='subscriber_email_unique', violation_error_message='Cette adresse est déjà abonnée.'),
        ),
        migrations.AddIndex(
            model_name='newslettermail',
            index=models.Index(condition=models.Q(('mailed_at', None), ('problem', '')), fields=['issue'], name='newsletter_mail_waiting'),
        ),
        migrations.AddConstraint(
            model_name='newslettermail',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_newslettermail_network'),
        ),
        migrations.AddConstraint(
            model_name='newslettermail',
            constraint=inclusion.constraints.SameNetwork(field='issue', name='inclusion_newslettermail_issue_same_network'),
        ),
        migrations.AddConstraint(
            model_name='newslettermail',
            constraint=inclusion.constraints.SameNetwork(field='subscriber', name='inclusion_newslettermail_subscriber_same_network'),
        ),
        migrations.AddConstraint(
            model_name='newslettermail',
            constraint=models.UniqueConstraint(fields=('issue', 'subscriber'), name='newsletter_mail_once'),
        ),
    ]
