"""Files of weights right before they are used: here, whole, and the very bytes that were published."""

from collections.abc import Iterable
from pathlib import Path

from common.home import Home
from models.errors import ChecksumWrong, TrackerNeedsWeights
from models.ledger import measured
from models.manifest import Model
from models.packages import check_file


def trusted(home: Home, model: Model) -> Path:
    """Where a model's one file lies. Every byte is read, which takes a tenth of a second for 100 MB.

    Raises TrackerNeedsWeights, ChecksumWrong, WeightsUnsafe, WeightsBroken.
    """
    file = model.files[0]
    path = _path(home, model)
    if not path.is_file():
        raise TrackerNeedsWeights(id=model.id, name=model.name)
    here = measured(path).sha256
    if file.sha256 not in ("", here) or not here.startswith(file.sha256_begins):
        raise ChecksumWrong(name=file.name, page=model.page)
    check_file(path, file)
    return path


def lacking(home: Home, models: Iterable[Model]) -> list[str]:
    """Ids of those whose file is not here."""
    return [model.id for model in models if not _path(home, model).is_file()]


def _path(home: Home, model: Model) -> Path:
    return model.place(home) / model.files[0].name
