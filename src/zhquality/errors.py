"""Every error the library raises on purpose.

ZhqualityError            base; the command line prints its text and exits with 2
├── ConfigError           a configuration file or option is wrong
├── InputError            a file cannot be read, decoded or written
└── DataError             a lexicon, rule or model file of the library or of the user is wrong
"""

from __future__ import annotations

__all__ = ["ConfigError", "DataError", "InputError", "ZhqualityError"]


class ZhqualityError(Exception):
    """Base of all errors raised on purpose; its text says what to do."""


class ConfigError(ZhqualityError):
    """A configuration file or an option is wrong."""


class InputError(ZhqualityError):
    """A file cannot be read, decoded or written."""


class DataError(ZhqualityError):
    """A lexicon, rule or model file is missing, damaged or of another version."""
