"""How a portrait is printed."""

from enum import StrEnum


class PortraitFormat(StrEnum):
    """How a portrait is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"
