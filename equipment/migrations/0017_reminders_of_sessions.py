"""The reminder of a session is an e-mail that is a row, like the others of the portal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Names the moment and the problem of a reminder as every e-mail's row does."""

    dependencies = [("equipment", "0015_feedback_and_calendar")]

    operations = [
        migrations.RenameField("sessionattendance", "reminded_at", "mailed_at"),
        migrations.RenameField("sessionattendance", "reminder_problem", "problem"),
        migrations.AlterField(
            "sessionattendance",
            "mailed_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="rappel envoyé le"),
        ),
    ]
