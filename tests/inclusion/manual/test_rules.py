"""What a guide's Markdown becomes, and what a search finds."""

from mdurl._encode import encode_cache

from inclusion.manual.rules import _MARKDOWN, Indexed, chapter_of, search, searched, section_for

FUND = chapter_of(
    "fonds",
    """# Tenir un fonds
<!-- group: Financer -->
<!-- roles: operator reader -->

Un fonds réunit : voir [les pass](pass.md#envoyer) et ![Le fonds](images/fonds.png)

## Où est l’argent ?
<!-- pages: fund_detail fund_* -->

| mot | sens |
|--:|---|
| *réuni* | versé |

## Payer, être remboursé
<!-- pages: fund_pay -->

Le remboursement des prêts. « Engager » d’abord.
""",
)


def test_a_guide_is_parted_at_its_headings_and_made_for_the_portal():
    assert [(one.title, one.anchor) for one in FUND.sections] == [
        ("Tenir un fonds", ""),
        ("Où est l’argent\u00a0?", "ou-est-l-argent"),
        ("Payer, être remboursé", "payer-etre-rembourse"),
    ]
    assert (FUND.group, FUND.roles) == ("Financer", ("operator", "reader"))
    opening, table, _ = (one.html for one in FUND.sections)
    assert 'href="../pass/#envoyer"' in opening
    assert '<img src="../images/fonds.png" alt="Le fonds" loading="lazy"' in opening
    assert '<th scope="col">mot</th>' in table
    assert "<!--" not in table + opening
    assert FUND.sections[2].text == "Le remboursement des prêts. «\u00a0Engager\u00a0» d’abord."
    assert chapter_of("tests", "# Pour qui programme\n\nTexte.") is None


def test_a_page_is_explained_where_it_is_named_else_where_most_of_its_name_is():
    def anchor(page: str) -> str | None:
        found = section_for(page, [FUND])
        return found and found[1].anchor

    assert anchor("fund_detail") == anchor("fund_open") == "ou-est-l-argent"
    assert anchor("fund_pay") == "payer-etre-rembourse"
    assert anchor("post_list") is None


def test_most_of_what_is_asked_is_enough_and_titles_count_first():
    opening, money, paid = FUND.sections
    index = [
        Indexed(FUND, opening, frozenset(), frozenset({"fond", "pret"})),
        Indexed(FUND, money, frozenset({"argent"}), frozenset({"argent", "fond"})),
        Indexed(FUND, paid, frozenset({"pay", "rembours"}), frozenset({"pay", "rembours", "pret", "engag"})),
    ]

    def titles(*stems: str) -> list[str]:
        return [match.section.title for match in search(frozenset(stems), index)]

    assert titles("pret") == [opening.title, paid.title]
    assert titles("pay", "zebr", "pret") == [paid.title]
    assert titles("fond", "argent") == [money.title]
    assert titles("zebr") == titles() == []
    assert search(frozenset({"engag"}), index)[0].excerpt == "«\u00a0Engager\u00a0» d’abord."
    assert searched("Comment faire un PRÊT ?") == "un pret"


def test_addresses_of_links_can_be_read_by_several_threads_from_the_first_one_on():
    """mdurl fills its tables of 128 characters one by one; that of another set of characters would be a new one."""
    before = {name: len(table) for name, table in encode_cache.items()}
    _MARKDOWN.parse("[a](/é?b=c)")
    assert set(before.values()) == {128}
    assert {name: len(table) for name, table in encode_cache.items()} == before
