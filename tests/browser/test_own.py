"""A step is written in the page: refused at its line, then read, raced on both halves, undone, brought back by a reload."""


WRONG = "v = p.momentum * state.velocity\nif v > 0:\n    v = -v\nreturn State(x=state.x - v, velocity=v)"
MINE = "g = objective.gradient(state.x, objective.minibatch())\nreturn State(x=state.x - p.step_size * p.tug * g)"
SAID = "document.querySelector('[data-testid=write-said]').dataset.kind"
BAD = "[...document.querySelectorAll('.wv-write-lines span')].findIndex((node) => node.hasAttribute('data-bad')) + 1"
NAMES = "lab.bus.palette.methods.map((method) => method.name)"


def written(page):
    """Write a step that is refused, then one that is read; the name of the method that it is."""
    page.id("more-methods").focus()
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    page.page.keyboard.press("Control+a")
    page.page.keyboard.insert_text(WRONG)
    page.page.keyboard.press("Control+Enter")
    page.wait(f"{SAID} === 'bad'")
    assert page.get(BAD) == 2
    assert page.id("write-said").inner_text().startswith("Line 2: a step may loop at its top level")
    assert "Mine" not in page.get(NAMES)
    page.id("write-text").fill(MINE)
    page.id("write-read").click()
    page.wait(f"{SAID} === 'ok'")
    page.settled()
    return page.get("lab.bus.selected")


def test_a_step_is_written_refused_read_raced_undone_and_kept(server, fresh):
    page = fresh().open(f"{server.address}?theme=dark").quiet()
    key = written(page)
    assert page.get("lab.run.methods.at(-1).key") == key
    assert page.get(NAMES)[-1] == "Mine"
    assert page.serious() == []
    page.page.keyboard.press("Escape")
    assert page.get("document.activeElement.dataset.testid") == "more-methods"
    page.get("(lab.bus.move({ own_tug: 1.5 }, true), lab.bus.settle())")  # a drag, walked in the page or not
    page.settled()
    slider = page.id("parameter-own_tug").locator("input[type=text]")
    slider.fill("2")
    slider.press("Enter")
    page.settled()
    assert page.get("lab.run.base.own_tug") == 2
    page.wait(f"lab.bus.network?.recordsOf('{key}').length > 0")
    page.get("lab.bus.undo()")
    page.wait("lab.run.base.own_tug === 1.5")
    page.get("lab.bus.undo()")
    page.wait("lab.run.base.own_tug === 1")
    page.get("lab.bus.undo()")
    page.wait("lab.run.own === ''")
    page.settled()
    assert "Mine" not in page.get(NAMES)
    page.get("lab.bus.undo(true)")
    page.wait(f"lab.run.own === {MINE!r}")
    page.get("(lab.bus.line.end('The test says so.'), location.reload())")
    page.wait(f"window.lab?.ready && lab.bus.selected === '{key}' && lab.run.own === {MINE!r}")
    assert page.get(NAMES)[-1] == "Mine"
    assert not page.complaints
