"""Nothing may look alive and be dead, and nothing dead may stay in memory."""

import time

import psutil


def gone(process, within):
    """Whether a process ends within so many seconds."""
    limit = time.monotonic() + within
    while time.monotonic() < limit:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        try:
            process.wait(timeout=0.2)
        except psutil.TimeoutExpired:
            continue
    return False


def own_kernel(server, fresh):
    before = {child.pid for child in server.kernels()}
    page = fresh().open(server.address)
    return page, next(child for child in server.kernels() if child.pid not in before)


def test_closing_the_tab_in_mid_run_ends_the_kernel(server, fresh):
    page, kernel = own_kernel(server, fresh)
    assert page.get("lab.playing")
    assert page.get("lab.network.step < 6000")
    page.page.close(run_before_unload=True)
    assert gone(kernel, 15)


def test_a_tab_that_vanishes_without_a_word_is_noticed(server, fresh):
    page, kernel = own_kernel(server, fresh)
    page.page.context.set_offline(True)
    page.page.close()
    assert gone(kernel, 15)


def test_a_killed_kernel_shows_session_ended(server, fresh):
    page, kernel = own_kernel(server, fresh)
    page.quiet()
    kernel.kill()
    page.wait("lab.ended")
    assert "Session ended" in page.id("alert").inner_text()
    assert page.id("play").is_disabled()
    assert page.get("document.querySelector('.wv-controls').inert")


def state(page):
    """What a visitor would say that the page shows."""
    run = page.get("[lab.run.landscape, lab.run.start, lab.run.base, lab.run.pins, lab.run.extras]")
    return run + page.get("(({ selected, visible, values, clock, playing, level }) => "
                          "[selected, [...visible], values, clock, playing, level])(lab.bus)")


def test_reload_opens_the_state_that_the_ended_session_had(server, fresh):
    page, kernel = own_kernel(server, fresh)
    page.quiet()
    page.get("lab.bus.want({ landscape: 'dimple' })")
    page.wait("lab.run.landscape === 'dimple'")
    page.get("lab.bus.want({ seed: 7, start: [1.25, 0.5] })")
    page.settled()
    page.get("lab.bus.choose('sam')")
    page.get("lab.bus.show('langevin', false)")
    page.settled()
    for clock, radius in ((900, 0.3), (2100, 0.05)):
        page.get(f"lab.bus.seek({clock})")
        page.get(f"lab.bus.move({{ radius: {radius} }})")
        page.settled()
    page.get("lab.bus.seek(1500)")
    before = state(page)
    assert [pin["clock"] for pin in before[3]] == [900, 2100]
    kernel.kill()
    page.wait("lab.ended")
    page.id("reload").click()
    page.wait("window.lab?.ready && lab.settled && lab.clock === 1500")
    assert state(page) == before
    assert page.get("lab.errors") == []
    page.page.reload()
    page.wait("window.lab?.ready && lab.settled")
    assert page.get("lab.run.landscape") == "two_gaussians", "another reload begins anew: nothing had ended"


def test_a_state_that_somebody_has_tampered_with_is_refused_and_the_page_opens(server, fresh):
    page = fresh()
    page.page.add_init_script("""sessionStorage.setItem(`wide-valleys ${location.pathname} 1`,
        JSON.stringify({ meant: true, clock: 1e9, wishes: [{ landscape: "no_such" }, { values: { scope: 1e300 } }] }))""")
    page.open(server.address)
    page.wait("lab.errors.length >= 2")
    assert "no_such" in page.get("lab.errors[0]")
    assert page.get("lab.run.landscape") == "two_gaussians"


def test_two_tabs_are_independent(server, fresh):
    one, two = fresh().open(server.address).quiet(), fresh().open(server.address).quiet()
    one.get("lab.bus.move({ scope: 5 })")
    one.settled()
    assert one.get("lab.run.values.scope") == 5
    assert two.get("lab.run.values.scope") == 1
