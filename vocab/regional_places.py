"""The places of training offers: those outside the region are counted, the unknown rejected."""

import re
from pathlib import Path

from maillage.vocab.communes import Commune, Communes, UnknownPlace
from maillage.vocab.importer import ImportLog

_OVERSEAS = re.compile(r"9[89][0-9]{3}")  # collectivities that are in no region, foreign countries


class RegionalPlaces:
    """Places offers while one source is read, and remembers how many lie outside the region."""

    def __init__(self, communes: Communes, region: str | None, log: ImportLog) -> None:
        """Keep the region's INSEE code, or None for the whole country."""
        self._communes = communes
        self._region = region
        self._log = log
        self.outside = 0

    def with_code(self, file: Path, line: int, code: str) -> Commune | None:
        """Return the commune of an INSEE code; None where it is outside (counted) or unknown."""
        if self._is_outside(code):
            return None
        try:
            return self._communes.with_code(code)
        except UnknownPlace as error:
            self._log.reject(file, line, str(error))
            return None

    def named(self, file: Path, line: int, town: str, postal_code: str) -> Commune | None:
        """Return the commune of a town's name and postal code; None as in `with_code`."""
        if self._is_outside(postal_code.strip().zfill(5)):
            return None
        try:
            return self._communes.named(town, postal_code)
        except UnknownPlace as error:
            self._log.reject(file, line, str(error))
            return None

    def tell(self) -> None:
        """Note how many places of offers were left out, if any."""
        if self.outside:
            self._log.notes.append(
                f"{self.outside} lieux d'offres hors de la région {self._region}, non importés."
            )

    def _is_outside(self, code: str) -> bool:
        region = self._communes.region_of(code)
        if region is None and _OVERSEAS.fullmatch(code):
            region = ""
        outside = self._region is not None and region is not None and region != self._region
        self.outside += outside
        return outside
