"""Corpora: reading them."""
