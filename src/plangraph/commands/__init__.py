"""The commands that bring several sub-packages together; each reads its options and calls the library."""
