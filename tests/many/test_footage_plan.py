"""Footage behind the parts of a clip: shared parts always the same, and never a jump."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.footageplan import FASTEST, SLOWEST, Length, first_plan, laid_out


def lengths(*frames: int, shared: str) -> list[Length]:
    """``shared`` has an s for every shared part."""
    return [
        Length(index=index, frames=count, shared=kind == "s")
        for index, (count, kind) in enumerate(zip(frames, shared, strict=True))
    ]


def test_the_first_clip_plays_its_footage_at_its_own_pace() -> None:
    first = lengths(30, 100, 25, 80, shared="dsds")
    places = np.concatenate([stretch.places for stretch in laid_out(first, first_plan(first, 25.0))])
    assert (np.diff(places) == 1).all()
    assert places[0] == 25


@pytest.mark.parametrize("name", [20, 30, 45])
def test_a_name_at_the_beginning_only_begins_earlier_or_later_in_the_footage(name: int) -> None:
    plan = first_plan(lengths(30, 100, shared="ds"), 25.0)
    before, after = laid_out(lengths(name, 100, shared="ds"), plan)
    assert (np.diff(before.places) == 1).all()
    assert after.places[0] == before.places[-1] + 1 == plan[1]
    assert after.planned


def test_a_name_in_the_middle_is_played_slower_or_faster() -> None:
    plan = first_plan(lengths(100, 30, 80, shared="sds"), 25.0)
    for count in (20, 30, 45):
        _, name, after = laid_out(lengths(100, count, 80, shared="sds"), plan)
        assert len(name.places) == count
        assert after.planned
        assert after.places[0] == 130
        assert after.places[0] - name.places[-1] <= 2


def test_a_name_far_longer_lets_what_follows_be_made_anew_until_the_plan_is_met_again() -> None:
    plan = first_plan(lengths(50, 20, 50, 40, 50, shared="sdsds"), 25.0)
    stretches = laid_out(lengths(50, 60, 50, 40, 50, shared="sdsds"), plan)
    assert [stretch.planned for stretch in stretches] == [True, False, False, False, False]
    longer = laid_out(lengths(50, 34, 50, 30, 50, shared="sdsds"), plan)
    assert [stretch.planned for stretch in longer] == [True, False, False, False, True]


@given(
    st.lists(st.integers(1, 200), min_size=5, max_size=5),
    st.lists(st.integers(1, 200), min_size=2, max_size=2),
)
def test_the_footage_never_jumps_nor_runs_back(frames: list[int], names: list[int]) -> None:
    plan = first_plan(lengths(*frames, shared="dsdsd"), 25.0)
    other = [names[0], frames[1], names[1], frames[3], frames[4]]
    stretches = laid_out(lengths(*other, shared="dsdsd"), plan)
    steps = np.diff(np.concatenate([stretch.places for stretch in stretches]))
    assert [len(stretch.places) for stretch in stretches] == other
    assert steps.min() >= 0
    assert steps.max() <= np.ceil(FASTEST)
    assert steps.mean() >= SLOWEST - 0.1 or sum(other) < 12
    for stretch, index in zip(stretches, range(5), strict=True):
        assert stretch.planned == (index in plan and stretch.places[0] == plan[index])
