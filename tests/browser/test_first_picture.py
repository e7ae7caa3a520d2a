"""What a visitor gets, and what it costs: the first picture, its bytes, its silence."""

LARGEST_FIRST_PICTURE = 600_000  # bytes over the websocket
TRAINED = 240_000  # milliseconds until five networks have learnt, beside whatever else the machine does


def mapped(process):
    return " ".join(region.path for region in process.memory_maps())


def pss(process):
    return process.memory_full_info().pss / 1e6


def test_the_first_picture_is_small_and_local_and_the_console_is_clean(server, fresh):
    page = fresh()
    page.page.goto(server.address)
    page.wait("window.lab?.run && lab.bus.drawn && lab.painted > 0")
    assert page.received <= LARGEST_FIRST_PICTURE, f"{page.received:,} bytes"
    kernel = max(server.kernels(), key=lambda child: child.create_time())
    assert "libtorch" not in mapped(kernel)
    page.wait("lab.ready")
    page.wait("lab.network.step >= 6000", TRAINED)
    assert page.outside == []
    assert page.complaints == []
    assert page.get("lab.errors") == []


def test_a_full_session_keeps_within_its_memory(server, fresh):
    before = {child.pid for child in server.kernels()}
    page = fresh().open(server.address)
    page.wait("lab.network.step >= 6000", TRAINED)
    kernel = next(child for child in server.kernels() if child.pid not in before)
    assert pss(kernel) <= 400, f"{pss(kernel):.0f} MB"


def test_the_opening_run_tells_its_story_untouched(lab):
    lab.wait("lab.clock >= 6000 && !lab.playing")
    counts = lab.get("Object.fromEntries(lab.bus.palette.methods.map((m) => [m.key, lab.bus.tallyAt(m.key, lab.run.frames - 1)]))")
    assert counts["sgd"] == 0, "plain descent stays in the sharp well"
    assert counts["entropy_sgd"] > 32, "Entropy-SGD crosses in most runs"
    assert lab.get("lab.run.values.scope") == 1
    assert lab.get("lab.run.values.temperature") == 1
    assert "local entropy" in lab.id("surface-title").inner_text()
    accuracy = lab.get(
        "Object.fromEntries(lab.bus.palette.methods.map((m) => [m.key, lab.bus.network.recordsOf(m.key).at(-1) / 100]))"
    )
    assert min(accuracy.values()) > 0.5, "every network has learnt"
    assert accuracy["entropy_sgd"] < accuracy["sgd"], "at equal cost Entropy-SGD trails on the digits"
