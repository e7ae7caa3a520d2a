"""A setting that cannot be used ends the start with a sentence that names it."""

import pytest

from lecture_room import settings


@pytest.fixture(autouse=True)
def anew():
    settings.sessions.cache_clear()
    yield
    settings.sessions.cache_clear()


@pytest.mark.parametrize(("text", "number"), [("", 40), ("1", 1), ("250", 250)])
def test_how_many_sessions(monkeypatch, text, number):
    monkeypatch.setenv("WIDE_VALLEYS_SESSIONS", text)
    assert settings.sessions() == number


@pytest.mark.parametrize("text", ["0", "-1", "many", "1e3", "10001", "４０"])
def test_no_number_of_sessions(monkeypatch, text):
    monkeypatch.setenv("WIDE_VALLEYS_SESSIONS", text)
    with pytest.raises(SystemExit, match=f"WIDE_VALLEYS_SESSIONS={text} is not allowed: give a whole number from 1 to 10000"):
        settings.sessions()


@pytest.mark.parametrize("sites", ["https://course.example.org", "https://*.example.org:8443 http://localhost:9000", ""])
def test_sites_that_may_frame_the_page(monkeypatch, sites):
    settings.frame_ancestors.cache_clear()
    monkeypatch.setenv("WIDE_VALLEYS_FRAME_ANCESTORS", sites)
    assert settings.frame_ancestors() == tuple(sites.split())
    settings.frame_ancestors.cache_clear()


@pytest.mark.parametrize("site", [
    "*", "https:", "course.example.org", "https://a; script-src *", "https://a,b", "https://a/b", "'none'", "javascript://a", "https://*",
    "https://a\r\nX: y",
])
def test_no_site(monkeypatch, site):
    settings.frame_ancestors.cache_clear()
    monkeypatch.setenv("WIDE_VALLEYS_FRAME_ANCESTORS", site)
    with pytest.raises(SystemExit, match=r"WIDE_VALLEYS_FRAME_ANCESTORS=[\s\S]* is not allowed: give sites like https"):
        settings.frame_ancestors()
    settings.frame_ancestors.cache_clear()
