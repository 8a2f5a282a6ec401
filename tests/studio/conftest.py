from studio_world import browser, clip, photo, recording, served, serving  # noqa: F401
