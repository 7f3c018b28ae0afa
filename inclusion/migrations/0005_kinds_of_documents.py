"""The kinds of documents that agreements and subsidy requests bring."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inclusion', '0004_document_kinds_of_funds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='document',
            name='kind',
            field=models.CharField(choices=[('pass_letter', 'Lettre de pass numérique'), ('postal_batch', 'Lot de courrier'), ('postal_manifest', 'Bordereau de courrier'), ('statement', 'Relevé de financement'), ('statement_archive', 'Relevés d’une année'), ('call_for_funds', 'Appel de fonds'), ('imported_file', 'Fichier apporté'), ('agreement', 'Convention à signer'), ('signed_agreement', 'Convention signée'), ('subsidy_report', 'Bilan d’une subvention')], max_length=20, verbose_name='nature'),
        ),
    ]
