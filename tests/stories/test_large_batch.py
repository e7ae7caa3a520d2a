"""Large batches end where it is sharper, compared at one training loss: the loss itself moves every curvature."""

import numpy as np
import pytest

import toy_models as tm

NET, TARGET, MATCHED = tm.networks.get("196-50-10"), 0.02, 0.1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_at_one_training_loss_the_large_batch_is_sharper(seed):
    """1,000 digits of 14 x 14, plain SGD with η = 0.1, batches of 5 and of 500, from one start: where the training loss first falls
    to 0.02, within a tenth of it, λmax of the large batch is above that of the small one by more than both residuals."""
    data, found = tm.data.mnist(1000, 1000).pooled(2), {}
    for batch in (5, 500):
        run = tm.train(NET, "sgd", data=data, steps=4300, replicas=1, seed=seed, batch_size=batch, parameters={"step_size": 0.1},
                       record_every=50)
        at = int(np.argmax(run.train_loss[:, 0] <= TARGET))
        assert run.train_loss[at, 0] == pytest.approx(TARGET, rel=MATCHED)
        found[batch] = tm.measures.get("top_eigenvalue")(NET, run.x[at], images=data.train)
    small, large = found[5], found[500]
    assert large.value - small.value > large.error + small.error
