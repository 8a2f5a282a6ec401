from common.home import Home
from presenters.catalog import Presenters


def test_whom_people_see_first_is_the_default(home: Home) -> None:
    presenters = Presenters(home=home)
    assert presenters.list()[0] == presenters.default()
    assert len({presenter.id for presenter in presenters.list()}) >= 4
