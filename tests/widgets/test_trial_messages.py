"""Messages about a lesson's experiments: what makes sense is taken over, what does not names itself and changes nothing."""

import pytest

from toy_models.contract import InvalidArgument
from widgets.trial_messages import MOST_SEEDS, Ask, read_trial

BLANK = Ask(("large_batch", "label_noise"), "large_batch", (4, 5))


def test_what_is_begun_is_looked_at_and_seeds_are_those_of_what_is_looked_at():
    begun = read_trial({"type": "trial", "begin": "label_noise"}, BLANK)
    assert (begun.begun, begun.shown, begun.seeds) == (("label_noise",), "label_noise", (4, 5))
    more = read_trial({"type": "trial", "seeds": 9}, begun)
    assert (more.of("large_batch"), more.of("label_noise")) == (4, 9)
    both = read_trial({"type": "trial", "begin": "large_batch"}, more)
    assert both.begun == ("large_batch", "label_noise"), "in the order of the lesson"
    assert read_trial({"type": "trial", "begin": "large_batch"}, both) == both


@pytest.mark.parametrize("content", [
    {"begin": "no_such"}, {"begin": "heat"}, {"begin": ["large_batch"]}, {"begin": None}, {"shown": 3}, {"seeds": 0},
    {"seeds": MOST_SEEDS + 1}, {"seeds": 2.5}, {"seeds": True}, {"seeds": "4"}, {"runs": []}, {"experiments": ["x"]},
])
def test_what_makes_no_sense_is_refused_with_the_field_that_is_wrong(content):
    with pytest.raises(InvalidArgument, match=rf"(?:trial = )?'?{next(iter(content))}"):
        read_trial({"type": "trial"} | content, BLANK)
