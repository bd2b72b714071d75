"""Profiles: what is read of them, and how a faulty one is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.queries.near_errors import MalformedProfile
from maillage.queries.profile import Named, read_profile

ELM = {
    "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
    "credentialSubject": {
        "type": "Person",
        "givenName": {"fr": "Une personne inventée"},
        "hasClaim": {
            "type": "LearningAchievement",
            "specifiedBy": {
                "learningOutcome": [
                    {
                        "type": "LearningOutcome",
                        "title": {"en": "Baking"},
                        "relatedESCOSkill": {
                            "id": "http://data.europa.eu/esco/skill/x",
                            "type": "Concept",
                            "prefLabel": {"en": "bake bread", "fr": ["cuire le pain"]},
                        },
                    },
                    {"type": "LearningOutcome", "title": {"fr": "Façonner la pâte"}},
                ]
            },
        },
    },
}
BADGE = {
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "credentialSubject": {
        "type": "AchievementSubject",
        "achievement": {
            "type": "Achievement",
            "name": "Pétrissage",
            "alignment": [{"targetName": "Pétrir", "targetUrl": "https://exemple.test/c/1"}],
        },
    },
}


def test_a_learning_model_gives_its_skills_and_outcomes_that_name_none() -> None:
    found = read_profile(ELM)
    assert found.standard == "elm"
    assert found.competences == (
        Named("http://data.europa.eu/esco/skill/x", "cuire le pain"),
        Named("", "Façonner la pâte"),
    )


def test_a_badge_gives_its_alignments_else_its_name() -> None:
    assert read_profile(BADGE).competences == (Named("https://exemple.test/c/1", "Pétrir"),)
    bare = {**BADGE, "credentialSubject": {"achievement": {"name": "Pétrissage"}}}
    assert read_profile(bare).competences == (Named("", "Pétrissage"),)


def test_no_name_of_a_person_is_read() -> None:
    assert "personne" not in repr(read_profile(ELM))


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([], "/"),
        ({}, "/type"),
        ({"type": "VerifiableCredential"}, "/credentialSubject"),
        ({"type": "OpenBadgeCredential", "credentialSubject": "moi"}, "/credentialSubject"),
        ({"type": "Recipe", "credentialSubject": {}}, "/type"),
        (
            {"type": "OpenBadgeCredential", "credentialSubject": {"achievement": {"name": ""}}},
            "/credentialSubject/achievement/0/name",
        ),
    ],
)
def test_a_faulty_profile_is_refused_with_where_its_first_fault_is(
    document: object, where: str
) -> None:
    with pytest.raises(MalformedProfile) as caught:
        read_profile(document)
    assert (caught.value.where or "/") == where


def test_a_document_nested_without_end_is_refused() -> None:
    deep: dict[str, object] = {}
    for _ in range(200):
        deep = {"hasPart": deep}
    with pytest.raises(MalformedProfile, match="profondément"):
        read_profile({"type": "EuropeanDigitalCredential", "credentialSubject": deep})


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["type", "id", "prefLabel", "fr", "achievement", "alignment", "skills", "name"]),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(_json, st.sampled_from(["OpenBadgeCredential", "EuropeanDigitalCredential"]))
def test_any_document_is_read_or_refused_and_nothing_else(subject: object, kind: str) -> None:
    try:
        found = read_profile({"type": kind, "credentialSubject": subject})
    except MalformedProfile:
        return
    assert all(one.uri or one.label for one in found.competences)


def test_the_standards_own_samples_are_read() -> None:
    folder = Path("../shared/standards/elm")
    if not folder.is_dir():
        pytest.skip("samples of the European Learning Model absent")
    sample = json.loads((folder / "Sample-MC-Annex1-unsigned.jsonld").read_text("utf-8"))
    uris = [one.uri for one in read_profile(sample).competences if "/esco/skill/" in one.uri]
    assert len(uris) == 4
    empty = json.loads((folder / "credential-sample.jsonld").read_text("utf-8"))
    assert read_profile(empty).competences == ()
