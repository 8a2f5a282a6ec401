"""Looks at footage in a process of its own and prints what it found as one line of JSON.

``python -m presenters.fitness_worker HOME FOOTAGE NAME SHEET TRACKER [film]``: NAME is what the person calls the footage,
SHEET is where a JPEG that shows what was found is written. With ``film`` it is one of a mouth opening, of which there is
no sheet. Prints {"grade", "remarks", "people", "face"} or {"failure"}; {"film"} of a film that will do.
It ends when its standard input does: whoever asked is gone then.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common.errors import MouthpieceError
from common.home import Home
from common.lifeline import end_with_parent

STEP = 0.02
"""A share is told when it has grown by so much"""


def look(
    home: Home,
    footage: Path,
    name: str,
    sheet: Path,
    *,
    tracker: str | None = None,
    on_progress: Callable[[float], None] | None = None,
    film: bool = False,
) -> dict[str, Any]:
    from presenters.fitness import contact_sheet, examine
    from presenters.tracker import MEDIAPIPE, Trackers
    from presenters.visemes import check_film

    try:
        trackers = Trackers(home=home, default=tracker or MEDIAPIPE)
        if film:
            check_film(footage, home=home, name=name, trackers=trackers, on_progress=on_progress)
            return {"film": True}
        fitness = examine(footage, home=home, name=name, on_progress=on_progress, trackers=trackers)
        contact_sheet(footage, sheet, home=home, name=name, trackers=trackers)
    except MouthpieceError as error:
        return {"failure": {"code": error.code, "message": str(error), "details": _plain(error.details)}}
    remarks = [
        {"code": remark.code, "sentence": remark.sentence, "details": _plain(dict(remark.details))}
        for remark in fitness.remarks
    ]
    return {
        "grade": str(fitness.grade),
        "remarks": remarks,
        "people": fitness.people,
        "face": fitness.face,
    }


def telling() -> Callable[[float], None]:
    """Prints lines with a {"share"}, how much is done from 0 to 1, not too many, before what was found."""
    last = 0.0

    def tell(share: float) -> None:
        nonlocal last
        if share - last >= STEP:
            last = share
            print(json.dumps({"share": round(share, 3)}), flush=True)

    return tell


def _plain(details: dict[str, object]) -> dict[str, str | int | float]:
    return {
        name: value if isinstance(value, str | int | float) else str(value) for name, value in details.items()
    }


if __name__ == "__main__":
    end_with_parent()
    os.environ.setdefault("GLOG_minloglevel", "3")
    root, footage, name, sheet, tracker, *kind = sys.argv[1:]
    home = Home(root=Path(root))
    found = look(
        home, Path(footage), name, Path(sheet), tracker=tracker, on_progress=telling(), film=bool(kind)
    )
    print(json.dumps(found), flush=True)
