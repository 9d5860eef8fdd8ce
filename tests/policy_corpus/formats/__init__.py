"""Files of all formats to text."""
