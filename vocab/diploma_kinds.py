"""Kinds of diplomas: one short name for the publishers' several spellings."""

from dataclasses import dataclass

from maillage.vocab.title_words import words


@dataclass(frozen=True, slots=True)
class DiplomaKind:
    """A kind of diploma; `level` is its European level where the kind alone decides it."""

    code: str
    level: int | None
    spellings: tuple[str, ...]  # folded by `words`; the abbreviation is one of them


# Since 2023 the "mention complémentaire" is named "certificat de spécialisation", as the
# agricultural one always was: one kind, CS.
KINDS = (
    DiplomaKind("CAP", 3, ("cap", "certificat d'aptitude professionnelle")),
    DiplomaKind("CAPA", 3, ("capa", "certificat d'aptitude professionnelle agricole")),
    DiplomaKind("BEP", 3, ("bep", "brevet d'études professionnelles")),
    DiplomaKind("BPA", 3, ("bpa", "brevet professionnel agricole")),
    DiplomaKind("BP", 4, ("bp", "brevet professionnel")),
    DiplomaKind("BAC PRO", 4, ("bac pro", "bac professionnel", "baccalauréat professionnel")),
    DiplomaKind("BTn", 4, ("btn", "bac techno", "baccalauréat technologique")),
    DiplomaKind("BMA", 4, ("bma", "brevet des métiers d'art")),
    DiplomaKind(
        "CS",
        None,
        (
            *("cs", "mc", "mc3", "mc4", "mc5", "mention complémentaire"),
            *("certificat de spécialisation", "certificat de spécialisation agricole"),
        ),
    ),
    DiplomaKind("DSP", None, ("dsp", "diplôme de spécialisation professionnelle")),
    DiplomaKind(
        "BTS",
        5,
        (
            *("bts", "brevet de technicien supérieur"),
            *("brevet technicien supérieur", "brevet de technicien"),
        ),
    ),
    DiplomaKind("BTSA", 5, ("btsa", "bts agricole", "brevet de technicien supérieur agricole")),
    DiplomaKind("DUT", 5, ("dut", "diplôme universitaire de technologie")),
    DiplomaKind(
        "DEUST", 5, ("deust", "diplôme d'études universitaires scientifiques et techniques")
    ),
    DiplomaKind("BUT", 6, ("but", "bachelor universitaire de technologie")),
    DiplomaKind("LICENCE", 6, ("licence",)),
    DiplomaKind("LP", 6, ("lp", "licence professionnelle")),
    DiplomaKind("DN MADE", 6, ("dn made", "dnmade")),
    DiplomaKind("MASTER", 7, ("master",)),
    DiplomaKind("INGENIEUR", 7, ("ingénieur", "titre ingénieur")),
    DiplomaKind("TP", None, ("tp", "titre professionnel", "titre professionnelle")),
    DiplomaKind("DE", None, ("de", "d.e", "diplôme d'état")),
    DiplomaKind(
        "BPJEPS",
        4,
        ("bpjeps", "brevet professionnel de la jeunesse, de l'éducation populaire et du sport"),
    ),
    DiplomaKind("DOCTORAT", 8, ("doctorat",)),
)
OTHER = DiplomaKind("", None, ())  # certifications registered on request: no kind, many certifiers

_BY_SPELLING = {
    tuple(words(spelling)): kind for kind in KINDS for spelling in (kind.code, *kind.spellings)
}
_BY_CODE = {kind.code: kind for kind in KINDS}


def diploma_kind(text: str) -> DiplomaKind | None:
    """Return the kind that `text` names, `OTHER` for an empty text, None for an unknown name.

    >>> diploma_kind("Brevet de technicien supérieur").code
    'BTS'
    """
    return _BY_SPELLING.get(tuple(words(text))) if text.strip() else OTHER


def kind_words(*codes: str) -> tuple[tuple[str, ...], ...]:
    """Return the spellings of these kinds as words, for `title_words` to drop from a title."""
    kinds = [_BY_CODE[code] for code in codes if code in _BY_CODE]
    return tuple(
        tuple(words(spelling)) for kind in kinds for spelling in (kind.code, *kind.spellings)
    )
