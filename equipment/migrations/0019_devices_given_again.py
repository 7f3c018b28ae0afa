"""A device that a family brought back may be given to another: one path under way at a time counts on it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Lets several aids name one device, of which one is under way."""

    dependencies = [("equipment", "0018_loan_reminders")]

    operations = [
        migrations.AlterField(
            model_name="familyaid",
            name="device",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="family_aids",
                to="equipment.device",
                verbose_name="appareil",
            ),
        ),
        migrations.AddConstraint(
            model_name="familyaid",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "given")),
                fields=("device",),
                name="family_aid_device_once",
                violation_error_message="Cet appareil est celui d’une autre famille, dont le parcours est en cours.",
            ),
        ),
    ]
