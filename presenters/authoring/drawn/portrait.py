"""A person in layers, and any frame of them."""

import cv2
import numpy as np

from body import paint_clothes, paint_ears, paint_neck
from brush import Canvas, lay_over, rgb
from frame import HEIGHT_PX, WIDTH_PX
from eyes import both_eyes
from face import paint_face
from glasses import paint_glasses
from hair import paint_back, paint_front
from people import Person
from proportions import face_points
from rig import Pose, Stage, pose
from room import paint_room
from surface import relief


class Portrait:
    """All that stays the same over the loop is painted once; a frame paints the eyes and moves the layers."""

    def __init__(self, person: Person) -> None:
        self.person = person
        points = face_points(person.shape)
        rng = np.random.default_rng(person.seed)
        self.room = paint_room(person)
        back, body, head = Canvas(), Canvas(), Canvas()
        paint_back(back, person, rng)
        body.skia.translate(0, -person.body_lift)
        paint_neck(body, person)
        paint_clothes(body, person)
        head.paste(paint_face(person, points).pixels)
        self.eyes = both_eyes(person, points)
        paint_front(head, person, rng)
        if person.hair.style == "swept":
            paint_ears(head, person)
        self._rim_light(back.pixels, body.pixels, head.pixels)
        self._weave(body.pixels)
        self._shadow_of_hair(body.pixels, head.pixels)
        self.back, self.body, self.head = back.pixels, body.pixels, head.pixels
        self.stage = Stage(relief(points))
        self.finish = self._finish()

    def _finish(self) -> np.ndarray:
        """A vignette and a breath of fixed paper grain, float32 [height, width, 1]."""
        x, y = np.meshgrid(np.linspace(-1, 1, WIDTH_PX), np.linspace(-1, 1, HEIGHT_PX))
        vignette = 1 - 0.16 * np.clip(x**2 * 0.6 + y**2 * 0.7, 0, 1) ** 1.5
        grain = np.random.default_rng(1).normal(0, 1, vignette.shape)
        return (vignette * (1 + 0.006 * cv2.GaussianBlur(grain, (0, 0), 0.8)))[..., None].astype(np.float32)

    def _rim_light(self, *layers: np.ndarray) -> None:
        """The lamp or window on the left catches edges that face it, in place."""
        # Only the outline of the whole person: a rim between hair and cheek would look like a seam.
        cover = np.max([layer[..., 3] for layer in layers], axis=0).astype(np.float32) / 255
        beside = cv2.warpAffine(
            cover, np.float32([[1, 0, 13], [0, 1, 5]]), cover.shape[::-1], borderMode=cv2.BORDER_REPLICATE
        )
        edge = cover * np.clip(cover - cv2.GaussianBlur(beside, (0, 0), 6), 0, 1)
        light = edge[..., None] * rgb(self.person.rim_light) * 255 * 0.28
        for layer in layers:
            layer[..., :3] = np.clip(layer[..., :3] + light, 0, layer[..., 3:]).astype(np.uint8)

    def _weave(self, body: np.ndarray) -> None:
        """A fine cloth grain over everything below the neck, in place."""
        rng = np.random.default_rng(2)
        size = body.shape[:2]
        threads = cv2.GaussianBlur(rng.normal(0, 1, size), (0, 0), sigmaX=0.6, sigmaY=2.2)
        threads += cv2.GaussianBlur(rng.normal(0, 1, size), (0, 0), sigmaX=2.2, sigmaY=0.6)
        below = np.clip((np.arange(size[0]) / size[0] - 0.70) / 0.04, 0, 1)[:, None]
        body[..., :3] = np.clip(body[..., :3] * (1 + 0.045 * threads * below)[..., None], 0, body[..., 3:])

    def _shadow_of_hair(self, body: np.ndarray, head: np.ndarray) -> None:
        """Darken the clothes under hair that hangs over them, in place."""
        small = cv2.resize(head[..., 3], None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        small = cv2.warpAffine(small, np.float32([[1, 0, 5], [0, 1, 8]]), small.shape[::-1])
        cover = (
            cv2.resize(cv2.GaussianBlur(small, (0, 0), 7), body.shape[1::-1]).astype(np.float32)[..., None]
            / 255
        )
        body[..., :3] = (body[..., :3] * (1 - cover * (0.50, 0.58, 0.60))).astype(np.uint8)

    def _living_head(self, pose: Pose) -> np.ndarray:
        pixels = self.head.copy()
        canvas = Canvas(pixels)
        for eye in self.eyes:
            eye.paint(canvas, pose.blink, pose.gaze)
        paint_glasses(canvas, self.person, self.eyes)
        canvas.surface.flushAndSubmit()
        return pixels

    def frame(self, number: int) -> np.ndarray:
        """Frame `number` of the loop: uint8 [height, width, 3], RGB."""
        return self.frame_at(pose(self.person, number))

    def frame_at(self, now: Pose) -> np.ndarray:
        stage = self.stage
        layers = (
            stage.pick(self.back, stage.head(now, back=True)),
            stage.pick(self.body, stage.body(now)),
            stage.pick(self._living_head(now), stage.head(now)),
        )
        picture = lay_over(self.room, layers)[..., :3]
        return np.clip(picture * self.finish + 0.5, 0, 255).astype(np.uint8)
