"""The command line: the commands, each a few lines over the façade.

Only here are options, files and the terminal known: the language, exit codes, progress, where output goes. An option that a notebook could want is a parameter of the façade first.
"""
