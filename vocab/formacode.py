"""Formacode: Centre Inffo's thesaurus, which indexes what a training is about."""

import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Triple

from maillage.ontology.names import Names
from maillage.vocab.errors import UnusableFile
from maillage.vocab.formacode_dropped import read_former_terms
from maillage.vocab.formacode_terms import (
    DOMAINS_FILE,
    OLDEST_VERSION,
    TERMS_FILE,
    latest_formacode,
    read_domains,
    read_terms,
)
from maillage.vocab.formacode_triples import PUBLISHER, SCHEME, FormacodeTriples
from maillage.vocab.importer import ImportLog, SourceRelease
from maillage.vocab.newest_file import files_by_year


class FormacodeImporter:
    """The terms of the latest edition, and those of version 13 that it dropped.

    Version 13's own file of domains is not read: version 14 gives the same codes other meanings, and the
    lists that only version 13 has (countries, publics, tool words, software) are no training subjects.
    """

    source = "formacode"
    version = "1"

    def find(self, data: Path) -> Path | None:
        """Return `formacode` where it holds the terms of a version that we read."""
        folder = data / "formacode"
        return folder if latest_formacode(folder) is not None else None

    def release(self, folder: Path) -> SourceRelease:
        """Return the edition, whose number is in the files' names.

        Raises:
            UnusableFile: there is no list of terms.
        """
        terms = _terms_file(folder)
        version = _version(terms)
        return SourceRelease(
            source=self.source,
            version=version,
            title=f"Formacode, version {version}",
            publisher=PUBLISHER,
            licence="Centre Inffo : conditions de réutilisation à demander à l'éditeur",
            issued=None,
            files=formacode_files(folder),
        )

    def triples(self, folder: Path, names: Names, log: ImportLog) -> Iterator[Triple]:
        """Yield the scheme, the domains, the terms with their links, then the dropped terms.

        Raises:
            UnusableFile: a file cannot be read.
        """
        file = _terms_file(folder)
        writer = FormacodeTriples(names, log)
        yield from SCHEME.triples(names)
        domains = _domains_file(folder, file)
        if domains is not None:
            yield from writer.domains(read_domains(domains, log))
        terms = list(read_terms(file, log))
        yield from writer.terms(file, terms)
        former = _former_file(folder)
        if former is not None:
            yield from writer.dropped(former, read_former_terms(former, log), terms)


def formacode_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of the edition under `folder`, none where there is no edition that we read."""
    terms = latest_formacode(folder)
    if terms is None:
        return ()
    others = (_domains_file(folder, terms), _former_file(folder))
    return (terms, *(file for file in others if file is not None))


def formacode_codes(folder: Path) -> frozenset[str]:
    """Return every code that the importer defines, the dropped terms' included.

    Raises:
        UnusableFile: there is no edition that we read, or a file cannot be read.
    """
    silent = ImportLog(FormacodeImporter.source)
    terms = _terms_file(folder)
    codes = {term.code for term in read_terms(terms, silent)}
    domains = _domains_file(folder, terms)
    if domains is not None:
        codes.update(domain.code for domain in read_domains(domains, silent))
    former = _former_file(folder)
    if former is not None:
        codes.update(term.code for term in read_former_terms(former, silent))
    return frozenset(codes)


def _terms_file(folder: Path) -> Path:
    file = latest_formacode(folder)
    if file is None:
        raise UnusableFile(folder, f"aucun fichier formacodes-v{OLDEST_VERSION}.csv ou plus récent")
    return file


def _domains_file(folder: Path, terms: Path) -> Path | None:
    return files_by_year(folder, DOMAINS_FILE).get(_version(terms))


def _former_file(folder: Path) -> Path | None:
    """Return the terms of version 13; later editions, in the new layout, keep their dropped terms' codes."""
    return files_by_year(folder, TERMS_FILE).get("13")


def _version(terms: Path) -> str:
    match = re.fullmatch(TERMS_FILE, terms.name, re.IGNORECASE)
    return match[1] if match is not None else ""
