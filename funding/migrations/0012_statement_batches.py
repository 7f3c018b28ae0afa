"""The statements of a year for all contributors of a fund, made in the background."""

import django.db.models.deletion
import inclusion.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0011_booklets_keep_their_operator'),
        ('inclusion', '0004_document_kinds_of_funds'),
    ]

    operations = [
        migrations.CreateModel(
            name='StatementBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                ('as_at', models.DateTimeField(blank=True, null=True, verbose_name='tel que connu le')),
                ('asked_at', models.DateTimeField(verbose_name='demandé le')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statement_batches', to='funding.fund')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'relevés d’une année',
                'verbose_name_plural': 'relevés d’une année',
                'ordering': ['-asked_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='StatementBatchLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('failure', models.TextField(blank=True, verbose_name='ce qui a échoué')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='funding.statementbatch')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.partner', verbose_name='opérateur')),
                ('statement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batch_lines', to='funding.fundingstatement')),
            ],
            options={
                'verbose_name': 'opérateur d’un lot de relevés',
                'ordering': ['pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='statementbatch',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_statementbatch_network'),
        ),
        migrations.AddConstraint(
            model_name='statementbatch',
            constraint=inclusion.constraints.SameNetwork(field='fund', name='funding_statementbatch_fund_same_network'),
        ),
        migrations.AddConstraint(
            model_name='statementbatchline',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_statementbatchline_network'),
        ),
        migrations.AddConstraint(
            model_name='statementbatchline',
            constraint=inclusion.constraints.SameNetwork(field='batch', name='funding_statementbatchline_batch_same_network'),
        ),
        migrations.AddConstraint(
            model_name='statementbatchline',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='funding_statementbatchline_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='statementbatchline',
            constraint=inclusion.constraints.SameNetwork(field='statement', name='funding_statementbatchline_statement_same_network'),
        ),
        migrations.AddConstraint(
            model_name='statementbatchline',
            constraint=models.UniqueConstraint(fields=('batch', 'partner'), name='statement_batch_operator_once'),
        ),
        migrations.AddConstraint(
            model_name='statementbatchline',
            constraint=models.CheckConstraint(condition=models.Q(('statement', None), ('failure', ''), _connector='OR'), name='statement_batch_line_issued_or_failed'),
        ),
    ]
