"""The OpenAPI is what the service does: its examples are asked, its statuses are the only ones."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from maillage.api.service import create_app
from maillage.api.settings import Settings

# Any: OpenAPI's own JSON.
Operation = dict[str, Any]
OURS = {"codes", "concepts", "textes", "territoires", "questions"}
# What asks for figures, a second release or a saved perimeter, which the sample lacks.
WITHOUT = {"/v1/diff", "/v1/insertion", "/v1/available", "/v1/needs", "/v1/perimeters/{name}"}
# Requests of each operation that Schemathesis draws, and how many operations it finds some for.
CASES = {GenerationMode.POSITIVE: 12, GenerationMode.NEGATIVE: 3}
FEWEST = {GenerationMode.POSITIVE: 45, GenerationMode.NEGATIVE: 35}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]


@pytest.fixture(scope="module")
def app(sample_home: Path) -> FastAPI:
    return create_app(Settings(home=sample_home, warm=False))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


def _operations(client: TestClient) -> Iterator[tuple[str, str, Operation]]:
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            if path != "/context.jsonld" and OURS & set(operation.get("tags", ())):
                yield path, method, operation


def _examples(parameter: Operation) -> list[Any]:
    schema = parameter["schema"]
    found = schema.get("examples") or parameter.get("examples") or schema.get("enum")
    return list(found or [schema["default"]] if "default" in schema else found or [])


def _addresses(path: str, operation: Operation) -> Iterator[str]:
    """Yield an address for each example of each parameter, beside the first of those that are required."""
    parameters = operation.get("parameters", [])
    first = {one["name"]: _examples(one)[0] for one in parameters if one["required"]}
    for parameter in [None, *parameters]:
        for value in _examples(parameter) if parameter else [None]:
            given = {**first, **({parameter["name"]: value} if parameter else {})}
            address = path
            query = []
            for name, one in given.items():
                if f"{{{name}" in address:
                    address = address.replace(f"{{{name}}}", quote(str(one)))
                else:
                    query.append(f"{name}={quote(str(one))}")
            yield f"{address}?{'&'.join(query)}" if query else address


def _agrees(example: object, given: object) -> bool:
    """Return whether an example is part of what was given; the lists of an example begin those given."""
    if isinstance(example, dict):
        return isinstance(given, dict) and all(
            key in given and _agrees(value, given[key]) for key, value in example.items()
        )
    if isinstance(example, list):
        return isinstance(given, list) and all(map(_agrees, example, given))
    return example == given


def test_every_operation_of_ours_says_what_it_is_in_french(client: TestClient) -> None:
    operations = list(_operations(client))
    assert len(operations) > 15
    for path, method, operation in operations:
        assert operation["summary"], (path, method)
        assert {"200", "400"} <= set(operation["responses"]) or path == "/v1/diff", path
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (path, parameter["name"])


def test_every_example_of_a_parameter_is_answered(client: TestClient) -> None:
    asked = 0
    for path, method, operation in _operations(client):
        if method == "get" and path not in WITHOUT:
            for address in _addresses(path, operation):
                found = client.get(address)
                asked += 1
                assert found.status_code == 200, (address, found.text[:300])
    assert asked > 40


def test_every_example_of_a_body_is_answered_as_its_example_says(client: TestClient) -> None:
    api = client.get("/openapi.json").json()
    for path, method, operation in _operations(client):
        if method != "post":
            continue
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        body = api["components"]["schemas"][reference.rpartition("/")[2]]["examples"][0]
        found = client.post(path, json=body)
        assert found.status_code == 200, (path, found.text[:300])
        example = operation["responses"]["200"]["content"]["application/json"]["example"]
        assert _agrees(example, found.json()), path


def test_every_example_of_an_answer_is_what_is_answered(client: TestClient) -> None:
    for path, method, operation in _operations(client):
        if method == "get" and path not in WITHOUT:
            address = next(_addresses(path, operation))
            example = operation["responses"]["200"]["content"]["application/json"]["example"]
            assert _agrees(example, client.get(address).json()), address


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_request_gets_a_status_or_a_media_type_that_is_not_documented(
    app: FastAPI, mode: GenerationMode
) -> None:
    """All operations, drawn from a fixed seed: requests that the description admits, and that it does not.

    A longer run: `schemathesis run ADDRESS/openapi.json`, with the same checks.
    """
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    asked: Counter[str] = Counter()
    for result in schema.get_all_operations():
        operation = result.ok()  # type: ignore[union-attr]  # an error of the schema raises

        @settings(
            max_examples=CASES[mode], deadline=None, derandomize=True, database=None,
            phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: "schemathesis.Case[Any]") -> None:
            asked[case.operation.label] += 1
            case.call_and_validate(checks=CHECKS)

        with suppress(Unsatisfiable):  # nothing that it takes can be wrong
            check()
    assert len(asked) >= FEWEST[mode]
