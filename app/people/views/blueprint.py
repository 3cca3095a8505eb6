"""The one blueprint of people; its views stand in the files beside it."""

from flask import Blueprint

blueprint = Blueprint("people", __name__)
