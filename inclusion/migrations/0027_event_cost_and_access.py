"""What an event costs, and how accessible it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inclusion", "0022_who_came_unasked"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="accessibility",
            field=models.CharField(blank=True, max_length=280, verbose_name="accessibilité"),
        ),
        migrations.AddField(
            model_name="event",
            name="cost",
            field=models.CharField(blank=True, max_length=120, verbose_name="ce que cela coûte"),
        ),
    ]
