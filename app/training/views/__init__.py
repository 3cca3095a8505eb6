"""The views of this room, one noun a file."""

from app.training.views import trainings
from app.web.navigation import Item

blueprints = (trainings.blueprint,)
navigation = (Item("Training", "training.index", "training.record.read", icon="mortarboard", under=("training.",)),)
