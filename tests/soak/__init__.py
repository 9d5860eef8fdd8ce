"""The real `yanxiu bot` process over HTTP, for minutes: killed again and again, asked by fifty at once, looked at."""
