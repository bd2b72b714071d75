"""What a single word says of the phrase that it stands in, or before: looked up once, then known."""

import re
from enum import IntFlag
from functools import lru_cache


class Mark(IntFlag):
    """What a word may be; it may be several."""

    INFINITIVE = 1
    IMPERATIVE = 2
    CIRCUMSTANCE = 4  # years, contracts, diplomas, places: what surrounds a competence
    DIGIT = 8
    CUE = 16  # it comes before what is asked
    SHOW = 32  # « faire », and « preuve »: one after the other they are a cue
    PROOF = 64


_PATTERNS = (
    (Mark.INFINITIVE, re.compile(r"^.{2,}(?:er|ir|re|oir)$")),
    (Mark.IMPERATIVE, re.compile(r"ez\Z")),
    (
        Mark.CIRCUMSTANCE,
        re.compile(
            r"\b(?:ans?|cdi|cdd|h|heures?|euros?|salaire|diplome\w*|bac|bts|cap|dut|licence|master|titulaire|"
            r"niveau|formation|experience|poste|recrut\w+|contrat|temps|semaine|jours?|equipe|entreprise|"
            r"clients?|metiers?|candidat\w*|profil|bep|emploi|secteur|domaine|annee)\b"
        ),
    ),
    (Mark.DIGIT, re.compile(r"\d")),
    (
        Mark.CUE,
        re.compile(
            r"\b(?:maitris\w+|connaiss\w+|notions?|competences?|experience|capacite|capable|aptitude|savoir|"
            r"sens|utilis\w+|pratique|bases?|formation|qualites?|gout)\b"
        ),
    ),
    (Mark.SHOW, re.compile(r"\bfaire\Z")),
    (Mark.PROOF, re.compile(r"\Apreuve\b")),
)


@lru_cache(maxsize=100_000)
def word_marks(word: str) -> int:
    """Return the marks of a folded word, as the sum of `Mark`.

    >>> Mark(word_marks("souder")).name, Mark(word_marks("bac")).name
    ('INFINITIVE', 'CIRCUMSTANCE')
    """
    return sum(int(mark) for mark, pattern in _PATTERNS if pattern.search(word))
