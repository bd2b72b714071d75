"""The free texts of an occupation: what it does (definition) and how one comes to it (access)."""

import re
from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, Triple

from maillage.ontology.terms import MLG, SKOS
from maillage.vocab.rome_reading import RomeReading

TERMS = {"definition": SKOS.definition, "acces_metier": MLG.accessNote}


def text_triples(reading: RomeReading) -> Iterator[Triple]:
    """Yield one definition and one access note an occupation, their sentences in position order."""
    table = reading.table("texte")
    texts: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    doubled = 0
    columns = ("code_rome", "libelle_type_texte", "position_phrase", "libelle_texte")
    for row in table.rows(columns):
        code, kind, position, text = (row[column] for column in columns)
        if reading.occupations.refer(table, row, code) is None:
            continue
        if kind not in TERMS:
            table.reject(row, f"type de texte « {kind} » inconnu")
        elif not position.isdecimal():
            table.reject(row, f"position « {position} » : un entier est attendu")
        else:
            doubled += "''" in text
            texts[code, kind].append((int(position), text))
    for (code, kind), sentences in texts.items():
        whole = join_sentences(text for _, text in sorted(sentences, key=lambda item: item[0]))
        yield Triple(reading.occupations.nodes[code], TERMS[kind], Literal(whole, language="fr"))
    if doubled:
        reading.log.notes.append(
            f"Textes des fiches : apostrophe doublée ('') dans {doubled} phrases ; rétablie."
        )


def join_sentences(sentences: Iterator[str]) -> str:
    """Return one text: apostrophes undoubled, spaces collapsed, sentences ended where they run on.

    The publisher ends about one sentence in three with a full stop. One that ends with a letter, a
    digit or a closing mark gets it when another follows, or two sentences would read as one.
    """
    cleaned = [undoubled(sentence) for sentence in sentences]
    ended = [re.sub(r"(?<=[\w)»\"])$", ".", sentence) for sentence in cleaned[:-1]]
    return " ".join([*ended, *cleaned[-1:]])


def undoubled(text: str) -> str:
    """Return a text with spaces collapsed, less the doubled apostrophes of an SQL export."""
    return " ".join(text.replace("''", "'").split())
