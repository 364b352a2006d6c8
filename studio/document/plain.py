"""Document room: frozen dataclasses to JSON-able values and back, strictly. Knows nothing of files.

Reading trusts nothing: every field is checked against its annotation, and trouble names the field it was found in.
"""

from __future__ import annotations

import math
import re
from dataclasses import MISSING, fields, is_dataclass
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from studio.problem import StudioError

_FRACTION = re.compile(r"-?[0-9]{1,18}(/[0-9]{1,18})?")
_MAX_INT = 2**64


class Malformed(StudioError):
    """The data is not what it claims to be."""


def to_plain(value: Any) -> Any:
    """JSON-able form: dataclasses as dicts of all their fields, tuples as lists, fractions as "24000/1001".

    A dataclass that shares its place with another (a clip's source) is tagged with its name under "is".
    """
    if is_dataclass(value):
        hints = _hints(type(value))
        return {spec.name: _tagged(getattr(value, spec.name), hints[spec.name]) for spec in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return str(value) if isinstance(value, Fraction) else value


def _tagged(value: Any, hint: Any) -> Any:
    plain = to_plain(value)
    return {"is": type(value).__name__, **plain} if len(_members(hint)) > 1 else plain


def from_plain(kind: Any, value: Any, *, where: str = "film") -> Any:
    """The value of type `kind` that `value` describes. Raises Malformed, naming the field."""
    if isinstance(kind, type) and is_dataclass(kind):
        return _read_dataclass(kind, value, where)
    if get_origin(kind) is Literal:
        if isinstance(value, str) and value in get_args(kind):
            return value
        raise _wrong(where, "one of " + ", ".join(get_args(kind)), value)
    if get_origin(kind) in (Union, UnionType):
        return _read_union(kind, value, where)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise _wrong(where, "a list", value)
        item = get_args(kind)[0]
        return tuple(from_plain(item, entry, where=f"{where}[{index}]") for index, entry in enumerate(value))
    return _read_scalar(kind, value, where)


def _read_dataclass(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise _wrong(where, "a group of fields", value)
    hints = _hints(kind)
    if unknown := value.keys() - hints.keys():
        raise Malformed(f"{where} has a field this version does not know: “{str(min(unknown))[:40]}”.")
    read = {name: from_plain(hints[name], entry, where=f"{where}.{name}") for name, entry in value.items()}
    for spec in fields(kind):
        required = spec.default is MISSING and (spec.default_factory is MISSING or spec.name == "id")
        if required and spec.name not in read:
            raise Malformed(f"{where} lacks the field “{spec.name}”.")
    return kind(**read)


def _read_union(kind: Any, value: Any, where: str) -> Any:
    if value is None and NoneType in get_args(kind):
        return None
    members = _members(kind) or [arm for arm in get_args(kind) if arm is not NoneType]
    if len(members) == 1:
        return from_plain(members[0], value, where=where)
    if not isinstance(value, dict):
        raise _wrong(where, "a group of fields", value)
    tag = value.get("is")
    for member in members:
        if tag == member.__name__:
            return from_plain(member, {key: held for key, held in value.items() if key != "is"}, where=where)
    raise _wrong(where, "one of " + ", ".join(member.__name__ for member in members), tag)


def _read_scalar(kind: type, value: Any, where: str) -> Any:
    if kind is Fraction:
        if isinstance(value, str) and _FRACTION.fullmatch(value):
            top, _, bottom = value.partition("/")
            if int(bottom or 1):
                return Fraction(int(top), int(bottom or 1))
        raise _wrong(where, "a fraction such as 24000/1001", value)
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        if abs(value) < 1e300 and math.isfinite(value):
            return float(value)
        raise _wrong(where, "a finite number", value)
    if kind is str and isinstance(value, str):
        if value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value):
            return value
        raise Malformed(f"{where} holds text that is not valid Unicode.")
    if kind is int and type(value) is int and abs(value) < _MAX_INT:
        return value
    if kind is bool and isinstance(value, bool):
        return value
    raise _wrong(where, {int: "a whole number", str: "text", bool: "true or false"}.get(kind, "a number"), value)


def _members(hint: Any) -> list[type]:
    arms = get_args(hint) if get_origin(hint) in (Union, UnionType) else ()
    return [arm for arm in arms if isinstance(arm, type) and is_dataclass(arm)]


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _wrong(where: str, expected: str, value: Any) -> Malformed:
    got = "nothing" if value is None else f"“{str(value)[:40]}”" if isinstance(value, str) else _SHAPES.get(type(value))
    return Malformed(f"{where} should be {expected}, not {got or 'something else'}.")


_SHAPES = {dict: "a group of fields", list: "a list", bool: "true or false", int: "a number", float: "a number"}
