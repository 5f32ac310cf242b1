"""Invented municipalities and their plans, clean or with planted faults, with the answers that go with them."""
