"""Lexicons: loading, validation, and the one scan over all of them."""
