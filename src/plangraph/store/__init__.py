"""Triples: read them, keep them, look them up, ask them; labels, and where a thing is stated.

In come files of RDF and a folder of questions; out go a pyoxigraph store, the rows of answers (`Answer`), a thing with its label (`Item`) and a place in a source (`Place`).
Nothing here knows what a plan is, beyond the terms of the ontology. A built graph is kept in a cache whose key holds the content, the version of the program, its rules and its observers.
To add a question, write a file in `queries/`: no code is needed.
"""
