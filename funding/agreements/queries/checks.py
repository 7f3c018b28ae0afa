"""What is missing before a step of an agreement, in French sentences."""

from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse

from funding.agreements.enums import AgreementKind, InstalmentFlow, PartyRole
from funding.agreements.models import Agreement, AgreementParty, Instalment, SectionComment
from funding.agreements.queries.fields import field_problems
from funding.agreements.queries.instalments import THROUGH_A_FUND, above_the_plan, instalment_fault, taken_twice
from funding.agreements.rules.terms import COFINANCING, COOPERATION_MONTHS, is_longer_than, party_problems
from funding.enums import AgreementState
from funding.posts.models import Post, roadmap_problem
from funding.posts.rules.years import MAX_MONTHS
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.networks import User
from inclusion.core.states import register_blockers

#: What comes next on the way to the end of an agreement.
NEXT = {
    AgreementState.DRAFT: AgreementState.REVIEW,
    AgreementState.CORRECTION: AgreementState.REVIEW,
    AgreementState.REVIEW: AgreementState.TO_SIGN,
    AgreementState.TO_SIGN: AgreementState.SIGNED,
    AgreementState.SIGNED: AgreementState.ACTIVE,
    AgreementState.ACTIVE: AgreementState.ENDED,
}


#: Where what is missing is written, on the page of the agreement.
_ARTICLES, _INSTALMENTS, _PARTIES = "#articles", "#echeances", "#parties"


class Check(NamedTuple):
    """A condition of a step, said so that it reads well met or not; what to do where it is not met, and where."""

    label: str
    problems: list[str]
    #: The address of the form, or the place on the agreement's page.
    url: str = ""


def missing_before(agreement: Agreement, to: AgreementState) -> list[str]:
    """What blocks an agreement from this state; an empty list allows it."""
    return [sentence for check in _checks(agreement, to) for sentence in check.problems]


register_blockers(Agreement, missing_before)


def closed_sentence(agreement: Agreement) -> str:
    """« Cette convention est en relecture. Pour la modifier, renvoyez-la d’abord en correction. »"""
    this = "Cet avenant" if agreement.is_amendment else "Cette convention"
    state = agreement.get_state_display()
    if agreement.is_bound:
        return f"{this} est à l’état «\u00a0{state}\u00a0»\u00a0: ce qui est signé se modifie par un avenant."
    it = "le" if agreement.is_amendment else "la"
    return f"{this} est {state[0].lower()}{state[1:]}. Pour {it} modifier, renvoyez-{it} d’abord en correction."


def checks_now(agreement: Agreement) -> list[Check]:
    """The conditions of the next step of an agreement."""
    return _checks(agreement, NEXT[AgreementState(agreement.state)])


def checks_before_signing(agreement: Agreement) -> list[Check]:
    """What an agreement that goes to its parties will need to be signed, besides what it needs to go."""
    facts = _AgreementFacts(agreement)
    return [*_before_signing(facts), *_roadmap(facts)] if agreement.is_open else []


def _checks(agreement: Agreement, to: AgreementState) -> list[Check]:
    facts = _AgreementFacts(agreement)
    if to == AgreementState.REVIEW:
        return _content(facts)
    if to == AgreementState.TO_SIGN:
        return [*_content(facts), *_before_signing(facts), *_roadmap(facts)]
    if to == AgreementState.SIGNED:
        # The text has not changed since it was made ready to sign; what lies around it may have.
        left = [_left(facts)] if agreement.is_amendment else []
        return [*_signatures(facts), *_parent(facts), *left, *_post(facts), *_roadmap(facts)]
    return []


class _AgreementFacts:
    """What the checks read of an agreement, once for all of them."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.kind = AgreementKind(agreement.kind)
        self.main = agreement.parent or agreement

    def url(self, name: str, row: int | None = None) -> str:
        """The address of a form about the agreement, or about another row."""
        return reverse(name, args=[self.agreement.network.slug, row or self.agreement.pk])

    @cached_property
    def parties(self) -> list:
        return list(self.agreement.parties.select_related("partner").order_by("pk"))

    @cached_property
    def instalments(self) -> list[Instalment]:
        rows = self.agreement.instalments.select_related("party__partner", "post_year")
        return list(rows.order_by("due_on", "pk"))

    @cached_property
    def post(self) -> Post | None:
        return post_of(self.agreement)


def post_of(agreement: Agreement) -> Post | None:
    """The post that an agreement finances; an amendment finances that of what it amends."""
    return Post.objects.select_related("fund").filter(agreement=agreement.parent_id or agreement.pk).first()


# -- Before review ------------------------------------------------------------------------


def _content(facts: _AgreementFacts) -> list[Check]:
    roles = [PartyRole(party.role) for party in facts.parties]
    private = facts.post is not None and facts.post.private_employer
    problems = party_problems(facts.kind, roles, private_employer=private)
    label = {
        AgreementKind.COFINANCING_TWO: "Deux parties signent",
        AgreementKind.COFINANCING_THREE: "Trois parties signent, dont l’employeur",
    }.get(facts.kind, "Au moins deux parties signent")
    return [
        *_parent(facts),
        Check(label, problems, _PARTIES if len(roles) > 1 else facts.url("agreement_party_add")),
        *_kind(facts),
        *_money(facts),
        *_post(facts),
        Check("Chaque article est écrit", _unwritten(facts), _ARTICLES),
    ]


def _parent(facts: _AgreementFacts) -> list[Check]:
    """An amendment changes what is in force."""
    parent = facts.agreement.parent
    if parent is None:
        return []
    standing = parent.state in (AgreementState.SIGNED, AgreementState.ACTIVE)
    problem = (
        f"La convention {parent.reference} est à l’état «\u00a0{parent.get_state_display()}\u00a0»\u00a0: un avenant "
        "modifie une convention signée ou en vigueur."
    )
    kept = parent.fund_id is None or parent.fund_id == facts.agreement.fund_id
    other = f"Un avenant garde le fonds de la convention, «\u00a0{parent.fund}\u00a0»\u00a0: choisissez-le."
    return [
        Check("La convention modifiée est signée ou en vigueur", [] if standing else [problem]),
        Check("L’avenant garde le fonds de la convention", [] if kept else [other], facts.url("agreement_edit")),
    ]


def _kind(facts: _AgreementFacts) -> list[Check]:
    agreement = facts.agreement
    if facts.kind == AgreementKind.CTG:
        problem = "Indiquez la place de l’inclusion numérique dans la CTG\u00a0: qui s’en occupe, dans quelle instance."
        return [
            Check(
                "La place de l’inclusion numérique est dite",
                [] if agreement.theme.strip() else [problem],
                facts.url("agreement_edit"),
            )
        ]
    if facts.kind != AgreementKind.COOPERATION:
        return []
    checks = [
        Check(
            "Un fonds reçoit les versements",
            [] if agreement.fund_id else ["Indiquez dans quel fonds les parties versent."],
            facts.url("agreement_edit"),
        )
    ]
    if not agreement.is_amendment:
        problem = length_problem(facts.kind, agreement.start, agreement.end)
        checks.append(
            Check(
                f"Elle dure {COOPERATION_MONTHS} mois au plus",
                [] if problem is None else [problem],
                facts.url("agreement_edit"),
            )
        )
        checks.append(
            Check(
                "Au moins une échéance est prévue",
                [] if facts.instalments else ["Prévoyez au moins une échéance\u00a0: qui verse combien, et quand."],
                facts.url("agreement_instalments_yearly"),
            )
        )
    return checks


def length_problem(kind: AgreementKind, start: date, end: date) -> str | None:
    """What is wrong with the length of an agreement of this kind, amendments aside."""
    if kind != AgreementKind.COOPERATION or not is_longer_than(start, end, months=COOPERATION_MONTHS):
        return None
    return (
        f"Une convention de coopération dure {COOPERATION_MONTHS} mois au plus\u00a0: avancez sa fin. "
        "Elle se reconduit ensuite."
    )


# -- Money --------------------------------------------------------------------------------


def _money(facts: _AgreementFacts) -> list[Check]:
    if facts.kind == AgreementKind.FRAMEWORK:
        problem = "Une convention cadre n’engage aucun euro\u00a0: retirez ses échéances."
        return [Check("Aucun versement n’est prévu", [problem] if facts.instalments else [], _INSTALMENTS)]
    if not facts.instalments:
        return []
    found = []
    for one in facts.instalments:
        fault = instalment_fault(
            facts.agreement, payer=str(one.party), flow=InstalmentFlow(one.flow), year=one.year, due_on=one.due_on
        )
        if fault is not None:
            found.append(fault[1])
    checks = [
        Check("Chaque échéance est dans les années de la convention et du fonds", found, _INSTALMENTS),
        Check("Les échéances qui passent par un fonds disent lequel", _fund_unsaid(facts), facts.url("agreement_edit")),
    ]
    if facts.agreement.is_amendment:
        checks.append(_left(facts))
    return checks


def _left(facts: _AgreementFacts) -> Check:
    twice = taken_twice(facts.main, facts.instalments)
    return Check("L’avenant ne reprend que ce qui reste à verser", twice, _INSTALMENTS)


def _fund_unsaid(facts: _AgreementFacts) -> list[str]:
    agreement = facts.agreement
    flows = {one.flow for one in facts.instalments}
    if agreement.fund_id is None and flows & set(THROUGH_A_FUND):
        return ["Des échéances passent par un fonds\u00a0: indiquez lequel dans la convention."]
    if InstalmentFlow.PAID_BY_FUND in flows and agreement.funded_action_id is None:
        return ["Le fonds paie des échéances\u00a0: indiquez à quelle action financée elles se rattachent."]
    return []


# -- Posts --------------------------------------------------------------------------------


def _post(facts: _AgreementFacts) -> list[Check]:
    if facts.kind not in COFINANCING:
        return []
    if facts.post is None:
        problem = "Une convention de cofinancement naît d’un poste retenu\u00a0: commencez-la depuis la page du poste."
        return [Check("Elle finance un poste retenu", [problem])]
    above = above_the_plan(facts.agreement, facts.instalments)
    return [
        Check("Elle finance un poste retenu", _other_fund(facts, facts.post), facts.url("agreement_edit")),
        Check("Le fonds ne paie pas plus que le plan de financement du poste", above, _INSTALMENTS),
        Check(f"Le poste est financé {MAX_MONTHS} mois au plus", _too_long(facts), facts.url("agreement_edit")),
    ]


def _too_long(facts: _AgreementFacts) -> list[str]:
    """An amendment as well leaves the financing of a post within its months."""
    if not is_longer_than(facts.main.start, facts.agreement.end, months=MAX_MONTHS):
        return []
    return [f"Un poste est financé {MAX_MONTHS} mois au plus\u00a0: avancez la fin."]


def _other_fund(facts: _AgreementFacts, post: Post) -> list[str]:
    if facts.agreement.fund_id == post.fund_id:
        return []
    return [f"Ce poste est cofinancé par «\u00a0{post.fund}\u00a0»\u00a0: choisissez ce fonds pour la convention."]


def _roadmap(facts: _AgreementFacts) -> list[Check]:
    if facts.post is None or facts.agreement.is_amendment:  # what it amends was signed on one
        return []
    problem = roadmap_problem(facts.post, adopted=False)
    label = "La feuille de route locale du territoire est au moins rédigée"
    url = reverse("local_roadmap_list", args=[facts.agreement.network.slug])
    return [Check(label, [] if problem is None else [problem], url)]


# -- Texts and signatures ------------------------------------------------------------------


def _unwritten(facts: _AgreementFacts) -> list[str]:
    sections = list(facts.agreement.sections.order_by("rank", "pk"))
    if not sections:
        return ["Écrivez les articles de la convention."]
    return [f"Écrivez l’article «\u00a0{one.title}\u00a0»." for one in sections if not one.body.strip()]


def _before_signing(facts: _AgreementFacts) -> list[Check]:
    open_remarks = SectionComment.objects.filter(section__agreement=facts.agreement).unresolved().count()
    remarks = []
    if open_remarks:
        what = "Une remarque attend" if open_remarks == 1 else f"{open_remarks} remarques attendent"
        remarks = [f"{what} une réponse\u00a0: indiquez ce qui en a été fait."]
    return [
        *(_signatory(facts, party) for party in facts.parties),
        *_fields(facts),
        Check("Aucune remarque n’attend de réponse", remarks, _ARTICLES),
    ]


def _fields(facts: _AgreementFacts) -> list[Check]:
    label = "Chaque champ des articles a une valeur"
    found = field_problems(facts.agreement)
    problems = [Check(label, [sentence], facts.url(form) if form else _ARTICLES) for sentence, form in found.items()]
    return problems or [Check(label, [])]


def _signatory(facts: _AgreementFacts, party: AgreementParty) -> Check:
    name, function = party.signatory_name.strip(), party.signatory_function.strip()
    problem = f"Indiquez qui signe pour {party.partner}, et sa fonction."
    if name:
        problem = f"Indiquez la fonction {of(name)}, qui signe pour {party.partner}."
    url = facts.url("agreement_party_edit", party.pk)
    return Check(f"Le signataire est désigné\u00a0: {party.partner}", [] if name and function else [problem], url)


def _signatures(facts: _AgreementFacts) -> list[Check]:
    agreement = facts.agreement
    unsigned = [f"Indiquez quel jour {party.partner} a signé." for party in facts.parties if party.signed_on is None]
    if not unsigned and agreement.signed_on is None:
        unsigned = ["Indiquez quel jour la convention a été signée."]
    copy = [] if agreement.signed_document_id else ["Ajoutez l’exemplaire signé, en PDF."]
    return [Check("Chaque partie a signé", unsigned), Check("L’exemplaire signé est enregistré", copy)]


def account_problem(agreement: Agreement, *, by: User) -> str:
    """Why this user does not make the copy to sign: they wrote the account that it pays; empty where they may."""
    party = agreement.parties.exclude(iban="").filter(account_by=by).select_related("partner").first()
    if party is None:
        return ""
    return (
        f"Vous avez indiqué le compte {of(party.partner)}\u00a0: une autre personne de la coordination le compare "
        "avec son RIB et prépare l’exemplaire à signer. Si vous êtes la seule, invitez d’abord une seconde personne."
    )


def day_problem(agreement: Agreement, to: AgreementState, *, today: date) -> str | None:
    """Why it is too early for an agreement to come into force, or to end; None: it is not."""
    if to == AgreementState.ACTIVE and today < agreement.start:
        return f"Cette convention commence le {plain_date(agreement.start)}\u00a0: elle entrera alors en vigueur."
    if to == AgreementState.ENDED and today < agreement.end:
        return (
            f"Le dernier jour de cette convention est le {plain_date(shown_end(agreement.end))}\u00a0: elle se "
            "termine ensuite. Pour l’arrêter avant, résiliez-la."
        )
    return None
