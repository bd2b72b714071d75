"""A server that speaks Bolt (Neo4j, ArcadeDB …), through the official driver.

Its faults are ours by name. A transaction that the server gives up (a conflict, a new leader) or that a cut
connection loses is run again, for `patience` seconds.
"""

import logging
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import urlsplit

from maillage.graph.neo4j_errors import (
    BadServerUri,
    ConnectionLost,
    ServerRefused,
    ServerTooOld,
    ServerUnreachable,
    WrongCredentials,
)

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
PATIENCE = 30.0  # seconds
_OLDEST = (5, 0)  # of the Bolt protocol: that of Neo4j 5
_TIMEOUT = 10.0  # seconds to open a connection
_AHEAD = 4  # transactions that wait for the one that runs

Row = Mapping[str, Any]  # Any: what a statement returns


class Step(NamedTuple):
    """One statement of a transaction."""

    statement: str
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks, and of which database; "" is the server's default one."""

    user: str
    password: str
    database: str = ""


class BoltServer:
    """One database of a server, reached and known to be recent enough."""

    def __init__(self, driver: "Driver", uri: str, database: str) -> None:
        """Wrap an open driver; see `connect`."""
        self.uri = uri
        self._driver = driver
        self._database = database or None

    @classmethod
    def connect(cls, uri: str, who: Credentials, *, patience: float = PATIENCE) -> "BoltServer":
        """Reach a server.

        Raises:
            BadServerUri: not a URI of the Bolt protocol.
            ServerUnreachable: nothing answers, or not with this encryption.
            WrongCredentials: it refuses the user.
            ServerTooOld: it does not speak Bolt 5.
        """
        from neo4j import GraphDatabase
        from neo4j.exceptions import ConfigurationError

        if urlsplit(uri).scheme not in SCHEMES:
            raise BadServerUri(uri, f"attendu : {', '.join(SCHEMES)} puis ://serveur:7687")
        # The driver says in its log what it will try again; what fails in the end, we say.
        logging.getLogger("neo4j").addHandler(logging.NullHandler())
        try:
            driver = GraphDatabase.driver(
                uri,
                auth=(who.user, who.password),
                max_transaction_retry_time=patience,
                connection_timeout=_TIMEOUT,
            )
        except (ConfigurationError, ValueError) as error:
            raise BadServerUri(uri, _line(error)) from error
        try:
            _check(driver, uri, who)
        except BaseException:
            driver.close()
            raise
        return cls(driver, uri, who.database)

    def __enter__(self) -> Self:
        """Keep the connection inside a `with`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._driver.close()

    def read(self, statement: str, **parameters: object) -> Sequence[Row]:
        """Return the rows of a statement; raises ConnectionLost, ServerRefused."""

        def rows(transaction: "ManagedTransaction") -> Sequence[Row]:
            return transaction.run(statement, parameters).data()

        with self._faults(), self._driver.session(database=self._database) as session:
            return session.execute_read(rows)

    def write(self, *steps: Step) -> None:
        """Run statements in one transaction; raises ConnectionLost, ServerRefused."""

        def run(transaction: "ManagedTransaction") -> None:
            for step in steps:
                transaction.run(step.statement, step.parameters).consume()  # type: ignore[arg-type]

        with self._faults(), self._driver.session(database=self._database) as session:
            session.execute_write(run)

    @contextmanager
    def writer(self) -> Iterator["Writer"]:
        """Yield a writer whose transactions are all committed at the end."""
        with ThreadPoolExecutor(1) as pool:
            writer = Writer(self, pool)
            try:
                yield writer
                writer.wait()
            finally:
                pool.shutdown(cancel_futures=True)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        from neo4j.exceptions import ClientError, DriverError, Neo4jError

        try:
            yield
        except ClientError as error:
            raise ServerRefused(self.uri, error.code or "", _line(error)) from error
        except (DriverError, Neo4jError, OSError) as error:
            raise ConnectionLost(self.uri, _line(error)) from error


class Writer:
    """Commits transactions one after the other, while the next ones are made ready."""

    def __init__(self, server: BoltServer, pool: ThreadPoolExecutor) -> None:
        """Write to `server` from the one thread of `pool`."""
        self._server = server
        self._pool = pool
        self._pending: deque[Future[None]] = deque()

    def put(self, *steps: Step) -> None:
        """Have a transaction run after those put before; raises what an earlier one raised."""
        while len(self._pending) > _AHEAD:
            self._pending.popleft().result()
        self._pending.append(self._pool.submit(self._server.write, *steps))

    def wait(self) -> None:
        """Return once all that was put is committed; raises as `put`."""
        while self._pending:
            self._pending.popleft().result()


def _check(driver: "Driver", uri: str, who: Credentials) -> None:
    from neo4j.exceptions import AuthError, DriverError, UnsupportedServerProduct

    try:
        info = driver.get_server_info()
    except AuthError as error:
        raise WrongCredentials(uri, who.user) from error
    except UnsupportedServerProduct as error:
        raise ServerTooOld(uri, "un serveur d'un autre protocole") from error
    except (DriverError, OSError) as error:
        raise ServerUnreachable(uri, _line(error)) from error
    if info.protocol_version < _OLDEST:
        raise ServerTooOld(uri, info.agent)


def _line(error: Exception) -> str:
    told = getattr(error, "message", "") or str(error)
    return told.strip().splitlines()[-1].strip() if told.strip() else type(error).__name__
