"""Texts that describe a training: told from advertisements, and what each of their sentences is about.

They say « les élèves apprennent à », « le titulaire assure », « au programme », then where its holders work and
what they may study next: no part of an advertisement is there, and no heading.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import NamedTuple

from maillage.ingest.known_words import KnownWords
from maillage.ingest.sections import is_heading
from maillage.ingest.stems import fold
from maillage.ingest.text_pipeline import ParsedText

ENOUGH = 3  # words of a training, at least, before a text is taken for one
MORE = 2  # of them, at least, for a word of an advertisement
TITLE = 2  # words of a training that a title is worth, where it begins as the name of a diploma
READ = 1_500  # words of a text that are looked at

# Over folded words: lower case, no accents.
_OF_TRAINING = re.compile(
    r"(?:eleve|etudiant|stagiaire|apprenant|apprenti|enseignement|epreuve|debouche|cursus|bachelor|semestre|discipline|"
    r"titulaire|licence|master|bts|btsa|cap|capa|bp|bma|brevet|diplome|formation|rncp|certification|matiere|baccalaureat)"
    r"e?s?|etudie|etudient|etudiees?|enseigne|enseignes|enseignees?|apprend|apprennent|acquiert|acquierent|acquerir|"
    r"forme|formes"
)
_OF_AN_ADVERTISEMENT = re.compile(
    r"vous|votre|vos|nous|notre|nos|recherch(?:e|ons)|recrut\w+|cdi|cdd|interim|missions?|postes?|profil|salaire|"
    r"candidature|h|brut|mutuelle|tu|ton|tes"
)

# Over folded sentences.
_TAUGHT = re.compile(
    r"\b(?:form(?:e|es|ee|ees|ent|er|ant)\b|appren\w+|acqui\w+|acquerir|programme|enseign\w+|etudi(?:e|ent|er)\b|"
    r"etudes? (?:de|du|des|d')|perme\w+|capables?\b|prepar\w+|cours\b|maitris\w+|competences?|connaiss\w+|decouvr\w+|"
    r"abord\w+|initi\w+|savoirs?\b|sait\b|savent\b|comprendre|ax[eé]e?s?\b|portent? sur|approfond\w+|familiaris\w+|"
    r"notions?\b|theori\w+|techniques?\b|methodes?\b|matieres?\b|disciplines?\b|modules?\b|objectifs?\b|"
    r"a l'issue)"
)
_OUTLOOK = re.compile(
    r"\b(?:debouches?|exerc(?:e|ent|er)\b|travaill(?:e|ent|er)\b (?:dans|en|au|aux|pour|chez|comme|sur)|employes?\b|"
    r"emplois?\b|employeurs?\b|metiers?\b|poursui\w+|insertion|acces\b|accessible|acced\w+|admis\w*|recrut\w+|"
    r"selection\w*|dure(?:e|nt)?\b|concours\b|(?:s'|se )(?:orient|dirig)\w+|secteurs?\b|evolu\w+|deven\w+|devien\w+|"
    r"carrieres?\b|fonction publique|stages?\b|examen|inscription|candidats?\b|parcours\b|specialites?\b|"
    r"mentions?\b|options?\b|bac ?\+|apres quelques annees|etablissements?\b|public\b|modalites?\b|"
    r"tarifs?\b|financ\w+|moyens pedagogiques|lieux?\b|dates?\b|horaires?\b|diplome d'etat|grade\b|niveau \w+\b)"
)
_HOLDER = re.compile(
    r"(?:^|[,;] )(?:ils?|elles?|l'(?:eleve|etudiante?|apprenti)|(?:le|la|les|ce|cette|un|une) (?:titulaires?|"
    r"diplomee?s?|eleves|etudiants|stagiaires?|professionnels?|technicien\w*|ouvrier\w*))\b"
)


class Told(NamedTuple):
    """What the sentence of a training is about; several may hold."""

    taught: bool  # what one learns, or will be able to do
    outlook: bool  # where its holders work, what they study next, how one enters
    holder: bool  # its subject is the learner, or the holder of the diploma


def looks_like_training(title: str, words: Iterable[Sequence[str]]) -> bool:
    """Say whether a text, by its title and the folded words of its sentences, describes a training."""
    told = [*map(_TELLS.__getitem__, islice(chain.from_iterable(words), READ))]
    named = any(_TELLS[fold(word)] > 0 for word in title.split()[:2])
    training = told.count(1) + TITLE * named
    return training >= ENOUGH and training > MORE * told.count(-1)


def _tells(word: str) -> int:
    """Return 1 for a word of trainings, −1 for one of advertisements, 0 for what tells nothing."""
    if _OF_TRAINING.fullmatch(word):
        return 1
    return -1 if _OF_AN_ADVERTISEMENT.fullmatch(word) else 0


_TELLS = KnownWords(_tells)


def told_of_training(parsed: ParsedText, folded: Sequence[str]) -> list[Told]:
    """Return what each sentence of a training is about; `folded`: what `folded_sentences` gives.

    A sentence without a cue of its own is about what its heading says; where it begins in lower case, after a
    list or an ellipsis, about what the one before was.
    """
    told: list[Told] = []
    headed = Told(False, False, False)
    for sentence, line in zip(parsed.sentences, folded, strict=True):
        own = Told(*(bool(cue.search(line)) for cue in (_TAUGHT, _OUTLOOK, _HOLDER)))
        goes_on = told and not sentence.breaks and not sentence.words[0][0].isupper()
        if is_heading(sentence):
            headed = own
        elif not own.taught and not own.outlook:
            own = (told[-1] if goes_on else headed)._replace(holder=own.holder)
        told.append(own)
    return told
