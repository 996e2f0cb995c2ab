"""Build the shipped model from labelled conversations (extra ``train``; torch only here)."""
