"""The version of the program: part of the cache key, of logs and of what services say of themselves."""

VERSION = "0.1.0"
