"""Addresses of passes; the last pattern takes whatever follows "pass/"."""

from django.urls import path

from funding.passes import views
from funding.passes.follow_up import views as follow_up_views
from funding.passes.letters import views as letter_views
from funding.passes.mailings import views as mailing_views
from funding.passes.programmes import views as programme_views
from funding.passes.reimbursements import views as reimbursement_views
from funding.passes.returns import views as return_views
from funding.passes.sending import views as sending_views
from funding.passes.uses import views as use_views

# -- Passes, letters, batches for the post

pass_patterns = [
    path("pass/envoyer/<int:pk>/", sending_views.pass_send, name="pass_send"),
    path("pass/lettres/<int:pk>/", letter_views.letter_detail, name="letter_detail"),
    path("pass/lettres/<int:pk>/lettre.pdf", letter_views.letter_document, name="letter_document"),
    path("pass/lettres/<int:pk>/annuler/", sending_views.letter_cancel, name="letter_cancel"),
    path("pass/lettres/<int:pk>/relancer/", letter_views.letter_retry, name="letter_retry"),
    path("pass/lettres/<int:pk>/partie/", letter_views.letter_confirm, name="letter_confirm"),
    path("pass/lettres/<int:pk>/renvoyer/", letter_views.letter_send_again, name="letter_send_again"),
    path("pass/programmes/<int:pk>/relancer/", letter_views.letters_retry_all, name="letters_retry_all"),
    path("pass/lots/", letter_views.batch_list, name="batch_list"),
    path("pass/lots/<int:pk>/", letter_views.batch_detail, name="batch_detail"),
    path("pass/lots/<int:pk>/fermer/", letter_views.batch_close, name="batch_close"),
    path("pass/lots/<int:pk>/preparer/", letter_views.batch_prepare, name="batch_prepare"),
    path("pass/lots/<int:pk>/lot.pdf", letter_views.batch_document, name="batch_document"),
    path("pass/lots/<int:pk>/bordereau.csv", letter_views.batch_manifest, name="batch_manifest"),
    path("pass/lots/<int:pk>/remis/", letter_views.batch_hand_over, name="batch_hand_over"),
    # Last: whatever else follows "pass/" is read as the code of a pass.
    path("pass/<secret:code>/", use_views.pass_public, name="pass_public"),
]


# -- Programmes, training places, ends of booklets and letters

programme_patterns = [
    path("pass/", views.pass_list, name="pass_list"),
    path("pass/programmes/ajouter/", programme_views.programme_add, name="programme_add"),
    path("pass/programmes/<int:pk>/", views.pass_programme, name="pass_programme"),
    path("pass/programmes/<int:pk>/reglages/", programme_views.programme_edit, name="programme_edit"),
    path("pass/programmes/<int:pk>/lettre.pdf", letter_views.programme_letter, name="programme_letter"),
    path("pass/programmes/<int:pk>/fermer/", programme_views.programme_close, name="programme_close"),
    path("pass/programmes/<int:pk>/rouvrir/", programme_views.programme_reopen, name="programme_reopen"),
    path("pass/carnets/<int:pk>/annuler/", use_views.booklet_withdraw, name="booklet_withdraw"),
    path("pass/lettres/<int:pk>/remise/", letter_views.letter_handed, name="letter_handed"),
    path("pass/lettres/<int:pk>/nouvelle-adresse/", return_views.letter_readdress, name="letter_readdress"),
    path("pass/lots/<int:pk>/retours/", return_views.batch_returns, name="batch_returns"),
    path("pass/retours/", return_views.letter_returns, name="letter_returns"),
    path("lieux-de-formation/", programme_views.training_place_list, name="training_place_list"),
    path("lieux-de-formation/ajouter/", programme_views.training_place_add, name="training_place_add"),
    path("lieux-de-formation/<int:pk>/", programme_views.training_place, name="training_place"),
    path(
        "lieux-de-formation/<int:pk>/modifier/",
        programme_views.training_place_edit,
        name="training_place_edit",
    ),
]


# -- Redemptions

redemption_patterns = [
    path("pass/utiliser/", use_views.redeem, name="redeem"),
    path("pass/utiliser/code/", use_views.redeem_look, name="redeem_look"),
    path("pass/utiliser/image/", use_views.redeem_read, name="redeem_read"),
    path("pass/utiliser/envoi/", use_views.redeem_send, name="redeem_send"),
    path("pass/utiliser/hors-connexion.js", use_views.redeem_worker, name="redeem_worker"),
    path("pass/utilisations/", use_views.redemption_list, name="redemption_list"),
    path("pass/utilisations/<int:pk>/annuler/", reimbursement_views.redemption_undo, name="redemption_undo"),
    path("pass/refuses/", use_views.refusal_list, name="refusal_list"),
    path("pass/refuses/<int:pk>/decider/", use_views.refusal_settle, name="refusal_settle"),
]


# -- Sending, to one person or to several

sending_patterns = [
    path("pass/envoyer/", sending_views.pass_new, name="pass_new"),
    path("pass/envoyer/semblables/", sending_views.pass_alike, name="pass_alike"),
    path("pass/envois/", mailing_views.mailing_list, name="mailing_list"),
    path("pass/envois/preparer/", mailing_views.mailing_new, name="mailing_new"),
    path("pass/envois/choisir/", mailing_views.mailing_choose, name="mailing_choose"),
    path("pass/envois/modele/", mailing_views.mailing_template, name="mailing_template"),
    path("pass/envois/<int:pk>/", mailing_views.mailing, name="mailing"),
    path("pass/envois/<int:pk>/lancer/", mailing_views.mailing_start, name="mailing_start"),
    path("pass/envois/<int:pk>/abandonner/", mailing_views.mailing_drop, name="mailing_drop"),
    path("pass/doublons/", sending_views.double_list, name="double_list"),
]


# -- Claims, debts to places, lapses

reimbursement_patterns = [
    path("remboursements/", reimbursement_views.reimbursement_list, name="reimbursement_list"),
    path("remboursements/demander/", reimbursement_views.reimbursement_ask, name="reimbursement_ask"),
    path("remboursements/dus/", reimbursement_views.dues_list, name="reimbursement_dues"),
    path(
        "remboursements/comptabilite/", reimbursement_views.reimbursement_export, name="reimbursement_export"
    ),
    path("remboursements/echeances/", reimbursement_views.lapse_list, name="lapse_list"),
    path("remboursements/echeances/acter/", reimbursement_views.lapse_confirm, name="lapse_confirm"),
    path(
        "remboursements/lignes/<int:pk>/corriger/",
        reimbursement_views.reimbursement_correct,
        name="reimbursement_correct",
    ),
    path("remboursements/<int:pk>/", reimbursement_views.reimbursement, name="reimbursement"),
    path(
        "remboursements/<int:pk>/demande.pdf",
        reimbursement_views.reimbursement_document,
        name="reimbursement_document",
    ),
    path(
        "remboursements/<int:pk>/valide.pdf",
        reimbursement_views.reimbursement_order,
        name="reimbursement_order",
    ),
    path(
        "remboursements/<int:pk>/valider/",
        reimbursement_views.reimbursement_validate,
        name="reimbursement_validate",
    ),
    path("remboursements/<int:pk>/payer/", reimbursement_views.reimbursement_pay, name="reimbursement_pay"),
    path(
        "remboursements/<int:pk>/paiement/annuler/",
        reimbursement_views.reimbursement_unpay,
        name="reimbursement_unpay",
    ),
]


# -- Follow-up

follow_patterns = [
    path("pass/suivi/", follow_up_views.pass_follow, name="pass_follow"),
    path("pass/suivi/a-relancer/", follow_up_views.pass_unused, name="pass_unused"),
    path("pass/suivi/rappeler/", follow_up_views.pass_remind, name="pass_remind"),
]
