"""Links that open the simulator to whoever was invited."""

import django.db.models.deletion
import inclusion.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0008_ledger_totals'),
    ]

    operations = [
        migrations.CreateModel(
            name='SimulatorLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(editable=False, max_length=64, unique=True)),
                ('note', models.CharField(max_length=120, verbose_name='pour qui')),
                ('made_at', models.DateTimeField(verbose_name='créé le')),
                ('expires_on', models.DateField(verbose_name='valable jusqu’au')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='retiré le')),
            ],
            options={
                'verbose_name': 'lien vers le simulateur',
                'verbose_name_plural': 'liens vers le simulateur',
                'ordering': ['-made_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='simulatorlink',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='simulator_links', to='funding.fund'),
        ),
        migrations.AddField(
            model_name='simulatorlink',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='simulatorlink',
            name='network',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau'),
        ),
        migrations.AddConstraint(
            model_name='simulatorlink',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='funding_simulatorlink_network'),
        ),
        migrations.AddConstraint(
            model_name='simulatorlink',
            constraint=inclusion.constraints.SameNetwork(field='fund', name='funding_simulatorlink_fund_same_network'),
        ),
    ]
