"""The family of a French word: `préparer`, `préparation` and `préparateur` share one stem.

Ads say with a noun what a referential says with a verb. The rules below only bring the two together;
they are no morphology: a stem is a key, never shown.
"""

import re
import unicodedata
from functools import lru_cache

from maillage.ingest.known_words import KnownWords

# A feminine or a plural between marks: « chargé(e)s », « rigoureux·se », « motivé.e.s ».
MARKS = (
    r"(?:\((?i:es?|s|nes?|le|ses?|ves?|euses?|t?rices?|i?ère|re|fe)\)s?"
    r"|[·•.](?i:es?|nes?|se|ve|euses?|t?rices?|i?ère)(?:[·•.]s)?(?!\w))"
)
_MARKS = re.compile(MARKS)
MIN_ROOT = 4  # characters that a suffix must leave

# Verbs and nouns of one family that no suffix brings together.
_IRREGULAR = {
    "assurance": "assuranc", "assureur": "assuranc", "utilisateur": "utilisateur", "utilisatrice": "utilisateur",
    "travailleur": "travailleur", "controle": "control", "gestion": "ger", "gerer": "ger",
    "gestionnaire": "ger", "vente": "vend", "vendre": "vend",
    "vendeur": "vend", "vendeuse": "vend", "conduite": "condui", "conduire": "condui",
    "conducteur": "condui", "conception": "concev", "concevoir": "concev", "concepteur": "concev",
    "accueil": "accueil", "accueillir": "accueil", "entretien": "entreten", "entretenir": "entreten",
    "suivi": "suiv", "suivre": "suiv", "production": "produ", "produire": "produ", "produit": "produit",
    "redaction": "redig", "rediger": "redig", "redactionnel": "redig", "achat": "achet",
    "acheter": "achet", "acheteur": "achet", "conseil": "conseil", "conseiller": "conseil",
    "soin": "soin", "soigner": "soin", "tri": "tri", "trier": "tri", "tenue": "ten", "tenir": "ten",
    "lecture": "lir", "lire": "lir", "ecriture": "ecrir", "ecrire": "ecrir", "reponse": "repond",
    "repondre": "repond", "maintien": "mainten", "prise": "prendr", "prendre": "prendr",
    "pose": "pos", "poser": "pos", "mise": "mettr", "mettre": "mettr", "coupe": "coup",
    "comptable": "compta", "comptabilite": "compta", "reduction": "redui", "reduire": "redui",
    "traduction": "tradui", "traduire": "tradui", "construction": "constru", "construire": "constru",
    "animation": "anim", "saisie": "saisi", "saisir": "saisi", "peinture": "peint", "peindre": "peint",
    "depannage": "depann", "depanner": "depann", "recherche": "recherch", "essai": "essay",
    "emballage": "emball", "conditionnement": "conditionn", "conditionner": "conditionn",
    "intervention": "interven", "intervenir": "interven", "securite": "securit", "qualite": "qualit",
    "oeuvre": "oeuvr", "equipe": "equip", "equipier": "equip", "defense": "defend", "defendre": "defend",
    "elevage": "elev", "relation": "relation", "relationnel": "relation", "service": "serv",
    "servir": "serv", "serveur": "serv", "serveuse": "serv", "resolution": "resou", "resoudre": "resou",
}  # fmt: skip

# (ending, what takes its place); the first that fits is applied, once.
_SUFFIXES = (
    ("ificatrice", "ifi"), ("ificateur", "ifi"), ("ification", "ifi"), ("issement", ""),
    ("isatrice", "is"), ("isateur", "is"), ("isation", "is"), ("ionnement", "ion"), ("ionner", ""),
    ("atrice", ""), ("ateur", ""), ("ation", ""), ("ition", ""), ("aison", ""), ("ement", ""),
    ("trice", "t"), ("ance", ""), ("ence", ""), ("teur", "t"), ("tion", "t"), ("sion", "s"),
    ("euses", ""), ("euse", ""), ("eux", ""), ("eur", ""), ("ion", ""), ("age", ""), ("iere", ""), ("ier",
    ""), ("er", ""), ("ir", ""),
    ("ure", ""), ("ees", ""), ("ee", ""), ("es", ""), ("e", ""), ("s", ""), ("x", ""),
)  # fmt: skip

_BY_LAST = {
    last: [one for one in _SUFFIXES if one[0][-1] == last]
    for last in {one[-1] for one, _ in _SUFFIXES}
}

STOP = frozenset(
    """a ai ait alors apres au aucun aussi autre aux avant avec avoir bien ce cela celui ces cet cette chaque
    chez ci comme comment d dans de depuis des donc dont du elle elles en encore entre es est et etc ete etre
    eux faire fois hors il ils j je jusque l la le les leur leurs lors lui m ma mais me meme mes moi mon n ne ni
    nos notre nous on ont or ou par parmi pas pendant plus pour pouvoir pourquoi puis qu quand que quel quelle
    quelque qui quoi s sa sans se selon ses si soit son sont sous sur t ta tant te tel tels tes toi ton
    tous tout toute toutes tres tu un une vers via vos votre vous y devoir vouloir falloir aller cadre lieu
    divers different ensemble type afin ainsi notamment lie relatif
    assurer effectuer realiser participer permettre necessaire necessite h f""".split()
)


class _Folded(dict[int, str]):
    """What each character becomes, worked out at its first use."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(code))
        found = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
        self[code] = found
        return found


_FOLDED = _Folded({ord("œ"): "oe", ord("æ"): "ae", ord("’"): "'"})


# Nearly all that is not ASCII in a French text: put right one by one, at half the cost of `str.translate`.
_USUAL = tuple((sign, _FOLDED[ord(sign)]) for sign in "éèàê’ôîçœ")


def fold(text: str) -> str:
    """Return a text in lower case without accents or ligatures.

    >>> fold("Œuvré")
    'oeuvre'
    """
    folded = text.lower()
    if not folded.isascii():
        for sign, instead in _USUAL:
            folded = folded.replace(sign, instead)
    return folded if folded.isascii() else folded.translate(_FOLDED)


fold_word = KnownWords(fold).__getitem__  # what `fold` returns of a word


def without_marks(word: str) -> str:
    """Return a word without a feminine or plural between marks.

    >>> without_marks("chargé(e)s"), without_marks("Node.js")
    ('chargé', 'Node.js')
    """
    return _MARKS.sub("", word) or word


@lru_cache(maxsize=200_000)
def stem(lemma: str) -> str:
    """Return the family of a lemma; an empty text for a word that carries no content.

    >>> stem("préparer") == stem("préparation")
    True
    >>> stem("avec")
    ''
    """
    word = fold(lemma).strip("'-._/")
    if word in STOP or not (word.isalnum() or any(sign.isalnum() for sign in word)):
        return ""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending, instead in _BY_LAST.get(word[-1], ()):
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= MIN_ROOT:
            return word[: -len(ending)] + instead
    return word
