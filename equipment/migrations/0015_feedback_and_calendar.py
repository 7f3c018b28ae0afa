"""An answer about a trial is one per form that was sent; members subscribe to the calendar of loans."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import equipment.models.calendar_links
import inclusion.constraints


class Migration(migrations.Migration):
    """Adds the key of the form to answers, and the secret addresses of calendars."""

    dependencies = [("equipment", "0013_request_mails")]

    operations = [
        migrations.AddField(
            "trialfeedback",
            "form_key",
            models.UUIDField(null=True, editable=False, verbose_name="formulaire"),
        ),
        migrations.RunSQL(
            "UPDATE equipment_trialfeedback SET form_key = gen_random_uuid()", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            "trialfeedback",
            "form_key",
            models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="formulaire"),
        ),
        migrations.AddConstraint(
            "trialfeedback",
            models.UniqueConstraint(fields=["loan", "form_key"], name="trial_feedback_once"),
        ),
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=equipment.models.calendar_links.new_calendar_token,
                        editable=False,
                        max_length=40,
                        unique=True,
                        verbose_name="adresse",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="créée le")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="inclusion.membership",
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inclusion.network",
                        verbose_name="réseau",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="equipment.school",
                        verbose_name="établissement",
                    ),
                ),
            ],
            options={
                "verbose_name": "abonnement au calendrier des prêts",
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("id", "network"), name="equipment_calendarlink_network"),
                    inclusion.constraints.SameNetwork(
                        field="membership", name="equipment_calendarlink_membership_same_network"
                    ),
                    inclusion.constraints.SameNetwork(
                        field="school", name="equipment_calendarlink_school_same_network"
                    ),
                    models.UniqueConstraint(
                        fields=("membership", "school"),
                        name="calendar_link_once",
                        nulls_distinct=False,
                        violation_error_message="Vous avez déjà cet abonnement.",
                    ),
                ],
            },
        ),
    ]
