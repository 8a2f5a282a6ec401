"""Reads pickles without running anything: a machine that knows the opcodes torch's own weights-only reader knows.

Where Python's unpickler would import and call, this one writes down the name and goes on. What it meets beyond the
names that ``torch.load(weights_only=True)`` allows is refused, and so are opcodes that one does not know.
"""

import pickletools
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import IO, Any, cast

LIMIT_BYTES = 64_000_000
"""Of one pickle; the numbers of a checkpoint are kept outside of it"""
LIMIT_OPCODES = 5_000_000
DTYPES = (
    "bool uint8 int8 uint16 int16 uint32 int32 uint64 int64 float16 bfloat16 float32 float64 complex32 complex64"
    " complex128 float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz qint8 quint8 qint32"
)
ITEM_BYTES = {
    "DoubleStorage": 8,
    "FloatStorage": 4,
    "HalfStorage": 2,
    "BFloat16Storage": 2,
    "LongStorage": 8,
    "IntStorage": 4,
    "ShortStorage": 2,
    "CharStorage": 1,
    "ByteStorage": 1,
    "BoolStorage": 1,
    "ComplexFloatStorage": 8,
    "ComplexDoubleStorage": 16,
    "QInt8Storage": 1,
    "QUInt8Storage": 1,
    "QInt32Storage": 4,
    "UntypedStorage": 1,
}
TENSORS = frozenset({"torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2"})
WRAPPERS = frozenset({"torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state"})
NAMES = frozenset(
    {
        "collections.OrderedDict",
        "collections.Counter",
        "torch.Size",
        "torch.Tensor",
        "torch.device",
        "torch.nn.parameter.Parameter",
        "torch.serialization._get_layout",
        "torch._utils._rebuild_qtensor",
        "torch._utils._rebuild_sparse_tensor",
        "torch._utils._rebuild_tensor_v3",
        "torch._tensor._rebuild_from_type_v2",
        "torch.per_tensor_affine",
        "torch.per_channel_affine",
        "_codecs.encode",
        "builtins.bytearray",
        "builtins.set",
        "builtins.complex",
        *TENSORS,
        *WRAPPERS,
        *(f"torch.{dtype}" for dtype in DTYPES.split()),
        *(f"torch.{storage}" for storage in ITEM_BYTES if storage != "UntypedStorage"),
        *(f"torch.cuda.{storage}" for storage in ITEM_BYTES if not storage.startswith(("Untyped", "Q"))),
        "torch.storage.UntypedStorage",
        "torch.storage.TypedStorage",
    }
)
"""What a checkpoint may name: a part of torch's own list, without anything that imports or opens"""


class Forbidden(Exception):
    """The pickle names something that is not a tensor's part; the argument is that name."""


class Unreadable(Exception):
    """These bytes are no pickle, or not a whole one."""


@dataclass(frozen=True, eq=False)
class Named:
    path: str


@dataclass(frozen=True, eq=False)
class Made:
    """What calling ``maker`` would give."""

    maker: str


@dataclass(frozen=True, eq=False)
class Storage:
    """Numbers kept outside of the pickle."""

    key: str
    count: int
    size_bytes: int


@dataclass
class Read:
    """What a pickle told."""

    value: Any = None
    storages: dict[str, Storage] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    """Keys under which tensors stand"""
    tensors: int = 0


def read(file: IO[bytes], *, also: Collection[str] = (), prefixes: tuple[str, ...] = ()) -> Read:
    """Read one pickle from where ``file`` stands to its end. ``also`` and ``prefixes`` are further names it may use.

    Raises Forbidden, Unreadable.
    """
    machine = _Machine(lambda name: name in NAMES or name in also or name.startswith(prefixes or ("\0",)))
    try:
        for count, (opcode, argument, _) in enumerate(pickletools.genops(cast(IO[bytes], _Bounded(file)))):
            if count > LIMIT_OPCODES:
                raise Unreadable("it has too many parts")
            machine.do(opcode.name, argument)
    except (ValueError, IndexError, KeyError, TypeError, OverflowError, MemoryError) as error:
        raise Unreadable(str(error)) from error
    return machine.told


class _Bounded:
    """A file that ends for its reader after LIMIT_BYTES."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._left = LIMIT_BYTES

    def read(self, size: int) -> bytes:
        if size > self._left:
            raise ValueError("it is too long")
        self._left -= size
        return self._file.read(size)

    def readline(self) -> bytes:
        line = self._file.readline(min(self._left, 4096))
        self._left -= len(line)
        return line


class _Machine:
    def __init__(self, allowed: Callable[[str], bool]) -> None:
        self.told = Read()
        self._allowed = allowed
        self._stack: list[Any] = []
        self._marks: list[list[Any]] = []
        self._memo: dict[int, Any] = {}

    def do(self, name: str, argument: Any) -> None:
        """One opcode. Raises Forbidden, and a plain error when the stack does not fit."""
        if name in _PLAIN:
            self._stack.append(argument)
        elif name in _CONSTANTS:
            self._stack.append(_CONSTANTS[name]())
        else:
            step = _STEPS.get(name)
            if step is None:
                raise Forbidden(f"opcode {name}") if name in _CALLS else Unreadable(f"opcode {name}")
            step(self, argument)

    def nothing(self, argument: Any) -> None:
        pass

    def name(self, argument: str) -> None:
        path = argument.replace(" ", ".")
        if not self._allowed(path):
            raise Forbidden(path)
        self._stack.append(Named(path))

    def stack_name(self, argument: Any) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        self.name(f"{module} {name}")

    def call(self, argument: Any) -> None:
        """REDUCE and NEWOBJ: nothing is called."""
        arguments, maker = self._stack.pop(), self._stack.pop()
        if not isinstance(maker, Named):
            raise Forbidden("a call of what is no name")
        if maker.path in WRAPPERS and isinstance(arguments, tuple) and arguments:
            self._stack.append(arguments[0])
            return
        self.told.tensors += maker.path in TENSORS
        self._stack.append(Made(maker.path))

    def build(self, argument: Any) -> None:
        self._stack.pop()
        if not isinstance(self._stack[-1], Made):
            raise ValueError("a state without an object")

    def append(self, argument: Any) -> None:
        item = self._stack.pop()
        self._list().append(item)

    def appends(self, argument: Any) -> None:
        items = self._to_mark()
        self._list().extend(items)

    def _list(self) -> list[Any]:
        target = self._stack[-1]
        if not isinstance(target, list):
            raise TypeError("no list")
        return target

    def set_item(self, argument: Any) -> None:
        value, key = self._stack.pop(), self._stack.pop()
        self._set(key, value)

    def set_items(self, argument: Any) -> None:
        items = self._to_mark()
        for key, value in zip(items[::2], items[1::2], strict=True):
            self._set(key, value)

    def _set(self, key: Any, value: Any) -> None:
        target = self._stack[-1]
        if isinstance(key, str) and isinstance(value, Made) and value.maker in TENSORS:
            self.told.names.add(key)
        if isinstance(target, dict):
            # Keys of nested tuples could take for ever to hash; no checkpoint needs them.
            if isinstance(key, str | int | float | bytes | None):
                target[key] = value
        elif not isinstance(target, Made):
            raise TypeError("no dictionary")

    def storage(self, argument: Any) -> None:
        told = self._stack.pop()
        if not isinstance(told, tuple) or len(told) < 5 or told[0] != "storage":
            raise Forbidden("an outside object")
        _, kind, key, _, count = told[:5]
        item = ITEM_BYTES.get(kind.path.rpartition(".")[2]) if isinstance(kind, Named) else None
        if item is None or not isinstance(count, int) or count < 0:
            raise ValueError("a storage of unknown kind")
        found = Storage(str(key), count, item * count)
        self.told.storages[found.key] = found
        self._stack.append(found)

    def mark(self, argument: Any) -> None:
        self._marks.append(self._stack)
        self._stack = []

    def _to_mark(self) -> list[Any]:
        items = self._stack
        self._stack = self._marks.pop()
        return items

    def tuple_(self, argument: Any) -> None:
        items = self._to_mark()
        self._stack.append(tuple(items))

    def tuple_of(self, count: int) -> None:
        if len(self._stack) < count:
            raise IndexError("an empty stack")
        self._stack[-count:] = [tuple(self._stack[-count:])]

    def put(self, argument: int) -> None:
        self._memo[argument] = self._stack[-1]

    def memoize(self, argument: Any) -> None:
        self._memo[len(self._memo)] = self._stack[-1]

    def get(self, argument: int) -> None:
        self._stack.append(self._memo[argument])

    def stop(self, argument: Any) -> None:
        self.told.value = self._stack.pop()


_CALLS = frozenset("INST OBJ NEWOBJ_EX EXT1 EXT2 EXT4 PERSID".split())
_PLAIN = frozenset(
    "BININT BININT1 BININT2 BINFLOAT BINUNICODE SHORT_BINSTRING LONG1 SHORT_BINUNICODE BINBYTES SHORT_BINBYTES".split()
)
_CONSTANTS: dict[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_TUPLE": tuple,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    "EMPTY_SET": list,
}
_STEPS: dict[str, Callable[[_Machine, Any], None]] = {
    "PROTO": _Machine.nothing,
    "FRAME": _Machine.nothing,
    "GLOBAL": _Machine.name,
    "STACK_GLOBAL": _Machine.stack_name,
    "REDUCE": _Machine.call,
    "NEWOBJ": _Machine.call,
    "BUILD": _Machine.build,
    "APPEND": _Machine.append,
    "APPENDS": _Machine.appends,
    "SETITEM": _Machine.set_item,
    "SETITEMS": _Machine.set_items,
    "BINPERSID": _Machine.storage,
    "MARK": _Machine.mark,
    "TUPLE": _Machine.tuple_,
    "TUPLE1": lambda machine, _: machine.tuple_of(1),
    "TUPLE2": lambda machine, _: machine.tuple_of(2),
    "TUPLE3": lambda machine, _: machine.tuple_of(3),
    "BINPUT": _Machine.put,
    "LONG_BINPUT": _Machine.put,
    "MEMOIZE": _Machine.memoize,
    "BINGET": _Machine.get,
    "LONG_BINGET": _Machine.get,
    "STOP": _Machine.stop,
}
