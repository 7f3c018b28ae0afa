"""Addresses of aids for families."""

from django.urls import path

from equipment.family_aid.views import commissions, programmes, sessions, steps
from equipment.family_aid.views import families as aids

_AT = "aide-familles"
_ONE = f"{_AT}/<int:pk>"

aid_patterns = [
    path(f"{_AT}/", aids.family_aid_list, name="family_aid_list"),
    path(f"{_AT}/proposer/", aids.family_aid_propose, name="family_aid_propose"),
    path(f"{_AT}/proposer/semblables/", aids.family_aid_alike, name="family_aid_alike"),
    path(f"{_ONE}/", aids.family_aid_detail, name="family_aid_detail"),
    path(f"{_ONE}/modifier/", aids.family_aid_edit, name="family_aid_edit"),
    path(f"{_ONE}/retirer/", aids.family_aid_withdraw, name="family_aid_withdraw"),
    path(f"{_ONE}/remettre/", steps.family_aid_give, name="family_aid_give"),
    path(f"{_ONE}/recu/", steps.family_aid_receipt, name="family_aid_receipt"),
    path(f"{_ONE}/inscrire/", steps.family_aid_register, name="family_aid_register"),
    path(f"{_ONE}/arreter/", steps.family_aid_stop, name="family_aid_stop"),
    path(f"{_ONE}/reprendre/", steps.family_aid_resume, name="family_aid_resume"),
    path(f"{_ONE}/suite/", steps.family_aid_outcome, name="family_aid_outcome"),
    path(f"{_AT}/aides/", programmes.aid_programme_list, name="aid_programme_list"),
    path(f"{_AT}/aides/ouvrir/", programmes.aid_programme_add, name="aid_programme_add"),
    path(f"{_AT}/aides/<int:pk>/", programmes.aid_programme_detail, name="aid_programme_detail"),
    path(f"{_AT}/aides/<int:pk>/modifier/", programmes.aid_programme_edit, name="aid_programme_edit"),
    path(f"{_AT}/aides/<int:pk>/fermer/", programmes.aid_programme_close, name="aid_programme_close"),
    path(f"{_AT}/commissions/", commissions.aid_commission_list, name="aid_commission_list"),
    path(f"{_AT}/commissions/convoquer/", commissions.aid_commission_add, name="aid_commission_add"),
    path(f"{_AT}/commissions/<int:pk>/", commissions.aid_commission_detail, name="aid_commission_detail"),
    path(
        f"{_AT}/commissions/<int:pk>/modifier/", commissions.aid_commission_edit, name="aid_commission_edit"
    ),
    path(f"{_AT}/commissions/<int:pk>/inscrire/", commissions.aid_commission_put, name="aid_commission_put"),
    path(
        f"{_AT}/commissions/<int:pk>/decider/",
        commissions.aid_commission_decide,
        name="aid_commission_decide",
    ),
    path(f"{_AT}/commissions/<int:pk>/clore/", commissions.aid_commission_close, name="aid_commission_close"),
    path(
        f"{_AT}/commissions/<int:pk>/releve/",
        commissions.aid_commission_minutes,
        name="aid_commission_minutes",
    ),
    path(f"{_AT}/seances/", sessions.training_session_list, name="training_session_list"),
    path(f"{_AT}/seances/prevoir/", sessions.training_session_add, name="training_session_add"),
    path(f"{_AT}/seances/<int:pk>/", sessions.training_session_detail, name="training_session_detail"),
    path(f"{_AT}/seances/<int:pk>/modifier/", sessions.training_session_edit, name="training_session_edit"),
    path(
        f"{_AT}/seances/<int:pk>/annuler/", sessions.training_session_cancel, name="training_session_cancel"
    ),
    path(
        f"{_AT}/seances/<int:pk>/presences/",
        sessions.training_session_attendance,
        name="training_session_attendance",
    ),
    path(f"{_AT}/seances/<int:pk>/feuille/", sessions.training_session_sheet, name="training_session_sheet"),
    path(
        f"{_AT}/rappels/<int:pk>/appelee/", sessions.training_session_called, name="training_session_called"
    ),
]
