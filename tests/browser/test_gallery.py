"""The first page: no session, no script to wait for, everything by key, and its links lead where they say."""

import pytest


def opened(server, fresh, query="", **options):
    page = fresh(**options)
    page.page.goto(server.gallery + query)
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 1000, 420])
def test_it_stands_without_a_session_is_no_wider_than_the_page_and_axe_finds_nothing(server, fresh, theme, width):
    before = {kernel.pid for kernel in server.kernels()}
    page = opened(server, fresh, f"?theme={theme}", viewport={"width": width, "height": 900})
    assert page.get("document.documentElement.scrollWidth") <= width
    ground = page.get("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(250, 249, 245)", "dark": "rgb(21, 24, 28)"}[theme]
    assert page.serious() == []
    small = page.get("""[...document.querySelectorAll("a, button")].map((n) => [n.textContent, n.getBoundingClientRect()])
        .filter(([, r]) => r.height < 24 || r.width < 24).map(([name]) => name)""")
    assert small == []
    assert (page.complaints, page.outside) == ([], [])
    assert {kernel.pid for kernel in server.kernels()} <= before  # those of pages that were closed before may end in the meantime


def test_a_laptop_sees_all_of_it_at_once(server, fresh):
    page = opened(server, fresh)
    assert page.get("document.documentElement.scrollHeight") <= 900


def test_every_link_is_reached_by_tab_and_the_theme_is_kept(server, fresh):
    page = opened(server, fresh, "?theme=light")
    seen = []
    for _ in range(page.get("document.querySelectorAll('a, button').length")):
        page.page.keyboard.press("Tab")
        seen.append(page.get("document.activeElement.getAttribute('href') ?? document.activeElement.id"))
    assert seen[:2] == ["theme", "side_by_side.ipynb"]
    assert page.get("[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))") == seen[1:]
    page.page.locator("#theme").press("Enter")
    assert page.get("document.documentElement.dataset.wvTheme") == "dark"
    page.page.goto(server.gallery)
    assert page.get("document.documentElement.dataset.wvTheme") == "dark"


def test_enter_on_the_laboratory_opens_it_in_the_theme_that_was_chosen(server, fresh):
    page = opened(server, fresh)
    page.page.locator("#theme").click()
    page.page.locator("a.open").press("Enter")
    page.wait("window.lab?.ready")
    assert page.page.url == server.address
    assert page.get("lab.bus.theme") == "dark"


def test_a_broken_link_says_so_and_leads_back(server, fresh):
    page = opened(server, fresh)
    page.get("document.querySelector('a.open').href = 'no_such_lesson.ipynb'")
    page.page.locator("a.open").click()
    page.page.get_by_role("alert").filter(has_text="There is no such page here").wait_for()
    page.page.get_by_role("link", name="To the first page").click()
    page.page.get_by_role("heading", name="Side by side").wait_for()
