"""A layer between SQLite and the disk: it hears every write and sync of this process, and may refuse a write.

The product keeps its own connections: the layer is a copy of SQLite's default file system (`sqlite3_vfs`) that stands
before it, in the very library that the standard module uses. Layouts are those of SQLite's C interface.
"""

import _sqlite3
import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

OK, FULL = 0, 13
_DURABLE = frozenset({0x00000100, 0x00080000})
"""Flags of SQLITE_OPEN_MAIN_DB and SQLITE_OPEN_WAL: the files that outlive a power cut."""

_Pointer, _Int, _Long = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_Open = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Pointer, _Int, _Pointer)
_Delete = ctypes.CFUNCTYPE(_Int, _Pointer, ctypes.c_char_p, _Int)
_Write = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Int, _Long)
_Truncate = ctypes.CFUNCTYPE(_Int, _Pointer, _Long)
_Sync = ctypes.CFUNCTYPE(_Int, _Pointer, _Int)


class _Methods(ctypes.Structure):
    _fields_ = (
        ("version", _Int),
        ("close", _Pointer),
        ("read", _Pointer),
        ("write", _Write),
        ("truncate", _Truncate),
        ("sync", _Sync),
        ("rest", _Pointer * 13),
    )


class _Layer(ctypes.Structure):
    _fields_ = (
        ("version", _Int),
        ("size_of_file", _Int),
        ("longest_path", _Int),
        ("next", _Pointer),
        ("name", ctypes.c_char_p),
        ("data", _Pointer),
        ("open", _Open),
        ("delete", _Delete),
        ("rest", _Pointer * 14),
    )


class Listener(Protocol):
    """Hears what SQLite does to its files. A refusal before a write is a full disk."""

    def refuses(self, path: Path) -> bool:
        """Tell whether this write finds no room."""

    def created(self, path: Path) -> None:
        """A file was opened that was not there."""

    def wrote(self, path: Path, offset: int, content: bytes) -> None:
        """Some bytes were handed to the operating system."""

    def cut(self, path: Path, size: int) -> None:
        """A file was truncated."""

    def synced(self, path: Path) -> None:
        """What was written to a file is on the disk, and so is its name."""

    def deleted(self, path: Path) -> None:
        """A file was deleted."""


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = _Pointer
    library.sqlite3_vfs_find.argtypes = (ctypes.c_char_p,)
    library.sqlite3_vfs_register.argtypes = (_Pointer, _Int)
    library.sqlite3_vfs_unregister.argtypes = (_Pointer,)
    return library


_kept: list[object] = []
"""SQLite keeps pointers into these; they live as long as the process."""


@contextmanager
def layer_under_sqlite(listener: Listener) -> Iterator[None]:
    """Let every connection that is opened meanwhile tell ``listener``."""
    library = _library()
    beneath = library.sqlite3_vfs_find(None)
    original = _Layer.from_address(beneath)
    layer = _Layer.from_buffer_copy(original)
    layer.name = f"heard-{len(_kept)}".encode()
    files = _Files(listener, beneath, original)
    layer.open, layer.delete = files.open_, files.delete_
    _kept.append((layer, files, original))
    library.sqlite3_vfs_register(ctypes.addressof(layer), 1)
    try:
        yield
    finally:
        library.sqlite3_vfs_unregister(ctypes.addressof(layer))


class _Files:
    """The functions that stand before SQLite's own. Open files are known by the address of their structure."""

    def __init__(self, listener: Listener, beneath: int, original: _Layer) -> None:
        self.listener, self.beneath = listener, beneath
        self.paths: dict[int, Path] = {}
        self.tables: dict[int, tuple[_Methods, _Methods]] = {}
        self.theirs: dict[int, _Methods] = {}
        self.real_open, self.real_delete = original.open, original.delete
        self.open_, self.delete_ = _Open(self._open), _Delete(self._delete)
        self.write_, self.truncate_, self.sync_ = _Write(self._write), _Truncate(self._truncate), _Sync(self._sync)

    def _open(self, _layer: int, name: int, file: int, flags: int, out: int) -> int:
        path = Path(ctypes.string_at(name).decode()) if name else None
        is_new = path is not None and not path.exists()
        answer: int = self.real_open(self.beneath, name, file, flags, out)
        if answer == OK and path is not None and any(flags & one for one in _DURABLE):
            self.paths[file] = path
            self._stand_before(file)
            if is_new:
                self.listener.created(path)
        return answer

    def _stand_before(self, file: int) -> None:
        slot = ctypes.cast(file, ctypes.POINTER(_Pointer))
        address = slot[0]
        if address not in self.tables:
            theirs = _Methods.from_address(address)
            ours = _Methods.from_buffer_copy(theirs)
            ours.write, ours.truncate, ours.sync = self.write_, self.truncate_, self.sync_
            self.tables[address] = (theirs, ours)
        theirs, ours = self.tables[address]
        self.theirs[file] = theirs
        slot[0] = ctypes.addressof(ours)

    def _write(self, file: int, content: int, count: int, offset: int) -> int:
        path = self.paths[file]
        if self.listener.refuses(path):
            return FULL
        answer: int = self.theirs[file].write(file, content, count, offset)
        if answer == OK:
            self.listener.wrote(path, offset, ctypes.string_at(content, count))
        return answer

    def _truncate(self, file: int, size: int) -> int:
        answer: int = self.theirs[file].truncate(file, size)
        if answer == OK:
            self.listener.cut(self.paths[file], size)
        return answer

    def _sync(self, file: int, flags: int) -> int:
        answer: int = self.theirs[file].sync(file, flags)
        if answer == OK:
            self.listener.synced(self.paths[file])
        return answer

    def _delete(self, _layer: int, name: bytes, should_sync: int) -> int:
        answer: int = self.real_delete(self.beneath, name, should_sync)
        if answer == OK:
            self.listener.deleted(Path(name.decode()))
        return answer
