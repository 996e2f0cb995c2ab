"""Conversation-transcript analyzer: the Cycle of Value, waste, and promises."""
