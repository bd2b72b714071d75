"""The one prefix map: CURIE ↔ URI for every scheme that Maillage knows.

ESCO, INSEE and ISCO concepts keep their publishers' URIs; what has none is minted under one
configurable base, as `<base>/id/<scheme>/<notation>`.
"""

from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

from maillage.ontology.errors import MalformedCurie, UnknownPrefix

if TYPE_CHECKING:
    from curies import Converter

DEFAULT_BASE = "https://w3id.org/maillage"
ONTOLOGY = "https://w3id.org/maillage/ontology#"

# prefix → the URI prefixes it stands for; the first is the canonical one.
PUBLISHED: dict[str, tuple[str, ...]] = {
    # One ESCO prefix for two pillars: people type `esco:<uuid>`, and a uuid names one concept only.
    "esco": (
        "http://data.europa.eu/esco/skill/",
        "http://data.europa.eu/esco/occupation/",
    ),
    "isco": ("http://data.europa.eu/esco/isco/",),
    "isced-f": ("http://data.europa.eu/esco/isced-f/",),
    "commune": ("http://id.insee.fr/geo/commune/",),
    "ze": ("http://id.insee.fr/geo/zoneDEmploi2020/",),
    "epci": ("http://id.insee.fr/geo/intercommunalite/",),
    "arr": ("http://id.insee.fr/geo/arrondissement/",),
    "dep": ("http://id.insee.fr/geo/departement/",),
    "reg": ("http://id.insee.fr/geo/region/",),
    "naf": ("http://id.insee.fr/codes/nafr2/division/",),
}

# Schemes whose concepts have no published URI: minted as `<base>/id/<scheme>/<notation>`.
MINTED: tuple[str, ...] = (
    "rome", "rome-appellation", "rome-competence", "rome-savoir", "rome-context", "rome-domaine",
    "rome-theme", "rome-interest", "rome-sector", "riasec", "transition", "mobility",
    "rncp", "rs", "bloc", "nsf", "cfd", "formacode", "certifier", "access", "caro",
    "fap", "fap-link", "bassin", "perimeter",
    "offer", "session", "provider", "ad", "observation", "dataset", "mapping",
    "regional", "regional-domain", "nature", "reach", "need-kind", "offer-part", "clea", "level", "verdict",
    "scheme", "collection", "rome-tree",
)  # fmt: skip

STANDARD: dict[str, str] = {
    "mlg": ONTOLOGY,
    "shapes": "https://w3id.org/maillage/shapes#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "schema": "https://schema.org/",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "sssom": "https://w3id.org/sssom/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "esco-model": "http://data.europa.eu/esco/model#",
    "elm": "http://data.europa.eu/snb/model/elm/",
    "geo-insee": "http://rdf.insee.fr/def/geo#",
}


class Names:
    """CURIEs and URIs under one base.

    >>> Names().uri("rome:K1304").value
    'https://w3id.org/maillage/id/rome/K1304'
    >>> Names().curie("http://id.insee.fr/geo/commune/67482")
    'commune:67482'
    """

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        """Build the map for `base`, an http(s) URI; a final slash is dropped."""
        self.base = base.rstrip("/")
        self._prefixes: dict[str, tuple[str, ...]] = {
            **PUBLISHED,
            **{scheme: (f"{self.base}/id/{scheme}/",) for scheme in MINTED},
            **{prefix: (uri,) for prefix, uri in STANDARD.items()},
        }

    @cached_property
    def _by_uri(self) -> dict[str, str]:
        return {uri: prefix for prefix, uris in self._prefixes.items() for uri in uris}

    @property
    def prefixes(self) -> dict[str, str]:
        """Every prefix with its canonical URI prefix."""
        return {prefix: uris[0] for prefix, uris in self._prefixes.items()}

    @cached_property
    def converter(self) -> "Converter":
        """The same map as a `curies.Converter`, for contraction and for other tools."""
        from curies import Converter, Record

        return Converter(
            Record(prefix=prefix, uri_prefix=uris[0], uri_prefix_synonyms=list(uris[1:]))
            for prefix, uris in self._prefixes.items()
        )

    def concept(self, scheme: str, notation: str) -> NamedNode:
        """Return the URI of `notation` in `scheme`; characters that a URI cannot hold are quoted."""
        try:
            prefix = self._prefixes[scheme][0]
        except KeyError:
            raise UnknownPrefix(scheme, self._prefixes) from None
        return NamedNode(prefix + quote(notation.strip(), safe="-._~()!*'@:+,;="))

    def graph(self, source: str, version: str) -> NamedNode:
        """Return the named graph that holds one release of one source."""
        return NamedNode(
            f"{self.base}/graph/{quote(source, safe='')}/{quote(version, safe='-._~')}"
        )

    def candidates(self, text: str) -> tuple[NamedNode, ...]:
        """Return the URIs that `text` may stand for: one, but for a prefix of several pillars.

        Raises:
            UnknownPrefix: the prefix is not in the map.
            MalformedCurie: neither a CURIE nor an absolute URI.
        """
        text = text.strip()
        prefix, colon, notation = text.partition(":")
        if prefix in {"http", "https", "urn"} and colon:
            if any(character in text for character in ' <>"{}|\\^`'):
                raise MalformedCurie(text)
            return (NamedNode(text),)
        if not colon or not prefix or not notation.strip():
            raise MalformedCurie(text)
        if prefix not in self._prefixes:
            raise UnknownPrefix(prefix, self._prefixes)
        quoted = quote(notation.strip(), safe="-._~()!*'@:+,;=/#")
        return tuple(NamedNode(uri + quoted) for uri in self._prefixes[prefix])

    def uri(self, text: str) -> NamedNode:
        """Return the canonical URI of a CURIE, or the URI itself; raises as `candidates`."""
        return self.candidates(text)[0]

    def curie(self, uri: str | NamedNode) -> str:
        """Return the shortest CURIE of a URI, or the URI where no prefix fits."""
        value = uri.value if isinstance(uri, NamedNode) else uri
        # Nearly every URI is a known prefix up to its last slash or hash: no need to search.
        cut = max(value.rfind("/"), value.rfind("#")) + 1
        prefix = self._by_uri.get(value[:cut])
        if prefix is not None:
            return f"{prefix}:{unquote(value[cut:])}"
        compressed = self.converter.compress(value)
        return value if compressed is None else unquote(compressed)
