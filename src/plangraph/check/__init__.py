"""Shapes to findings: engines, profiles, baseline, the book of rules."""
