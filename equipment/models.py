"""The model classes of the features of equipment: Django looks for them here."""

from django.db.models import Model

from inclusion.core.features import classes_of

globals().update(classes_of("equipment", "models", Model))
