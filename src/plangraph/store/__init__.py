"""Read, keep, look up and ask triples; the catalogue of questions; labels; where a thing is stated."""
