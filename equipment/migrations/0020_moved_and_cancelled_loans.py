"""Whoever asked is told of a loan that the bank moves or cancels."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("equipment", "0019_devices_given_again"),
    ]

    operations = [
        migrations.AlterField(
            model_name="loanrequestmail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sent", "Demande à traiter"),
                    ("confirmed", "Demande confirmée"),
                    ("refused", "Demande refusée"),
                    ("waits", "Mise sur liste d’attente"),
                    ("offered", "Proposition"),
                    ("accepted", "Proposition acceptée"),
                    ("lapsed", "Demande close sans prêt"),
                    ("moved", "Prêt déplacé"),
                    ("cancelled", "Prêt annulé"),
                ],
                max_length=10,
                verbose_name="nature",
            ),
        ),
    ]
