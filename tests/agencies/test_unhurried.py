"""The collector of garbage is held back while a long answer is read, and comes back afterwards."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest

from ooh_console.agencies import unhurried
from ooh_console.agencies.unhurried import beside, collector_held_back


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    assert gc.isenabled()
    yield
    assert gc.isenabled()


async def test_work_is_done_in_another_thread_without_the_collector() -> None:
    def work() -> tuple[bool, bool]:
        return gc.isenabled(), threading.current_thread() is threading.main_thread()

    assert await beside(work) == (False, False)


async def test_work_that_fails_lets_it_go() -> None:
    def work() -> None:
        raise ValueError("spoilt")

    with pytest.raises(ValueError, match="spoilt"):
        await beside(work)


def test_the_last_of_several_lets_it_go() -> None:
    first, second = collector_held_back(), collector_held_back()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)


def test_reader_after_reader_cannot_hold_it_back_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unhurried, "LONGEST", -1.0)
    first, late = collector_held_back(), collector_held_back()
    first.__enter__()
    late.__enter__()
    first.__exit__(None, None, None)
    assert gc.isenabled()
    late.__exit__(None, None, None)


def test_one_that_was_off_before_stays_off() -> None:
    gc.disable()
    try:
        with collector_held_back():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
