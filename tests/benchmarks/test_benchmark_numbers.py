"""What the report computes from what was measured: nothing here is timed, nobody is drawn."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.costs import CLIP, FFMPEG, PEER, PREPARE, costs_table, rows_of
from benchmarks.loudness import loud_lips, loudness, mean_opening
from benchmarks.makers import DETECT, MEL, NETWORK
from benchmarks.measure import best_shift
from benchmarks.scene import people, videos
from benchmarks.speakers import LOUD, OURS, Followed, speakers_table, spread, summed
from benchmarks.tables import Column, Wanted, table
from benchmarks.wav2lip import Round, Took, report
from benchmarks.wav2lip import rows_of as lip_rows
from common.home import Home
from pipeline.mouthtrack import JAW, PARAMETERS, PRESS, MouthTrack
from pipeline.workshop import Workshop
from voices.voice import Speech

ROOT = Path(__file__).parents[2]
RATE_HZ = 16_000


def noise(*spans: tuple[float, float]) -> Speech:
    """White noise: seconds and loudness of each span."""
    random = np.random.default_rng(3)
    parts = [random.normal(0, level, int(seconds * RATE_HZ)) for seconds, level in spans]
    return Speech(samples=np.concatenate(parts).astype(np.float32), rate_hz=RATE_HZ, language="en")


def clip(speaker: str, presenter: str, lips: str, sync_r: float, offset_ms: float) -> Followed:
    return Followed(speaker=speaker, presenter=presenter, lips=lips, sync_r=sync_r, offset_ms=offset_ms)


def test_loud_lips_open_with_the_sound_and_rest_without_it() -> None:
    jaw = loud_lips(noise((1, 0), (1, 0.05), (1, 0.2)), fps=25, opening=0.2).values[:, JAW]
    assert jaw[:20].max() < 0.01
    assert jaw[30:45].min() > 0.1
    assert jaw[55:].min() > 1.5 * jaw[30:45].max()


def test_loud_lips_move_nothing_but_the_jaw() -> None:
    values = loud_lips(noise((0.5, 0.1), (0.5, 0.01)), fps=25, opening=0.3).values
    assert not np.delete(values, JAW, axis=1).any()


@pytest.mark.parametrize("opening", [0.05, 0.3, 0.7])
def test_loud_lips_are_as_open_on_average_as_asked_even_where_the_loudest_are_clipped(opening: float) -> None:
    track = loud_lips(noise((1, 0.2), (1, 0.02)), fps=25, opening=opening)
    assert track.values.max() <= 1
    assert mean_opening(track) == pytest.approx(opening, rel=0.01)


@pytest.mark.parametrize("fps", [25.0, 30.0])
def test_loudness_covers_the_sound_and_is_neither_early_nor_late(fps: float) -> None:
    level = loudness(noise((1, 0), (0.2, 0.1), (1.01, 0)), fps=fps)
    assert len(level) == np.ceil(2.21 * fps)
    assert np.average(np.arange(len(level)) / fps, weights=level) == pytest.approx(1.1, abs=0.02)


def test_pressed_lips_are_not_open() -> None:
    values = np.zeros((2, len(PARAMETERS)), np.float32)
    values[:, JAW] = 0.5
    values[1, PRESS] = 1
    assert mean_opening(MouthTrack(values=values, fps=25)) == pytest.approx(0.25)


def test_lips_that_come_late_have_a_positive_offset() -> None:
    own = np.convolve(np.random.default_rng(1).random(200), np.ones(5), "same")
    r, shift = best_shift(np.roll(own, 3)[10:-10], own[10:-10])
    assert (round(r, 6), shift) == (1, 3)


def test_spread_is_from_the_earliest_to_the_latest() -> None:
    assert spread([40, -40, 0]) == 80
    assert spread([80]) == 0


def test_offsets_are_compared_between_presenters_and_not_between_speakers() -> None:
    """A speaker's own offset is the footage's; it must not count as ours being uneven."""
    clips = [
        clip("ann", "mira", OURS, 0.8, 0),
        clip("ann", "vera", OURS, 0.6, 40),
        clip("bob", "mira", OURS, 0.5, 200),
        clip("bob", "vera", OURS, 0.5, 200),
        clip("ann", "mira", LOUD, 0.1, -320),
    ]
    found = {(row.speaker, row.lips): row for row in summed(clips)}
    assert found["ann", OURS].sync_r == pytest.approx(0.7)
    assert (found["ann", OURS].offset_ms, found["ann", OURS].spread_ms) == (20, 40)
    assert (found["bob", OURS].offset_ms, found["bob", OURS].spread_ms) == (200, 0)
    assert found["all", OURS].sync_r == pytest.approx(0.6)
    assert (found["all", OURS].offset_ms, found["all", OURS].spread_ms) == (110, 40)
    assert found["all", LOUD].sync_r == pytest.approx(0.1)
    assert ("bob", LOUD) not in found


def test_the_report_on_speakers_says_what_is_missed() -> None:
    report = speakers_table([clip("ann", "mira", OURS, 0.59, 0), clip("ann", "vera", OURS, 0.59, 40)])
    assert "Mean sync_r of our lips: 0.59, wanted at least 0.60: **missed**." in report
    assert "Widest spread of our offsets, ms: 40, wanted at most 40: reached." in report
    assert "| ann | mira | ours | 0.59 | 0 |" in report


def test_a_table_is_markdown_with_a_dash_for_what_is_not_known() -> None:
    columns = (
        Column(key="who", title="who"),
        Column(key="r", title="r"),
        Column(key="n", title="n", digits=0),
    )
    assert table(columns, [{"who": "a|b", "r": 0.456, "n": 3}, {"who": "c", "r": None}]).splitlines() == [
        "| who | r | n |",
        "| --- | --- | --- |",
        "| a\\|b | 0.46 | 3 |",
        "| c | - | - |",
    ]


def test_a_bound_is_reached_by_being_met() -> None:
    most, least = (Wanted(what="x", bound=1.5, at_most=at_most) for at_most in (True, False))
    assert most.reached(1.5)
    assert not most.reached(1.51)
    assert least.reached(1.5)
    assert not least.reached(1.49)


def test_costs_are_told_as_times_ffmpegs_and_a_peer_without_torch_as_not_measured() -> None:
    took = {FFMPEG: [0.004], CLIP: [0.007], PREPARE: [0.012], PEER: []}
    report = costs_table(rows_of(took))
    assert f"| {CLIP} | 7.0 | 1.75 |" in report
    assert f"| {PEER} | not measured | - |" in report
    assert "A whole clip over ffmpeg's time: 1.75, wanted at most 1.50: **missed**." in report
    assert "The dearest of preparing, ms a frame: 12.0, wanted at most 15.0: reached." in report


def test_a_ratio_is_of_one_round_so_that_a_busy_one_does_no_harm() -> None:
    rows = rows_of({FFMPEG: [0.004, 0.040, 0.004], CLIP: [0.006, 0.060, 0.006]})
    assert [row["ratio"] for row in rows] == [1, pytest.approx(1.5)]


def test_a_folders_videos_are_found_by_name_and_nothing_else_is(tmp_path: Path) -> None:
    for name in ("second_one.mp4", "first.MOV", "notes.txt"):
        (tmp_path / name).touch()
    assert list(videos(tmp_path)) == ["first", "second one"]


def test_a_presenter_who_is_not_there_is_told_and_not_skipped(tmp_path: Path) -> None:
    workshop = Workshop.open(Home(root=tmp_path).make())
    assert list(people(workshop, None, ["mira"])) == ["mira"]
    with pytest.raises(SystemExit, match="nobody"):
        people(workshop, None, ["mira", "nobody"])


@pytest.mark.parametrize(
    "module", sorted(p.stem for p in (ROOT / "benchmarks").glob("*.py") if "\ndef main()" in p.read_text())
)
def test_every_command_is_in_the_page(module: str) -> None:
    assert f"`benchmarks.{module}" in (ROOT / "benchmarks/README.md").read_text(encoding="utf-8")


def a_round(*, ours_s: float, network_s: float, ffmpeg_s: float) -> Round:
    def took(clock_s: float) -> Took:
        return Took(clock_s=clock_s, processor_s=2 * clock_s)

    return Round(
        seconds=20.0,
        faces=480,
        network=took(network_s),
        ffmpeg=took(ffmpeg_s),
        ours=took(ours_s),
        inside=took(network_s),
    )


def test_wav2lips_costs_are_ratios_of_one_round_and_the_makers_stages_are_summed() -> None:
    rounds = [a_round(ours_s=24, network_s=18, ffmpeg_s=2), a_round(ours_s=240, network_s=180, ffmpeg_s=20)]
    stages = {DETECT: 3.0, NETWORK.format(count=128): 0.2, NETWORK.format(count=16): 0.1, MEL: None}
    rows = {row["what"]: row for row in lip_rows(rounds, [stages], fps=25.0)}
    assert rows["all of it (network 16 at a time)"]["seconds"] == pytest.approx(3.1 * 500)
    assert rows["all but finding faces"]["ms"] == pytest.approx(100)
    assert rows[MEL]["ms"] == "not measured"
    told = report(rounds, lip_rows(rounds, [], fps=25.0))
    assert "ratio 1.20" in told
    assert "Ours over network and ffmpeg alone: 1.20, wanted at most 1.25: reached." in told
