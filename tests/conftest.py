"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("zhquality", deadline=None)  # no test is timed: machines are busy
settings.load_profile("zhquality")
