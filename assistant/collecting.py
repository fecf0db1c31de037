"""Making many objects at once without being searched for circles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_search_for_circles() -> Iterator[None]:
    """Spare the garbage collector, which would look at every object again and again.

    For work whose objects hardly refer to each other in circles, so that each goes as
    soon as it is not needed.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
