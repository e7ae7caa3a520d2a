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
    page.id("reload").click()
    page.wait("window.lab?.ready && !lab.ended")


def test_two_tabs_are_independent(server, fresh):
    one, two = fresh().open(server.address).quiet(), fresh().open(server.address).quiet()
    one.get("lab.bus.move({ scope: 5 })")
    one.settled()
    assert one.get("lab.run.values.scope") == 5
    assert two.get("lab.run.values.scope") == 1
