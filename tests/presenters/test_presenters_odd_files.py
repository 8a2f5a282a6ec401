"""Every odd file ends in a usable presenter or in one clear sentence, never in a crash, a hang or a full memory."""

import resource
from pathlib import Path

import hostile_files
import numpy as np
import pytest
from odd_files import ODD, USABLE, Odd, Workbench

from common.errors import MouthpieceError
from common.home import Home
from common.media import read_frames
from presenters.fitness import examine
from presenters.prepare import prepare

CHILD_LIMIT_MB = 1500
GROWTH_LIMIT_MB = 700


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench(tmp_path_factory.mktemp("bench"))


def test_there_are_many() -> None:
    assert len({case.name for case in ODD}) == len(ODD) >= 60


@pytest.mark.timeout(60)
@pytest.mark.parametrize("case", ODD, ids=lambda case: case.name[:24])
def test_it_ends_as_it_should(case: Odd, bench: Workbench, home: Home, tmp_path: Path) -> None:
    (tmp_path / hostile_files.SECRET).write_bytes(bench.clip.read_bytes())
    path = tmp_path / case.name
    case.make(bench, path)
    before_mb, child_mb = peak_mb(resource.RUSAGE_SELF), peak_mb(resource.RUSAGE_CHILDREN)
    try:
        usable(path, home, case)
        end = USABLE
        said = ""
    except MouthpieceError as error:
        end, said = error.code, str(error)
    assert end in case.ends
    assert end == USABLE or (case.name in said and said.endswith("."))
    assert not [left for left in home.prepared.iterdir() if left.name.startswith(".")]
    assert peak_mb(resource.RUSAGE_SELF) - before_mb < GROWTH_LIMIT_MB
    # Children of tests before these count too, and one of them may have been larger.
    assert peak_mb(resource.RUSAGE_CHILDREN) <= max(CHILD_LIMIT_MB, child_mb)


def usable(path: Path, home: Home, case: Odd) -> None:
    """Prepared, checked, and each of its frames decodes to the size told."""
    fitness = examine(path, home=home)
    prepared = prepare(path, home=home)
    assert np.isfinite(prepared.landmarks).all()
    decoded = sum(1 for _ in read_frames(prepared.forth, width=prepared.width, height=prepared.height))
    assert decoded == prepared.frames == fitness.frames
    assert case.frames in (None, decoded)
    face = prepared.landmarks[prepared.has_face]
    assert (face[:, 152, 1] > face[:, 10, 1]).all()
    assert prepared.width / prepared.height == pytest.approx(case.aspect, rel=0.03)


def peak_mb(who: int) -> int:
    return resource.getrusage(who).ru_maxrss >> 10
