"""The finished picture's size, and where the face lies in it. Chosen before anything that paints is imported."""

WIDTH_PX, HEIGHT_PX = 720, 1280
PX_PER_UNIT = 228.0
ORIGIN_PX = (360.0, 556.0)


def use(name: str) -> None:
    """Change to "landscape"; "portrait" is there from the beginning."""
    global WIDTH_PX, HEIGHT_PX, PX_PER_UNIT, ORIGIN_PX
    if name == "landscape":
        WIDTH_PX, HEIGHT_PX = 1280, 720
        PX_PER_UNIT = 164.0
        ORIGIN_PX = (590.0, 318.0)
