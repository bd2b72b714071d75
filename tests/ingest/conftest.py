"""The extractor's tests need the extra « extract »; without it, the report says that they did not run."""

from importlib.util import find_spec

NEED_SPACY = (
    "test_competence_extractor.py",
    "test_negation.py",
    "test_occupation_guess.py",
    "test_phrase_matcher.py",
    "test_sections.py",
    "test_spacy_component.py",
    "test_text_pipeline.py",
)
collect_ignore = [] if find_spec("spacy") else list(NEED_SPACY)


def pytest_report_header() -> str:
    """Say at the head of the report which tests are left out."""
    return f"extra « extract » absent : {', '.join(collect_ignore)}" if collect_ignore else ""
