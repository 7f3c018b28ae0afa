"""Who came to a meeting without having been asked counts among nobody that was convened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inclusion", "0018_documents_of_network_life"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitee",
            name="came_unasked",
            field=models.BooleanField(default=False, verbose_name="venue sans être conviée"),
        ),
    ]
