"""A knowledge graph of Japanese municipal community-welfare plans: build it, ask it, check it, draw it."""

from plangraph.errors import PlangraphError
from plangraph.graph import PlanGraph, build, opened

__all__ = ["PlanGraph", "PlangraphError", "build", "opened"]
__version__ = "0.1.0"
