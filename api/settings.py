"""What the environment says; read once, here."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from maillage.ontology.names import DEFAULT_BASE


class Settings(BaseSettings):
    """Settings of a process, from `MAILLAGE_*` variables.

    `home`: where generations live. `data`: the folder of the official files, if any. `base`: what
    minted URIs start with. `region`: INSEE code of the region whose territories are imported.

    `geometry`: a GeoJSON of the bassins d'emploi, for the map of the pages, if any.

    Of the service: `keys_required`: what costs or writes asks for a key even where none was made. `rate`:
    requests a second that one client may send on average, 0 for no limit. `max_body`: bytes of a request's body.
    `origins`: of the pages elsewhere that may read answers, separated by commas; "*" for all.
    `sparql_workers`: SPARQL queries at once, 0 for one a core; as many threefold that last. `sparql_timeout`: seconds
    of computing that one may take; `sparql_memory`: megabytes. `sparql_room`: megabytes that those of one process of
    the service may take together, which lowers how many there are at once where it must; 0 for half of what is free
    at the start.

    `warm`: read a generation's models before they are asked for.

    `neo4j_uri`, `neo4j_user`, `neo4j_password`, `neo4j_database`: the property graph's server, of which the database
    is the server's own where none is named.
    """

    model_config = SettingsConfigDict(env_prefix="MAILLAGE_", extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("maillage", appauthor=False))
    data: Path | None = None
    base: str = DEFAULT_BASE
    region: str = "44"
    geometry: Path | None = None
    keys_required: bool = False
    rate: float = Field(default=0.0, ge=0)
    max_body: int = Field(default=1_000_000, gt=0)
    origins: str = "*"
    warm: bool = True
    sparql_workers: int = Field(default=0, ge=0)
    sparql_timeout: float = Field(default=30.0, gt=0)
    sparql_memory: int = Field(default=1024, ge=64)
    sparql_room: int = Field(default=0, ge=0)
    neo4j_uri: str = ""
    neo4j_user: str = "neo4j"
    neo4j_password: SecretStr = SecretStr("")
    neo4j_database: str = ""
