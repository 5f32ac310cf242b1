"""The command line: one command a file, each a few lines over the façade."""
