"""Shapes to findings: engines, messages, profiles, what was accepted before, the book of rules.

In come a store and the shapes; out go `Result` (what an engine found) and `Finding` (what a person reads, in one language, with the place and an id that does not change with wording). A message is composed from the
template of the component that failed, unless the shape says more. To add a rule, add a shape and its cases: no code is needed.
"""
