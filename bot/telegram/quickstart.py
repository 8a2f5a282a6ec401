"""aiogram in a third of the time and half of the memory: its models are built when they are first used."""

import sys


def import_aiogram() -> None:
    """Import aiogram without building all of its 400 models; does nothing when it is imported already.

    aiogram declares its models with pydantic's ``defer_build`` and then builds every one of them at import, which takes
    2.3 s and 100 MB on a small machine; a bot needs a tenth of them. So those builds are left out, and the names that
    its modules import only for type checkers are put into these modules, where pydantic looks for them on first use.
    """
    if "aiogram" in sys.modules:
        return
    from pydantic import BaseModel

    build = BaseModel.__dict__["model_rebuild"]
    BaseModel.model_rebuild = classmethod(lambda cls, **_: None)  # type: ignore[method-assign, assignment]
    try:
        from aiogram import methods, types
    finally:
        BaseModel.model_rebuild = build  # type: ignore[method-assign]
    names = {name: getattr(types, name) for name in types.__all__}
    for module in list(sys.modules.values()):
        if module.__name__.startswith((f"{types.__name__}.", f"{methods.__name__}.")):
            for name, value in names.items():
                module.__dict__.setdefault(name, value)
