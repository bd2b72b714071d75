"""The clauses of a sentence: a verb and its object, or a noun and its complement, without small words around."""

from collections.abc import Iterator, Sequence
from itertools import compress, count
from typing import NamedTuple

MAX_WORDS = 9  # of a clause: what follows is a complement of place, of aim, of manner
_BORDERS = frozenset(',;:()[]/|•…«»"–—·.!?*►▪●○■□▶✓✔➢➤=>+&') | {"...", "-"}
_JOINS = frozenset(
    """et ou ainsi puis afin pour dans sur avec selon aupres lors chez sous par comme tel telle tels telles
    qui que qu' dont ou notamment sans vers entre depuis jusqu' si car mais donc via voire tout afin
    permettant""".split()
)
_LIGHT = frozenset(
    """vous tu il elle ils elles on nous je j' se s' y ne n' a au aux de d' du des le la l' les un une
    ce cet cette ces votre vos ton ta tes son sa ses leur leurs notre nos savoir savez sait etre etes est es
    sera serez capable capacite capacites aptitude aptitudes assurer assurez assure assurerez effectuer effectuez
    effectue devoir devez devrez doit pouvoir pouvez pourrez avoir avez avez aurez as ayez maitriser maitrisez
    maitrise connaissance connaissances connaitre connaissez experience competence competences bon bonne bons
    bonnes tres excellent excellente excellentes solide solides parfait parfaite fort forte reel reelle premiere
    premieres minimum necessaire necessaires souhaite souhaitee souhaitees requis requise requises exige exigee
    appreciee apprecie indispensable obligatoire idealement egalement plus en bien niveau grande grand dote dotee
    posseder possedez disposer disposez faire faites preuve charge chargee mission missions principale
    principales notions base bases l’ d’ s’ j’ n’ qu’""".split()
)


# Who learns, and that they do: in the description of a training, what is learnt begins after.
_LEARNING = frozenset(
    """eleve eleves etudiant etudiants etudiante etudiantes stagiaire stagiaires apprenti apprentis titulaire titulaires
    diplome diplomes diplomee forme formes formee formees former apprend apprennent apprendre acquiert acquierent
    acquerir etudie etudient etudier etudiees etudies decouvre decouvrent aborde abordent aborder initie inities
    permet permettent programme enseignement enseignements cours objectif objectifs prepare bts cap bac but licence
    master professionnel technicien technicienne il elle""".split()
)

_BORDERS_OF_ALL = _BORDERS | _JOINS
_BORDERS_OF_TRAINING = _BORDERS_OF_ALL | _LEARNING


class Clause(NamedTuple):
    """Some words of a sentence that may state one thing."""

    first: int
    last: int  # inclusive
    opening: bool  # it is the first of its sentence
    joined: bool  # a preposition or a relative comes before it


def clauses(
    words: Sequence[str], stems: Sequence[str], *, training: bool = False
) -> Iterator[Clause]:
    """Yield the clauses of a sentence, its words folded, that hold a word with content.

    `training`: of the description of a training, where words that speak of learning part clauses too.
    """
    borders = _BORDERS_OF_TRAINING if training else _BORDERS_OF_ALL
    start, opening, joined = 0, True, False
    for place in (*compress(count(), map(borders.__contains__, words)), len(words)):
        found = _trimmed(words, stems, start, min(place, start + 2 * MAX_WORDS))
        if found is not None:
            yield Clause(*found, opening, joined)
            opening = False
        start = place + 1
        joined = place < len(words) and words[place] in _JOINS and words[place] not in {"et", "ou"}


def _trimmed(
    words: Sequence[str], stems: Sequence[str], start: int, end: int
) -> tuple[int, int] | None:
    """Return the first and last word of what is left between two borders, None where nothing is."""
    while start < end and (words[start] in _LIGHT or not stems[start]):
        start += 1
    end = min(end, start + MAX_WORDS)
    while start < end and (words[end - 1] in _LIGHT or not stems[end - 1]):
        end -= 1
    return (start, end - 1) if start < end else None
