"""Which elements of two plans, or of one, are one thing or became of each other; a person decides."""
