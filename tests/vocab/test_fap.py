"""Occupation families: the nomenclature and the passage from ROME below are invented."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import MLG, SKOS
from maillage.vocab.errors import UnusableFile
from maillage.vocab.fap import FapImporter
from maillage.vocab.importer import ImportLog

NAMES = Names()

# Made by hand: Y1X10 is one family at the two finest levels, Y1X11 is divided in two.
NOMENCLATURE = """\
code_fap_341,intitule_fap_341,code_fap_228,intitule_fap_228,code_fap_86,intitule_fap_86,code_fap_22,intitule_fap_22
Y1X10,Veilleurs de phare,Y1X10, Veilleurs  de phare,Y1X,"Phares, balises",Y,Côte
Y1X11a,Peintres de balises,Y1X11,Ouvriers des balises,Y1X,"Phares, balises",Y,Côte
Y1X11b,Plongeurs de balises,Y1X11,Ouvriers des balises,Y1X,"Phares, balises",Y,Côte
"""
PASSAGE = "ROME;Intitule_ROME;Qualif;FAP341;Intitule_FAP341\n" + "".join(
    f"Y1101;Entretien de côte;{qualification};{family};x\n"
    for qualification, family in enumerate(["Y1X10"] * 3 + ["Y1X11a"] * 5 + ["Y1X11b"] * 2)
)


def data_with(root: Path, nomenclature: str = NOMENCLATURE, passage: str = PASSAGE) -> Path:
    """Write the two files, the nomenclature in the encoding that Dares uses; return their folder."""
    folder = root / "labour"
    (folder / "dares").mkdir(parents=True)
    target = folder / "dares" / "dares_nomenclature_fap2021.csv"
    target.write_text(nomenclature, encoding="cp1252")
    if passage:
        (folder / "rome_fap2021_utf8.csv").write_text(passage, encoding="utf-8")
    return folder


def read(folder: Path, log: ImportLog | None = None) -> list[Triple]:
    return list(FapImporter().triples(folder, NAMES, log or ImportLog("fap")))


def objects(triples: list[Triple], subject: str, predicate: NamedNode) -> list[str]:
    node = NAMES.uri(subject)
    found = [one.object for one in triples if (one.subject, one.predicate) == (node, predicate)]
    return [one.value if isinstance(one, Literal) else NAMES.curie(str(one)[1:-1]) for one in found]


def test_a_family_with_one_code_at_two_levels_is_one_concept(tmp_path: Path) -> None:
    triples = read(data_with(tmp_path))
    assert objects(triples, "fap:Y1X10", SKOS.prefLabel) == ["Veilleurs de phare"]
    assert objects(triples, "fap:Y1X10", SKOS.broader) == ["fap:Y1X"]


def test_each_family_is_under_the_next_wider_one(tmp_path: Path) -> None:
    triples = read(data_with(tmp_path))
    assert objects(triples, "fap:Y1X11b", SKOS.broader) == ["fap:Y1X11"]
    assert objects(triples, "fap:Y1X11", SKOS.broader) == ["fap:Y1X"]
    assert objects(triples, "fap:Y1X", SKOS.broader) == ["fap:Y"]
    assert objects(triples, "fap:Y", SKOS.broader) == []
    assert objects(triples, "fap:Y", SKOS.prefLabel) == ["Côte"]


def test_the_collection_of_a_level_lists_its_families(tmp_path: Path) -> None:
    triples = read(data_with(tmp_path))
    assert objects(triples, "collection:fap-228", SKOS.member) == ["fap:Y1X10", "fap:Y1X11"]
    assert objects(triples, "collection:fap-22", SKOS.member) == ["fap:Y"]


def test_a_link_gives_the_share_of_qualifications_at_the_survey_level(tmp_path: Path) -> None:
    triples = read(data_with(tmp_path))
    assert objects(triples, "fap-link:Y1X10-Y1101", MLG.share) == ["0.3"]
    assert objects(triples, "fap-link:Y1X11-Y1101", MLG.share) == ["0.7"]
    assert objects(triples, "fap-link:Y1X11-Y1101", MLG.family) == ["fap:Y1X11"]
    assert objects(triples, "fap-link:Y1X11-Y1101", MLG.occupation) == ["rome:Y1101"]


def test_a_qualification_that_falls_in_an_unknown_family_is_rejected(tmp_path: Path) -> None:
    log = ImportLog("fap")
    triples = read(data_with(tmp_path, passage=PASSAGE.replace("9;Y1X11b", "9;Z9X99")), log)
    assert [(one.line, one.reason) for one in log.rejects] == [
        (11, "famille Z9X99 absente de la nomenclature")
    ]
    assert objects(triples, "fap-link:Y1X10-Y1101", MLG.share) == ["0.3333"]  # of the nine read


def test_a_qualification_is_counted_once(tmp_path: Path) -> None:
    log = ImportLog("fap")
    twice = PASSAGE + "Y1101;Entretien de côte;0;Y1X10;x\nY1101;Entretien de côte;1;Y1X11a;x\n"
    triples = read(data_with(tmp_path, passage=twice), log)
    assert objects(triples, "fap-link:Y1X10-Y1101", MLG.share) == ["0.3"]
    assert [(one.line, one.reason) for one in log.rejects] == [
        (13, "Y1101 qualification 1 déjà en Y1X10, ici Y1X11a")
    ]


def test_a_row_that_contradicts_the_nomenclature_is_rejected(tmp_path: Path) -> None:
    log = ImportLog("fap")
    other = 'Y1X12,Gardiens,Y1X12,Gardiens,Y1X,"Phares, balises",X,Ciel\n'
    triples = read(data_with(tmp_path, nomenclature=NOMENCLATURE + other), log)
    assert [(one.line, one.reason) for one in log.rejects] == [
        (5, "famille Y1X déjà décrite autrement")
    ]
    assert objects(triples, "fap:Y1X12", SKOS.prefLabel) == []


def test_without_the_passage_the_families_are_kept(tmp_path: Path) -> None:
    log = ImportLog("fap")
    triples = read(data_with(tmp_path, passage=""), log)
    assert objects(triples, "fap:Y", SKOS.notation) == ["Y"]
    assert log.notes == ["table de passage ROME → FAP absente : aucun lien entre les deux"]


def test_the_release_is_that_of_the_nomenclature(tmp_path: Path) -> None:
    folder = data_with(tmp_path)
    assert FapImporter().find(tmp_path) == folder
    assert FapImporter().release(folder).version == "2021"
    assert FapImporter().find(tmp_path / "elsewhere") is None
    with pytest.raises(UnusableFile, match="nomenclature"):
        FapImporter().release(tmp_path / "elsewhere")


@pytest.mark.real_data
def test_every_rome_code_is_shared_out_whole(data: Path) -> None:
    log = ImportLog("fap")
    triples = read(data / "labour", log)
    assert log.rejects == []
    occupation = {one.subject: one.object for one in triples if one.predicate == MLG.occupation}
    shares: dict[object, Decimal] = defaultdict(Decimal)
    for one in triples:
        if one.predicate == MLG.share:
            assert isinstance(one.object, Literal)
            shares[occupation[one.subject]] += Decimal(one.object.value)
    assert len(shares) == 532
    assert set(shares.values()) == {Decimal(1)}
    levels = [len(objects(triples, f"collection:fap-{n}", SKOS.member)) for n in (341, 228, 86, 22)]
    assert levels == [341, 228, 86, 22]
    assert len(triples) == len(set(triples))
