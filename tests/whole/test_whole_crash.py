"""kill -9 in the middle of an order loses nothing and delivers once."""

import signal
import sqlite3

SENTENCE = (
    "This sentence is long enough that the worker can be killed while it is still moving the lips. " * 3
)


def states(program) -> list[tuple[str, int]]:
    with sqlite3.connect(program.home / "line.db") as line:
        return list(line.execute("SELECT state, attempt FROM jobs"))


def rendering(program) -> bool:
    with sqlite3.connect(program.home / "line.db") as line:
        return bool(line.execute("SELECT 1 FROM jobs WHERE state='running' AND stage='render'").fetchone())


def test_an_order_survives_the_death_of_its_worker_and_then_of_the_whole_program(
    program, person, wait
) -> None:
    ann = person(program, "Ann")
    ann.say(SENTENCE)
    wait(lambda: rendering(program), 90, program.log)
    program.child().kill()
    wait(lambda: rendering(program) and states(program)[0][1] == 2, 90, program.log)

    program.stop(signal.SIGKILL)
    program.start()

    wait(lambda: states(program)[0][0] == "delivered", 180, program.log)
    assert states(program) == [("delivered", 3)]
    assert len(ann.videos()) == 1
    assert program.child() is not None
    program.stop()
    program.start()
    assert len(ann.videos()) == 1


def test_asked_to_stop_the_program_gives_the_order_back_and_finishes_it_later(program, person, wait) -> None:
    bob = person(program, "Bob")
    bob.say(SENTENCE)
    wait(lambda: rendering(program), 90, program.log)
    program.stop(signal.SIGTERM)
    assert states(program)[0][0] == "queued"
    program.start()
    wait(lambda: len(bob.videos()) == 1, 180, program.log)
