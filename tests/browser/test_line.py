"""The line between page and session: short drops lose nothing, and silence alone proves nothing."""

import numpy as np
import pytest

from tests.browser.cable import Cable

MINUTES = 7 * 60 * 1000


@pytest.fixture
def cable(server):
    line = Cable(server.port)
    yield line
    line.close()


@pytest.fixture
def wired(cable, fresh):
    """The dashboard behind a line that can be cut, paused at the start."""
    return fresh().open(cable.address).quiet()


def answered(page, times=2):
    """Wait until Python has answered so many more heartbeats, or the page has given up."""
    count = page.get("lab.bus.line.answers")
    page.wait(f"lab.bus.line.answers >= {count + times} || lab.ended")


def test_a_line_that_refuses_connections_for_a_while_is_mended_and_the_run_goes_on(cable, wired):
    wired.get("lab.bus.play()")
    cable.cut()
    wired.wait("lab.line === 'waiting'")
    assert "No connection" in wired.id("alert").inner_text()
    clock = wired.get("lab.clock")
    wired.wait(f"lab.clock > {clock + 60}")
    wired.get("(() => { lab.bus.pause(); lab.bus.seek(0); lab.bus.move({ scope: 5 }); })()")
    cable.mend()
    wired.wait("lab.line === 'open' || lab.ended")
    wired.settled()
    assert not wired.get("lab.ended")
    assert wired.get("lab.run.values.scope") == 5, "what was moved meanwhile is sent"
    assert not wired.id("alert").is_visible()
    wired.wait("lab.network.step > 1000")


def test_a_drag_is_walked_on_the_page_while_nothing_comes_through_and_python_says_the_same(cable, wired):
    wired.wait("lab.walks === 'two_gaussians'")
    wired.get("lab.bus.seek(lab.bus.total)")
    wired.settled()
    seq, before = wired.get("lab.run.seq"), wired.get("[...lab.bus.frames]")
    tally = wired.id("tally-entropy_sgd").get_attribute("title")
    cable.hush()
    for place in (90, 150):
        wired.get(f"(range => {{ range.value = {place}; range.dispatchEvent(new Event('input', {{ bubbles: true }})); }})"
                  "(document.querySelector('[data-testid=parameter-scope] input[type=range]'))")
    wired.wait("lab.moved === lab.followed")
    assert wired.get("[lab.run.seq, lab.run.preview]") == [seq, True], "no word has come from Python"
    assert wired.get("lab.run.base.scope === lab.values.scope && lab.values.scope !== 1")
    walked, shape = wired.get("[...lab.bus.frames]"), wired.get("[lab.run.methods.length, lab.run.replicas]")
    assert wired.id("tally-entropy_sgd").get_attribute("title") != tally
    cable.mend()
    wired.settled()
    assert wired.get("[lab.run.preview, lab.ended, lab.errors.length]") == [False, False, 0]
    one, whole = (np.array(frames).reshape(shape[0], -1, *shape[1:], 2) for frames in (walked, wired.get("[...lab.bus.frames]")))
    first = np.array(before).reshape(whole.shape)
    np.testing.assert_array_equal(one, whole[:, ::4])
    assert [(a != b).any() for a, b in zip(first, whole, strict=True)].count(True) == 1, "of one method the scope is a number"


def test_a_drag_that_leaves_the_surface_alone_asks_python_for_nothing_until_it_ends(wired):
    wired.wait("lab.walks === 'two_gaussians'")
    wired.get("lab.bus.seek(lab.bus.total)")
    wired.get("lab.bus.want({})")
    wired.settled()
    told = wired.get("""(async () => {
        const { bus } = lab, post = bus.post.bind(bus), frame = () => new Promise(requestAnimationFrame), told = [];
        bus.post = (message) => { told.push(message); post(message); };
        const drag = async (name) => {
            const range = document.querySelector(`[data-testid=parameter-${name}] input[type=range]`);
            for (let i = 1; i < 6; i++) {
                range.value = Number(range.value) + 3;
                range.dispatchEvent(new Event('input', { bubbles: true }));
                do await frame(); while (lab.moved !== lab.followed);
            }
            const before = told.splice(0);
            range.dispatchEvent(new Event('change', { bubbles: true }));
            do await frame(); while (!lab.settled);
            return [before, told.splice(0)].map((part) => part.filter(({ type }) => type !== 'beat' && type !== 'ack'));
        };
        return [await drag('step_size'), await drag('scope')];
    })()""")
    (walked, meant), (drawn, _) = told
    assert {message["type"] for message in walked} == {"hand"}, "Python leaves the cores alone, and draws nothing"
    assert [(message["type"], message["preview"]) for message in meant] == [("want", False)]
    assert any(message["type"] == "want" and message["preview"] for message in drawn), "this one's surface follows the scope"


def test_a_drag_puts_no_node_into_the_page(wired):
    """Each one that is put in costs a layout of the whole page, 6 ms where new words in an old node cost 0.3."""
    wired.wait("lab.walks === 'two_gaussians'")
    wired.get("lab.bus.seek(lab.bus.total)")
    wired.settled()
    counted = wired.get("""(async () => {
        const range = document.querySelector('[data-testid=parameter-scope] input[type=range]');
        const frame = () => new Promise(requestAnimationFrame), put = [], said = [];
        const drag = async (places) => { for (const place of places) {
            range.value = place;
            range.dispatchEvent(new Event('input', { bubbles: true }));
            do await frame(); while (lab.moved !== lab.followed);
        } };
        await drag([100, 104]);
        const seen = new MutationObserver((all) => all.forEach((one) => (one.type === 'childList' ? put : said).push(one)));
        const all = { subtree: true, childList: true, characterData: true };
        for (const part of ['arena', 'dock']) seen.observe(document.querySelector(`[data-testid=${part}]`), all);
        await drag([106, 108, 110, 112, 114, 116]);
        await frame();
        seen.disconnect();
        range.dispatchEvent(new Event('change', { bubbles: true }));
        return [put.map(({ target }) => target.className), said.length];
    })()""")
    put, said = counted
    assert len(put) <= 1, put  # a zone may begin
    assert said >= 6, "it says what it moves"


def test_a_socket_that_breaks_takes_no_wish_with_it(cable, wired):
    cable.hush()
    wired.get("lab.bus.move({ scope: 5 })")
    cable.drop()
    cable.mend()
    wired.wait("lab.run.values.scope === 5 || lab.ended")
    wired.settled()
    assert not wired.get("lab.ended")


def test_what_python_showed_meanwhile_is_sent_again(cable, wired, server):
    wired.get("lab.bus.want({ landscape: 'ravine' })")
    cable.hush()
    cable.drop()
    cable.mend()
    wired.wait("lab.run.landscape === 'ravine' && lab.bus.scene.key === 'ravine'")
    wired.settled()


def test_a_silent_hole_of_half_a_minute_is_survived(cable, wired):
    cable.hush()
    wired.wait("lab.line === 'waiting'")
    wired.wait("lab.bus.line.silent > 30000 || lab.ended")
    assert not wired.get("lab.ended")
    cable.mend()
    wired.wait("lab.line === 'open' || lab.ended")
    wired.get("lab.bus.move({ scope: 7 })")
    wired.wait("lab.run.values.scope === 7 || lab.ended")
    assert not wired.get("lab.ended")


def test_a_page_that_was_blocked_for_eleven_seconds_goes_on(lab):
    lab.get("(() => { const t = performance.now(); while (performance.now() - t < 11000); })()")
    answered(lab)
    assert not lab.get("lab.ended")
    assert not lab.id("alert").is_visible()


def test_a_laptop_that_slept_or_a_tab_that_was_hidden_for_minutes_goes_on(server, fresh):
    page = fresh()
    page.page.clock.install()
    page.open(server.address).quiet()
    page.page.clock.fast_forward(MINUTES)
    answered(page)
    assert not page.get("lab.ended")
    assert not page.id("alert").is_visible()


def test_hours_without_a_server_are_said(cable, fresh):
    page = fresh()
    page.page.clock.install()
    page.open(cable.address).quiet()
    cable.cut()
    page.page.clock.run_for(90_000)
    page.wait("lab.ended")
    text = page.id("alert").inner_text()
    assert "Session ended" in text
    assert "more than a minute" in text
