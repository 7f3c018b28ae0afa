"""Addresses of the guide, for everybody and for those who keep it."""

from django.urls import URLPattern

from inclusion.core.access import page
from inclusion.guide.views import checks, columns, imports, open_data, pivots, places, proposals, search

guide_patterns: list[URLPattern] = [
    page("guide/", search.guide),
    page("guide/cadre/", search.guide_embed),
    page("guide/integrer/", search.guide_embed_help),
    page("guide/points.json", search.guide_points),
    page("guide/contours.json", search.guide_contours),
    page("guide/lieux/<int:pk>/", search.guide_place),
    page("guide/lieux/<int:pk>/proposer/", proposals.guide_place_propose),
    page("guide/proposer/", proposals.guide_propose),
    page("guide/proposer/merci/", proposals.guide_propose_thanks),
    page("guide/villes/", search.guide_towns),
    page("guide/villes/<slug:code>/", search.guide_town),
    page("guide/villes/<slug:code>/guide.pdf", search.guide_town_pdf),
]


# -- URLs of the prepared files of the guide

guide_file_patterns: list[URLPattern] = [
    page("guide/donnees/", open_data.guide_data),
    page("guide/donnees/ecarts/", open_data.guide_left_out),
    page("guide/donnees/preparer/", open_data.guide_prepare),
    page("guide/donnees/<slug:kind>/", open_data.guide_file),
]


# -- URLs of places for their keepers, of sessions, of the monthly question

place_patterns: list[URLPattern] = [
    page("lieux/", places.place_list),
    page("lieux/ajouter/", places.place_add),
    page("lieux/questions/", checks.place_check_list),
    page("lieux/questions/<int:pk>/traiter/", checks.place_check_settle),
    page("lieux/propositions/", proposals.place_proposal_list),
    page("lieux/propositions/<int:pk>/", proposals.place_proposal),
    page("lieux/propositions/<int:pk>/accepter/", proposals.place_proposal_accept),
    page("lieux/propositions/<int:pk>/refuser/", proposals.place_proposal_decline),
    page("lieux/<int:pk>/", places.place_detail),
    page("lieux/<int:pk>/modifier/", places.place_edit),
    page("lieux/<int:pk>/fermer/", places.place_close),
    page("lieux/<int:pk>/rouvrir/", places.place_reopen),
    page("lieux/<int:pk>/confirmer/", places.place_confirm),
    page("lieux/<int:pk>/permanences/ajouter/", places.session_add),
    page("permanences/<int:pk>/modifier/", places.session_edit),
    page("permanences/<int:pk>/arreter/", places.session_end),
    page("fiche/<secret:token>/", checks.place_check),
]


# -- URLs of imported files, of their sources, of duplicate places

place_import_patterns: list[URLPattern] = [
    page("lieux/fichiers/", imports.place_import_list),
    page("lieux/fichiers/apporter/", imports.place_import_add),
    page("lieux/fichiers/<int:pk>/", imports.place_import_detail),
    page("lieux/fichiers/<int:pk>/colonnes/", columns.place_import_columns),
    page("lieux/fichiers/<int:pk>/reprendre/", imports.place_import_apply),
    page("lieux/fichiers/<int:pk>/abandonner/", imports.place_import_drop),
    page("lieux/siret/", pivots.place_siret_list),
    page("lieux/siret/structures/", pivots.place_siret_take),
    page("lieux/sources/", imports.place_source_list),
    page("lieux/sources/ajouter/", imports.place_source_add),
    page("lieux/sources/<int:pk>/", imports.place_source_edit),
    page("lieux/doublons/", imports.place_double_list),
    page("lieux/doublons/<int:pk>/fusionner/", imports.place_double_merge),
    page("lieux/doublons/<int:pk>/distinguer/", imports.place_double_apart),
]
