"""Networks, matrices and pages: rows of questions in, plain files out. Nothing here knows of RDF or a store."""
