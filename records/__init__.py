"""People, ledger, rules applied to a person, reminders due, outbox. Knows nothing of search or chat."""
