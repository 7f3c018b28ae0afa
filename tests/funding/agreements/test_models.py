"""What an agreement lacks before its steps: each sentence, and the check-list that says the same."""

from datetime import date
from decimal import Decimal

import pytest

from funding.agreements.actions.drafting import InstalmentTerms, plan_instalment, remove_instalment
from funding.agreements.actions.texts import comment_on, resolve_comment
from funding.agreements.enums import AgreementKind, InstalmentFlow, PartyRole
from funding.agreements.queries.checks import checks_before_signing, checks_now, day_problem, missing_before
from funding.enums import AgreementState
from funding.models import Agreement, AgreementSection, Instalment, Post
from roadmaps.models import Roadmap
from tests.builders import AT
from tests.funding.agreement_builders import carrier, make_agreement, make_financed_post, party, tiny_pdf
from tests.funding.builders import END, START, make_fund

D = Decimal
S = AgreementState
KIND = AgreementKind


@pytest.fixture(autouse=True)
def quick_paper(monkeypatch):
    """The PDF to sign has tests of its own."""
    monkeypatch.setattr("funding.agreements.actions.life.agreement_pdf", lambda *_, **__: tiny_pdf("À signer"))


def missing(agreement, to=S.REVIEW):
    """What a fresh reading of the agreement lacks."""
    return " ".join(missing_before(Agreement.objects.get(pk=agreement.pk), to))


@pytest.mark.parametrize("kind", list(KIND))
def test_a_whole_agreement_lacks_nothing(by, kind):
    agreement = make_agreement(kind, by=by)
    assert missing(agreement) == missing(agreement, S.TO_SIGN) == ""
    assert not any(check.problems for check in [*checks_now(agreement), *checks_before_signing(agreement)])


@pytest.mark.parametrize("kind", list(KIND))
def test_one_party_is_none(by, kind):
    agreement = make_agreement(kind, by=by, instalments=False)
    agreement.parties.exclude(pk=agreement.parties.first().pk).delete()
    assert "au moins deux" in missing(agreement)


def test_a_private_employer_with_a_two_party_agreement(by):
    post = make_financed_post(by=by, private=True)
    agreement = make_agreement(KIND.COFINANCING_TWO, by=by, post=post)
    assert "Il faut une convention tripartite" in missing(agreement)


def test_a_co_financing_comes_from_a_post_and_its_fund(by):
    agreement = make_agreement(KIND.COFINANCING_TWO, by=by)
    Agreement.objects.filter(pk=agreement.pk).update(fund=make_fund("Autre"))
    assert "Ce poste est cofinancé par" in missing(agreement)
    Post.objects.update(agreement=None)
    assert "naît d’un poste retenu" in missing(agreement)


def test_the_fund_pays_no_more_than_the_plan_of_the_post(by):
    agreement = make_agreement(KIND.COFINANCING_TWO, by=by)
    planned = agreement.instalments.get(year=2027)
    terms = InstalmentTerms(planned.party, planned.flow, 2027, D("0.01"), planned.due_on, post_year=planned.post_year)
    extra = plan_instalment(agreement, terms, by=by, at=AT)
    assert "Pour l’année 2 du poste, les échéances que le fonds paie font 11\u202f250,01" in missing(agreement)
    remove_instalment(extra, by=by, at=AT)
    assert missing(agreement) == ""
    Instalment.objects.filter(pk=planned.pk).update(post_year=None)
    assert "à une année du poste" in missing(agreement)


def test_a_roadmap_is_drafted_before_the_signature(by):
    agreement = make_agreement(KIND.COFINANCING_THREE, by=by)
    Roadmap.objects.local().update(drafted_on=None, drafted_confirmed_at=None, drafted_confirmed_by=None)
    assert missing(agreement) == ""
    for to in (S.TO_SIGN, S.SIGNED):
        assert "feuille de route locale n’est pas encore rédigée" in missing(agreement, to)


def test_a_framework_asks_for_nothing_and_a_ctg_says_its_theme(by):
    framework = make_agreement(KIND.FRAMEWORK, by=by)
    Instalment.objects.create(
        agreement=framework, party=framework.parties.first(), flow=InstalmentFlow.DIRECT, year=2026,
        amount=D("5.00"), due_on=START,
    )  # fmt: skip
    assert "retirez ses échéances" in missing(framework)
    ctg = make_agreement(KIND.CTG, by=by, theme=" ")
    assert "Indiquez la place de l’inclusion numérique dans la CTG" in missing(ctg)


def test_a_cooperation_has_a_fund_instalments_and_three_years_at_most(by):
    agreement = make_agreement(by=by, fund=None, instalments=False)
    Agreement.objects.filter(pk=agreement.pk).update(end=date(2029, 2, 1))
    said = missing(agreement)
    for sentence in ("Indiquez dans quel fonds", "Prévoyez au moins une échéance", "36 mois au plus"):
        assert sentence in said


def test_instalments_stay_in_the_years_of_the_agreement_and_of_its_fund(by):
    agreement = make_agreement(by=by)
    Agreement.objects.filter(pk=agreement.pk).update(end=date(2028, 1, 1))
    assert "est au titre de 2028\u00a0: la convention porte sur 2026 à 2027" in missing(agreement)
    short = make_fund("Court", end=date(2028, 1, 1))
    Agreement.objects.filter(pk=agreement.pk).update(end=END, fund=short)
    assert "le fonds «\u00a0Court\u00a0» va du 1er janvier 2026 au 31 décembre 2027" in missing(agreement)
    Agreement.objects.filter(pk=agreement.pk).update(fund=None)
    assert "Des échéances passent par un fonds" in missing(agreement)


def test_what_the_fund_pays_goes_to_an_action(by):
    agreement = make_agreement(KIND.COFINANCING_TWO, by=by)
    Agreement.objects.filter(pk=agreement.pk).update(funded_action=None)
    assert "à quelle action financée" in missing(agreement)


def test_every_article_is_written(by):
    agreement = make_agreement(by=by)
    first = agreement.sections.order_by("rank").first()
    AgreementSection.objects.filter(pk=first.pk).update(body=" ")
    assert f"Écrivez l’article «\u00a0{first.title}\u00a0»" in missing(agreement)
    agreement.sections.all().delete()
    assert "Écrivez les articles" in missing(agreement)


def test_a_signatory_and_a_function_before_the_signature(by):
    nobody = party("MSA", signatory_name="", signatory_function="")
    agreement = make_agreement(by=by, parties=[carrier(), nobody])
    assert missing(agreement) == ""
    assert "Indiquez qui signe pour MSA" in missing(agreement, S.TO_SIGN)
    msa = agreement.parties.get(role=PartyRole.FUNDER)
    (check,) = (one for one in checks_before_signing(agreement) if one.problems)  # said before review, with its form
    assert check.url.endswith(f"/conventions/parties/{msa.pk}/")
    agreement.parties.filter(pk=msa.pk).update(signatory_name="Alix")
    assert "Indiquez la fonction d’Alix" in missing(agreement, S.TO_SIGN)


def test_remarks_are_dealt_with_and_fields_are_known_before_the_signature(by):
    agreement = make_agreement(state=S.REVIEW, by=by)
    section = agreement.sections.first()
    remark = comment_on(section, text="À revoir", partner=agreement.parties.first().partner, by=by, at=AT)
    assert "Une remarque attend une réponse" in missing(agreement, S.TO_SIGN)
    assert [check.label for check in checks_now(agreement) if check.problems] == ["Aucune remarque n’attend de réponse"]
    resolve_comment(remark, by=by, at=AT)
    assert missing(agreement, S.TO_SIGN) == ""
    AgreementSection.objects.filter(pk=section.pk).update(body="Entre {{ inconnu }}.")
    assert "inconnu" in missing(agreement, S.TO_SIGN)


def test_before_it_is_signed_an_agreement_lacks_its_days_and_its_copy(by):
    agreement = make_agreement(state=S.TO_SIGN, by=by)
    said = missing(agreement, S.SIGNED)
    assert "Indiquez quel jour Conseil départemental a signé." in said
    assert "Ajoutez l’exemplaire signé, en PDF." in said
    assert [bool(check.problems) for check in checks_now(agreement)] == [True, True]


def test_afterwards_only_the_calendar_is_missing(by):
    agreement = make_agreement(state=S.SIGNED, by=by)
    assert day_problem(agreement, S.ACTIVE, today=date(2025, 12, 31))
    assert day_problem(agreement, S.ACTIVE, today=START) is None
    assert day_problem(agreement, S.ENDED, today=date(2028, 12, 31))
    assert day_problem(agreement, S.ENDED, today=END) is None
