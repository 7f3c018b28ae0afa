"""The named fields of agreements: what each is, its value in one agreement, what is wrong with them."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from funding.agreements.enums import AMENDMENT_TEXT, TEXT_CHOICES, AgreementKind, PartyRole
from funding.agreements.models import Agreement, AgreementParty, Instalment, InstalmentQuerySet
from funding.agreements.queries.instalments import set_free_since
from funding.agreements.rules.terms import COFINANCING, change_of_end, figures_and_words, listed, shown_length
from funding.agreements.rules.texts import fields_in, text_faults
from funding.contributions.enums import CallState
from funding.ledger.models.funds import Fund
from funding.ledger.rules import number_in_words
from funding.posts.models import Post, roadmap_of, territory_of
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import Period, months_between, plain_date, shown_end, shown_period
from inclusion.partners.models import Partner

_AGREEMENT = {
    "reference": "numéro de la convention, par exemple CONV-2026-0004",
    "titre": "titre de la convention",
    "objet": "objet de la convention, tel qu’il est saisi",
    "debut": "premier jour de la convention",
    "fin": "dernier jour de la convention, compris",
    "periode": "premier et dernier jours\u00a0: «\u00a0du 1er janvier au 31 décembre 2026\u00a0»",
    "duree": "durée en toutes lettres\u00a0: «\u00a0trois ans\u00a0»",
    "reseau": "nom du réseau",
    "departement": "département avec «\u00a0de\u00a0»\u00a0: «\u00a0de Maine-et-Loire\u00a0»",
}
_PARTIES = {
    "parties": "noms de toutes les parties",
    "porteur": "nom de la partie qui porte (le Porteur)",
    "financeurs": "noms des financeurs",
    "collectivite": "nom de la collectivité",
    "employeur": "nom de l’employeur\u00a0; celui du poste, à défaut d’une partie qui signe à ce titre",
    "partenaires": "noms des partenaires",
    "exemplaires": "nombre d’exemplaires en toutes lettres\u00a0: autant que de parties",
}
_MONEY = {
    "fonds": "nom du fonds",
    "fonds_porteur": "organisme qui tient le fonds",
    "fonds_periode": "premier et dernier jours du fonds",
    "total": "somme de toutes les échéances, en chiffres et en lettres",
    "echeancier": "tableau des échéances, avec les totaux\u00a0; seul, entre deux lignes vides",
}
_POST = {
    "poste": "intitulé du poste",
    "poste_nature": "conseiller numérique, ou coordinateur",
    "poste_etp": "équivalents temps plein (ETP) du poste",
    "poste_territoire": "intercommunalité du poste",
    "poste_periode": "premier et dernier jours du financement",
    "poste_mois": "nombre de mois financés, en toutes lettres",
    "poste_cout": "coût d’un ETP sur douze mois",
    "part_fonds": "ce que le fonds paie en tout, en chiffres et en lettres",
    "part_collectivite": "ce que la collectivité paie en tout, en chiffres et en lettres",
    "feuille_de_route": "feuille de route locale, avec la date de sa rédaction ou de son adoption",
    "plan_de_financement": "tableau de qui paie quoi chaque année\u00a0; seul, entre deux lignes vides",
}
_CTG = {"theme": "place de l’inclusion numérique dans la convention territoriale globale"}
_AMENDMENT = {
    "convention_modifiee": "numéro et titre de la convention modifiée",
    "convention_signee_le": "jour où elle a été signée",
    "ancienne_fin": "son dernier jour avant l’avenant",
    "nouvelle_fin": "son dernier jour après l’avenant",
    "changement_de_fin": "phrase qui dit l’ancien et le nouveau dernier jour, ou qu’il reste le même",
    "ancien_echeancier": "tableau des échéances avant l’avenant\u00a0; seul, entre deux lignes vides",
}
#: The fields in groups, as the help beside an editor shows them: a title, names and what each is.
FIELD_GROUPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("La convention", _AGREEMENT),
    ("Les parties", _PARTIES),
    ("L’argent", _MONEY),
    ("Le poste", _POST),
    ("La CTG", _CTG),
    ("L’avenant", _AMENDMENT),
)
#: Every field and what it is.
FIELDS: dict[str, str] = {name: meaning for _, fields in FIELD_GROUPS for name, meaning in fields.items()}
#: Fields that hold whole tables; each is alone in its paragraph.
BLOCKS = ("echeancier", "ancien_echeancier", "plan_de_financement")

#: Groups that only some texts may use.
_ONLY = {
    "L’argent": (AgreementKind.COOPERATION, *COFINANCING, AgreementKind.CTG, AMENDMENT_TEXT),
    "Le poste": (*COFINANCING, AMENDMENT_TEXT),
    "La CTG": (AgreementKind.CTG,),
    "L’avenant": (AMENDMENT_TEXT,),
}
#: The forms in which values are written that an agreement may lack.
_FORMS = {
    "agreement_edit": ("objet", "fonds", "fonds_porteur", "fonds_periode", "theme"),
    "agreement_party_add": (
        "porteur",
        "financeurs",
        "collectivite",
        "employeur",
        "partenaires",
        "parties",
        "exemplaires",
    ),
    "agreement_instalments_yearly": ("total", "echeancier"),
}
#: What to do where a field has no value.
_REMEDY = {
    "objet": "saisissez l’objet de la convention",
    "porteur": "ajoutez la partie qui porte la convention",
    "financeurs": "ajoutez une partie qui finance",
    "collectivite": "ajoutez la collectivité parmi les parties",
    "employeur": "ajoutez l’employeur parmi les parties",
    "partenaires": "ajoutez un partenaire parmi les parties",
    "parties": "ajoutez les parties",
    "exemplaires": "ajoutez les parties",
    "fonds": "choisissez le fonds de la convention",
    "fonds_porteur": "choisissez le fonds de la convention",
    "fonds_periode": "choisissez le fonds de la convention",
    "total": "ajoutez les échéances",
    "echeancier": "ajoutez les échéances",
    "poste_territoire": "indiquez l’intercommunalité du poste",
    "feuille_de_route": "notez la feuille de route locale de l’intercommunalité",
    "theme": "indiquez la place de l’inclusion numérique dans la CTG",
    "ancien_echeancier": "la convention modifiée n’a pas d’échéance",
}


def text_kind_of(agreement: Agreement) -> str:
    """The kind of text of an agreement: its own, or that of amendments."""
    return AMENDMENT_TEXT if agreement.is_amendment else agreement.kind


def field_groups(text_kind: str) -> list[tuple[str, dict[str, str]]]:
    """The fields that a kind of text may use, in groups."""
    return [(name, fields) for name, fields in FIELD_GROUPS if text_kind in _ONLY.get(name, (text_kind,))]


def fields_for(text_kind: str) -> list[str]:
    """The names of the fields that a kind of text may use."""
    return [name for _, fields in field_groups(text_kind) for name in fields]


def post_of(agreement: Agreement) -> Post | None:
    """The post that an agreement co-finances; an amendment's is that of what it changes."""
    main = agreement.parent or agreement
    return Post.objects.filter(agreement=main).select_related("employer", "collectivite", "territory").first()


def carrier_of(agreement: Agreement) -> AgreementParty | None:
    """The party that carries an agreement; None where nobody does."""
    carriers = agreement.parties.filter(role=PartyRole.CARRIER)
    return carriers.select_related("partner__commune").order_by("pk").first()


def issuer_of(agreement: Agreement) -> Partner | None:
    """Whose papers those of an agreement are: the carrier of the fund that co-finances a post, else its own carrier."""
    if agreement.kind in COFINANCING and agreement.fund is not None:
        return agreement.fund.host
    carrier = carrier_of(agreement)
    return None if carrier is None else carrier.partner


def instalments_of(agreement: Agreement) -> list[Instalment]:
    """What is due under an agreement; under an amendment, what stays of before and what it adds."""
    rows = _instalments()
    if not agreement.is_amendment:
        return list(rows.filter(agreement=agreement, superseded_by=None).order_by("due_on", "pk"))
    freed = set_free_since(agreement)
    kept = [one for one in instalments_before(agreement) if _has_gone_on(one) or one.pk in freed]
    own = rows.filter(agreement=agreement, superseded_by=None)
    return sorted([*kept, *own], key=lambda one: (one.due_on, one.pk))


def instalments_before(amendment: Agreement) -> list[Instalment]:
    """What was due under the agreement before an amendment, whether the amendment is signed or not."""
    family = [amendment.parent_id, *amendment.parent.amendments.values_list("pk", flat=True)]
    rows = _instalments().filter(agreement__in=family).exclude(agreement=amendment)
    rows = rows.filter(agreement__signed_on__isnull=False)
    standing = rows.filter(superseded_by=None) | rows.filter(superseded_by=amendment)
    return list(standing.order_by("due_on", "pk"))


def _instalments() -> InstalmentQuerySet:
    return Instalment.objects.select_related("party__partner", "call")


def _has_gone_on(one: Instalment) -> bool:
    """Whether an instalment was called, committed or settled, so that no amendment replaces it."""
    called = one.call is not None and one.call.state == CallState.ISSUED
    return called or one.commitment_id is not None or one.settled_on is not None


def values_of(agreement: Agreement) -> dict[str, str]:
    """The value of every field that the agreement's text may use, tables aside; empty where there is none."""
    return _values(agreement, post_of(agreement), instalments_of(agreement))


def _values(agreement: Agreement, post: Post | None, instalments: Sequence[Instalment]) -> dict[str, str]:
    parties = list(agreement.parties.select_related("partner"))
    values = {
        **_agreement_values(agreement),
        **_party_values(parties, post),
        **_money_values(agreement.fund, instalments),
        "theme": agreement.theme,
        **(_post_values(post) if post else {}),
        **(_amendment_values(agreement) if agreement.is_amendment else {}),
    }
    return {name: values.get(name, "") for name in fields_for(text_kind_of(agreement)) if name not in BLOCKS}


def _agreement_values(agreement: Agreement) -> dict[str, str]:
    return {
        "reference": agreement.reference,
        "titre": agreement.title,
        "objet": agreement.purpose,
        "debut": plain_date(agreement.start),
        "fin": plain_date(shown_end(agreement.end)),
        "periode": shown_period(agreement.start, agreement.end),
        "duree": shown_length(Period(agreement.start, agreement.end)),
        "reseau": agreement.network.name,
        "departement": agreement.network.department.of_name,
    }


def _party_values(parties: Sequence[AgreementParty], post: Post | None) -> dict[str, str]:
    def named(role: str | None = None) -> str:
        return listed([one.partner.name for one in parties if role in (None, one.role)])

    return {
        "parties": named(),
        "porteur": named(PartyRole.CARRIER),
        "financeurs": named(PartyRole.FUNDER),
        "collectivite": named(PartyRole.COLLECTIVITE) or (post.collectivite.name if post else ""),
        "employeur": named(PartyRole.EMPLOYER) or (post.employer.name if post else ""),
        "partenaires": named(PartyRole.PARTNER),
        "exemplaires": number_in_words(len(parties)) if parties else "",
    }


def _money_values(fund: Fund | None, instalments: Sequence[Instalment]) -> dict[str, str]:
    total = sum((one.amount for one in instalments), ZERO)
    values = {"total": figures_and_words(total) if instalments else ""}
    if fund is not None:
        values |= {"fonds": fund.name, "fonds_porteur": fund.host.name, "fonds_periode": fund.period}
    return values


def _post_values(post: Post) -> dict[str, str]:
    years = list(post.years.all())
    territory, roadmap = territory_of(post), roadmap_of(post)
    named = ""
    if roadmap is not None and roadmap.drafted_on:
        adopted = roadmap.adopted_on
        state = f"adoptée le {plain_date(adopted)}" if adopted else f"rédigée le {plain_date(roadmap.drafted_on)}"
        named = f"{roadmap.title}, {state}"
    return {
        "poste": post.title,
        "poste_nature": post.get_kind_display().lower(),
        "poste_etp": f"{shown_fte(post.fte)} ETP",
        "poste_territoire": str(territory) if territory else "",
        "poste_periode": post.period,
        "poste_mois": f"{number_in_words(months_between(post.start, post.end))} mois",
        "poste_cout": euros(post.yearly_cost),
        "part_fonds": figures_and_words(sum((year.fund_share for year in years), ZERO)) if years else "",
        "part_collectivite": figures_and_words(sum((year.collectivite_share for year in years), ZERO)) if years else "",
        "feuille_de_route": named,
    }


def shown_fte(fte: Decimal) -> str:
    """« 1 », « 0,5 », « 1,75 »."""
    return f"{fte.normalize():f}".replace(".", ",")


def _amendment_values(amendment: Agreement) -> dict[str, str]:
    parent = amendment.parent
    before = plain_date(shown_end(amendment.end_before or parent.end))
    after = plain_date(shown_end(amendment.end))
    return {
        "convention_modifiee": f"{parent.reference}, «\u00a0{parent.title}\u00a0»",
        "convention_signee_le": plain_date(parent.signed_on) if parent.signed_on else "",
        "ancienne_fin": before,
        "nouvelle_fin": after,
        "changement_de_fin": change_of_end(before, after),
    }


def _empty_blocks(agreement: Agreement, post: Post | None, instalments: Sequence[Instalment]) -> set[str]:
    """The tables that an agreement has nothing to put in."""
    full = {
        "echeancier": bool(instalments),
        "ancien_echeancier": agreement.is_amendment and bool(instalments_before(agreement)),
        "plan_de_financement": post is not None and post.years.exists(),
    }
    return {name for name, has_rows in full.items() if not has_rows}


def field_problems(agreement: Agreement) -> dict[str, str]:
    """What is wrong with the fields of an agreement's articles: sentences that name article and field, each with the
    route of the form that mends it, empty where the article itself does.
    """
    post, instalments = post_of(agreement), instalments_of(agreement)
    values = _values(agreement, post, instalments)
    empty = _empty_blocks(agreement, post, instalments)
    forms = {missing_sentence(name): form for form, names in _FORMS.items() for name in names}
    return {
        f"Article «\u00a0{section.title}\u00a0»\u00a0: {problem[0].lower()}{problem[1:]}": forms.get(problem, "")
        for section in agreement.sections.all()
        for problem in body_problems(section.body, text_kind_of(agreement), values=values, empty=empty)
    }


def body_problems(body: str, text_kind: str, *, values: Mapping[str, str], empty: Collection[str]) -> list[str]:
    """What is wrong with the fields of an article; `values` and `empty` (tables) are those of its agreement."""
    return body_faults(body, text_kind) or [
        missing_sentence(name) for name in fields_in(body) if name in empty or not values.get(name, name).strip()
    ]


def body_faults(body: str, text_kind: str) -> list[str]:
    """What is wrong with the fields of an article of this kind of text, whatever the agreement."""
    known = fields_for(text_kind)
    elsewhere = [name for name in fields_in(body) if name in FIELDS and name not in known]
    blocks = [name for name in BLOCKS if name in known]
    kind = dict(TEXT_CHOICES)[text_kind]
    return [
        f"Le champ «\u00a0{name}\u00a0» n’a pas de sens dans ce texte (modèle\u00a0: {kind})." for name in elsewhere
    ] + text_faults(body, known=[*known, *elsewhere], blocks=blocks)


def missing_sentence(name: str) -> str:
    """« Le champ « objet » n’a pas de valeur : saisissez l’objet de la convention. »."""
    remedy = f"\u00a0: {_REMEDY[name]}" if name in _REMEDY else ""
    return f"Le champ «\u00a0{name}\u00a0» n’a pas de valeur{remedy}."
