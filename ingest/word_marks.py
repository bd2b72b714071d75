"""What a single word says of the phrase that it stands in, or before: looked up once, then known."""

import re

from maillage.ingest.known_words import KnownWords

# The bit of each mark; a word may have several.
INFINITIVE, IMPERATIVE = 0, 1
CIRCUMSTANCE = 2  # years, contracts, diplomas, places: what surrounds a competence
DIGIT = 3
CUE = 4  # it comes before what is asked
SHOW, PROOF = 5, 6  # « faire », and « preuve »: one after the other they are a cue
BORDER = 7  # it parts the items of a list
BITS = 8

_PATTERNS = (
    (INFINITIVE, re.compile(r"^.{2,}(?:er|ir|re|oir)$")),
    (IMPERATIVE, re.compile(r"ez\Z")),
    (
        CIRCUMSTANCE,
        re.compile(
            r"\b(?:ans?|cdi|cdd|h|heures?|euros?|salaire|diplome\w*|bac|bts|cap|dut|licence|master|titulaire|"
            r"niveau|formation|experience|poste|recrut\w+|contrat|temps|semaine|jours?|equipe|entreprise|"
            r"clients?|metiers?|candidat\w*|profil|bep|emploi|secteur|domaine|annee)\b"
        ),
    ),
    (DIGIT, re.compile(r"\d")),
    (
        CUE,
        re.compile(
            r"\b(?:maitris\w+|connaiss\w+|notions?|competences?|experience|capacite|capable|aptitude|savoir|"
            r"sens|utilis\w+|pratique|bases?|formation|qualites?|gout)\b"
        ),
    ),
    (SHOW, re.compile(r"\bfaire\Z")),
    (PROOF, re.compile(r"\Apreuve\b")),
    (BORDER, re.compile(r"\A(?:et|ou|ainsi|puis|\W+)\Z")),
)


def _marks_of(word: str) -> int:
    """Return the marks of a folded word, a bit each.

    >>> _marks_of("souder") == 1 << INFINITIVE, _marks_of("bac") == 1 << CIRCUMSTANCE
    (True, True)
    """
    return sum(1 << mark for mark, pattern in _PATTERNS if pattern.search(word))


word_marks = KnownWords(_marks_of).__getitem__
