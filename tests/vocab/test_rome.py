"""The ROME importer over a small release that we invented (codes, labels and numbers alike).

Each file has the publisher's name and columns; the rows are ours: three occupations about kites,
and one row wrong in each way that an importer must survive.
"""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from maillage.ontology.names import Names
from maillage.ontology.terms import DCT, MLG, RDF, SKOS
from maillage.vocab.errors import UnusableFile
from maillage.vocab.importer import ImportLog
from maillage.vocab.rome import RomeImporter

FLAGS = "transition_eco,transition_num,transition_demo,emploi_reglemente,emploi_cadre"
COMPETENCE = (
    "code_ogr,nature,libelle_competence,definition,code_ogr_macro_comp,code_macro_comp,cat_comp,"
    "sous_cat_comp,transition_eco,transition_num,libelle_heterogeneite,libelle_origine"
)
TREE = (
    "code_domaine_competence,domaine_competence,code_enjeu,enjeu,code_objectif,"
    "code_macro_competence,code_ogr_macro_competence,libelle_macro_competence"
)
FILES = {
    "referentiel_code_rome": f"""code_rome,code_ogr,libelle_rome,{FLAGS},code_rome_parent
Z1002,2,Pilote  de cerf-volant,Emploi Vert,O,N,N,,Z1001
Z1001,1,Fabricant / Fabricante de cerfs-volants,Emploi Brun,,,,X,Z1001
Z1003,3,Vendeur / Vendeuse de ficelle,Emploi Mauve,N,O,O,O,Z9999
Z1001,9,Doublon,,,,,,Z1001
""",
    "referentiel_appellation": f"""\
code_ogr,libelle_appellation_long,libelle_appellation_court,code_rome,classification,peu_usite,{FLAGS}
101,Maître / Maîtresse du vent,Maître du vent,Z1002,PRINCIPALE,N,Emploi Vert,,,,
102,Tireur / Tireuse de fil,Tireur / Tireuse de fil,Z1002,SYNONYME,O,,,,,
103,Orphelin / Orpheline,,Z8888,SYNONYME,N,,,,,
""",
    "grand_domaine": "code_grand_domaine,libelle_grand_domaine\nZ,Vent\n",
    "domaine_professionnel": "code_domaine_professionnel,libelle_domaine_professionnel\nZ10,Toile\n",
    "referentiel_competence": f"""{COMPETENCE}
201,Compétence,Nouer un fil,Nouer un fil,300,,Savoir-faire,Transverse,O,N,,
202,Compétence,Plier la toile,Ranger sans froisser.,999,,Savoir-faire,Technique,N,,,
300,Macro-compétence,Travailler le fil,,,7A101,Savoir-faire,Technique,,,Homogène,PIX
301,Macro-compétence,Garder patience,,,7B101,Savoir-être professionnel,Transverse,,,,
""",
    "referentiel_savoir": """\
code_ogr_savoir,libelle_savoir,categorie_savoir,sous_categorie_savoir,transition_eco,transition_num
401,Aérologie,Domaines d'expertise,Airs,N,O
""",
    "referentiel_contexte_travail": """\
code_ogr,libelle_cont_travail,code_type_cont_trav,libelle_type_cont_trav
501,En plein vent,9,Lieux
""",
    "liens_rome_referentiels": """code_rome,code_compo_bloc,code_rubrique,code_ogr
Z1002,1,,2
Z1002,2,,101
Z1001,2,,101
Z1002,5,1,201
Z1002,5,3,401
Z1002,5,1,777
Z1002,6,,501
Z1002,8,,501
""",
    "coherence_item": """code_rome,code_ogr,coeur_metier
Z1002,201,Principale
Z1002,401,Émergente
Z1002,501,
Z1001,202,Principale
Z1002,201,Secondaire
""",
    "rubrique_mobilite": "code_rome,code_rome_cible,numero_ordre\nZ1001,Z1002,2\nZ1001,Z7777,1\n",
    "texte": """code_rome,code_compo_bloc,libelle_type_texte,position_phrase,libelle_texte
Z1001,3,definition,10,Range la toile.
Z1001,3,definition,2,Coupe  l''étoffe
Z1001,4,acces_metier,1,Sans diplôme.
Z1001,4,acces_metier,un,Sans rang.
""",
    "referentiel_code_rome_riasec": "code_rome,riasec_majeur,riasec_mineur\nZ1001,R,A\nZ1002,Q,\n",
    "referentiel_macro_competence_riasec": "code_ogr,riasec_majeur,riasec_mineur\n300,C,\n",
    "secteur_naf": "code_secteur_naf,libelle_secteur_naf\n0,Transverse\n1,Culture du vent\n",
    "arborescence_secteur_naf": "code_secteur_naf,libelle,code_rome\n1,é,Z1001\n0,é,Z1002\n",
    "secteur_activite": """code_sect_activite,libelle_sect_activite,definition_sect_activite
70,Plein air,"Deux  lignes.

Deux paragraphes."
""",
    "sous_secteur_activite": (
        "code_ss_sect_activite,libelle_ss_sect_activite,code_sect_activite\n71,Plage,70\n"
    ),
    "arborescence_secteur_activite": """code_sect_activite,code_ss_sect_activite,code_rome,principal
70,71,Z1001,oui
70,,Z1002,non
""",
    "centre_interet": "code_centre_interet,libelle_centre_interet,definition_centre_interet\n5,Le ciel,\n",
    "arborescence_centre_interet": "code_centre_interet,code_rome,principal\n5,Z1001,oui\n",
    "themes": "code_theme,libelle_theme,definition_theme\n001,Métiers du vent,Au vent.\n",
    "arborescence_thematique": "code_theme,code_rome\n001,Z1001\n",
    "arborescence_competences": f"{TREE}\n7,Airs,7A,Fils,7A1,7A101,300,Travailler le fil\n",
}
CP1252 = {"arborescence_secteur_naf"}
OLD = "code_rome,code_ogr,libelle_rome\nZ1001,1,Fabrication d''objets volants\nZ5555,5,Oubli\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_release(tmp_path / "rome" / "4.98")
    old = tmp_path / "rome" / "3.47"
    old.mkdir()
    (old / "unix_referentiel_code_rome_v347_utf8.csv").write_text(OLD, "utf-8")
    return tmp_path


def write_release(folder: Path) -> None:
    folder.mkdir(parents=True)
    for stem, text in FILES.items():
        start = "DERIVED" if stem == "arborescence_competences" else "unix"
        encoding = "cp1252" if stem in CP1252 else "utf-8"
        (folder / f"{start}_{stem}_v498_utf8.csv").write_text(text, encoding)


def read(data: Path) -> tuple[list[Triple], ImportLog]:
    importer = RomeImporter()
    folder = importer.find(data)
    assert folder is not None
    log = ImportLog("rome")
    return list(importer.triples(folder, Names(), log)), log


def objects(triples: list[Triple], curie: str, predicate: NamedNode) -> list[str]:
    """Return CURIEs and lexical forms, sorted, of what `curie` has by `predicate`."""
    names = Names()
    key = (names.uri(curie), predicate)
    found = (t.object for t in triples if (t.subject, t.predicate) == key)
    return sorted(
        item.value if isinstance(item, Literal) else names.curie(item)
        for item in found
        if isinstance(item, Literal | NamedNode)
    )


def test_missing_required_file_stops_the_import(data: Path) -> None:
    (data / "rome" / "4.98" / "unix_referentiel_savoir_v498_utf8.csv").unlink()
    with pytest.raises(UnusableFile, match="referentiel_savoir"):
        read(data)


def test_missing_optional_file_is_noted(data: Path) -> None:
    (data / "rome" / "4.98" / "unix_rubrique_mobilite_v498_utf8.csv").unlink()
    (data / "rome" / "3.47" / "unix_referentiel_code_rome_v347_utf8.csv").unlink()
    triples, log = read(data)
    assert not {t for t in triples if t.predicate in {MLG.mobilityTo, MLG.statisticalLabel}}
    assert any("rubrique_mobilite" in note for note in log.notes)
    assert any("ROME 3 absent" in note for note in log.notes)


def test_occupation_has_domain_parent_flags_and_statistical_label(data: Path) -> None:
    triples, _ = read(data)
    assert objects(triples, "rome:Z1002", SKOS.prefLabel) == ["Pilote de cerf-volant"]
    assert objects(triples, "rome:Z1002", SKOS.broader) == ["rome-domaine:Z10"]
    assert objects(triples, "rome-domaine:Z10", SKOS.broader) == ["rome-domaine:Z"]
    assert objects(triples, "rome:Z1002", MLG.parentOccupation) == ["rome:Z1001"]
    assert objects(triples, "rome:Z1002", MLG.ecologicalTransition) == ["transition:green"]
    assert objects(triples, "rome:Z1002", MLG.digitalTransition) == ["true"]
    assert objects(triples, "rome:Z1002", MLG.executive) == []
    assert objects(triples, "rome:Z1001", MLG.statisticalLabel) == ["Fabrication d'objets volants"]


def test_title_belongs_to_its_occupation(data: Path) -> None:
    triples, _ = read(data)
    assert objects(triples, "rome-appellation:101", MLG.jobTitleOf) == ["rome:Z1002"]
    assert objects(triples, "rome-appellation:101", MLG.shortLabel) == ["Maître du vent"]
    assert objects(triples, "rome-appellation:102", MLG.shortLabel) == []
    assert objects(triples, "rome-appellation:102", MLG.rarelyUsed) == ["true"]
    assert objects(triples, "rome:Z1002", MLG.mainJobTitle) == ["rome-appellation:101"]


def test_competence_has_classes_nature_and_place(data: Path) -> None:
    triples, _ = read(data)
    assert objects(triples, "rome-competence:201", RDF.type) == ["mlg:Competence", "mlg:KnowHow"]
    assert objects(triples, "rome-competence:201", MLG.nature) == ["nature:know-how"]
    assert objects(triples, "rome-competence:201", MLG.reach) == ["reach:transversal"]
    assert objects(triples, "rome-competence:201", SKOS.broader) == ["rome-competence:300"]
    assert objects(triples, "rome-competence:201", MLG.servesEcologicalTransition) == ["true"]
    assert objects(triples, "rome-competence:201", SKOS.definition) == []  # repeats the label
    assert objects(triples, "rome-competence:202", SKOS.definition) == ["Ranger sans froisser."]
    assert objects(triples, "rome-competence:202", MLG.reach) == []
    assert objects(triples, "rome-savoir:401", RDF.type) == ["mlg:Competence", "mlg:Knowledge"]


def test_macro_competence_hangs_from_the_tree(data: Path) -> None:
    triples, log = read(data)
    kinds = objects(triples, "rome-competence:301", RDF.type)
    assert kinds == ["mlg:Competence", "mlg:MacroCompetence", "mlg:ProfessionalBehaviour"]
    assert objects(triples, "rome-competence:300", SKOS.broader) == ["rome-tree:7A1"]
    assert objects(triples, "rome-competence:301", SKOS.broader) == ["rome-tree:7"]
    assert objects(triples, "rome-tree:7A1", SKOS.prefLabel) == ["7A1"]
    assert objects(triples, "rome-tree:7A1", SKOS.broader) == ["rome-tree:7A"]
    assert objects(triples, "rome-competence:300", DCT.identifier) == ["7A101"]
    assert objects(triples, "rome-competence:300", MLG.heterogeneity) == ["Homogène"]
    assert any("libellés des objectifs" in note for note in log.notes)


def test_core_and_emerging_come_beside_requires(data: Path) -> None:
    triples, _ = read(data)
    assert objects(triples, "rome:Z1002", MLG.requires) == [
        "rome-competence:201",
        "rome-savoir:401",
    ]
    assert objects(triples, "rome:Z1002", MLG.requiresCore) == ["rome-competence:201"]
    assert objects(triples, "rome:Z1002", MLG.requiresEmerging) == ["rome-savoir:401"]
    assert objects(triples, "rome:Z1002", MLG.hasWorkContext) == ["rome-context:501"]
    assert objects(triples, "collection:rome-context-9", SKOS.member) == ["rome-context:501"]


def test_a_weight_without_its_link_makes_the_link(data: Path) -> None:
    triples, _ = read(data)
    for term in (MLG.requires, MLG.requiresCore):
        assert objects(triples, "rome:Z1001", term) == ["rome-competence:202"]


def test_mobility_keeps_its_rank(data: Path) -> None:
    triples, _ = read(data)
    assert objects(triples, "rome:Z1001", MLG.mobilityTo) == ["rome:Z1002"]
    node = "mobility:Z1001-Z1002"
    assert objects(triples, node, MLG.mobilityFromOccupation) == ["rome:Z1001"]
    assert objects(triples, node, MLG.mobilityToOccupation) == ["rome:Z1002"]
    assert objects(triples, node, MLG.rank) == ["2"]


def test_sentences_are_joined_in_the_order_of_their_numbers(data: Path) -> None:
    triples, _ = read(data)
    assert objects(triples, "rome:Z1001", SKOS.definition) == ["Coupe l'étoffe. Range la toile."]
    assert objects(triples, "rome:Z1001", MLG.accessNote) == ["Sans diplôme."]


def test_sectors_are_divisions_and_rome_s_own(data: Path) -> None:
    triples, _ = read(data)
    assert objects(triples, "rome:Z1001", MLG.hasSector) == ["naf:01"]
    assert objects(triples, "rome:Z1002", MLG.hasSector) == ["rome-sector:0"]
    assert objects(triples, "naf:00", RDF.type) == []
    assert objects(triples, "rome:Z1001", MLG.hasActivitySector) == [
        "rome-sector:70",
        "rome-sector:71",
    ]
    assert objects(triples, "rome:Z1002", MLG.mainActivitySector) == []
    assert objects(triples, "rome-sector:71", SKOS.broader) == ["rome-sector:70"]
    assert objects(triples, "rome-sector:70", SKOS.definition) == [
        "Deux lignes.\nDeux paragraphes."
    ]


def test_interests_and_themes(data: Path) -> None:
    triples, _ = read(data)
    assert objects(triples, "rome:Z1001", MLG.mainInterest) == ["riasec:R"]
    assert objects(triples, "rome:Z1001", MLG.secondaryInterest) == ["riasec:A"]
    assert objects(triples, "rome-competence:300", MLG.mainInterest) == ["riasec:C"]
    assert objects(triples, "rome:Z1001", MLG.hasTheme) == ["rome-theme:001"]
    assert objects(triples, "rome:Z1001", MLG.mainCentreOfInterest) == ["rome-interest:5"]


def test_every_unusable_row_is_rejected_with_its_line(data: Path) -> None:
    _, log = read(data)
    assert sorted((reject.file.removeprefix("unix_"), reject.line) for reject in log.rejects) == [
        ("coherence_item_v498_utf8.csv", 6),  # an unknown weight
        ("liens_rome_referentiels_v498_utf8.csv", 4),  # a title of another occupation
        ("liens_rome_referentiels_v498_utf8.csv", 7),  # an item that nothing defines
        ("liens_rome_referentiels_v498_utf8.csv", 9),  # an unknown kind of link
        ("referentiel_appellation_v498_utf8.csv", 4),  # a title of no known occupation
        ("referentiel_code_rome_riasec_v498_utf8.csv", 3),  # an unknown interest
        ("referentiel_code_rome_v347_utf8.csv", 3),  # a ROME 3 code that ROME 4 lost
        ("referentiel_code_rome_v498_utf8.csv", 3),  # neither yes nor no
        ("referentiel_code_rome_v498_utf8.csv", 4),  # an unknown parent
        ("referentiel_code_rome_v498_utf8.csv", 4),  # an unknown transition
        ("referentiel_code_rome_v498_utf8.csv", 5),  # a code twice
        ("referentiel_competence_v498_utf8.csv", 3),  # an unknown macro-competence
        ("rubrique_mobilite_v498_utf8.csv", 3),  # an unknown target
        ("texte_v498_utf8.csv", 5),  # a position that is no number
    ]


def test_no_blank_node_no_repeat_and_the_same_order_twice(data: Path) -> None:
    triples, _ = read(data)
    assert not [t for t in triples if BlankNode in {type(t.subject), type(t.object)}]
    assert len(set(triples)) == len(triples)
    assert read(data)[0] == triples


def test_each_concept_has_one_french_label_notation_and_scheme(data: Path) -> None:
    triples, _ = read(data)
    subjects = {t.subject for t in triples if t.predicate == SKOS.inScheme}
    for term in (SKOS.inScheme, SKOS.notation):
        assert sum(t.predicate == term for t in triples) == len(subjects)
    labels = [(t.subject, t.object) for t in triples if t.predicate == SKOS.prefLabel]
    french = [node for node, label in labels if getattr(label, "language", None) == "fr"]
    assert len(french) == len(set(french))
    assert subjects <= set(french)
    schemes = {t.subject for t in triples if t.object == SKOS.ConceptScheme}
    assert {t.object for t in triples if t.predicate == SKOS.inScheme} <= schemes
