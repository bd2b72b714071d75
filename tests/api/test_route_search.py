"""Search over HTTP."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from maillage.api.service import create_app
from maillage.api.settings import Settings

from .conftest import Run


@pytest.fixture(scope="module")
def client(sample_home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=sample_home)))


def _curies(client: TestClient, **asked: str) -> list[str]:
    return [row["curie"] for row in client.get("/v1/search", params=asked).json()["rows"]]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("soudeuse", "rome:H2913"), ("sodeur", "rome:H2913"), ("chaudronier", "rome:H2902"),
        ("aide soignante", "rome:J1501"), ("prépar", "rome:N1103"), ("K1304", "rome:K1304"),
        ("macon", "rome:F1703"), ("RNCP37674", "rncp:37674"),
    ],
)  # fmt: skip
def test_what_people_type_finds_what_they_mean(
    client: TestClient, typed: str, expected: str
) -> None:
    assert _curies(client, q=typed)[0] == expected


def test_a_search_has_the_document_of_the_command_line(
    client: TestClient, run: Run, sample_home: Path
) -> None:
    printed = run(
        sample_home, "search", "soudeur", "--type", "Occupation,Certification", "--limit", "5",
        "--format", "json",
    )  # fmt: skip
    asked = {"q": "soudeur", "type": "occupation,certification", "limit": "5"}
    assert client.get("/v1/search", params=asked).json() == json.loads(printed.stdout)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("boulangère", "rome:D1102"), ("boulan", "rome:D1102"), ("soudeur", "rome:H2913"),
        ("aide soignante", "rome:J1501"), ("aide soignant ehpad", "rome:J1501"), ("carriste", "rome:N1101"),
        ("hotesse de caisse", "rome:D1505"), ("caissiere", "rome-appellation:11640"),
        ("conducteur poids lourd", "rome:N4101"), ("chauffeur pl", "rome-appellation:11989"),
        ("maçonerie", "rome:F1703"), ("developpeur web", "rome:M1855"), ("assistant rh", "rome:M1501"),
        ("secretaire medicale", "rome:M1609"), ("commis de cuisine", "rome:G1602"), ("mécanicien auto", "rome:I1604"),
        ("cap cuisine", "rncp:38430"), ("bac pro metiers du commerce", "rncp:38399"), ("SSIAP", "formacode:42811"),
        ("preparateur de comande", "rome:N1103"), ("technicien de maintenance", "rome:I1304"),
        ("strasbourg", "bassin:4441"), ("conseiller en insertion", "rome:K1801"), ("K1304", "rome:K1304"),
    ],
)  # fmt: skip
def test_what_counsellors_type_finds_what_they_mean(
    official_home: Path, typed: str, expected: str
) -> None:
    client = TestClient(create_app(Settings(home=official_home)))
    assert _curies(client, q=typed, limit="3")[0] == expected


def test_types_language_and_territory_narrow(client: TestClient) -> None:
    assert _curies(client, q="welder", lang="en")[0] == "rome:H2913"
    kinds = client.get("/v1/search?q=soudeur&type=Certification").json()["rows"]
    assert {row["type"] for row in kinds} == {"Certification"}
    asked = {"q": "c", "type": "TrainingOffer", "limit": "100"}
    here, there = (set(_curies(client, territory=one, **asked)) for one in ("dep:10", "dep:68"))
    assert here
    assert there
    assert here | there <= set(_curies(client, **asked))
    assert not here & there
    assert _curies(client, q="troyes", territory="dep:10")[0] in {"bassin:4402", "commune:10387"}


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("q=a&lang=it", 422, "lang"), ("q=a&limit=101", 422, "limit"), ("q=a&type=Dragon", 400, "type"),
        ("q=a&tpye=Occupation", 400, "tpye"), ("", 422, "q"), ("q=", 422, "q"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_what_it_may_be(
    client: TestClient, query: str, status: int, parameter: str
) -> None:
    refused = client.get(f"/v1/search?{query}")
    assert (refused.status_code, refused.json()["parameter"]) == (status, parameter)
    assert {"lang": "'fr', 'en'", "limit": "au plus 100", "type": "Occupation", "q": ""}.get(
        parameter, "paramètres : fields"
    ) in refused.json()["detail"]


def test_an_unknown_territory_is_a_404(client: TestClient) -> None:
    assert client.get("/v1/search?q=a&territory=bassin:0").status_code == 404


def test_nothing_found_is_an_empty_list(client: TestClient) -> None:
    assert _curies(client, q="zzzzqqqq") == []
    table = client.get("/v1/search?q=soudeur", headers={"accept": "text/csv"})
    assert table.text.startswith("curie,uri,label")
