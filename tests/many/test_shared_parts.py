"""Clips of one template: what they share is made once, and where parts meet nothing is seen or heard."""

import json
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from bot.leaving import delete_files
from common.home import Home
from common.media import probe, read_frames, read_sound, run_ffmpeg
from pipeline.assembly import shares_parts
from pipeline.footageplan import Length, first_plan, laid_out
from pipeline.jobs.job import Job, State
from pipeline.order import Clip, ClipOrder, Subtitles
from pipeline.partstore import PartStore
from pipeline.render import render
from pipeline.spokenpart import Spoken, SpokenPart, joined_sound, laid_on_frames
from pipeline.template import Template
from pipeline.timeline import Source, Timeline, timeline
from pipeline.workshop import Workshop
from presenters.digest import content_hash
from presenters.footage import play
from presenters.prepare import prepare
from presenters.registry import Registry
from voices.speaking import speak
from voices.voice import Speech

HELLO = Template.parse("Hello {name}. Come to our summer camp. Goodbye for now, {name}.")
WIDTH, HEIGHT = 144, 256


def order_for(name: str, footage: Path, **more: object) -> ClipOrder:
    values = {"name": name}
    text, parts = HELLO.fill(values), HELLO.parts(values, "en")
    return ClipOrder(text=text, parts=parts, footage=str(footage), language="en", size=WIDTH, **more)  # type: ignore[arg-type]


def made(name: str, footage: Path, workshop: Workshop, **more: object) -> tuple[Clip, dict[str, object]]:
    out = workshop.home.root / f"{name}.mp4"
    clip = render(order_for(name, footage, **more), workshop=workshop, out=out, report=lambda progress: None)
    return clip, json.loads(Path(clip.receipt).read_text(encoding="utf-8"))


def lumas(clip: Clip) -> npt.NDArray[np.float32]:
    frames = read_frames(Path(clip.path), width=clip.width, height=clip.height)
    return np.stack([frame[: clip.height] for frame in frames]).astype(np.float32)


def joins(receipt: dict[str, object]) -> list[int]:
    return [round(part["end_s"] * receipt["fps"]) for part in receipt["parts"][:-1]]  # type: ignore[index,operator]


@pytest.fixture
def clips(footage: Path, workshop: Workshop) -> list[tuple[Clip, dict[str, object]]]:
    return [made(name, footage, workshop) for name in ("Anna", "Maximiliana")]


def test_a_shared_part_is_taken_over_and_no_join_shows_or_sounds(
    clips: list[tuple[Clip, dict[str, object]]],
) -> None:
    first, second = (lumas(clip) for clip, _ in clips)
    told = [[(part["shared"], part["reused"]) for part in receipt["parts"]] for _, receipt in clips]  # type: ignore[attr-defined,index]
    assert told == [
        [(False, False), (True, False), (False, False)],
        [(False, False), (True, True), (False, False)],
    ]
    (start, end), (again, _) = joins(clips[0][1]), joins(clips[1][1])
    assert (first[start:end] == second[again : again + end - start]).all()
    assert clips[1][1]["reused_s"] == pytest.approx((end - start) / 25)
    for (clip, receipt), frames in zip(clips, (first, second), strict=True):
        assert len(frames) == clip.frames
        blocks = np.abs(np.diff(frames, axis=0)).reshape(-1, HEIGHT // 16, 16, WIDTH // 16, 16)
        steps, largest = blocks.mean(axis=(1, 2, 3, 4)), blocks.mean(axis=(2, 4)).max(axis=(1, 2))
        others = np.delete(steps, [at - 1 for at in joins(receipt)])
        for at in joins(receipt):
            # A key frame steps by a little grain all over, in any clip; nowhere by as much as a mouth that speaks.
            assert steps[at - 1] <= 2 * np.percentile(others, 95)
            assert largest[at - 1] <= np.median(largest)
        sound = read_sound(Path(clip.path), rate_hz=16_000, limit_s=60.0)
        assert len(sound) / 16_000 == pytest.approx(clip.duration_s, abs=0.03)
        for at in joins(receipt):
            near = sound[int((at / 25 - 0.06) * 16_000) : int((at / 25 + 0.06) * 16_000)]
            assert np.abs(near).max() < 0.004


def test_a_joined_clip_is_a_file_like_any_other(clips: list[tuple[Clip, dict[str, object]]]) -> None:
    clip, receipt = clips[1]
    info = probe(Path(clip.path))
    assert (info.video_codec, info.pixel_format, info.has_sound) == ("h264", "yuv420p", True)
    assert (info.width, info.height, info.fps) == (WIDTH, HEIGHT, 25.0)
    data = Path(clip.path).read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    packets = run_ffmpeg(
        ["-i", clip.path, "-map", "0:v", "-c", "copy", "-f", "framecrc", "pipe:1"], limit_s=30.0
    ).decode()
    times = sorted(int(line.split(",")[2]) for line in packets.splitlines() if not line.startswith("#"))
    assert set(np.diff(times)) == {512}
    assert len(times) == clip.frames
    assert Path(clip.thumbnail).stat().st_size > 500
    phones = receipt["phones"]
    assert phones[0][1] == 0.0  # type: ignore[index]
    assert phones[-1][2] == pytest.approx(clip.duration_s, abs=0.01)  # type: ignore[index]


def test_parts_are_equally_loud_silent_and_at_rest_at_both_ends(workshop: Workshop) -> None:
    voice, language = workshop.voices.choose("Hello", language="en")
    spoken = []
    for index, part in enumerate(HELLO.parts({"name": "Anna"}, "en")):
        speech = speak(part.text, voice=voice, language=language)
        spoken.append((index, part, Spoken(speech=speech, told=timeline(speech, workshop.voices))))
    for rate, fps in ((1.0, 25.0), (2.0, 29.97)):
        parts = laid_on_frames(spoken, rate=rate, fps=fps)
        for part in parts:
            mouth, sound = part.mouth().values, part.sound().samples
            assert len(mouth) == part.frames
            assert np.abs(mouth[[0, -1]]).max() < 0.02
            assert mouth.max() > 0.3
            assert np.abs(sound[:200]).max() == np.abs(sound[-200:]).max() == 0
        levels = [np.sqrt(np.mean(s[np.abs(s) > 0.004] ** 2)) for s in (p.sound().samples for p in parts)]
        assert 20 * np.log10(max(levels) / min(levels)) < 1.0
        whole = joined_sound(parts)
        assert whole.duration_s == pytest.approx(sum(part.frames for part in parts) / fps, abs=1e-3)
        assert len(whole.phones) > 20


def test_footage_can_be_played_from_any_place(footage: Path, workshop: Workshop) -> None:
    prepared = prepare(footage, home=workshop.home)
    count = len(set(prepared.shown(400).tolist())) * 2 + 5
    whole = [frame.copy() for frame in islice(play(prepared), count)]
    for start in (0, 1, 40, prepared.frames - 1, prepared.frames, prepared.frames + 7):
        for place, frame in zip(range(start, start + 3), play(prepared, start=start), strict=False):
            assert (frame == whole[place]).all()


def test_an_engine_that_begins_in_the_middle_draws_as_if_it_had_begun_before(
    footage: Path, workshop: Workshop
) -> None:
    prepared = prepare(footage, home=workshop.home)
    voice, language = workshop.voices.choose("Hello", language="en")
    speech = speak("Hello to you all.", voice=voice, language=language)
    (part,) = laid_on_frames(
        [
            (
                0,
                HELLO.parts({"name": ""}, "en")[0],
                Spoken(speech=speech, told=timeline(speech, workshop.voices)),
            )
        ],
        rate=1.0,
        fps=25.0,
    )
    mouth, engine = part.mouth(), workshop.engine(None)
    values = np.concatenate([np.zeros((20, mouth.values.shape[1]), np.float32), mouth.values])
    late = type(mouth)(values=values, fps=25.0)
    whole = list(engine.render(prepared, speech, late))[20:]
    places = 20 + np.arange(mouth.frames)
    again = list(engine.render(prepared, speech, mouth, places))
    assert len(again) == len(whole) == mouth.frames
    for one, other in zip(whole, again, strict=True):
        assert np.abs(one.astype(int) - other.astype(int)).max() <= 3


def test_before_it_is_encoded_the_picture_steps_no_more_at_a_join_than_elsewhere(
    footage: Path, workshop: Workshop
) -> None:
    prepared = prepare(footage, home=workshop.home)
    voice, language = workshop.voices.choose("Hello", language="en")

    def laid(name: str) -> list[SpokenPart]:
        parts = HELLO.parts({"name": name}, "en")
        said = [speak(part.text, voice=voice, language=language) for part in parts]
        told = [Spoken(speech=speech, told=timeline(speech, workshop.voices)) for speech in said]
        return laid_on_frames(list(zip(range(3), parts, told, strict=True)), rate=1.0, fps=prepared.fps)

    def lengths(parts: list[SpokenPart]) -> list[Length]:
        return [Length(index=part.index, frames=part.frames, shared=part.part.shared) for part in parts]

    parts = laid("Maximiliana")
    stretches = laid_out(lengths(parts), first_plan(lengths(laid("Anna")), prepared.fps))
    engine = workshop.engine(None)
    frames = [
        frame[: prepared.height].astype(np.float32)
        for part, stretch in zip(parts, stretches, strict=True)
        for frame in engine.render(prepared, part.sound(), part.mouth(), stretch.places)
    ]
    steps = np.array([np.abs(b - a).mean() for a, b in pairwise(frames)])
    ends = np.cumsum([part.frames for part in parts])[:-1]
    assert (steps[ends - 1] <= np.percentile(np.delete(steps, ends - 1), 95)).all()


def test_what_cannot_be_shared_is_made_as_a_whole(footage: Path, workshop: Workshop, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    run_ffmpeg(["-i", str(footage), "-frames:v", "1", str(photo)], limit_s=30.0)
    _, receipt = made("Photo", photo, workshop)
    assert receipt["parts"] == []
    assert receipt["reused_s"] == 0
    _, receipt = made("Small", footage, workshop, max_bytes=60_000)
    assert receipt["parts"] == []
    assert not shares_parts(order_for("Draft", footage, only_s=2.0))
    assert not shares_parts(order_for("Burnt", footage, subtitles=Subtitles.BURNT))


def test_a_part_with_nothing_to_say_is_left_out(footage: Path, workshop: Workshop) -> None:
    parts = Template.parse("{name}! Come to our summer camp.").parts({"name": "🙂"}, "en")
    order = ClipOrder(
        text="🙂! Come to our summer camp.", parts=parts, footage=str(footage), language="en", size=WIDTH
    )
    clip = render(order, workshop=workshop, out=workshop.home.root / "x.mp4", report=lambda progress: None)
    told = json.loads(Path(clip.receipt).read_text(encoding="utf-8"))
    assert [part["text"].strip() for part in told["parts"]] == ["Come to our summer camp."]


def test_kept_parts_may_be_damaged_or_deleted_at_any_time(footage: Path, workshop: Workshop) -> None:
    made("Anna", footage, workshop)
    kept = [path for path in workshop.home.parts.rglob("*") if path.is_file()]
    assert {path.suffix for path in kept} == {".npz", ".json", ".mp4"}
    for path in kept:
        if path.suffix == ".mp4":
            path.unlink()
        else:
            path.write_bytes(b"[broken")
    clip, receipt = made("Li", footage, workshop)
    assert receipt["reused_s"] == 0
    assert len(lumas(clip)) == clip.frames


def test_the_longest_unused_parts_are_deleted_first(tmp_path: Path) -> None:
    import os

    store, home = PartStore(Home(root=tmp_path)), Home(root=tmp_path)
    for number in range(4):
        rendered = tmp_path / "rendered"
        rendered.write_bytes(bytes(1000))
        store.keep("presenter", f"part{number}", rendered)
        os.utime(home.parts / "presenter" / f"part{number}.mp4", (1e9 * 1.7 + number,) * 2)
    assert store.take("presenter", "part0", tmp_path / "taken")
    os.utime(home.parts / "presenter" / "part3.mp4")
    store.sweep(most_bytes=2500)
    assert sorted(path.stem for path in home.parts.glob("*/*")) == ["part0", "part3"]


def test_kept_parts_go_with_their_presenter_and_with_who_ordered_them(
    footage: Path, workshop: Workshop, tmp_path: Path
) -> None:
    home = workshop.home
    registry = Registry(home=home)
    anna = registry.add(footage, name="Anna", consent="Anna, 3 May 2026, for tests", owner="local")
    prepared = prepare(anna.footage, home=home)
    assert content_hash(footage) == content_hash(anna.footage)
    store = PartStore(home)
    store.keep(prepared.digest, "part", footage)
    store.keep("another", "part", footage)
    registry.remove(anna.id)
    assert [path.parent.name for path in home.parts.glob("*/*")] == ["another"]
    order = order_for("Anna", footage)
    job = Job(id="1", order=order, owner="local", channel="api", address="{}", state=State.DONE)
    delete_files([job], home)
    assert not home.parts.exists()


def test_subtitles_beside_a_joined_clip_follow_its_own_words(footage: Path, workshop: Workshop) -> None:
    made("Anna", footage, workshop, subtitles=Subtitles.BESIDE)
    clip, receipt = made("Maximiliana", footage, workshop, subtitles=Subtitles.BESIDE)
    text = Path(clip.path).with_suffix(".srt").read_text(encoding="utf-8")
    assert receipt["reused_s"]
    assert receipt["subtitles"] == [str(Path(clip.path).with_suffix(suffix)) for suffix in (".srt", ".vtt")]
    said = " ".join(line for line in text.splitlines() if line and "-->" not in line and not line.isdigit())
    assert said == "Hello Maximiliana. Come to our summer camp. Goodbye for now, Maximiliana."


def test_a_kept_part_remembers_where_its_speech_is(tmp_path: Path) -> None:
    silent = Speech(samples=np.zeros(16_000, np.float32), rate_hz=16_000, language="en")
    line = Timeline(phones=(), source=Source.HEARD, spans=((0.25, 0.75),))
    store = PartStore(Home(root=tmp_path))
    store.keep_sound("a", Spoken(speech=silent, told=line))
    kept = store.sound("a")
    assert kept is not None
    assert kept.told == line
