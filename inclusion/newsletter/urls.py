"""Addresses of the newsletter, for whoever writes it and for everybody."""

from django.urls import URLPattern, path

from inclusion.newsletter import views
from inclusion.newsletter import views as items
from inclusion.newsletter import views as newsletter_views
from inclusion.newsletter import views as public

newsletter_patterns: list[URLPattern] = [
    path("journal-du-reseau/", public.issue_public_list, name="issue_public_list"),
    path("journal-du-reseau/<int:number>/", public.issue_public, name="issue_public"),
    path("journal-du-reseau/abonnement/", public.subscriber_ask, name="subscriber_ask"),
    path("journal-du-reseau/abonnement/merci/", public.subscriber_thanks, name="subscriber_thanks"),
    path("journal-du-reseau/abonnement/membre/", public.subscriber_me, name="subscriber_me"),
    path("journal-du-reseau/confirmer/<secret:token>/", public.subscriber_confirm, name="subscriber_confirm"),
    path("journal-du-reseau/arreter/<secret:token>/", public.subscriber_leave, name="subscriber_leave"),
    path("journal-du-reseau/numeros/", views.issue_list, name="issue_list"),
    path("journal-du-reseau/numeros/ajouter/", views.issue_add, name="issue_add"),
    path("journal-du-reseau/numeros/<int:pk>/", views.issue_detail, name="issue_detail"),
    path("journal-du-reseau/numeros/<int:pk>/modifier/", views.issue_edit, name="issue_edit"),
    path("journal-du-reseau/numeros/<int:pk>/apercu/", views.issue_preview, name="issue_preview"),
    path("journal-du-reseau/numeros/<int:pk>/courriel/", views.issue_preview_mail, name="issue_preview_mail"),
    path("journal-du-reseau/numeros/<int:pk>/essai/", views.issue_test, name="issue_test"),
    path("journal-du-reseau/numeros/<int:pk>/envoyer/", views.issue_send, name="issue_send"),
    path("journal-du-reseau/numeros/<int:pk>/supprimer/", views.issue_drop, name="issue_drop"),
    path("journal-du-reseau/numeros/<int:pk>/reprendre/", items.issue_take, name="issue_take"),
    path("journal-du-reseau/numeros/<int:pk>/ajouter/", items.issue_item_add, name="issue_item_add"),
    path("journal-du-reseau/nouvelles/<int:pk>/", items.issue_item_edit, name="issue_item_edit"),
    path("journal-du-reseau/nouvelles/<int:pk>/place/", items.issue_item_move, name="issue_item_move"),
    path("journal-du-reseau/nouvelles/<int:pk>/retirer/", items.issue_item_remove, name="issue_item_remove"),
    path("journal-du-reseau/abonnes/", newsletter_views.subscriber_list, name="subscriber_list"),
    path("journal-du-reseau/abonnes/apporter/", newsletter_views.subscriber_import, name="subscriber_import"),
    path(
        "journal-du-reseau/abonnes/<int:pk>/desabonner/",
        newsletter_views.subscriber_end,
        name="subscriber_end",
    ),
    path(
        "journal-du-reseau/abonnes/<int:pk>/reessayer/",
        newsletter_views.subscriber_retry,
        name="subscriber_retry",
    ),
]
