from line_works import clock, home, store, works

__all__ = ["clock", "home", "store", "works"]
