"""The names, terms and faults that every other folder shares; it imports none of them."""

from maillage.ontology.errors import MaillageError
from maillage.ontology.names import DEFAULT_BASE, Names
from maillage.ontology.terms import MLG

__all__ = ["DEFAULT_BASE", "MLG", "MaillageError", "Names"]
