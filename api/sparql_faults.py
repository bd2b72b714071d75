"""Why a SPARQL query has no result, and the problem that tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maillage.api.problem import OURS, Problem
from maillage.api.sparql_request import READ_ONLY

_AGAIN = {"retry-after": "5"}


class QueryFailed(Exception):
    """A query without a result, or without its end; `fault` names why, `known` says what is known of it."""

    def __init__(self, fault: str, known: Mapping[str, object] | None = None) -> None:
        """Keep the fault, one of those of `problem_of`, or `gone` or `slow` for a client that is."""
        super().__init__(fault)
        self.fault = fault
        self.known = dict(known or {})


@dataclass(frozen=True, slots=True)
class _Told:
    status: int
    detail: str  # a format string over what is known, `timeout` and `memory`
    again: bool = False  # the same request may do later


# 503 without Retry-After: it would fail again. The client's fault would be 4xx, but nobody can tell before.
_TOLD: Mapping[str, _Told] = {
    "update": _Told(403, READ_ONLY),
    "service": _Told(
        403, "SERVICE est refusé (ligne {line}, colonne {column}) : ce point d'accès n'interroge aucun autre serveur",
    ),
    "format": _Told(406, "ce résultat n'existe dans aucun des formats acceptés ; il existe en : {offers}"),
    "evaluation": _Told(400, "le moteur refuse cette requête : {reason}"),
    "nesting": _Told(400, "requête trop imbriquée pour être lue"),
    "time": _Told(
        503, "la requête a été arrêtée après {timeout:g} s de calcul : la rendre plus précise, ou en demander moins",
    ),
    "memory": _Told(
        503, "la requête a été arrêtée : elle voulait plus de {memory} Mo de mémoire ; la rendre plus précise, "
        "ou se passer de ORDER BY, DISTINCT ou GROUP BY sur autant de lignes",
    ),
    "busy": _Told(503, "trop de requêtes SPARQL à la fois ; réessayer dans quelques secondes", True),
    "crowded": _Told(503, "trop de longues requêtes SPARQL à la fois ; réessayer plus tard", True),
    "store": _Told(503, OURS[503], True),
    "lost": _Told(503, OURS[503], True),
}  # fmt: skip
EXPECTED = frozenset({"syntax", "update", "service", "format", "evaluation"})  # nothing to log


def problem_of(failed: QueryFailed, timeout: float, memory: int) -> Problem:
    """Return the problem of a query that failed before its result began.

    `timeout`: seconds that it had; `memory`: megabytes.
    """
    if failed.fault == "syntax":
        return _syntax(failed.known)
    told = _TOLD[failed.fault]
    where: dict[str, Any] = {
        name: failed.known[name] for name in ("line", "column") if name in failed.known
    }  # Any: a whole number, which JSON takes
    detail = told.detail.format(**failed.known, timeout=timeout, memory=memory)
    return Problem(
        told.status, detail, parameter="query", headers=_AGAIN if told.again else None,
        fault=failed.fault, **where,
    )  # fmt: skip


def _syntax(known: Mapping[str, object]) -> Problem:
    where: dict[str, Any] = {
        name: known[name] for name in ("line", "column", "near") if name in known
    }
    place = ""
    if where:
        near = f"près de « {where['near']} »" if where["near"] else "à la fin de la ligne"
        place = f", ligne {where['line']}, colonne {where['column']}, {near}"
    reason = f" : {known['reason']}" if known.get("reason") else ""
    return Problem(
        400, f"requête SPARQL incorrecte{place}{reason}", parameter="query", fault="syntax", **where
    )
