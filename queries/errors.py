"""Faults of questions: what a user asked that the graph cannot answer."""

from collections.abc import Iterable

from maillage.ontology.errors import MaillageError


class UnknownQuestion(MaillageError):
    """A question name that no query file carries."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Keep the name and those that exist."""
        self.name = name
        self.known = tuple(sorted(known))
        super().__init__(f"question inconnue « {name} » ; questions : {', '.join(self.known)}")


class BadParameter(MaillageError):
    """A parameter that is missing, not of this question, or not a term of the expected kind."""

    def __init__(self, question: str, parameter: str, expected: str) -> None:
        """Keep the question and the parameter."""
        self.question = question
        self.parameter = parameter
        super().__init__(f"paramètre « {parameter} » de « {question} » : {expected}")


class MalformedQuestion(MaillageError):
    """A query file whose header, VALUES row and SELECT clause do not agree."""

    def __init__(self, name: str, reason: str) -> None:
        """Keep the file's name."""
        self.name = name
        super().__init__(f"fichier de question « {name}.rq » mal formé : {reason}")


class UnknownTerritory(MaillageError):
    """A territory that no imported source defines."""

    def __init__(self, territory: str, suggestions: Iterable[str]) -> None:
        """Keep the territory as it was typed, and a few that exist."""
        self.territory = territory
        self.suggestions = tuple(suggestions)
        known = f" ; par exemple : {', '.join(self.suggestions)}" if self.suggestions else ""
        super().__init__(
            f"territoire inconnu « {territory} » (attendu : un CURIE comme bassin:4402, dep:10, "
            f"commune:10387, ou des communes séparées par des virgules){known}"
        )


class NoDataForPeriod(MaillageError):
    """A period for which no source of demand says anything."""

    def __init__(self, period: str, available: Iterable[str]) -> None:
        """Keep the period and those that have data."""
        self.period = period
        self.available = tuple(available)
        known = ", ".join(self.available) or "aucune (importez BMO ou des offres d'emploi)"
        super().__init__(
            f"aucune donnée de demande pour la période « {period} » ; périodes connues : {known}"
        )


class MissingFigures(NoDataForPeriod):
    """Figures that an answer cannot do without, and that no imported source gives."""

    def __init__(self, figures: str, sources: str) -> None:
        """Keep what is missing, and the sources that would give it."""
        self.period = ""
        self.available = ()
        self.figures = figures
        MaillageError.__init__(
            self,
            f"{figures} : le graphe n'en a pas ; source attendue : {sources} "
            "(maillage build --data DOSSIER)",
        )
