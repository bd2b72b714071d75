"""What the environment says; read once, here."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from maillage.ontology.names import DEFAULT_BASE


class Settings(BaseSettings):
    """Settings of a process, from `MAILLAGE_*` variables.

    `home`: where generations live. `data`: the folder of the official files, if any. `base`: what
    minted URIs start with. `region`: INSEE code of the region whose territories are imported.
    """

    model_config = SettingsConfigDict(env_prefix="MAILLAGE_", extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("maillage", appauthor=False))
    data: Path | None = None
    base: str = DEFAULT_BASE
    region: str = "44"
