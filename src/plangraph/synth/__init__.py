"""Invented municipalities and their plans, clean or with planted faults, with the answers that go with them.

Used by tests and benchmarks, and by whoever wants to try the program without a plan of her own: what became of each program and which fault stands where is known, so that matching and checking can be measured.
"""
