"""Invent municipalities and their plans, clean or with planted faults, together with the answers that go with them."""
