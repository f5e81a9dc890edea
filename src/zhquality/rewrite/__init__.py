"""Relations between texts: compare, fingerprint, trace, dedup, mine."""
