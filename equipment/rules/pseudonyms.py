"""Pseudonyms of pupils: proposed by the portal, and what reads like a name where one is typed."""

import re
import secrets
import unicodedata


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


#: Words that name nobody and that everybody can spell; with a number each makes ninety pseudonyms.
_WORDS = _listed(
    "ALBATROS BOULEAU CERISE COMETE DAUPHIN ECUREUIL FOUGERE GALET HERON IRIS JASMIN KOALA LUCIOLE "
    "MARMOTTE NUAGE OLIVIER PANDA QUARTZ ROSEAU SAPHIR TORTUE VANILLE ZEBRE MIMOSA NEPTUNE ORIGAN PRAIRIE "
    "RUISSEAU SAULE TULIPE"
)
#: Frequent first names of pupils and of their parents' time, without accents; a part of a pseudonym that is one warns.
_FIRST_NAMES = frozenset(
    _listed(
        "adam adele adrien agathe alexandre alexis alice alicia alix amandine ambre amelie anais andrea anna "
        "antoine arthur aurelie axel baptiste bastien benjamin camille capucine celia charles charlotte chloe "
        "clara clarisse clement clemence constance corentin diane dylan eden elena elias elisa elise emilie "
        "emma enzo ethan eva evan fatima florian gabin gabriel gabrielle guillaume gustave hugo ibrahim ilyes "
        "ines isaac jade jean jeanne jules julia julie julien juliette kevin kylian laura lea leandre lena "
        "leo leon leonie lilou lina lola lou louane louis louise lucas lucie lucien maelle maelys malo manon "
        "marceau margaux margot marie marius martin mathilde mathis mathieu matteo maxence maxime mehdi mia "
        "mila milo mohamed moussa naomi nathan nicolas nina noa noah noe noemie nolan oceane oscar pauline "
        "paul pierre quentin rafael raphael remi robin romain romane romeo rose sacha salome samuel sarah "
        "simon sofia solene sophie tao theo thibault thomas timeo tom tiago valentin valentine victoire "
        "victor yanis yann youssef zoe"
    )
)
#: Shorter words in capitals are letters of a class or a unit, such as « ULIS A ».
_WHOLE_WORD = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def propose(taken: frozenset[str] = frozenset()) -> str:
    """A pseudonym that nobody bears yet, such as « HERON-42 »."""
    while True:
        one = f"{secrets.choice(_WORDS)}-{secrets.randbelow(90) + 10}"
        if one not in taken:
            return one


def name_warning(typed: str) -> str | None:
    """Why a pseudonym reads like a name, as a French sentence; None when it does not.

    A frequent first name warns; so do two words that both begin with a capital, and two whole words in capitals
    without a number, as on a class list.
    """
    words = _WORD.findall(typed)
    plain = [_plain(word) for word in words]
    if any(part in _FIRST_NAMES for word in plain for part in word.split("-")):
        return _sentence(typed)
    if len(words) < 2 or not all(word[:1].isupper() for word in words):
        return None
    if typed.isupper() and (any(sign.isdigit() for sign in typed) or min(map(len, words)) < _WHOLE_WORD):
        return None
    return _sentence(typed)


def is_first_name(word: str) -> bool:
    """Whether a word is one of the frequent first names, accents and case aside."""
    return _plain(word) in _FIRST_NAMES


def _plain(word: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
    return bare.lower().replace("’", "-").replace("'", "-")


def _sentence(typed: str) -> str:
    return (
        f"«\u00a0{typed}\u00a0» ressemble au nom d’une personne. Le portail ne garde jamais le nom d’un élève\u00a0: "
        "choisissez un pseudonyme que seul votre établissement sait relier à l’élève."
    )
