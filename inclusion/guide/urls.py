"""Addresses of the guide, for everybody and for those who keep it."""

from django.urls import URLPattern, path

from inclusion.guide.views import checks, imports, open_data, places, search

guide_patterns: list[URLPattern] = [
    path("guide/", search.guide, name="guide"),
    path("guide/cadre/", search.guide_embed, name="guide_embed"),
    path("guide/integrer/", search.guide_embed_help, name="guide_embed_help"),
    path("guide/points.json", search.guide_points, name="guide_points"),
    path("guide/contours.json", search.guide_contours, name="guide_contours"),
    path("guide/lieux/<int:pk>/", search.guide_place, name="guide_place"),
    path("guide/villes/", search.guide_towns, name="guide_towns"),
    path("guide/villes/<slug:code>/", search.guide_town, name="guide_town"),
    path("guide/villes/<slug:code>/guide.pdf", search.guide_town_pdf, name="guide_town_pdf"),
]


# -- URLs of the prepared files of the guide

guide_file_patterns: list[URLPattern] = [
    path("guide/donnees/", open_data.guide_data, name="guide_data"),
    path("guide/donnees/ecarts/", open_data.guide_left_out, name="guide_left_out"),
    path("guide/donnees/preparer/", open_data.guide_prepare, name="guide_prepare"),
    path("guide/donnees/<slug:kind>/", open_data.guide_file, name="guide_file"),
]


# -- URLs of places for their keepers, of sessions, of the monthly question

place_patterns: list[URLPattern] = [
    path("lieux/", places.place_list, name="place_list"),
    path("lieux/ajouter/", places.place_add, name="place_add"),
    path("lieux/questions/", checks.place_check_list, name="place_check_list"),
    path("lieux/questions/<int:pk>/traiter/", checks.place_check_settle, name="place_check_settle"),
    path("lieux/<int:pk>/", places.place_detail, name="place_detail"),
    path("lieux/<int:pk>/modifier/", places.place_edit, name="place_edit"),
    path("lieux/<int:pk>/fermer/", places.place_close, name="place_close"),
    path("lieux/<int:pk>/rouvrir/", places.place_reopen, name="place_reopen"),
    path("lieux/<int:pk>/confirmer/", places.place_confirm, name="place_confirm"),
    path("lieux/<int:pk>/permanences/ajouter/", places.session_add, name="session_add"),
    path("permanences/<int:pk>/modifier/", places.session_edit, name="session_edit"),
    path("permanences/<int:pk>/arreter/", places.session_end, name="session_end"),
    path("fiche/<secret:token>/", checks.place_check, name="place_check"),
]


# -- URLs of imported files, of their sources, of duplicate places

place_import_patterns: list[URLPattern] = [
    path("lieux/fichiers/", imports.place_import_list, name="place_import_list"),
    path("lieux/fichiers/apporter/", imports.place_import_add, name="place_import_add"),
    path("lieux/fichiers/<int:pk>/", imports.place_import_detail, name="place_import_detail"),
    path("lieux/fichiers/<int:pk>/reprendre/", imports.place_import_apply, name="place_import_apply"),
    path("lieux/fichiers/<int:pk>/abandonner/", imports.place_import_drop, name="place_import_drop"),
    path("lieux/sources/", imports.place_source_list, name="place_source_list"),
    path("lieux/sources/ajouter/", imports.place_source_add, name="place_source_add"),
    path("lieux/sources/<int:pk>/", imports.place_source_edit, name="place_source_edit"),
    path("lieux/doublons/", imports.place_double_list, name="place_double_list"),
    path("lieux/doublons/<int:pk>/fusionner/", imports.place_double_merge, name="place_double_merge"),
    path("lieux/doublons/<int:pk>/distinguer/", imports.place_double_apart, name="place_double_apart"),
]
