"""Columns for French names, which are sorted and searched without accents."""

from typing import Any

from django.db import models
from django.db.models.functions import Lower


class WithoutAccents(models.Func):
    """`unaccent` in the immutable form that a generated column and an index accept (created by the first migration)."""

    function = "immutable_unaccent"
    output_field = models.TextField()


def name_order(field: str = "name") -> Lower:
    """Return the order of French names where no column keeps it: « Élise » is before « Farid »."""
    return Lower(WithoutAccents(field))


def sort_key(*fields: str) -> models.GeneratedField:
    """Return a generated column: the fields joined, lower case, without accents.

    Sorts and finds French names rightly.
    """
    expression: Any = models.F(fields[0])
    for field in fields[1:]:
        expression = models.functions.ConcatPair(
            expression, models.functions.ConcatPair(models.Value(" "), models.F(field))
        )
    return models.GeneratedField(
        expression=Lower(WithoutAccents(expression)), output_field=models.TextField(), db_persist=True
    )
