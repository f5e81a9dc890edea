"""The character n-gram model, its training, and the page evidence built on it."""
