"""A step and a formula with letters that somebody wrote reach every world, with no change in `toy_kernels`.

They run as lanes, as threads, as a page's module and in sweeps to the same bits; an assembler takes them; networks are trained.
"""

import subprocess
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

import toy_models as tm
from tests.node import answers
from tests.toy_kernels.threads.conftest import bits
from tests.toy_kernels.threads.test_machine import CARDS, PTXAS
from toy_kernels import lanes
from toy_kernels.emit import emit
from toy_kernels.threads import browser, host, machine
from toy_models import readings

STEP = """
y = state.x
for turn in range(p.looks):
    y = y - p.step_size * objective.gradient(y, objective.minibatch()) + (2 * p.step_size * p.temperature) ** 0.5 * noise.normal()
    watch(inner=y)
v = (1 - p.friction) * state.velocity + p.pull * (y - state.x)
return State(x=state.x + v, velocity=v)
"""
FORMULA = "(x^2 - a)^2 / 4 + b*y^2 / 2 + sin(k*x) / 10 where a = 1.5 from 1 to 2, b = 2, k = 3, x from -3 to 3, y from -2 to 2"
VALUES = {"looks": 3, "step_size": 0.02, "temperature": 0.2, "friction": 0.5, "pull": 0.4}
ROWS = np.arange(24)
WALK = Path(__file__).parents[1] / "toy_kernels" / "threads" / "walk.mjs"


@pytest.fixture(scope="module")
def method():
    return tm.dynamics.read(STEP)


@pytest.fixture(scope="module")
def place():
    return tm.landscapes.read(FORMULA)


def arguments(method, place):
    start = (place.start + 0.2 * np.stack([np.cos(ROWS), np.sin(ROWS)], axis=1)).astype(np.float32).astype(float)
    segments = [(20, method.parameters(VALUES).as_dict()), (9, method.parameters(VALUES | {"looks": 5, "pull": 0.1}).as_dict())]
    return method.step, place.text, start, ROWS, 7, segments, 3


def test_it_says_that_it_runs_everywhere(method):
    assert method.runs_on == ("definition", "lanes", "threads", "rows", "optimizers")


def test_threads_give_the_lanes_bits_and_so_does_a_minibatch(method, place):
    for noise in ({}, {"gradient_noise": 0.5, "tilt": tm.noises.get("hessian").text}):
        one, other = (runner.run(*arguments(method, place), carries=method.CARRIES, **noise) for runner in (lanes, host))
        for lane, thread in zip(one, other, strict=True):
            np.testing.assert_array_equal(lane, thread)
    assert np.ptp(one[0][-1], axis=0).min() > 0


def test_a_page_walks_them_to_the_same_bits(method, place):
    step, formula, start, _, seed, segments, every = arguments(method, place)
    frames, lost = lanes.run(*arguments(method, place), carries=method.CARRIES)
    about = browser.walker(step, formula, tuple(method.CARRIES), "none")
    order = {"seed": seed, "start": start.tolist(), "segments": segments, "every": every, "noise": 0}
    (answer,) = answers(WALK, [{"about": about, "order": order}])
    np.testing.assert_array_equal(bits(answer["frames"], np.float32).reshape(frames.shape).astype(float), frames)
    np.testing.assert_array_equal(bits(answer["lost"], np.int32), lost)


@pytest.mark.parametrize("card", CARDS)
def test_a_cards_assembler_takes_them_without_a_spill(method, place, card, tmp_path):
    written = machine.ptx(emit(method.step, place.text, tuple(method.CARRIES), tm.noises.get("hessian").text, False), card)
    (tmp_path / "run.ptx").write_text(written)
    command = [PTXAS, f"-arch={card}", "-v", tmp_path / "run.ptx", "-o", tmp_path / "run.cubin"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "0 bytes spill stores, 0 bytes spill loads" in done.stderr


def test_a_sweep_runs_them_here_and_in_other_processes_to_the_same_bits(method, place):
    swept = {"replicas": 9, "steps": 12, "parameters": {name: VALUES[name] for name in ("step_size", "looks", "friction")}}
    sliders = ("temperature", (0.0, 0.1, 0.4)), ("pull", (0.2, 0.6))
    here = tm.sweep(place, method, *sliders, [readings.energy, readings.share], **swept)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        there = tm.sweep(place, method, *sliders, [readings.energy, readings.share], executor=pool, workers=2, **swept)
    assert here.done.all()
    np.testing.assert_array_equal(here.first, there.first)
    seed = int(np.random.SeedSequence((0, 1 * 3 + 2)).generate_state(1)[0])
    alone = tm.simulate(place, method, steps=12, replicas=9, seed=seed, parameters=VALUES | {"temperature": 0.4, "pull": 0.6})
    assert here.mean("energy")[1, 2] == alone.energy[-1].mean()


def test_letters_are_numbers_of_the_text_and_another_number_is_another_place(place):
    other = tm.landscapes.read(FORMULA.replace("a = 1.5", "a = 1.8"))
    assert other.key != place.key
    point = np.array([[0.7, 0.3]])
    want = [(0.49 - a) ** 2 / 4 + 0.09 + np.sin(2.1) / 10 for a in (1.5, 1.8)]
    np.testing.assert_allclose([place.energy(point)[0], other.energy(point)[0]], want, rtol=1e-12)


def test_networks_are_swept_with_it(method):
    found = tm.sweep("softmax_regression", method, ("step_size", (0.01, 0.05)), ("pull", (0.3, 1.0)), [readings.test_accuracy],
                     data=tm.data.mnist(300, 100), steps=20, parameters={"looks": 2, "temperature": 1e-6})
    assert found.done.all()
    assert found.mean("test_accuracy").max() > 0.15
