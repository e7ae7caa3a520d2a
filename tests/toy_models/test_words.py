"""The contract of objectives: what is counted, what is refused, and with which words."""

import inspect
import re

import numpy as np
import pytest

import toy_models as tm
from toy_kernels.text import PRICES
from toy_models.contract import InvalidArgument
from toy_models.words import OPTIONAL, Objective, Refused


class Bowl(Objective):
    """½|x|², of two minibatches."""

    world, whole = "a bowl", 2

    def draw(self, t, slot):
        return t, slot

    def slope(self, x, batch):
        return x

    def everything(self):
        self._asked("everything")
        return "all"

    def is_everything(self, batch):
        return batch == "all"

    def hessian_times(self, x, v, batch):
        self._asked("hessian_times", batch)
        return v


X = np.ones((1, 2))


def test_a_world_of_ones_own_gives_two_functions_and_the_words_that_it_has():
    bowl = Bowl()
    assert set(bowl.refused) == set(OPTIONAL) - {"everything", "hessian_times"}
    assert (bowl.minibatch(), bowl.minibatch()) == ((0, 0), (0, 1))
    bowl.begin(4)
    assert bowl.minibatch() == (4, 0)


def test_each_word_is_counted_at_its_price_and_on_all_data_as_often_as_these_are_minibatches():
    bowl = Bowl()
    bowl.gradient(X, bowl.minibatch())
    assert bowl.gradient_evaluations == PRICES["gradient"] == 1
    bowl.hessian_times(X, X, bowl.minibatch())
    assert bowl.gradient_evaluations == 1 + PRICES["hessian_times"] == 3
    bowl.hessian_times(X, X, bowl.everything())
    assert bowl.gradient_evaluations == 3 + 2 * 2


@pytest.mark.parametrize("word", sorted(set(OPTIONAL) - {"everything", "hessian_times"}))
def test_a_word_that_nobody_gave_is_refused_in_one_sentence_and_costs_nothing(word):
    bowl = Bowl()
    given = [X] * (len(inspect.signature(getattr(bowl, word)).parameters))
    with pytest.raises(Refused, match=f"word = '{word}' is not allowed: another: a bowl refuses {word}, for nobody has said"):
        getattr(bowl, word)(*given)
    assert bowl.gradient_evaluations == 0


def test_a_refusal_names_the_method_that_asked():
    method = tm.dynamics.get("sgd")
    Bowl().check(method)
    refused = Refused("natural", "a bowl", "it is round", "kfac")
    assert isinstance(refused, InvalidArgument)
    assert str(refused) == ("method = 'kfac' is not allowed: one that does not ask for objective.natural(...): "
                            "a bowl refuses natural, for it is round")


def test_each_word_says_what_it_costs():
    for word, price in PRICES.items():
        stated = re.findall(r"Costs? (\d)", inspect.getdoc(getattr(Objective, word)))
        assert stated == [str(price)], word
