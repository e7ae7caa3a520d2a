"""What a word means is one tap away, and how many steps stand behind the evaluations is said beside the slider."""

import pytest

CARD = """(() => { const card = document.querySelector('[data-testid=word-card]'), box = card.getBoundingClientRect();
  return { open: card.matches(':popover-open'), text: card.innerText,
    inside: box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight }; })()"""
TAPPED = "Array.from(document.querySelectorAll('[data-word]')).filter((n) => n.checkVisibility()).map((n) => n.dataset.word)"
SAID = "document.querySelector('[data-testid=parameter-inner_steps] .wv-gauge').textContent"


@pytest.mark.parametrize("width", [1400, 360])
def test_every_word_opens_its_card_under_a_finger(server, fresh, width):
    page = fresh(viewport={"width": width, "height": 800}, has_touch=True).open(server.address).quiet()
    page.id("more").tap()
    words = page.get(TAPPED)
    files = {"landscapes/two_gaussians", "dynamics/entropy_sgd", "surfaces/local_entropy"}
    assert files | {"evaluation", "energy", "scope", "inner_steps", "outer_step", "averaging"} <= set(words)
    for key in words:
        page.page.locator(f'[data-word="{key}"]:visible').first.tap()
        card = page.get(CARD)
        assert card["open"], key
        assert card["inside"], key
        assert len(card["text"].split()) > 5
        page.page.keyboard.press("Escape")
        assert not page.get(CARD)["open"]


def test_the_look_for_is_that_of_the_landscape_on_the_page(lab):
    lab.quiet()
    lab.id("landscape").select_option("double_well")
    lab.wait("lab.run.landscape === 'double_well' && lab.settled")
    lab.page.locator('[data-word="landscapes/double_well"]').click()
    assert "nothing prefers a side" in lab.get(CARD)["text"].lower()


def test_all_words_stand_in_one_list(lab):
    lab.id("help").click()
    assert lab.page.locator(".wv-all-words dt").count() >= 40


@pytest.mark.parametrize("clock", [0, 49, 50, 4200, 6000])
def test_the_outer_steps_done_stand_beside_the_evaluations(server, fresh, clock):
    page = fresh().open(server.address).quiet()
    assert page.get("lab.values.inner_steps") == 50
    page.get(f"lab.bus.seek({clock})")
    page.wait(f"{SAID}.endsWith('; {clock // 50:,} so far')")
