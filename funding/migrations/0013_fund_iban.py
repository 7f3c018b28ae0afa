"""The account that receives the payments is printed on calls for funds."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0012_statement_batches'),
    ]

    operations = [
        migrations.AddField(
            model_name='fund',
            name='iban',
            field=models.CharField(blank=True, max_length=34, verbose_name='IBAN du compte qui reçoit les versements'),
        ),
    ]
