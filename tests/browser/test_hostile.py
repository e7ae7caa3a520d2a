"""A browser can send anything: a clear answer comes back, and the session lives on."""

import pytest

BAD = {
    "not a number": "{type:'want', seq:1, values:{scope:NaN}}",
    "huge": "{type:'want', seq:1, values:{scope:1e300}}",
    "wrong type": "{type:'want', seq:1, values:{scope:'wide'}}",
    "unknown slider": "{type:'want', seq:1, values:{no_such:1}}",
    "unknown landscape": "{type:'want', seq:1, landscape:'no_such'}",
    "unknown message": "{type:'run_code', code:'1'}",
    "no object": "[1,2,3]",
    "ten megabytes": "{type:'want', seq:1, landscape:'x'.repeat(1e7)}",
    "an undo of nothing": "{type:'undo', seq:1, again:'yes'}",
    "an undo from nowhere": "{type:'undo', seq:1, clock:-1}",
    "unknown measure": "{type:'measure', measure:'__import__'}",
    "too many probes": "{type:'measure', measure:'trace', numbers:{probes:1e9}}",
    "too many walkers": "{type:'walkers', walkers:65537}",
    "walkers that are a text": "{type:'walkers', walkers:'1e9'}",
    "a start far away": "{type:'want', seq:1, start:[1e300,0]}",
}


@pytest.fixture(scope="module")
def attacked(server, pages):
    """One page for all attacks: it must outlive them."""
    return pages().open(server.address).quiet()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_message_is_answered_and_the_session_lives_on(attacked, name):
    count = attacked.get("lab.errors.length")
    attacked.get(f"lab.bus.link.send({BAD[name]})")
    attacked.wait(f"lab.errors.length > {count}")
    assert "not allowed" in attacked.get("lab.errors.at(-1)")
    shown = attacked.get("lab.shown")
    attacked.get("lab.bus.want({})")
    attacked.wait(f"lab.shown > {shown}")


def test_a_slider_trait_set_to_nonsense_is_refused(attacked):
    count = attacked.get("lab.errors.length")
    attacked.get("""(() => { const m = lab.bus.dock; m.set('scope', 1e300); m.save_changes(); })()""")
    attacked.wait(f"lab.errors.length > {count}")
    attacked.get("(() => { const m = lab.bus.dock; m.set('scope', 1); m.save_changes(); })()")
    attacked.settled()


@pytest.mark.parametrize(("whose", "name", "value"), [
    ("arena", "frames", "new DataView(new ArrayBuffer(8))"), ("arena", "scene", "{}"), ("arena", "about", "null"),
    ("controls", "schema", "[]"), ("controls", "session", "'another'"), ("header", "level", "'full of it'"),
])  # fmt: skip
def test_a_page_that_writes_what_is_pythons_is_refused_and_its_session_lives_on(attacked, whose, name, value):
    count = attacked.get("lab.errors.length")
    attacked.get(f"(() => {{ const m = lab.bus.models.{whose}; m.set('{name}', {value}); m.save_changes(); }})()")
    attacked.wait(f"lab.errors.length > {count}")
    assert "not allowed" in attacked.get("lab.errors.at(-1)")
    shown = attacked.get("lab.shown")
    attacked.get("lab.bus.want({})")
    attacked.wait(f"lab.shown > {shown}")
