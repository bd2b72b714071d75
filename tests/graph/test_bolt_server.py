"""Reaching a Bolt server: what goes wrong is told by name, with what to do."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from maillage.graph.bolt_server import BoltServer, Credentials, Step
from maillage.graph.neo4j_errors import (
    BadServerUri,
    ServerRefused,
    ServerTooOld,
    ServerUnreachable,
    WrongCredentials,
)

from .bolt import Address, Proxy, address, addresses, free_port


@pytest.fixture(params=addresses())
def server(request: pytest.FixtureRequest) -> Address:
    """A real Bolt server that holds nothing of ours."""
    return address(request.param)


def test_a_uri_of_another_protocol_is_refused_with_those_that_do() -> None:
    with pytest.raises(BadServerUri, match=r"bolt\+s"):
        BoltServer.connect("http://localhost:7474", Credentials("a", "b"))


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1") as raised:
        BoltServer.connect(f"bolt://127.0.0.1:{free_port()}", Credentials("a", "b"), patience=0.1)
    assert "refused" in raised.value.reason


def test_a_wrong_password_names_the_user_and_never_the_password(server: Address) -> None:
    with pytest.raises(WrongCredentials, match=server.who.user) as raised:
        BoltServer.connect(server.uri, Credentials(server.who.user, "wrong-one"))
    assert "wrong-one" not in str(raised.value)


def test_an_unknown_database_is_told_by_the_server(server: Address) -> None:
    who = Credentials(server.who.user, server.who.password, "nowhere")
    with (
        BoltServer.connect(server.uri, who) as bolt,
        pytest.raises(ServerRefused, match="DatabaseNotFound"),
    ):
        bolt.read("MATCH (n) RETURN n LIMIT 1")


def test_a_statement_that_fails_undoes_its_transaction(server: Address) -> None:
    with server.connect() as bolt:
        with pytest.raises(ServerRefused, match=r"Neo\.ClientError"):
            bolt.write(Step("CREATE (:Resource {uri: 'x'})", {}), Step("NOT CYPHER", {}))
        assert bolt.read("MATCH (n:Resource) RETURN n.uri AS uri") == []


def test_encryption_asked_of_a_server_without_it_is_told(server: Address) -> None:
    with pytest.raises(ServerUnreachable, match=r"bolt\+s"):
        server.connect(server.uri.replace("bolt://", "bolt+s://"), patience=0.1)


@pytest.fixture
def certified(server: Address, tmp_path: Path) -> Iterator[Proxy]:
    """The same server behind TLS, with a certificate that nobody signed."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl absent: no certificate to test TLS with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    proxy = Proxy(server.port, tls=context)
    yield proxy
    proxy.close()


def test_tls_is_spoken_with_a_self_signed_certificate_only_where_it_is_admitted(
    server: Address, certified: Proxy
) -> None:
    with server.connect(f"bolt+ssc://127.0.0.1:{certified.port}") as bolt:
        assert bolt.read("RETURN 1 AS one") == [{"one": 1}]
    with pytest.raises(ServerUnreachable, match="certificat"):
        server.connect(f"bolt+s://127.0.0.1:{certified.port}", patience=0.1)


def _old_server(version: bytes, agent: str) -> int:
    """Play a server that chooses `version` and says that it is `agent`; return its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with listener:
            client, _ = listener.accept()
        with client:
            client.recv(20)  # the magic number and four versions
            client.sendall(version)
            if version == bytes(4):
                return
            client.recv(65536)  # HELLO
            told = agent.encode()
            # A chunk: SUCCESS {server: …, connection_id: "bolt-1"}, then its end.
            said = b"\xb1\x70\xa2\x86server" + bytes([0x80 + len(told)]) + told
            said += b"\x8dconnection_id\x86bolt-1"
            client.sendall(len(said).to_bytes(2, "big") + said + b"\0\0")
            client.recv(65536)
            client.sendall(b"\x00\x03\xb1\x70\xa0\0\0")
            client.recv(65536)

    threading.Thread(target=answer, daemon=True).start()
    return int(listener.getsockname()[1])


@pytest.mark.parametrize(
    ("version", "agent"),
    [(b"\0\0\4\4", "Neo4j/4.4.12"), (bytes(4), "")],
    ids=["an older protocol", "no protocol in common"],
)
def test_a_server_before_bolt_5_is_too_old(version: bytes, agent: str) -> None:
    uri = f"bolt://127.0.0.1:{_old_server(version, agent)}"
    with pytest.raises(ServerTooOld, match=f"{agent}.*Neo4j 5"):
        BoltServer.connect(uri, Credentials("neo4j", "x"), patience=0.1)
