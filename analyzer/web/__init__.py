"""The review app: calls to look through, labels and promises to correct, a model to teach.

It renders and keeps what people say; what is worked out is worked out in its own room.
"""

from analyzer.web.app import create_app
from analyzer.web.security import Access, is_loopback

__all__ = ["Access", "create_app", "is_loopback"]
