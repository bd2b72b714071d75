"""One reading of one ROME release: its files, and the codes that it has defined so far."""

from dataclasses import dataclass, field

from maillage.ontology.names import Names
from maillage.vocab import rome_schemes as schemes
from maillage.vocab.importer import ImportLog
from maillage.vocab.rome_files import REQUIRED, RomeFiles
from maillage.vocab.rome_register import RomeRegister
from maillage.vocab.rome_table import RomeTable


@dataclass(frozen=True, slots=True)
class RomeReading:
    """What the readers of the several files share; each register fills as its file is read."""

    files: RomeFiles
    names: Names
    log: ImportLog
    occupations: RomeRegister
    titles: RomeRegister
    domains: RomeRegister
    competences: RomeRegister
    knowledge: RomeRegister
    contexts: RomeRegister
    tree: RomeRegister
    sectors: RomeRegister
    divisions: RomeRegister
    themes: RomeRegister
    interests: RomeRegister
    riasec: RomeRegister
    parent_codes: set[str] = field(default_factory=set)  # those that an occupation names
    owners: dict[str, str] = field(default_factory=dict)  # OGR of a fiche or title → fiche's code

    @classmethod
    def start(cls, files: RomeFiles, names: Names, log: ImportLog) -> "RomeReading":
        """Return a reading that has read nothing yet."""
        riasec = RomeRegister(schemes.RIASEC, names, "intérêt RIASEC")
        for letter in schemes.RIASEC_LABELS:
            riasec.add(letter)
        return cls(
            files=files,
            names=names,
            log=log,
            occupations=RomeRegister(schemes.OCCUPATIONS, names, "fiche"),
            titles=RomeRegister(schemes.TITLES, names, "appellation"),
            domains=RomeRegister(schemes.DOMAINS, names, "domaine professionnel"),
            competences=RomeRegister(schemes.COMPETENCES, names, "compétence"),
            knowledge=RomeRegister(schemes.KNOWLEDGE, names, "savoir"),
            contexts=RomeRegister(schemes.CONTEXTS, names, "contexte de travail"),
            tree=RomeRegister(schemes.TREE, names, "nœud de l'arborescence"),
            sectors=RomeRegister(schemes.SECTORS, names, "secteur d'activité"),
            divisions=RomeRegister(schemes.DIVISIONS, names, "division de la NAF"),
            themes=RomeRegister(schemes.THEMES, names, "thème"),
            interests=RomeRegister(schemes.INTERESTS, names, "centre d'intérêt"),
            riasec=riasec,
        )

    def table(self, stem: str) -> RomeTable:
        """Return the file of that stem; the absence of an optional one is noted.

        Raises:
            UnusableFile: a required one is absent.

        """
        path = self.files.required(stem) if stem in REQUIRED else self.files.path(stem)
        if path is None:
            self.log.notes.append(f"Fichier « {stem} » absent de la version : rien n'en est tiré.")
        return RomeTable(path, self.log)
