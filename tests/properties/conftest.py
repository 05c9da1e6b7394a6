"""Properties are about truth, not speed: a slow machine must not fail them."""

from hypothesis import settings

settings.register_profile("firstline", deadline=None)
settings.load_profile("firstline")
