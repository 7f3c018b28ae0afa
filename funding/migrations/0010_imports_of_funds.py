"""Files of contributions and receipts, tried out before they are applied."""

import django.db.models.deletion
import inclusion.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0009_simulator_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='FundImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('contributions', 'Contributions'), ('receipts', 'Versements')], max_length=20, verbose_name='contenu')),
                ('state', models.CharField(choices=[('tried', 'Essayé'), ('applied', 'Appliqué'), ('dropped', 'Abandonné')], default='tried', max_length=12, verbose_name='état')),
                ('report', models.JSONField(default=dict, verbose_name='compte rendu')),
                ('tried_at', models.DateTimeField(verbose_name='essayé le')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='appliqué le')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-tried_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='fundimport',
            name='applied_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fundimport',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document'),
        ),
        migrations.AddField(
            model_name='fundimport',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='funding.fund'),
        ),
        migrations.AddField(
            model_name='fundimport',
            name='network',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau'),
        ),
        migrations.AddField(
            model_name='fundimport',
            name='tried_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='fundimport',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_fundimport_network'),
        ),
        migrations.AddConstraint(
            model_name='fundimport',
            constraint=inclusion.constraints.SameNetwork(field='fund', name='funding_fundimport_fund_same_network'),
        ),
        migrations.AddConstraint(
            model_name='fundimport',
            constraint=inclusion.constraints.SameNetwork(field='document', name='funding_fundimport_document_same_network'),
        ),
        migrations.AddConstraint(
            model_name='fundimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state', 'applied')), models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at', None)), _connector='OR'), name='fund_import_applied_has_its_moment'),
        ),
    ]
