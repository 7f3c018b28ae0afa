"""Addresses of passes; the last pattern takes whatever follows "pass/"."""

from django.urls import path

from funding.passes.attestations import views as attestation_views
from funding.passes.follow_up import views as follow_up_views
from funding.passes.letters import views as letter_views
from funding.passes.mailings import views as mailing_views
from funding.passes.place_requests import views as place_request_views
from funding.passes.programmes import views as programme_views
from funding.passes.reimbursements import views as reimbursement_views
from funding.passes.returns import views as return_views
from funding.passes.sending import views as sending_views
from funding.passes.uses import views as use_views
from inclusion.core.access import page

# -- Passes, letters, batches for the post

pass_patterns = [
    page("pass/envoyer/<int:pk>/", sending_views.pass_send),
    page("pass/lettres/<int:pk>/", letter_views.letter_detail),
    page("pass/lettres/<int:pk>/lettre.pdf", letter_views.letter_document),
    page("pass/lettres/<int:pk>/annuler/", sending_views.letter_cancel),
    page("pass/lettres/<int:pk>/relancer/", letter_views.letter_retry),
    page("pass/lettres/<int:pk>/partie/", letter_views.letter_confirm),
    page("pass/lettres/<int:pk>/renvoyer/", letter_views.letter_send_again),
    page("pass/programmes/<int:pk>/relancer/", letter_views.letters_retry_all),
    page("pass/lots/", letter_views.batch_list),
    page("pass/lots/<int:pk>/", letter_views.batch_detail),
    page("pass/lots/<int:pk>/fermer/", letter_views.batch_close),
    page("pass/lots/<int:pk>/preparer/", letter_views.batch_prepare),
    page("pass/lots/<int:pk>/lot.pdf", letter_views.batch_document),
    page("pass/lots/<int:pk>/bordereau.csv", letter_views.batch_manifest),
    page("pass/lots/<int:pk>/controle.pdf", letter_views.batch_sheet),
    page("pass/lots/<int:pk>/remis/", letter_views.batch_hand_over),
    # Last: whatever else follows "pass/" is read as the code of a pass.
    page("pass/<secret:code>/", use_views.pass_public),
]


# -- Programmes, training places, ends of booklets and letters

programme_patterns = [
    page("pass/", letter_views.pass_list),
    page("pass/programmes/ajouter/", programme_views.programme_add),
    page("pass/programmes/<int:pk>/", letter_views.pass_programme),
    page("pass/programmes/<int:pk>/reglages/", programme_views.programme_edit),
    page("pass/programmes/<int:pk>/lettre.pdf", letter_views.programme_letter),
    page("pass/programmes/<int:pk>/fermer/", programme_views.programme_close),
    page("pass/programmes/<int:pk>/rouvrir/", programme_views.programme_reopen),
    page("pass/carnets/<int:pk>/annuler/", use_views.booklet_withdraw),
    page("pass/lettres/<int:pk>/remise/", letter_views.letter_handed),
    page("pass/lettres/<int:pk>/par-courrier/", return_views.letter_by_post),
    page("pass/lettres/<int:pk>/par-courriel/", return_views.letter_by_email),
    page("pass/lettres/<int:pk>/nouvelle-adresse/", return_views.letter_readdress),
    page("pass/lettres/<int:pk>/non-recue/", return_views.letter_not_received),
    page("pass/lots/<int:pk>/retours/", return_views.batch_returns),
    page("pass/retours/", return_views.letter_returns),
    page("lieux-de-formation/", programme_views.training_place_list),
    page("lieux-de-formation/demandes/", place_request_views.training_place_request_list),
    page("lieux-de-formation/demandes/<int:pk>/", place_request_views.training_place_request),
    page("lieux-de-formation/demandes/<int:pk>/accepter/", place_request_views.training_place_request_accept),
    page("lieux-de-formation/demandes/<int:pk>/refuser/", place_request_views.training_place_request_decline),
    page("accepter-les-pass/", place_request_views.place_request_add),
    page("accepter-les-pass/merci/", place_request_views.place_request_thanks),
    page("accepter-les-pass/<secret:token>/", place_request_views.place_request_own),
    page("lieux-de-formation/ajouter/", programme_views.training_place_add),
    page("lieux-de-formation/<int:pk>/", programme_views.training_place),
    page("lieux-de-formation/<int:pk>/modifier/", programme_views.training_place_edit),
]


# -- Redemptions

redemption_patterns = [
    page("pass/utiliser/", use_views.redeem),
    page("pass/utiliser/code/", use_views.redeem_look),
    page("pass/utiliser/image/", use_views.redeem_read),
    page("pass/utiliser/envoi/", use_views.redeem_send),
    page("pass/utiliser/hors-connexion.js", use_views.redeem_worker),
    page("pass/utilisations/", use_views.redemption_list),
    page("pass/utilisations/<int:pk>/attestation/", attestation_views.redemption_attest),
    page("pass/attestations/<int:pk>/attestation.pdf", attestation_views.attestation_document),
    page("pass/attestations/<int:pk>/annuler/", attestation_views.attestation_withdraw),
    page("pass/utilisations/<int:pk>/annuler/", reimbursement_views.redemption_undo),
    page("pass/refuses/", use_views.refusal_list),
    page("pass/refuses/<int:pk>/decider/", use_views.refusal_settle),
]


# -- Sending, to one person or to several

sending_patterns = [
    page("pass/envoyer/", sending_views.pass_new),
    page("pass/envoyer/semblables/", sending_views.pass_alike),
    page("pass/envois/", mailing_views.mailing_list),
    page("pass/envois/preparer/", mailing_views.mailing_new),
    page("pass/envois/choisir/", mailing_views.mailing_choose),
    page("pass/envois/modele/", mailing_views.mailing_template),
    page("pass/envois/<int:pk>/", mailing_views.mailing),
    page("pass/envois/<int:pk>/lancer/", mailing_views.mailing_start),
    page("pass/envois/<int:pk>/abandonner/", mailing_views.mailing_drop),
    page("pass/doublons/", sending_views.double_list),
]


# -- Claims, debts to places, lapses

reimbursement_patterns = [
    page("remboursements/", reimbursement_views.reimbursement_list),
    page("remboursements/demander/", reimbursement_views.reimbursement_ask),
    path("remboursements/dus/", reimbursement_views.dues_list, name="reimbursement_dues"),
    page("remboursements/comptabilite/", reimbursement_views.reimbursement_export),
    page("remboursements/echeances/", reimbursement_views.lapse_list),
    page("remboursements/echeances/acter/", reimbursement_views.lapse_confirm),
    page("remboursements/lignes/<int:pk>/corriger/", reimbursement_views.reimbursement_correct),
    page("remboursements/<int:pk>/", reimbursement_views.reimbursement),
    page("remboursements/<int:pk>/demande.pdf", reimbursement_views.reimbursement_document),
    page("remboursements/<int:pk>/valide.pdf", reimbursement_views.reimbursement_order),
    page("remboursements/<int:pk>/valider/", reimbursement_views.reimbursement_validate),
    page("remboursements/<int:pk>/payer/", reimbursement_views.reimbursement_pay),
    page("remboursements/<int:pk>/paiement/annuler/", reimbursement_views.reimbursement_unpay),
]


# -- Follow-up

follow_patterns = [
    page("pass/suivi/", follow_up_views.pass_follow),
    page("pass/suivi/a-relancer/", follow_up_views.pass_unused),
    page("pass/suivi/rappeler/", follow_up_views.pass_remind),
]
