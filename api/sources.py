"""Which importers a build runs, and where it finds what they read."""

from collections.abc import Sequence
from pathlib import Path

from maillage.api.errors import NothingToImport, UnknownSource
from maillage.vocab.importer import Importer


def importers(region: str) -> list[Importer]:
    """Return every importer of published files, in the order of a build."""
    from maillage.vocab.bmo import BmoImporter
    from maillage.vocab.carif_oref import CarifOrefImporter
    from maillage.vocab.caro import CaroImporter
    from maillage.vocab.cereq import CereqImporter
    from maillage.vocab.commune_centres import CommuneCentresImporter
    from maillage.vocab.crosswalk import CrosswalkImporter
    from maillage.vocab.esco import EscoImporter
    from maillage.vocab.fap import FapImporter
    from maillage.vocab.formacode import FormacodeImporter
    from maillage.vocab.grand_est_courses import GrandEstCoursesImporter
    from maillage.vocab.inserjeunes import InserJeunesImporter
    from maillage.vocab.inserjeunes_schools import InserJeunesSchoolsImporter
    from maillage.vocab.insersup import InserSupImporter
    from maillage.vocab.lheo import LheoImporter
    from maillage.vocab.metiers_2030 import Metiers2030Importer
    from maillage.vocab.parcoursup import ParcoursupImporter
    from maillage.vocab.rncp import RncpImporter
    from maillage.vocab.rome import RomeImporter
    from maillage.vocab.tension import TensionImporter
    from maillage.vocab.territories import TerritoriesImporter

    return [
        TerritoriesImporter(region),
        CommuneCentresImporter(region),
        RomeImporter(),
        EscoImporter(),
        CrosswalkImporter(),
        FormacodeImporter(),
        RncpImporter(),
        CaroImporter(),
        FapImporter(),
        BmoImporter(region),
        TensionImporter(region),
        CarifOrefImporter(region),
        GrandEstCoursesImporter(region),
        LheoImporter(region),
        ParcoursupImporter(region),
        InserJeunesImporter(region),
        InserJeunesSchoolsImporter(region),
        InserSupImporter(region),
        CereqImporter(),
        Metiers2030Importer(region),
    ]


def find_older(data: Path | None) -> list[tuple[Importer, Path]]:
    """Return the importers of releases that are not in service any more, each with its folder."""
    from maillage.vocab.rome3 import Rome3Importer

    older: list[Importer] = [Rome3Importer()]
    return [
        (importer, place)
        for importer in older
        if data is not None and (place := importer.find(data)) is not None
    ]


# Read only when `--sources` names them: half of Parcoursup's apprenticeships are in Carif-Oref's list.
ON_REQUEST = frozenset({"parcoursup"})


def find_sources(
    data: Path | None, wanted: Sequence[str] | None, region: str
) -> list[tuple[Importer, Path]]:
    """Return the importers to run, each with its folder; our own vocabularies come with every build.

    Without a data folder, the sample that ships with the project takes the place of the official
    files. `wanted` keeps only these sources.

    Raises:
        NothingToImport: the folder is missing, is no folder, or holds none of the wanted sources.
        UnknownSource: a wanted source has no importer.
    """
    from maillage.api.sample_sources import SampleAdsImporter, SampleOffersImporter
    from maillage.vocab.regional_vocabulary import RegionalImporter
    from maillage.vocab.sample_data import SampleImporter, sample_folder

    ours: list[Importer] = [RegionalImporter()]
    published: list[Importer] = (
        importers(region)
        if data is not None
        else [SampleImporter(), SampleOffersImporter(), SampleAdsImporter()]
    )
    known = [importer.source for importer in [*ours, *published]]
    for name in wanted or ():
        if name not in known:
            raise UnknownSource(name, known)
    if data is not None and not data.is_dir():
        raise NothingToImport(
            str(data), "introuvable" if not data.exists() else "n'est pas un dossier"
        )
    folder = data if data is not None else sample_folder()
    found = [
        (importer, place)
        for importer in published
        if _asked(importer.source, wanted) and (place := importer.find(folder)) is not None
    ]
    own = [(importer, folder) for importer in ours if _asked(importer.source, wanted)]
    if not found and not (wanted and own):
        raise NothingToImport(
            str(folder),
            "ne contient aucune des sources attendues : "
            + ", ".join(importer.source for importer in published)
            + " (voir la disposition des dossiers dans le README)",
        )
    return [*own, *found]


def _asked(source: str, wanted: Sequence[str] | None) -> bool:
    return source in wanted if wanted else source not in ON_REQUEST
