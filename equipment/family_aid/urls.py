"""Addresses of aids for families."""

from equipment.family_aid.views import commissions, programmes, sessions, steps
from equipment.family_aid.views import families as aids
from inclusion.core.access import page

_AT = "aide-familles"
_ONE = f"{_AT}/<int:pk>"

aid_patterns = [
    page(f"{_AT}/", aids.family_aid_list),
    page(f"{_AT}/proposer/", aids.family_aid_propose),
    page(f"{_AT}/proposer/semblables/", aids.family_aid_alike),
    page(f"{_ONE}/", aids.family_aid_detail),
    page(f"{_ONE}/modifier/", aids.family_aid_edit),
    page(f"{_ONE}/retirer/", aids.family_aid_withdraw),
    page(f"{_ONE}/remettre/", steps.family_aid_give),
    page(f"{_ONE}/recu/", steps.family_aid_receipt),
    page(f"{_ONE}/inscrire/", steps.family_aid_register),
    page(f"{_ONE}/arreter/", steps.family_aid_stop),
    page(f"{_ONE}/reprendre/", steps.family_aid_resume),
    page(f"{_ONE}/suite/", steps.family_aid_outcome),
    page(f"{_AT}/aides/", programmes.aid_programme_list),
    page(f"{_AT}/aides/ouvrir/", programmes.aid_programme_add),
    page(f"{_AT}/aides/<int:pk>/", programmes.aid_programme_detail),
    page(f"{_AT}/aides/<int:pk>/modifier/", programmes.aid_programme_edit),
    page(f"{_AT}/aides/<int:pk>/fermer/", programmes.aid_programme_close),
    page(f"{_AT}/commissions/", commissions.aid_commission_list),
    page(f"{_AT}/commissions/convoquer/", commissions.aid_commission_add),
    page(f"{_AT}/commissions/<int:pk>/", commissions.aid_commission_detail),
    page(f"{_AT}/commissions/<int:pk>/modifier/", commissions.aid_commission_edit),
    page(f"{_AT}/commissions/<int:pk>/inscrire/", commissions.aid_commission_put),
    page(f"{_AT}/commissions/<int:pk>/decider/", commissions.aid_commission_decide),
    page(f"{_AT}/commissions/<int:pk>/clore/", commissions.aid_commission_close),
    page(f"{_AT}/commissions/<int:pk>/releve/", commissions.aid_commission_minutes),
    page(f"{_AT}/seances/", sessions.training_session_list),
    page(f"{_AT}/seances/prevoir/", sessions.training_session_add),
    page(f"{_AT}/seances/<int:pk>/", sessions.training_session_detail),
    page(f"{_AT}/seances/<int:pk>/modifier/", sessions.training_session_edit),
    page(f"{_AT}/seances/<int:pk>/annuler/", sessions.training_session_cancel),
    page(f"{_AT}/seances/<int:pk>/presences/", sessions.training_session_attendance),
    page(f"{_AT}/seances/<int:pk>/feuille/", sessions.training_session_sheet),
    page(f"{_AT}/rappels/<int:pk>/appelee/", sessions.training_session_called),
]
