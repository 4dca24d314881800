"""The thread that evaluates units."""

import pytest

from mlpviz.app import unit_maps as module
from mlpviz.app.runner import Runner
from mlpviz.app.unit_maps import UnitMapRequest, UnitMapRunner
from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.session import new_session


@pytest.fixture
def session():
    hyperparameters = Hyperparameters(hidden=(LayerSpec(6, "relu"),))
    return new_session(DatasetSpec(n_train=30, n_test=30), hyperparameters)


@pytest.fixture
def runner(qtbot):
    runner = UnitMapRunner()
    runner.start()
    yield runner
    assert runner.close()


def test_maps_come_with_what_they_were_made_of(qtbot, runner, session):
    with qtbot.waitSignal(runner.finished) as caught:
        runner.post(UnitMapRequest(session.network, session.dataset, 12))
    maps = caught.args[0]
    assert maps.network is session.network
    assert maps.dataset is session.dataset
    assert maps.side == 12
    assert maps.share_active(0, 0) is not None


def test_maps_are_given_up_between_layers(qtbot, session, monkeypatch):
    runner = UnitMapRunner()
    reached = []

    def at_layer():
        reached.append(True)
        runner.inbox.close()
        Runner.check_wanted(runner)

    monkeypatch.setattr(runner, "check_wanted", at_layer)
    runner.finished.connect(lambda _: pytest.fail("there is an answer"))
    runner.post(UnitMapRequest(session.network, session.dataset, 12))
    runner.start()
    assert runner.close()
    assert len(reached) <= 1


def test_where_counting_is_dear_maps_come_first(qtbot, runner, session, monkeypatch):
    monkeypatch.setattr(module, "COUNT_COST", 1.0)
    monkeypatch.setattr(module, "REST_SECONDS", 0.01)
    answers = []
    runner.finished.connect(answers.append)
    runner.post(UnitMapRequest(session.network, session.dataset, 12))
    qtbot.waitUntil(lambda: bool(answers) and bool(answers[-1].active))
    assert answers[-1].network is session.network
