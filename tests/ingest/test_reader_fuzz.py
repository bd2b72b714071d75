"""What no reader does, whatever the bytes: one small good file a format, written by us, damaged."""

import json
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.ingest.reader_field_maps import FIELD_MAPS
from maillage.ingest.reader_map import FieldMap, Syntax
from maillage.ingest.readers import FORMATS, detect_format, read_records
from maillage.ingest.record import Record
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog


class Seed(NamedTuple):
    """A file's name and bytes."""

    name: str
    data: bytes


_VALUES = {
    "id": "a-1", "title": "Soudeur", "text": "<p>Vous soudez &amp; pliez.</p>", "insee": "67482",
    "postal_code": "67000", "town": "Metz", "department": "67", "place": "67 - METZ",
    "posted": "2026-01-02T03:04:05Z", "ends": "03/04/2026", "contract": "CDI", "positions": "2",
    "employer": "Forge", "sector": "2562B", "rome": "H2913", "competences": "118907",
}  # fmt: skip


def _tree(fields: FieldMap) -> dict[str, object]:
    """Return one record with a value at every path of the table."""
    tree: dict[str, object] = {}
    for name, value in _VALUES.items():
        for path in getattr(fields, name):
            *parents, last = path.split("/")
            at = tree
            for parent in parents:
                inner = at.get(parent)
                if not isinstance(inner, dict):
                    inner = at[parent] = _branch(inner)
                at = inner
            at.setdefault(last, value)
    return tree


def _branch(value: object) -> dict[str, object]:
    return {"": value} if isinstance(value, str) else {}


def _xml(name: str, value: object) -> str:
    if not isinstance(value, dict):
        return f"<{name}>{_escaped(str(value))}</{name}>\n"
    attributes = "".join(f' {k[1:]}="{v}"' for k, v in value.items() if k.startswith("@"))
    parts = (_xml(k, v) for k, v in value.items() if k and not k.startswith("@"))
    return f"<{name}{attributes}>{_escaped(str(value.get('', '')))}{''.join(parts)}</{name}>\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _seed(fields: FieldMap) -> Seed:
    tree = _tree(fields)
    marks = [word.strip('"<>') for word in fields.marks[0]]
    if fields.syntax is Syntax.XML:
        missing = "".join(f"<{one}>x</{one}>" for one in marks if f"<{one}" not in _xml("r", tree))
        job = _xml(fields.record[0], tree).replace(
            "\n</" + fields.record[0], missing + "\n</" + fields.record[0]
        )
        return Seed("a.xml", f"<?xml version='1.0'?>\n<all>\n{job}{job}</all>\n".encode())
    if fields.syntax is Syntax.CSV:
        header = dict.fromkeys([*marks, *tree])
        row = ",".join(json.dumps(tree.get(name, "")) for name in header)
        return Seed(
            "a.csv", (",".join(f'"{name}"' for name in header) + f"\n{row}\n{row}\n").encode()
        )
    tree = {**dict.fromkeys(marks, "x"), **tree}
    return Seed("a.jsonl", f"{json.dumps(tree)}\n{json.dumps(tree)}\n".encode())


_POSTING = {
    "@type": "JobPosting", "title": "Soudeur", "description": "Vous soudez.", "identifier": "1",
    "skills": ["regional:1014", "http://data.europa.eu/esco/skill/1"], "jobLocation": {"address": "Metz"},
}  # fmt: skip
_LHEO_FORMATION = (
    "domaine-formation", "resultats-attendus", "contenu-formation", "certifiante", "contact-formation",
    "parcours-de-formation", "code-niveau-entree", "organisme-formation-responsable",
)  # fmt: skip
_LHEO_ACTION = (
    "rythme-formation", "code-public-vise", "niveau-entree-obligatoire", "modalites-alternance",
    "modalites-enseignement", "conditions-specifiques", "prise-en-charge-frais-possible",
    "modalites-entrees-sorties",
)  # fmt: skip
_LHEO = (
    "<lheo><offres><formation numero='1'><intitule-formation>Soudeur</intitule-formation>"
    f"<objectif-formation>Souder</objectif-formation>{''.join(f'<{one}/>' for one in _LHEO_FORMATION)}"
    f"<action numero='2'>{''.join(f'<{one}/>' for one in _LHEO_ACTION)}<session><periode>"
    "<debut>20260101</debut><fin>20260201</fin></periode></session></action></formation></offres></lheo>"
)
SEEDS: dict[str, Seed] = {
    **{fields.source: _seed(fields) for fields in FIELD_MAPS},
    "jobposting": Seed("a.html", (
        f'<html><script type="application/ld+json">{json.dumps([_POSTING, _POSTING])}</script></html>'
    ).encode()),
    "csv": Seed("a.csv", b"id;titre;description;ville\n1;Soudeur;Souder;Metz\n2;Plieur;Plier;Metz\n"),
    "text": Seed("a.txt", b"Soudeur\n\nVous soudez.\n"),
    "lheo": Seed("a.xml", _LHEO.encode()),
    "grand-est": Seed("a.csv", (
        b"Nom_Complet_Diplome;Grande_Categorie;Description_Diplome;Nom_Etablissement;Ville;Code_Postal\n"
        b"CAP;BOIS;Bois;Lycee;Metz;57000\n"
    )),
    "carif-oref": Seed("a.csv", (
        b"id_action;id_certifinfo;rncp_code;periode;etablissement_lieu_formation_code_insee;intitule_formation\n"
        b"1;2;RNCP3;2026-09;57463;CAP\n"
    )),
    "rncp-blocs": Seed("a.csv", b"CodeRNCP;numero_bloc;intitule\nRNCP3;RNCP3BC01;Souder\n"),
}  # fmt: skip


_FUZZ = settings(
    max_examples=150,
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _survives(path: Path, data: bytes, fmt: str) -> list[Record]:
    path.write_bytes(data)
    log = ImportLog("essai")
    records: list[Record] = []
    try:
        records.extend(read_records(path, fmt, log))
    except UnusableFile:
        pass
    assert all(one.reason for one in log.rejects)
    assert all(one.id and one.title and one.text for one in records)
    for record in records:  # nothing that no file or terminal could take
        record.title.encode()
        record.text.encode()
        record.id.encode()
    return records


@pytest.mark.parametrize("fmt", sorted(FORMATS))
def test_no_bytes_break_a_reader(tmp_path: Path, fmt: str) -> None:
    path = tmp_path / "a.bin"

    @_FUZZ
    @given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(_utf8)))
    def survives(data: bytes) -> None:
        _survives(path, data, fmt)

    survives()


@pytest.mark.parametrize("fmt", sorted(SEEDS))
def test_no_damage_to_a_good_file_breaks_a_reader(tmp_path: Path, fmt: str) -> None:
    seed = SEEDS[fmt]
    path = tmp_path / seed.name
    assert _survives(path, seed.data, fmt)

    @_FUZZ
    @given(st.data())
    def survives(data: st.DataObject) -> None:
        damaged = bytearray(seed.data)
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, max(0, len(damaged) - 1)))
            taken = data.draw(st.integers(0, 30))
            damaged[at : at + taken] = data.draw(st.sampled_from(_DAMAGE) | st.binary(max_size=8))
        _survives(path, bytes(damaged), fmt)

    survives()


_DAMAGE = (
    b"", b"\x00", b"<", b"</job>", b"]]>", b'"', b"{", b"}", b"[", b"]", b",", b"\n", b"&x;", b"\xff",
    b"<!ENTITY a 'b'>", b"null", b"1e999", b"-1", b"\\ud800", b"[url]\n", b"<!--", b"9" * 5000,
)  # fmt: skip


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("fmt", sorted(SEEDS))
def test_each_format_is_told_by_its_content(tmp_path: Path, fmt: str) -> None:
    path = tmp_path / SEEDS[fmt].name
    path.write_bytes(SEEDS[fmt].data)
    assert detect_format(path) == fmt


def test_memory_is_flat_over_many_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    ad = json.loads(SEEDS["france-travail"].data.splitlines()[0])
    with path.open("w") as file:
        for number in range(10_000):
            ad["id"], ad["description"] = str(number), "Vous soudez. " * 200
            file.write(json.dumps(ad) + "\n")
    tracemalloc.start()
    count = sum(1 for _ in read_records(path, "france-travail", ImportLog("")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 10_000
    assert peak < 2 * 2**20
