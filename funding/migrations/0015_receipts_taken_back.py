"""A receipt recorded by mistake is taken back by its mirror image; references are told apart as people do."""

import django.db.models.deletion
import inclusion.constraints
from django.db import migrations, models


# Case, spaces and signs tell no two references apart.
REFERENCE_KEY = """
CREATE FUNCTION reference_key(reference text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(upper(regexp_replace(reference, '[^[:alnum:]]+', '-', 'g')), '-');
"""
NO_REFERENCE_KEY = "DROP FUNCTION reference_key(text);"


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0014_movements_stay_whole'),
        ('inclusion', '0004_document_kinds_of_funds'),
    ]

    operations = [
        migrations.RunSQL(REFERENCE_KEY, NO_REFERENCE_KEY),
        migrations.RemoveConstraint(
            model_name='grantreceipt',
            name='grant_receipt_bank_reference_unique',
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='payment_reference_unique',
        ),
        migrations.RemoveConstraint(
            model_name='receipt',
            name='receipt_bank_reference_unique',
        ),
        migrations.AddField(
            model_name='grantreceipt',
            name='reverses',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='funding.grantreceipt'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='reverses',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='funding.receipt'),
        ),
        migrations.AddField(
            model_name='grantreceipt',
            name='reference_use',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='déjà annulée'),
        ),
        migrations.AddField(
            model_name='payment',
            name='reference_use',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='déjà annulée'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='reference_use',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='déjà annulée'),
        ),
        migrations.AddField(
            model_name='grantreceipt',
            name='reference_key',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('bank_reference'), function='reference_key', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='payment',
            name='reference_key',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('reference'), function='reference_key', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='receipt',
            name='reference_key',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('bank_reference'), function='reference_key', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddConstraint(
            model_name='grantreceipt',
            constraint=inclusion.constraints.SameNetwork(field='reverses', name='funding_grantreceipt_reverses_same_network'),
        ),
        migrations.AddConstraint(
            model_name='grantreceipt',
            constraint=models.UniqueConstraint(condition=models.Q(('reverses', None)), fields=('network', 'reference_key', 'reference_use'), name='grant_receipt_bank_reference_once', violation_error_message='Cette référence bancaire est déjà enregistrée.'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('network', 'reference_key', 'reference_use'), name='payment_reference_once', violation_error_message='Cette référence de paiement est déjà enregistrée.'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=inclusion.constraints.SameNetwork(field='reverses', name='funding_receipt_reverses_same_network'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(condition=models.Q(('reverses', None)), fields=('network', 'reference_key', 'reference_use'), name='receipt_bank_reference_once', violation_error_message='Cette référence bancaire est déjà enregistrée.'),
        ),
    ]
