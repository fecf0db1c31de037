"""The service: the API, the pages that work without JavaScript, and the help center."""

from assistant.service.app import create_app

__all__ = ["create_app"]
