"""Who is meant by a name, and what became of a thing: confirmed links come first.

One set of name forms serves every place where names are compared; the words that it knows (spellings, abbreviations, synonyms) are concept schemes in `ontology/`. `continuity` is the one answer to what became
of an element: links that persons have decided, then likeness, never what was rejected. In come names or two plans, out go `Candidate` and `Continuity`.
To teach it a word, add a concept; to judge the likeness anew, run `make bench-links`.
"""
