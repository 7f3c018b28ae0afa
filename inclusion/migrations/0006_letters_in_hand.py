"""Letters that are handed over in person; documents of reimbursements."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inclusion", "0005_kinds_of_documents"),
    ]

    operations = [
        migrations.AlterField(
            model_name="beneficiary",
            name="channel",
            field=models.CharField(
                choices=[("email", "Par courriel"), ("post", "Par courrier"), ("hand", "En main propre")],
                default="post",
                max_length=10,
                verbose_name="comment lui écrire",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("pass_letter", "Lettre de pass numérique"),
                    ("postal_batch", "Lot de courrier"),
                    ("postal_manifest", "Bordereau de courrier"),
                    ("statement", "Relevé de financement"),
                    ("statement_archive", "Relevés d’une année"),
                    ("call_for_funds", "Appel de fonds"),
                    ("imported_file", "Fichier apporté"),
                    ("agreement", "Convention à signer"),
                    ("signed_agreement", "Convention signée"),
                    ("subsidy_report", "Bilan d’une subvention"),
                    ("reimbursement", "Demande de remboursement"),
                    ("reimbursement_order", "Remboursement validé"),
                ],
                max_length=20,
                verbose_name="nature",
            ),
        ),
    ]
