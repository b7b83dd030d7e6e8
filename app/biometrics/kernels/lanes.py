"""Eight numbers side by side in compiled code: what one vector instruction works on, said outright.

A loop that the compiler turns into vectors by itself tests first whether its arrays overlap, and lays down what it
could hold; written with these functions the same sums take half the time. `Eight` are whole numbers of 64 bits,
`EightFloats` floats of 32. Where a processor has no vectors so wide LLVM makes several of them, and the numbers stay
the same: each float is one operation's, rounded as IEEE 754 has it.

    different = differing(load(blocks, 0), load(words, there), both)

Limits: an index counts elements of the whole array, which must be contiguous, and is not checked. numba keeps compiled
kernels by the time stamp of their own file: who changes this one deletes theirs (`__pycache__`).
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, register_model
from numpy.typing import NDArray

_Function = TypeVar("_Function", bound=Callable[..., object])

LANES = 8
_WORD, _FLOAT, _INDEX = ir.IntType(64), ir.FloatType(), ir.IntType(32)
_WORDS, _FLOATS, _INDEXES = (ir.VectorType(kind, LANES) for kind in (_WORD, _FLOAT, _INDEX))
_LOWER_HALF = ir.Constant(_WORDS, [2**32 - 1] * LANES)


class Eight:
    """Eight whole numbers of 64 bits. Exists in compiled code alone."""


class EightFloats:
    """Eight floats of 32 bits. Exists in compiled code alone."""


class _Lanes(types.Type):  # type: ignore[misc]  # numba's classes have no types
    def __init__(self, name: str, vector: Any) -> None:
        self.vector = vector
        super().__init__(name)


@register_model(_Lanes)
class _LanesModel(models.PrimitiveModel):  # type: ignore[misc]  # likewise
    def __init__(self, manager: Any, lanes: Any) -> None:
        super().__init__(manager, lanes, lanes.vector)


_EIGHT, _EIGHT_FLOATS = _Lanes("Eight", _WORDS), _Lanes("EightFloats", _FLOATS)


def compiled(function: _Function) -> _Function:
    """numba's njit, with a type: cached on disk, without the GIL."""
    return cast(_Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def _function(result: Any, arguments: tuple[Any, ...], emit: Callable[..., Any]) -> Any:
    """The compiled function of this signature; `emit` writes its code, given the builder and the arguments."""

    code = result(*arguments), lambda context, builder, signature, values: emit(builder, *values)
    by_arguments: dict[int, Callable[..., Any]] = {  # numba asks for as many names as there are arguments
        1: lambda typing_context, one: code,
        2: lambda typing_context, one, two: code,
        3: lambda typing_context, one, two, three: code,
    }
    return intrinsic(by_arguments[len(arguments)])


def _at(context: Any, builder: Any, kind: Any, array: Any, index: Any, vector: Any) -> Any:
    first = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(first, [index]), vector.as_pointer())


def _loading(lanes: Any, scalar_bytes: int) -> Any:
    def typed(typing_context: Any, array: Any, at: Any) -> Any:
        def emit(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            loaded = builder.load(_at(context, builder, array, values[0], values[1], lanes.vector))
            loaded.align = scalar_bytes
            return loaded

        return lanes(array, types.int64), emit

    return intrinsic(typed)


def _storing(lanes: Any, scalar_bytes: int) -> Any:
    def typed(typing_context: Any, array: Any, at: Any, value: Any) -> Any:
        def emit(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            stored = builder.store(values[2], _at(context, builder, array, values[0], values[1], lanes.vector))
            stored.align = scalar_bytes
            return context.get_dummy_value()

        return types.void(array, types.int64, lanes), emit

    return intrinsic(typed)


def _call(builder: Any, name: str, result: Any, argument: Any) -> Any:
    kind = ir.FunctionType(result, [argument.type])
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), [argument])


def _spread(builder: Any, vector: Any, value: Any) -> Any:
    nothing = ir.Constant(vector, ir.Undefined)
    first = builder.insert_element(nothing, value, ir.Constant(_INDEX, 0))
    return builder.shuffle_vector(first, nothing, ir.Constant(_INDEXES, [0] * LANES))


def _count(builder: Any, words: Any) -> Any:
    return _call(builder, "llvm.ctpop.v8i64", _WORDS, words)


def _differing(builder: Any, one: Any, other: Any, where: Any) -> Any:
    return _count(builder, builder.and_(builder.xor(one, other), where))


def _product(builder: Any, one: Any, other: Any) -> Any:
    return builder.mul(builder.and_(one, _LOWER_HALF), builder.and_(other, _LOWER_HALF))


def _larger(builder: Any, one: Any, other: Any) -> Any:
    return builder.select(builder.icmp_signed(">", one, other), one, other)


def _smaller(builder: Any, one: Any, other: Any) -> Any:
    return builder.select(builder.fcmp_ordered("<", one, other), one, other)


def _whole_total(builder: Any, floats: Any) -> Any:
    return builder.sext(_call(builder, "llvm.vector.reduce.add.v8i32", _INDEX, builder.fptosi(floats, _INDEXES)), _WORD)


_TWO, _TWO_FLOATS = (_EIGHT, _EIGHT), (_EIGHT_FLOATS, _EIGHT_FLOATS)

load: Callable[[NDArray[Any], int], Eight] = _loading(_EIGHT, 8)
"""Eight neighbours of an array of 64-bit numbers."""
everywhere: Callable[[int], Eight] = _function(_EIGHT, (types.int64,), lambda b, x: _spread(b, _WORDS, x))
common: Callable[[Eight, Eight], Eight] = _function(_EIGHT, _TWO, lambda b, x, y: b.and_(x, y))
count: Callable[[Eight], Eight] = _function(_EIGHT, (_EIGHT,), _count)
"""The bits that are set in each."""
differing: Callable[[Eight, Eight, Eight], Eight] = _function(_EIGHT, (_EIGHT,) * 3, _differing)
"""The bits in which the first two differ where the third is set."""
plus: Callable[[Eight, Eight], Eight] = _function(_EIGHT, _TWO, lambda b, x, y: b.add(x, y))
minus: Callable[[Eight, Eight], Eight] = _function(_EIGHT, _TWO, lambda b, x, y: b.sub(x, y))
times: Callable[[Eight, Eight], Eight] = _function(_EIGHT, _TWO, _product)
"""Of what is from 0 to 2^32 - 1."""
larger: Callable[[Eight, Eight], Eight] = _function(_EIGHT, _TWO, _larger)
greatest: Callable[[Eight], int] = _function(
    types.int64, (_EIGHT,), lambda b, x: _call(b, "llvm.vector.reduce.smax.v8i64", _WORD, x)
)
total: Callable[[Eight], int] = _function(
    types.int64, (_EIGHT,), lambda b, x: _call(b, "llvm.vector.reduce.add.v8i64", _WORD, x)
)
popcount: Callable[[Any], int] = _function(types.int64, (types.uint64,), lambda b, x: b.ctpop(x))
"""Bits set in one word."""

load_floats: Callable[[NDArray[np.float32], int], EightFloats] = _loading(_EIGHT_FLOATS, 4)
store_floats: Callable[[NDArray[np.float32], int, EightFloats], None] = _storing(_EIGHT_FLOATS, 4)
floats_everywhere: Callable[[float], EightFloats] = _function(
    _EIGHT_FLOATS, (types.float32,), lambda b, x: _spread(b, _FLOATS, x)
)
as_floats: Callable[[Eight], EightFloats] = _function(_EIGHT_FLOATS, (_EIGHT,), lambda b, x: b.sitofp(x, _FLOATS))
floats_plus: Callable[[EightFloats, EightFloats], EightFloats] = _function(
    _EIGHT_FLOATS, _TWO_FLOATS, lambda b, x, y: b.fadd(x, y)
)
floats_minus: Callable[[EightFloats, EightFloats], EightFloats] = _function(
    _EIGHT_FLOATS, _TWO_FLOATS, lambda b, x, y: b.fsub(x, y)
)
floats_times: Callable[[EightFloats, EightFloats], EightFloats] = _function(
    _EIGHT_FLOATS, _TWO_FLOATS, lambda b, x, y: b.fmul(x, y)
)
floats_over: Callable[[EightFloats, EightFloats], EightFloats] = _function(
    _EIGHT_FLOATS, _TWO_FLOATS, lambda b, x, y: b.fdiv(x, y)
)
root: Callable[[EightFloats], EightFloats] = _function(
    _EIGHT_FLOATS, (_EIGHT_FLOATS,), lambda b, x: _call(b, "llvm.sqrt.v8f32", _FLOATS, x)
)
smaller: Callable[[EightFloats, EightFloats], EightFloats] = _function(_EIGHT_FLOATS, _TWO_FLOATS, _smaller)
whole_total: Callable[[EightFloats], int] = _function(types.int64, (_EIGHT_FLOATS,), _whole_total)
"""The sum of floats that are whole numbers, which no order of adding changes."""
