"""Keys for what costs or writes: made here, kept as digests, asked for by the routes that need one."""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastapi import Request

from maillage.api.errors import BadKeyName
from maillage.api.problem import Problem

FILE = "keys.json"
_MARK = "mlg_"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept: its secret cannot be read back."""

    name: str
    digest: str  # SHA-256 of the key: 256 random bits need no slow hash
    created: str  # ISO 8601, UTC


class ApiKeys:
    """The keys of one home, in a file that its owner alone can read."""

    def __init__(self, home: Path) -> None:
        """Read from and write to a home."""
        self._path = home / FILE

    def all(self) -> list[ApiKey]:
        """Return the keys, in the order in which they were made."""
        try:
            return [ApiKey(**one) for one in json.loads(self._path.read_text("utf-8"))]
        except FileNotFoundError:
            return []

    def add(self, name: str) -> str:
        """Make a key and return it: the only time that it can be read.

        Raises:
            BadKeyName: the name is taken, or is not one to three dozens of letters, digits, « - » or « _ ».
        """
        if not (0 < len(name) <= 36 and all(one.isalnum() or one in "-_" for one in name)):
            raise BadKeyName(name, "1 à 36 lettres, chiffres, « - » ou « _ » sont attendus")
        keys = self.all()
        if any(one.name == name for one in keys):
            raise BadKeyName(name, "ce nom est pris ; choisir un autre nom, ou retirer cette clé")
        secret = _MARK + secrets.token_urlsafe(32)
        created = datetime.now(UTC).isoformat(timespec="seconds")
        self._write([*keys, ApiKey(name, _digest(secret), created)])
        return secret

    def remove(self, name: str) -> None:
        """Withdraw a key; raises BadKeyName where there is none of that name."""
        keys = self.all()
        left = [one for one in keys if one.name != name]
        if len(left) == len(keys):
            raise BadKeyName(name, "aucune clé de ce nom")
        self._write(left)

    def holder(self, secret: str) -> str | None:
        """Return the name of the key that a caller holds, or None."""
        given = _digest(secret)
        return next(
            (one.name for one in self.all() if hmac.compare_digest(one.digest, given)), None
        )

    def _write(self, keys: list[ApiKey]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump([asdict(one) for one in keys], file, ensure_ascii=False, indent=1)
        fresh.replace(self._path)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def require_key(request: Request) -> str:
    """Return the name of the caller's key: a route's dependency.

    Without any key made, a service that was not told to require them lets everyone in (name "").

    Raises:
        Problem: 401 without a key, 403 with one that is not known.
    """
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    given = secret.strip() if kind.lower() == "bearer" else request.headers.get("x-api-key", "")
    if not given and not keys_asked(request):
        return ""
    return key_holder(request, given)


def keys_asked(request: Request) -> bool:
    """Tell whether the service asks for a key: one was made, or it was told to require them."""
    settings = request.app.state.settings
    return bool(settings.keys_required or ApiKeys(settings.home).all())


def key_holder(request: Request, given: str) -> str:
    """Return the name of a key; raises Problem as `require_key`."""
    if not given:
        raise Problem(
            401,
            "cette adresse demande une clé : en-tête « Authorization: Bearer CLÉ » ; "
            "une clé se fait par « maillage key add NOM »",
            parameter="Authorization",
            headers={"www-authenticate": "Bearer"},
        )
    name = ApiKeys(request.app.state.settings.home).holder(given)
    if name is None:
        raise Problem(403, "cette clé n'est pas (ou plus) connue", parameter="Authorization")
    return name
