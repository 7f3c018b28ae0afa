"""Typesetting: the same bytes again, tagged, the project's own fonts, nothing of what somebody typed evaluated."""

import io
import subprocess

import pikepdf
import pytest
import typst

from inclusion.core.papers import typesetting
from inclusion.core.papers.typesetting import MAX_DOCUMENTS, foldable, legible, typeset

TEMPLATE = """
#let documents = json("documents.json")
#set document(title: "Essai")
#set text(font: ("Atkinson Hyperlegible", "Bricolage Grotesque 96pt"), lang: "fr", fallback: false)
#for one in documents { heading(text(font: "Bricolage Grotesque 96pt", one.title)); par(one.text) }
"""


@pytest.fixture(autouse=True)
def template(tmp_path, monkeypatch):
    (tmp_path / "essai.typ").write_text(TEMPLATE)
    monkeypatch.setattr(typesetting, "_TEMPLATES", tmp_path)
    return tmp_path / "essai.typ"


def words_of(data):
    out = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True, timeout=60)
    return " ".join(out.stdout.decode().split())


def fonts_of(data):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            (str(one.FontName), "/FontFile2" in one or "/FontFile3" in one)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]


def test_the_same_data_gives_the_same_bytes_tagged_and_in_french():
    first, second = (typeset("essai.typ", [{"title": "Un", "text": "deux"}]) for _ in "ab")
    assert first == second
    with pikepdf.open(io.BytesIO(first)) as pdf:
        assert pdf.Root.StructTreeRoot
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    assert typeset("essai.typ", [{"title": "Un", "text": "trois"}]) != first


def test_without_tags_it_is_smaller():
    documents = [{"title": "Un", "text": "deux"}]
    bare = typeset("essai.typ", documents, tagged=False)
    assert len(bare) < len(typeset("essai.typ", documents))
    with pikepdf.open(io.BytesIO(bare)) as pdf:
        assert "/StructTreeRoot" not in pdf.Root


def test_the_project_s_fonts_alone_are_used_and_embedded():
    fonts = fonts_of(typeset("essai.typ", [{"title": "Un", "text": "deux"}]))
    assert {name.split("+")[1].split("-")[0] for name, _ in fonts} == {"AtkinsonHyperlegible", "BricolageGrotesque"}
    assert all(embedded for _, embedded in fonts)


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x")',
        "$x$ et $ 1 +",
        "*a* _b_ `c`",
        "@b <c>",
        '"); #read("/etc/passwd")',
        "= Titre",
        "\\u{41} // note /* note */",
        "#import sys: version",
    ],
)
def test_what_somebody_typed_is_shown_as_it_is(text):
    assert words_of(typeset("essai.typ", [{"title": "Un", "text": text}])) == f"Un {text}"


@pytest.mark.parametrize("address", ["/etc/passwd", "../secret.txt", "../../etc/passwd"])
def test_a_template_reads_its_own_files_alone(template, tmp_path, address):
    (tmp_path.parent / "secret.txt").write_text("secret")
    template.write_text(f'#read("{address}")')
    with pytest.raises(typst.TypstError):
        typeset("essai.typ", [{}])


def test_a_template_reads_what_it_is_given(template):
    template.write_text('#set document(title: "x")\n#str(read("a.bin", encoding: none).at(1))')
    assert words_of(typeset("essai.typ", [{}], files={"a.bin": b"\x00\xfe"})) == "254"


def test_a_mistake_in_a_template_is_reported(template):
    template.write_text("#nothing-of-the-kind")
    with pytest.raises(typst.TypstError, match="unknown variable"):
        typeset("essai.typ", [{}])
    template.write_text(TEMPLATE)
    assert typeset("essai.typ", [{"title": "Un", "text": "deux"}])  # the next one is set all the same


@pytest.mark.parametrize("count", [0, MAX_DOCUMENTS + 1])
def test_there_is_a_most_to_what_is_set_at_once(count):
    with pytest.raises(ValueError, match="at a time"):
        typeset("essai.typ", [{"title": "Un", "text": "deux"}] * count)


def test_memory_is_given_back_after_a_long_document():
    def memory():
        typeset(
            "essai.typ", [{"title": f"Lettre {memory.n} {n}", "text": f"{memory.n} {n} " * 200} for n in range(100)]
        )
        memory.n += 1
        with open("/proc/self/statm") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * 4096

    memory.n = 0
    start = [memory() for _ in range(3)][-1]
    assert [memory() for _ in range(6)][-1] < start + 40_000_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Œuvre d’Anaïs Ÿ – Łukasz Großmann, Şükrü Ğ", "Œuvre d’Anaïs Ÿ – Łukasz Großmann, Şükrü Ğ"),
        ("Nguyễn Thị Hồng", "Nguyễn Thị Hồng"),
        ("e\u0301te\u0301", "été"),
        ("Peut\u2011être\u2028deux", "Peut-être deux"),
        ("ﬁn ①", "fin 1"),
        ("Иван Шевченко", "Ivan Shevchenko"),
        ("Γιώργος", "Giorgos"),
        ("王小明", "WangXiaoMing"),
        ("\ue000\U0010fffd", "  "),
        ("a\u202eb\u200fc\x07d\te", "abc d e"),
    ],
)
def test_what_the_fonts_cannot_show_is_shown_otherwise(text, shown):
    assert legible(text) == shown
    assert typeset("essai.typ", [{"title": text, "text": text}])


def test_a_long_word_may_part_and_reads_the_same():
    parted = foldable(f"Anne {'a' * 90} Saint-Vincent-de-Lamontjoie-sur-Garonne")
    assert parted.replace("\u200b", "") == f"Anne {'a' * 90} Saint-Vincent-de-Lamontjoie-sur-Garonne"
    assert parted.count("\u200b") == 7  # in the long word alone
    assert typeset("essai.typ", [{"title": "Un", "text": parted}])
