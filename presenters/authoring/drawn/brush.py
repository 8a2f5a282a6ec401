"""A small painter over Skia: soft fills, tapered strokes, clipped shadows, all in face units."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import skia

from frame import HEIGHT_PX, ORIGIN_PX, PX_PER_UNIT, WIDTH_PX

OVERSAMPLING = 2

Points = Sequence[tuple[float, float]] | np.ndarray


def rgb(colour: str) -> np.ndarray:
    """`#rrggbb` as float [3] in 0..1."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def mix(first: str, second: str, share: float) -> str:
    """The colour `share` of the way from the first to the second."""
    channels = rgb(first) * (1 - share) + rgb(second) * share
    return "#" + "".join(f"{round(float(c) * 255):02x}" for c in np.clip(channels, 0, 1))


def ink(colour: str, alpha: float = 1.0) -> int:
    red, green, blue = (round(float(c) * 255) for c in rgb(colour))
    return skia.Color(red, green, blue, round(255 * min(max(alpha, 0.0), 1.0)))


def spline(points: Points, samples: int = 64, closed: bool = False) -> np.ndarray:
    """Catmull-Rom through the points: float [samples, 2]."""
    p = np.asarray(points, float)
    p = np.vstack([p[-1], p, p[0], p[1]]) if closed else np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    spans = len(p) - 3
    at = np.linspace(0, spans, samples, endpoint=not closed)
    i = np.minimum(at.astype(int), spans - 1)
    t = (at - i)[:, None]
    a, b, c, d = p[i], p[i + 1], p[i + 2], p[i + 3]
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def polygon(points: Points) -> skia.Path:
    path = skia.Path()
    path.addPoly([skia.Point(float(x), float(y)) for x, y in np.asarray(points)], True)
    return path


def smooth(points: Points, samples: int = 160) -> skia.Path:
    """A closed, smooth shape through the points."""
    return polygon(spline(points, samples, closed=True))


def ribbon(line: np.ndarray, width: np.ndarray) -> skia.Path:
    """The outline of a stroke of varying width along a line: a brush mark with pointed ends."""
    tangent = np.gradient(line, axis=0)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], 1)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
    half = normal * (np.asarray(width)[:, None] / 2)
    return polygon(np.vstack([line + half, (line - half)[::-1]]))


def taper(samples: int, root: float = 0.3, tip: float = 0.0) -> np.ndarray:
    """Width along a stroke, 1 in the middle, `root` at the start and `tip` at the end."""
    t = np.linspace(0, 1, samples)
    rise = root + (1 - root) * np.minimum(t / 0.35, 1) ** 0.7
    fall = tip + (1 - tip) * np.minimum((1 - t) / 0.6, 1) ** 0.8
    return np.minimum(rise, fall)


def linear(
    start: tuple[float, float],
    end: tuple[float, float],
    colours: Sequence[int],
    stops: Sequence[float] | None = None,
) -> skia.Shader:
    return skia.GradientShader.MakeLinear(
        [skia.Point(*start), skia.Point(*end)], list(colours), list(stops) if stops else None
    )


def radial(
    centre: tuple[float, float], radius: float, colours: Sequence[int], stops: Sequence[float] | None = None
) -> skia.Shader:
    return skia.GradientShader.MakeRadial(
        skia.Point(*centre), radius, list(colours), list(stops) if stops else None
    )


class Canvas:
    """One transparent layer of the picture, painted in face units at `OVERSAMPLING` times the final size."""

    def __init__(self, pixels: np.ndarray | None = None) -> None:
        size = (HEIGHT_PX * OVERSAMPLING, WIDTH_PX * OVERSAMPLING, 4)
        self.pixels = np.zeros(size, np.uint8) if pixels is None else pixels
        info = skia.ImageInfo.Make(size[1], size[0], skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        self.surface = skia.Surface.MakeRasterDirect(info, self.pixels, size[1] * 4)
        self.skia = self.surface.getCanvas()
        self.skia.scale(OVERSAMPLING, OVERSAMPLING)
        self.skia.translate(*ORIGIN_PX)
        self.skia.scale(PX_PER_UNIT, PX_PER_UNIT)

    def fill(
        self,
        path: skia.Path,
        colour: str = "#000000",
        alpha: float = 1.0,
        *,
        blur: float = 0.0,
        shader: skia.Shader | None = None,
        mode: Any = skia.BlendMode.kSrcOver,
    ) -> None:
        """Fill a path; `blur` is the softness of its edge in face units."""
        paint = skia.Paint(AntiAlias=True, Color=ink(colour, alpha), BlendMode=mode)
        if shader is not None:
            paint.setShader(shader)
        if blur > 0:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        self.skia.drawPath(path, paint)

    def stroke(
        self,
        points: Points,
        width: float,
        colour: str,
        alpha: float = 1.0,
        *,
        blur: float = 0.0,
        root: float = 0.2,
        tip: float = 0.0,
        samples: int = 40,
        mode: Any = skia.BlendMode.kSrcOver,
    ) -> None:
        """A brush stroke, thin at its ends, along a smooth line."""
        line = spline(points, samples)
        self.fill(ribbon(line, width * taper(samples, root, tip)), colour, alpha, blur=blur, mode=mode)

    def glow(
        self,
        centre: tuple[float, float],
        radii: tuple[float, float],
        colour: str,
        alpha: float,
        *,
        angle_deg: float = 0.0,
        mode: Any = skia.BlendMode.kSrcOver,
    ) -> None:
        """A soft ellipse that fades to nothing at its radii."""
        self.skia.save()
        self.skia.translate(*centre)
        self.skia.rotate(angle_deg)
        self.skia.scale(*radii)
        shades = [ink(colour, alpha * s) for s in (1.0, 0.78, 0.32, 0.08, 0.0)]
        paint = skia.Paint(
            AntiAlias=True, BlendMode=mode, Shader=radial((0, 0), 1.0, shades, (0.0, 0.3, 0.62, 0.84, 1.0))
        )
        self.skia.drawCircle(0, 0, 1, paint)
        self.skia.restore()

    @contextmanager
    def clipped(self, path: skia.Path) -> Iterator[None]:
        """Paint only inside the path."""
        self.skia.save()
        self.skia.clipPath(path, skia.ClipOp.kIntersect, True)
        yield
        self.skia.restore()

    @contextmanager
    def clipped_out(self, path: skia.Path) -> Iterator[None]:
        """Paint only outside the path."""
        self.skia.save()
        self.skia.clipPath(path, skia.ClipOp.kDifference, True)
        yield
        self.skia.restore()

    def paste(self, picture: np.ndarray) -> None:
        """Lay a full-size premultiplied RGBA picture (uint8) over what is painted."""
        info = skia.ImageInfo.Make(
            picture.shape[1], picture.shape[0], skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType
        )
        pixels = np.ascontiguousarray(picture)
        image = skia.Image.MakeFromRaster(skia.Pixmap(info, pixels, picture.shape[1] * 4))
        self.skia.save()
        self.skia.resetMatrix()
        self.skia.drawImage(image, 0, 0)
        self.skia.restore()


def lay_over(ground: np.ndarray, layers: Sequence[np.ndarray]) -> np.ndarray:
    """Premultiplied RGBA layers (uint8, any one size) laid over an opaque ground: uint8 [h, w, 4]."""
    height, width = ground.shape[:2]
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    picture = ground.copy()
    surface = skia.Surface.MakeRasterDirect(info, picture, width * 4)
    for layer in layers:
        surface.getCanvas().drawImage(skia.Image.MakeFromRaster(skia.Pixmap(info, layer, width * 4)), 0, 0)
    surface.flushAndSubmit()
    return picture


def grid_units() -> tuple[np.ndarray, np.ndarray]:
    """Face-unit x and y of every pixel of a layer, float32 [height, width] each."""
    scale = PX_PER_UNIT * OVERSAMPLING
    x = (np.arange(WIDTH_PX * OVERSAMPLING, dtype=np.float32) + 0.5) / scale - ORIGIN_PX[0] / PX_PER_UNIT
    y = (np.arange(HEIGHT_PX * OVERSAMPLING, dtype=np.float32) + 0.5) / scale - ORIGIN_PX[1] / PX_PER_UNIT
    return np.meshgrid(x, y)


def mask(path: skia.Path, blur: float = 0.0) -> np.ndarray:
    """How much of each pixel lies inside the path: float32 [height, width] in 0..1."""
    canvas = Canvas()
    canvas.fill(path, "#ffffff", blur=blur)
    return canvas.pixels[..., 3].astype(np.float32) / 255
