"""What follows from what is stated: rules, observers, and why.

A rule is a CONSTRUCT in `queries/rules/`; an observer is a function from a store to facts (`ontology/observed.ttl`) that SPARQL cannot compute, such as the likeness of two texts: it does not judge, shapes do.
Each derived triple can be explained by its premises (`Explanation`). An earlier plan is laid beside a draft here, so that rules about generations are rules like any other.
"""
