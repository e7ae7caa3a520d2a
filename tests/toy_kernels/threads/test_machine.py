"""PTX that no assembler may change, taken by NVIDIA's own assembler without a spill, for every method."""

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

import toy_models as tm
from tests.spread import spread
from toy_kernels.emit import emit
from toy_kernels.threads import machine
from toy_models import noises

METHODS, CARDS = tm.dynamics.that_run_on("threads"), ("sm_75", "sm_80", "sm_90", "sm_100")
PTXAS = next(Path(sysconfig.get_path("platlib")).glob("nvidia/cu*/bin/ptxas"), None)


def text(name, tilt="none", watched=False):
    method, law = tm.dynamics.get(name), tilt if tilt == "none" else noises.get(tilt).text
    return emit(method.step, tm.landscapes.get("two_gaussians").text, tuple(method.CARRIES), law, watched)


def test_every_sum_and_product_says_how_it_is_rounded():
    """Without `.rn` the assembler may fuse a product with a sum, and the bits would be another's."""
    for name in METHODS:
        laws = [law for key, law in spread(noises.names()) if key == name]
        written = "".join(machine.ptx(text(name, law, watched=True)) for law in laws)
        operations = re.findall(r"\b(?:add|sub|mul|fma|div|sqrt)\.[a-z.]*f32", written)
        assert operations
        assert {operation.split(".")[1] for operation in operations} == {"rn"}
        assert ".ftz" not in written and ".approx" not in written
        assert "call" not in re.findall(r"^\s*(\w+)", written, re.MULTILINE)


@pytest.mark.parametrize(("name", "tilt"), spread(["none", *noises.names()], runner="threads"))
def test_the_assembler_takes_it_without_a_spill(name, tilt, tmp_path):
    assert PTXAS is not None, "NVIDIA's assembler comes with the extra gpu-test"
    source = tmp_path / "run.ptx"
    source.write_text(machine.ptx(text(name, tilt)))
    for card in CARDS:
        command = [PTXAS, f"-arch={card}", "-v", source, "-o", tmp_path / "run.cubin"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        assert "0 bytes spill stores, 0 bytes spill loads" in done.stderr
        assert int(re.search(r"Used (\d+) registers", done.stderr)[1]) <= 128  # four blocks of 128 fit


def test_the_target_is_the_one_asked_for():
    assert ".target sm_90" in machine.ptx(text("sgd"), "sm_90")
    assert ".visible .entry run(" in machine.ptx(text("sgd"))
