"""Addresses of programmes of passes, of the places that accept them, and of the ends of booklets and letters."""

from django.urls import path

from funding.views import booklets, letters, programme_settings, programmes, returns, training_places

programme_patterns = [
    path("pass/", programmes.pass_list, name="pass_list"),
    path("pass/programmes/ajouter/", programme_settings.programme_add, name="programme_add"),
    path("pass/programmes/<int:pk>/", programmes.pass_programme, name="pass_programme"),
    path("pass/programmes/<int:pk>/reglages/", programme_settings.programme_edit, name="programme_edit"),
    path("pass/programmes/<int:pk>/lettre.pdf", programme_settings.programme_letter, name="programme_letter"),
    path("pass/programmes/<int:pk>/fermer/", programme_settings.programme_close, name="programme_close"),
    path("pass/programmes/<int:pk>/rouvrir/", programme_settings.programme_reopen, name="programme_reopen"),
    path("pass/carnets/<int:pk>/annuler/", booklets.booklet_withdraw, name="booklet_withdraw"),
    path("pass/lettres/<int:pk>/remise/", letters.letter_handed, name="letter_handed"),
    path("pass/lettres/<int:pk>/nouvelle-adresse/", returns.letter_readdress, name="letter_readdress"),
    path("pass/lots/<int:pk>/retours/", returns.batch_returns, name="batch_returns"),
    path("pass/retours/", returns.letter_returns, name="letter_returns"),
    path("lieux-de-formation/", training_places.training_place_list, name="training_place_list"),
    path("lieux-de-formation/ajouter/", training_places.training_place_add, name="training_place_add"),
    path("lieux-de-formation/<int:pk>/", training_places.training_place, name="training_place"),
    path(
        "lieux-de-formation/<int:pk>/modifier/",
        training_places.training_place_edit,
        name="training_place_edit",
    ),
]
