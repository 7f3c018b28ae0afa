"""Addresses of the newsletter, for whoever writes it and for everybody."""

from django.urls import URLPattern

from inclusion.core.access import page
from inclusion.newsletter.views import issues as views
from inclusion.newsletter.views import items, public
from inclusion.newsletter.views import subscribers as newsletter_views

newsletter_patterns: list[URLPattern] = [
    page("journal-du-reseau/", public.issue_public_list),
    page("journal-du-reseau/<int:number>/", public.issue_public),
    page("journal-du-reseau/abonnement/", public.subscriber_ask),
    page("journal-du-reseau/abonnement/merci/", public.subscriber_thanks),
    page("journal-du-reseau/abonnement/membre/", public.subscriber_me),
    page("journal-du-reseau/confirmer/<secret:token>/", public.subscriber_confirm),
    page("journal-du-reseau/arreter/<secret:token>/", public.subscriber_leave),
    page("journal-du-reseau/numeros/", views.issue_list),
    page("journal-du-reseau/numeros/ajouter/", views.issue_add),
    page("journal-du-reseau/numeros/<int:pk>/", views.issue_detail),
    page("journal-du-reseau/numeros/<int:pk>/modifier/", views.issue_edit),
    page("journal-du-reseau/numeros/<int:pk>/apercu/", views.issue_preview),
    page("journal-du-reseau/numeros/<int:pk>/courriel/", views.issue_preview_mail),
    page("journal-du-reseau/numeros/<int:pk>/essai/", views.issue_test),
    page("journal-du-reseau/numeros/<int:pk>/envoyer/", views.issue_send),
    page("journal-du-reseau/numeros/<int:pk>/prevoir/", views.issue_plan),
    page("journal-du-reseau/numeros/<int:pk>/reprendre-en-brouillon/", views.issue_take_back),
    page("journal-du-reseau/numeros/<int:pk>/supprimer/", views.issue_drop),
    page("journal-du-reseau/numeros/<int:pk>/reprendre/", items.issue_take),
    page("journal-du-reseau/numeros/<int:pk>/ajouter/", items.issue_item_add),
    page("journal-du-reseau/rubriques/<int:pk>/", items.issue_section_edit),
    page("journal-du-reseau/rubriques/<int:pk>/place/", items.issue_section_move),
    page("journal-du-reseau/images/<int:pk>/", public.issue_picture),
    page("journal-du-reseau/nouvelles/<int:pk>/", items.issue_item_edit),
    page("journal-du-reseau/nouvelles/<int:pk>/place/", items.issue_item_move),
    page("journal-du-reseau/nouvelles/<int:pk>/retirer/", items.issue_item_remove),
    page("journal-du-reseau/abonnes/", newsletter_views.subscriber_list),
    page("journal-du-reseau/abonnes/mouvements/", newsletter_views.subscriber_movements),
    page("journal-du-reseau/abonnes/apporter/", newsletter_views.subscriber_import),
    page("journal-du-reseau/abonnes/<int:pk>/desabonner/", newsletter_views.subscriber_end),
    page("journal-du-reseau/abonnes/<int:pk>/reessayer/", newsletter_views.subscriber_retry),
]
