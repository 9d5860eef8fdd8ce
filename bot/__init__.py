"""Conversations, channels (Telegram, terminal), the command line and the composition root."""
