"""Forms of the texts of agreements: the articles of a template, one article of an agreement, a remark."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from funding.models import AgreementSection

type Article = tuple[str, str]

#: More articles than a text of this kind has; what is posted beyond is not read.
MAX_ARTICLES = 60
_BODY_HELP = (
    "Une ligne vide sépare deux paragraphes. **gras**, - en début de ligne pour une liste. "
    "Les champs s’écrivent entre accolades, comme {{ objet }}\u00a0: "
    '<a href="#champs">voir la liste des champs</a>.'
)


def body_field(**options: Any) -> forms.CharField:
    """The text of an article."""
    widget = forms.Textarea(attrs={"class": "article-text", "spellcheck": "true"})
    return forms.CharField(label="Texte", widget=widget, **options)


class TemplateForm(forms.Form):
    """All articles of a template, one after the other; as many as are given or were typed."""

    note = forms.CharField(
        label="Ce qui change dans cette version",
        max_length=200,
        required=False,
        help_text="En une phrase, pour ceux qui la liront dans la liste des versions.",
    )

    def __init__(self, *args: Any, articles: Sequence[Article], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = len(articles)
        for rank, (title, body) in enumerate(articles, start=1):
            self.fields[f"title_{rank}"] = forms.CharField(
                label=f"Titre de l’article {rank}", max_length=160, initial=title
            )
            self.fields[f"body_{rank}"] = body_field(
                initial=body,
                help_text=_BODY_HELP if rank == 1 else "",
                error_messages={"required": "Écrivez le texte de cet article, ou retirez-le."},
            )
            self.fields[f"body_{rank}"].label = f"Texte de l’article {rank}"

    @property
    def articles(self) -> list[dict[str, Any]]:
        """The fields of each article, for the page."""
        return [
            {
                "rank": rank,
                "title": self[f"title_{rank}"],
                "body": self[f"body_{rank}"],
                "is_first": rank == 1,
                "is_last": rank == self.count,
            }
            for rank in range(1, self.count + 1)
        ]

    def sections(self, data: dict[str, Any]) -> list[Article]:
        """The articles of a valid form."""
        return [(data[f"title_{rank}"], data[f"body_{rank}"]) for rank in range(1, self.count + 1)]


def typed_articles(data: QueryDict) -> list[Article]:
    """The articles that were typed, whatever is wrong with them, in their order."""
    articles: list[Article] = []
    while len(articles) < MAX_ARTICLES and f"title_{len(articles) + 1}" in data:
        rank = len(articles) + 1
        articles.append((data[f"title_{rank}"], data.get(f"body_{rank}", "").replace("\r\n", "\n")))
    return articles


def rearranged(articles: Sequence[Article], wish: str) -> list[Article]:
    """The articles after « up-3 », « down-3 », « remove-3 » or « add-3 » (one more after the third); else unchanged."""
    verb, _, number = wish.partition("-")
    out = list(articles)
    rank = int(number) if number.isdecimal() and len(number) < 4 else 0
    if verb == "add" and rank <= len(out) < MAX_ARTICLES:
        out.insert(rank, ("", ""))
    elif 1 <= rank <= len(out):
        if verb == "remove":
            out.pop(rank - 1)
        elif verb == "up" and rank > 1:
            out[rank - 2], out[rank - 1] = out[rank - 1], out[rank - 2]
        elif verb == "down" and rank < len(out):
            out[rank - 1], out[rank] = out[rank], out[rank - 1]
    return out


class SectionForm(forms.ModelForm):
    """One article of an agreement."""

    body = body_field(required=False, help_text=_BODY_HELP)

    class Meta:
        model = AgreementSection
        fields = ["title", "body"]


class CommentForm(forms.Form):
    """A remark on an article."""

    text = forms.CharField(
        label="Votre remarque",
        widget=forms.Textarea,
        error_messages={"required": "Écrivez votre remarque."},
    )
