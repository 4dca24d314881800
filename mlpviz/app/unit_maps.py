"""Evaluates the units of the network off the GUI thread; knows no colour."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from mlpviz.app.runner import Runner
from mlpviz.core.datasets import Dataset
from mlpviz.core.network import Network
from mlpviz.core.unit_maps import active_shares, unit_maps

# Multiplications that may go into counting active points while things move.
COUNT_COST = 4e8
# After the last change things are at rest.
REST_SECONDS = 0.08


@dataclass(frozen=True)
class UnitMapRequest:
    """Maps that are wanted, of `side` × `side` cells."""

    network: Network
    dataset: Dataset
    side: int


class UnitMapRunner(Runner):
    """Answers each `UnitMapRequest` with `UnitMaps`.

    Where counting active points takes long, maps without the counts come first and
    with them once nothing newer is wanted.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("unit maps", parent)

    def answer(self, request: UnitMapRequest) -> None:
        """Deliver the maps."""
        network, x = request.network, request.dataset.train.x
        maps = unit_maps(network, request.dataset, request.side, self.check_wanted)
        if float(network.parameters) * len(x) > COUNT_COST:
            self.deliver(maps)
            if self.inbox.wait(REST_SECONDS):
                return
            active = active_shares(network, x, lambda: self.inbox.waiting)
        else:
            active = active_shares(network, x, lambda: self.inbox.closed)
        if active is not None:
            self.deliver(maps.with_active(active))
