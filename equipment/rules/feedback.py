"""Trial feedback: until when a link takes answers, and what reads like a name in free words."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from equipment.rules.pseudonyms import is_first_name

#: Days after the end of a loan in which answers are still taken.
AFTER_THE_END = 30

_TITLED = re.compile(r"\b(?:M\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+([A-ZÀ-Þ][\w’'-]+)")
_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ][^\W\d_]+(?:-[A-ZÀ-Þ][^\W\d_]+)*")


def open_until(*, due: date, today: date) -> date:
    """The last day of a link that is made or opened again today, for a loan that is due on a day."""
    return max(due, today) + timedelta(days=AFTER_THE_END)


def names_in(texts: Iterable[str]) -> list[str]:
    """Words that read like somebody's name, in the order in which they stand, each once.

    A frequent first name with its capital, and whatever follows « Madame » or « M. ». A hint for whoever writes, no
    more: rare names are not known, and a flower's name at the start of a sentence is taken for a person's.
    """
    found: dict[str, None] = {}
    for text in texts:
        found |= dict.fromkeys(_TITLED.findall(text))
        words = _CAPITALISED.findall(text)
        found |= dict.fromkeys(
            word for word in words if any(is_first_name(part) for part in (word, *word.split("-")))
        )
    return list(found)


def name_sentence(names: Iterable[str]) -> str:
    """What is said to whoever wrote these words."""
    listed = ", ".join(f"«\u00a0{name}\u00a0»" for name in names)
    return (
        f"Nous avons lu {listed}. Si c’est le nom ou le prénom de quelqu’un, enlevez-le\u00a0: écrivez par "
        "exemple «\u00a0l’élève\u00a0» ou «\u00a0mon enfant\u00a0». Sinon, envoyez votre texte tel quel. "
        "Rien n’est perdu."
    )
