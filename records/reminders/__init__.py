"""Reminders: who is due to hear what and why not, the nightly scan, the recheck before sending, wishes, the digest.

Rules are data (`rules`), what a centre decides goes before them (`settings`). `due` is pure; `known` and `staff` read
what it needs; `plan` puts both together some hundreds of people at a time; `scan` writes; `recheck` is for the sender.
"""
