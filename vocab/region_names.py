"""The regions of France by the names that statistical files give them instead of codes."""

from maillage.vocab.title_words import words

_NAMES = {
    "01": "Guadeloupe", "02": "Martinique", "03": "Guyane", "04": "La Réunion", "06": "Mayotte",
    "11": "Île-de-France", "24": "Centre-Val de Loire", "27": "Bourgogne-Franche-Comté",
    "28": "Normandie", "32": "Hauts-de-France", "44": "Grand Est", "52": "Pays de la Loire",
    "53": "Bretagne", "75": "Nouvelle-Aquitaine", "76": "Occitanie", "84": "Auvergne-Rhône-Alpes",
    "93": "Provence-Alpes-Côte d'Azur", "94": "Corse",
}  # fmt: skip
_CODES = {tuple(words(name)): code for code, name in _NAMES.items()}


def region_code(name: str) -> str | None:
    """Return the INSEE code of a region by its name, accents and case aside; None if unknown.

    >>> region_code("PROVENCE-ALPES-COTE D'AZUR")
    '93'
    """
    return _CODES.get(tuple(words(name)))
