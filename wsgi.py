"""Where servers and commands find the product: ``gunicorn 'wsgi:serving()'`` and ``flask --app wsgi``."""

from flask import Flask

from app import create_app, start

__all__ = ["create_app", "serving"]


def serving() -> Flask:
    """Return the application, ready to answer; refuses with a sentence when the record could not be kept safe."""
    app = create_app()
    start(app)
    return app
