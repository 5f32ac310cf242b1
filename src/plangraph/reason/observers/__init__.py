"""Compute from names, texts and numbers what SPARQL cannot; the facts stand in a graph of their own for shapes to judge."""
