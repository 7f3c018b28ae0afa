"""Minutes of meetings, evidence and sheets of hub days, files of places are documents too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inclusion', '0017_directory'),
    ]

    operations = [
        migrations.AlterField(
            model_name='document',
            name='kind',
            field=models.CharField(choices=[('pass_letter', 'Lettre de pass numérique'), ('postal_batch', 'Lot de courrier'), ('postal_manifest', 'Bordereau de courrier'), ('statement', 'Relevé de financement'), ('statement_archive', 'Relevés d’une année'), ('call_for_funds', 'Appel de fonds'), ('imported_file', 'Fichier apporté'), ('agreement', 'Convention à signer'), ('signed_agreement', 'Convention signée'), ('subsidy_report', 'Bilan d’une subvention'), ('reimbursement', 'Demande de remboursement'), ('reimbursement_order', 'Remboursement validé'), ('roadmap', 'Feuille de route'), ('roadmap_minutes', 'Compte rendu d’adoption'), ('roadmap_paper', 'Pièce d’une feuille de route'), ('equipment_picture', 'Image d’un matériel'), ('equipment_invoice', 'Facture d’un achat de matériel'), ('loan_photo', 'Photo d’un matériel prêté'), ('loan_slip', 'Bon de prêt'), ('trial_report', 'Bilan d’un essai de matériel'), ('donation_agreement', 'Convention de don de matériel'), ('wipe_certificate', 'Certificat d’effacement'), ('aid_receipt', 'Reçu d’une aide à l’équipement'), ('meeting_minutes', 'Relevé de décisions d’une réunion'), ('hub_evidence', 'Justificatif de jours Hub'), ('hub_sheet', 'Fiche annuelle des jours Hub'), ('place_file', 'Fichier de lieux')], max_length=20, verbose_name='nature'),
        ),
    ]
