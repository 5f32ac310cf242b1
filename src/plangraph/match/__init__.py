"""Who is meant by a name, and what became of a thing: confirmed links come first."""
