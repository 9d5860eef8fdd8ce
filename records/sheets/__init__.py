"""Spreadsheets of rosters and hours: read them, say what is wrong where, preview, commit, undo."""
