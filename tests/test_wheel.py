"""The wheel stands beside another project's package of the name that ours once had, and neither takes the other away."""

import base64
import csv
import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OTHER = {
    "kernels/__init__.py": "WHOSE = 'theirs'\n",
    "kernels/cache.py": "",
    "kernels-9.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: kernels\nVersion: 9.0\n",
    "kernels-9.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: by hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}


def python(*arguments, at=sys.executable):
    return subprocess.run([at, *arguments], capture_output=True, text=True, check=True).stdout


def code(data):
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """{distribution: wheel} of ours, built as anybody would, and of the other project."""
    folder = tmp_path_factory.mktemp("wheels")
    python("-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT)
    (ours,) = folder.glob("*.whl")
    theirs = folder / "kernels-9.0-py3-none-any.whl"
    record = "".join(f"{name},{code(text.encode())},{len(text)}\n" for name, text in OTHER.items())
    with zipfile.ZipFile(theirs, "w") as archive:
        for name, text in (OTHER | {"kernels-9.0.dist-info/RECORD": record + "kernels-9.0.dist-info/RECORD,,\n"}).items():
            archive.writestr(name, text)
    return {"wide-valleys": ours, "kernels": theirs}


def files(wheel):
    """{path in site-packages: hash} of what a wheel installs there."""
    with zipfile.ZipFile(wheel) as archive:
        (record,) = (name for name in archive.namelist() if name.endswith(".dist-info/RECORD"))
        rows = csv.reader(io.StringIO(archive.read(record).decode()))
        return {name: of for name, of, _ in rows if of and ".data/" not in name}


def whole(wheel, site):
    """Whether each file of a wheel lies there as it was packed; None where not one of them does."""
    found = [(site / name).is_file() and code((site / name).read_bytes()) == of for name, of in files(wheel).items()]
    return all(found) if any(found) else None


@pytest.mark.slow
def test_each_is_whole_until_it_is_removed_itself_in_either_order(wheels, tmp_path):
    assert {Path(name).parts[0] for name in files(wheels["wide-valleys"]) if ".dist-info" not in name} \
        == {"lecture_room", "toy_kernels", "toy_models", "widgets"}
    for order in (["wide-valleys", "kernels"], ["kernels", "wide-valleys"]):
        home = tmp_path / order[0]
        python("-m", "venv", home)
        at, (site,) = home / "bin" / "python", home.glob("lib/python*/site-packages")
        python("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile", *wheels.values(), at=at)
        assert [whole(wheel, site) for wheel in wheels.values()] == [True, True]
        python("-m", "pip", "uninstall", "--quiet", "--yes", order[0], at=at)
        assert [whole(wheels[name], site) for name in order] == [None, True]
        python("-m", "pip", "uninstall", "--quiet", "--yes", order[1], at=at)
        assert whole(wheels[order[1]], site) is None
