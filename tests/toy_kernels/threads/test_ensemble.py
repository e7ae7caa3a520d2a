"""The driver of a card, on a card that is played by this processor: same bits as the lanes, however the run is cut."""

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import lanes
from toy_kernels.reference import Stopped
from toy_kernels.threads import ensemble
from toy_kernels.threads.card import NoCard
from toy_kernels.threads.machine import Native
from toy_kernels.threads.writer import ARRAYS
from toy_models import noises

PLACE = tm.landscapes.get("two_gaussians")


class PlayedCard:
    """Does what a card does, in this process: a buffer is an array of bytes."""

    name = "played"

    def __init__(self, bytes_free=1 << 20):
        self.free, self.launches, self.ran = bytes_free, [], {}

    def room(self):
        return self.free

    def put(self, array):
        return np.frombuffer(array.tobytes() or b"\0" * 4, np.uint8).copy()

    def empty(self, size):
        if size > self.free:
            raise NoCard("no room")
        return np.full(size, 0xFF, np.uint8)

    def take(self, buffer, array):
        array[...] = buffer[: array.nbytes].view(array.dtype).reshape(array.shape)

    def run(self, emitted, numbers, buffers):
        assert set(buffers) == set(ARRAYS)
        self.launches.append(numbers["steps"])
        if emitted.text not in self.ran:
            self.ran[emitted.text] = Native(emitted)
        self.ran[emitted.text](numbers, buffers)


def compared(card, name="langevin", count=11, steps=23, every=4, values=(), **noise):
    """(by the card, by the lanes) with a group for each of `values`, replicas dealt out in turn."""
    method = tm.dynamics.get(name)
    base = method.defaults().as_dict()
    plans = [[(steps // 2, base | one), (steps - steps // 2, base)] for one in values or [{}]]
    rows = [np.arange(count)[number :: len(plans)] for number in range(len(plans))]
    start = PLACE.start + 0.1 * np.stack([np.cos(np.arange(count)), np.sin(np.arange(count))], axis=1)
    numbers = np.arange(count) + 5
    groups = list(zip(rows, plans, strict=True))
    mine = ensemble.run(card, method.step, PLACE.text, start, numbers, 3, groups, every, method.CARRIES, **noise)
    frames, died = np.empty_like(mine[0]), np.empty_like(mine[1])
    for places, plan in zip(rows, plans, strict=True):
        frames[:, places], died[places] = lanes.run(method.step, PLACE.text, start[places], numbers[places], 3, plan, every,
                                                    carries=method.CARRIES, **noise)
    return mine, (frames, died)


def assert_the_same(mine, theirs):
    for one, other in zip(mine, theirs, strict=True):
        np.testing.assert_array_equal(one, other, strict=True)


@pytest.mark.parametrize("name", tm.dynamics.that_run_on("threads"))
def test_every_method_gives_the_bits_of_the_lanes(name):
    assert_the_same(*compared(PlayedCard(), name, steps=9))


@pytest.mark.parametrize(("steps", "every"), [(1, 1), (1, 5), (24, 4), (23, 4), (23, 23), (23, 100), (5, 1)])
def test_every_frame_is_there(steps, every):
    assert_the_same(*compared(PlayedCard(), steps=steps, every=every))


@pytest.mark.parametrize("frames_that_fit", [1, 2, 3])
def test_a_run_larger_than_the_card_is_done_in_blocks(frames_that_fit):
    card = PlayedCard(frames_that_fit * 11 * 8 + 7)
    assert_the_same(*compared(card, steps=23, every=2))
    assert len(card.launches) >= 11 // frames_that_fit


def test_long_work_is_cut_so_that_it_can_be_stopped(monkeypatch):
    monkeypatch.setattr(ensemble, "MOST_WORK", 11 * 5)
    card = PlayedCard()
    assert_the_same(*compared(card, steps=23, every=4))
    assert max(card.launches) == 5
    assert sum(card.launches) == 23


def test_groups_have_parameters_of_their_own_in_one_launch():
    card = PlayedCard()
    assert_the_same(*compared(card, values=[{"temperature": 0.1}, {"temperature": 2.0}, {"step_size": 0.02}]))
    assert len(card.launches) == 1


@pytest.mark.parametrize("name", ["decentralized_sgd", "parle"])
def test_rows_that_meet_stand_in_groups_of_their_set_alone(name):
    """Three sets of 5, 5 and 4 of the replicas, in turn, in groups of 2, 3 and 3, and from the middle on of the default."""
    card, group = PlayedCard(), tm.dynamics.get(name).text.group
    assert_the_same(*compared(card, name, count=14, values=[{group: 2}, {group: 3, "step_size": 0.02}, {group: 3}]))
    assert card.launches == [11, 12]


def test_rows_that_meet_are_stopped_where_they_stand():
    """The sets' replicas come back in their own order."""
    class Stopping(PlayedCard):
        def run(self, *arguments):
            if self.launches:
                raise KeyboardInterrupt
            super().run(*arguments)

    with pytest.raises(Stopped) as stopped:
        compared(Stopping(), "parle", count=9, steps=10, every=1, values=[{"copies": 2}, {"copies": 3}])
    whole, _ = compared(PlayedCard(), "parle", count=9, steps=10, every=1, values=[{"copies": 2}, {"copies": 3}])
    assert stopped.value.reached == 5
    np.testing.assert_array_equal(stopped.value.x, whole[0][5])
    np.testing.assert_array_equal(stopped.value.frames[:6], whole[0][:6])


@pytest.mark.parametrize("direction", noises.names())
def test_gradient_noise(direction):
    assert_the_same(*compared(PlayedCard(), gradient_noise=0.5, tilt=noises.get(direction).text))


def test_a_card_without_room_says_so():
    with pytest.raises(NoCard):
        compared(PlayedCard(10))


def test_room_is_checked_before_anything_is_done():
    ensemble.check_room(PlayedCard(1 << 26), 1000, 4)
    with pytest.raises(NoCard, match="1,000,000 replicas"):
        ensemble.check_room(PlayedCard(1 << 24), 1_000_000, 2)


def test_ctrl_c_leaves_what_was_computed():
    class Stopping(PlayedCard):
        def run(self, *arguments):
            if len(self.launches) == 2:
                raise KeyboardInterrupt
            super().run(*arguments)

    card = Stopping(2 * 11 * 8 + 7)
    method, start = tm.dynamics.get("langevin"), np.tile(PLACE.start, (11, 1))
    arguments = method.step, PLACE.text, start, np.arange(11), 3
    plan = [(23, method.defaults().as_dict())]
    with pytest.raises(Stopped) as stopped:
        ensemble.run(card, *arguments, [(np.arange(11), plan)], 2, method.CARRIES)
    frames, _ = lanes.run(*arguments, plan, 2, carries=method.CARRIES)
    done = stopped.value.reached
    assert 0 < done < 23
    np.testing.assert_array_equal(stopped.value.frames[: done // 2 + 1], frames[: done // 2 + 1])
    every_step, _ = lanes.run(*arguments, plan, 1, carries=method.CARRIES)
    np.testing.assert_array_equal(stopped.value.x, every_step[done])
