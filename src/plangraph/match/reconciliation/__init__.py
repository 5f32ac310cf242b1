"""The Reconciliation Service API 0.2 as pure functions."""
