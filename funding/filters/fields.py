"""What the filters of funding share."""

from django import forms

#: A day, as browsers ask for it.
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
