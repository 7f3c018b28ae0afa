"""Addresses of the chain from euros to results, below those of one network."""

from evaluation.chain import views
from inclusion.core.access import page

chain_patterns = [
    page("des-euros-aux-resultats/", views.chain),
    page("des-euros-aux-resultats/actions/<int:pk>/rattacher/", views.output_add),
    page("des-euros-aux-resultats/rattachements/<int:pk>/retirer/", views.output_remove),
    page("des-euros-aux-resultats/<slug:figure>/", views.chain_list),
]
