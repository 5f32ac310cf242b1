"""Plans as tables and back: reading and writing workbooks, and what lies between."""

from plangraph.view.forms import register

register("plangraph.view.proposals:Links", "ttl", "plangraph.sheet.turtle_files:candidates")
