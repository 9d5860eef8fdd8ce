"""Documents, provisions, rules and regions. Knows nothing of search, people or chat."""
