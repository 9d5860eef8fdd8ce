"""Announcements: composed, checked, confirmed, sent as a mailing, corrected, and reported on."""
