"""A knowledge graph of Japanese municipal community-welfare plans: build it, ask it, check it, draw it."""

from plangraph.errors import PlangraphError
from plangraph.graph import PlanGraph, build, connect, open  # noqa: A004
from plangraph.version import VERSION as __version__  # noqa: N811

__all__ = ["PlanGraph", "PlangraphError", "__version__", "build", "connect", "open"]
