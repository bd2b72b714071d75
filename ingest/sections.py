"""What each sentence of an ad is about: only missions and profile tell what is asked of a person."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import reduce
from operator import or_

from maillage.ingest.known_words import KnownWords
from maillage.ingest.stems import fold
from maillage.ingest.text_pipeline import ParsedText, Sentence


class Section(StrEnum):
    """A part of an ad."""

    COMPANY = "company"
    MISSIONS = "missions"
    PROFILE = "profile"
    BENEFITS = "benefits"
    PROCESS = "process"  # how to apply, legal sentences
    OTHER = "other"  # not told: read, with less trust


SILENT = frozenset({Section.COMPANY, Section.BENEFITS, Section.PROCESS})  # yield no mention

_HEADING_WORDS = 9  # a heading is no longer than this

# Patterns over the first words of the folded sentence (lower case, no accents); the first that fits decides.
_HEADINGS: tuple[tuple[Section, str], ...] = (
    (Section.BENEFITS, r"(?:les |vos |nos |autres )?(?:avantages?|atouts du poste)|(?:ce que )?(?:nous|on) "
     r"(?:vous )?(?:offr|propos)\w+|remunerations?|salaire|package|conditions? (?:du poste|de travail|"
     r"proposees)"
     r"|pourquoi (?:nous )?(?:rejoindre|choisir|venir)|nos engagements|horaires?\b|type de contrat|contrat ?:"),
    (Section.PROCESS, r"(?:processus|etapes?|modalites) (?:de |du )?(?:recrutement|candidature)|"
     r"pour (?:postuler|candidater)|comment postuler|deroulement des? recrutement|mentions? legales?|"
     r"contact ?:|candidature"),
    (Section.PROFILE, r"(?:le |votre |ton |notre )?profil\b|(?:vos |les )?(?:competences?|qualites|aptitudes|"
     r"prerequis|pre-requis|savoirs?(?:-| )(?:faire|etre)s?|connaissances|soft skills|hard skills|"
     r"qualifications?)\b"
     r"|qui (?:etes[- ]vous|es[- ]tu)|ce que nous (?:recherch|attend)\w+|formations? (?:et|/|requise)|"
     r"experience (?:et|requise|souhaitee)|(?:et )?si c'etait vous|diplomes?\b|environnement technique|"
     r"stack\b|vous etes\b|vous (?:avez|possedez|disposez|justifiez|maitrisez|savez|connaissez|aimez|parlez)\b|"
     r"(?:etre )?titulaire|de formation\b|doté"),
    (Section.MISSIONS, r"(?:le |votre |vos |les |ta |tes |la |description (?:du |de la )?|principales? |"
     r"au quotidien)*"
     r"\W*(?:missions?|taches?|activites|responsabilites|role|poste\b|fonctions?|attributions)|"
     r"ce que vous (?:fer|aller)\w+|au quotidien|vos? objectifs?|vous (?:serez|assurez|aurez|realis|"
     r"effectu|gere|prepare|participe|interven|particip|prenez|contribu)\w*"),
    (Section.COMPANY, r"(?:l'|notre |votre |la )?(?:entreprise|societe|agence|groupe|etablissement|association|"
     r"structure|client)\b(?: ?:)?$|qui sommes[- ]nous|a propos(?: de)?\b|presentation (?:de |du )|"
     r"l'entreprise ?:|description de l'(?:entreprise|etablissement)|nos valeurs"),
)  # fmt: skip
# One after the other, a group for each section; signs and a number may come before, and begin none of them.
_HEADING = re.compile(
    r"\W*+(?:\d++\W++)?+(?:" + "|".join(f"({pattern})" for _, pattern in _HEADINGS) + r")"
)

# Cues in the sentence itself, wherever it stands.
_CUES: tuple[tuple[Section, re.Pattern[str]], ...] = tuple(
    (section, re.compile(pattern))
    for section, pattern in (
        (Section.PROCESS, r"handi[- ]?(?:accueill|engag|bienveill)|situation de handicap|\brqth\b|diversite|"
        r"inclusi(?:f|ve|on)"
         r"|egalite (?:des chances|professionnelle)|sans discrimination|envoye[rz] (?:votre|vos|cv|nous)|"
         r"votre (?:cv|candidature)"
         r"|postule[rz]|candidate[rz]\b|lettre de motivation|entretien (?:telephonique|d'embauche|avec)|\brgpd\b"
         r"|donnees personnelles|n'hesitez pas|processus de recrutement|\[(?:mail|tel|url)\]"),
        (Section.BENEFITS, r"mutuelle|tickets?[- ]restaurant|titres?[- ]restaurant|treizieme mois|"
        r"13 ?e(?:me)? mois|"
         r"\brtt\b|\bcse\b|\bprimes?\b|interessement|conges payes|\bsalaire|remuneration|teletravail possible|"
         r"plan d'epargne|participation aux benefices|cheques?[- ](?:vacances|cadeaux?)|\bavantages?\b|"
         r"remboursement|"
         r"(?:^|\W)\d+(?:[.,]\d+)? ?(?:euros?|€|k€)|perspectives? d'evolution|parcours d'integration|"
         r"formation (?:interne |assuree|"
         r"continue)|prise en charge (?:de la|des|du) (?:transport|abonnement)|35 ?h\b|39 ?h\b"),
        (Section.COMPANY, r"^(?:\W*nous )?(?:sommes|accompagnons|comptons|developpons)\b|leader|"
        r"acteur (?:majeur|reconnu|incontournable"
         r"|de reference)|(?:cree|fonde)e? (?:en|il y a)|depuis (?:plus de |\d{4})|(?:notre|"
         r"nos) (?:entreprise|groupe|societe|agences?|"
         r"valeurs|adn|histoire|engagement|reseau|collaborateurs)\b|collaborateurs (?:dans|en|a travers)|"
         r"chiffre d'affaires de"
         r"|rejoindre (?:notre|une? (?:entreprise|equipe|societe|groupe))|rejoignez|recrute (?:pour|un|une|"
         r"des)\b|presente dans"),
    )
)  # fmt: skip

# Pieces of words without which a cue of each section fits nowhere, the rarest of each: most sentences hold none.
_CUE_WORDS: tuple[re.Pattern[str], ...] = tuple(
    map(
        re.compile,
        (
            r"handi|rqth|diversite|inclusi|egalite\Z|discrimination|envoye[rz]\Z|\A(?:cv|candidature)|postule|candidate|"
            r"lettre\Z|entretien\Z|rgpd|personnelles|n'hesitez\Z|processus\Z|\[(?:mail|tel|url)",
            r"mutuelle|(?:ticket|titre|cheque)s?(?:-|\Z)|treizieme\Z|13(?:e|eme)?\Z|rtt|cse|prime|interessement|conges\Z|"
            r"salaire|remuneration|teletravail\Z|d'epargne|benefices|avantage|remboursement|euro|€|d'evolution|"
            r"d'integration|interne\Z|assuree|continue|transport|abonnement|3[59](?:h|\Z)",
            r"sommes|accompagnons|comptons|developpons|leader|acteur\Z|(?:cree|fonde)e?\Z|depuis\Z|(?:notre|nos)\Z|"
            r"collaborateurs\Z|chiffre\Z|rejoindre\Z|rejoignez|recrute\Z|presente\Z",
        ),
    )
)

_ASKED = re.compile(
    r"\b(?:maitris|connaiss\w+ (?:de|en|du)|capable|experience (?:en|dans|de|significative)|permis|caces|"
    r"habilitation)"
)


def sections(parsed: ParsedText, folded: Sequence[str] | None = None) -> tuple[Section, ...]:
    """Return the section of each sentence, in order; `folded`: what `folded_sentences` gives."""
    found: list[Section] = []
    current = Section.OTHER
    lines = folded_sentences(parsed) if folded is None else folded
    for sentence, line in zip(parsed.sentences, lines, strict=True):
        heading = _heading(line, sentence)
        if heading is not None:
            current = heading
        found.append(_with_cues(line, current))
    return tuple(found)


def folded_sentences(parsed: ParsedText) -> list[str]:
    """Return each sentence in lower case, without accents, on one line."""
    return [fold_sentence(parsed.text, sentence) for sentence in parsed.sentences]


def fold_sentence(text: str, sentence: Sentence) -> str:
    """Return a sentence in lower case, without accents, on one line."""
    return " ".join(fold(text[sentence.start : sentence.end]).split())


def is_heading(sentence: Sentence) -> bool:
    """Say whether a sentence is a title of what follows: short, and closed by a colon or a break."""
    return len(sentence.words) <= _HEADING_WORDS and (
        sentence.words[-1] == ":" or (sentence.breaks and "".join(sentence.words).isupper())
    )


def _heading(folded: str, sentence: Sentence) -> Section | None:
    if (
        not sentence.breaks
        and len(sentence.words) > _HEADING_WORDS
        and ":" not in sentence.words[:6]
    ):
        # In the run of a paragraph, only "Vous assurez …" and "Vous avez …" turn the page.
        if not folded.startswith(("vous ", "profil", "titulaire", "de formation")):
            return None
    found = _HEADING.match(folded)
    return None if found is None or found.lastindex is None else _HEADINGS[found.lastindex - 1][0]


def _cue(folded: str) -> Section | None:
    marks = reduce(or_, map(_CUED.__getitem__, folded.split(" ")))
    if marks:
        for number, (section, pattern) in enumerate(_CUES):
            if marks >> number & 1 and pattern.search(folded):
                return section
    return None


def _cued(word: str) -> int:
    """Return the numbers of the cues that a folded word may be of, as bits."""
    return sum(1 << number for number, pattern in enumerate(_CUE_WORDS) if pattern.search(word))


_CUED = KnownWords(_cued)


def _with_cues(folded: str, current: Section) -> Section:
    cue = _cue(folded)
    if cue is None or (cue is not Section.PROCESS and _ASKED.search(folded)):
        return current
    return cue
