"""A method that keeps its last answers without keeping its object."""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast
from weakref import WeakMethod

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def kept_calls(method: Callable[Asked, Answer], size: int) -> "Callable[Asked, Answer]":
    """Return a bound method that keeps its `size` latest answers, to be kept by its own object.

    `functools.lru_cache` of a bound method holds the object, which holds the cache: a model of hundreds of
    megabytes would then stay until garbage is looked for, and that holds every request up for a second.
    """
    weak = WeakMethod(method)

    @lru_cache(maxsize=size)
    def call(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        alive = weak()
        if alive is None:
            raise ReferenceError("the object of this method is gone")
        return alive(*args, **kwargs)

    return cast("Callable[Asked, Answer]", call)  # typeshed forgets what a cached function takes
