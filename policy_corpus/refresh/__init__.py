"""Registered sources: web addresses from which documents are fetched, and what became of them."""
