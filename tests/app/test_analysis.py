"""Numbers of the network on the screen, with what they belong to."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from sklearn.metrics import accuracy_score

from mlpviz.app.analysis import AnalysisRunner, measure
from mlpviz.app.runner import Abandoned
from mlpviz.core import edits
from mlpviz.core.datasets import DatasetSpec
from tests.support.training import small_session
from tests.support.waiting import wait_for


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[AnalysisRunner]:
    runner = AnalysisRunner()
    runner.start()
    yield runner
    assert runner.close()


def test_all_splits_are_measured(runner: AnalysisRunner) -> None:
    session = small_session()
    metrics = wait_for(runner.finished, lambda: runner.post(session))
    assert list(metrics.splits) == ["train", "validation", "test"]
    for name, evaluation in metrics.splits.items():
        split = session.dataset.splits[name]
        p = session.network.forward(split.x).astype(np.float64)
        assert evaluation.accuracy == pytest.approx(
            accuracy_score(split.labels, p.argmax(axis=1))
        )
        squares = (p - np.eye(3)[split.labels]) ** 2
        assert evaluation.loss == pytest.approx(squares.mean(), rel=1e-5)


def test_measuring_is_given_up_between_blocks() -> None:
    session = small_session(data=DatasetSpec(n_train=3000, n_test=10))
    blocks: list[int] = []

    def give_up() -> None:
        blocks.append(len(blocks))
        if len(blocks) == 2:
            raise Abandoned

    with pytest.raises(Abandoned):
        measure(session, give_up)
    assert blocks == [0, 1]


def test_numbers_know_what_they_belong_to() -> None:
    session = small_session()
    metrics = measure(session)
    assert metrics.current_for(session)
    hp = session.hyperparameters
    slower = edits.set_hyperparameters(session, msgspec.structs.replace(hp, epochs=3))
    assert metrics.current_for(slower)
    assert metrics.current_for(replace(session, engine="numpy"))
    spec = msgspec.structs.replace(session.dataset_spec, seed=9)
    for other in (
        edits.set_weight(session, 0, 0, 0, 1.0),
        edits.choose_dataset(session, spec),
        edits.set_hyperparameters(
            session, msgspec.structs.replace(hp, loss="categorical_crossentropy")
        ),
    ):
        assert not metrics.current_for(other)
