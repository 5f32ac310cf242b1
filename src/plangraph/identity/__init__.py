"""Who is meant by a name: registers, matching of names against them, and the same as a reconciliation service."""
