"""Conversation-transcript analyzer: the Cycle of Value, waste, and promises."""

__version__ = "0.1.0"
