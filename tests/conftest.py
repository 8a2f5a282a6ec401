"""Property tests try the same examples every time; ``./test --hypothesis-profile=search`` looks for new ones."""

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("same")
