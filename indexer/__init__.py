"""Corpus -> search index; question -> evidence -> answer or refusal. Knows no people."""
