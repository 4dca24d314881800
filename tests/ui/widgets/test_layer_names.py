"""Names of units and weights, as the lab writes them."""

from mlpviz.ui.widgets.layer_names import LayerNames


def test_a_hidden_layer():
    names = LayerNames(layer=2, layers=4, n_in=8, n_out=8)
    assert (names.title, names.formula) == ("Layer 2", "z = W h + b")
    assert (names.row(3), names.column(1), names.column(8)) == ("z₄", "h₂", "b")
    assert names.entry(3, 1) == "W²[4, 2]"
    assert names.entry(3, 8) == "b²[4]"
    assert names.route(3, 1) == "unit 2 of layer 1 → unit 4 of layer 2"
    assert names.route(3, 8) == "bias of unit 4 of layer 2"


def test_the_only_layer():
    names = LayerNames(layer=1, layers=1, n_in=2, n_out=2)
    assert (names.title, names.formula) == ("Output layer", "z = W x + b")
    assert names.entry(1, 0) == "w₂₁"
    assert names.entry(0, 2) == "b₁"
    assert names.route(1, 0) == "x₁ → Class 02"


def test_two_digits_stay_readable():
    assert LayerNames(1, 1, 2, 12).entry(10, 1) == "W¹[11, 2]"
    assert LayerNames(11, 11, 50, 5).entry(4, 49) == "W¹¹[5, 50]"
    assert LayerNames(11, 11, 50, 5).route(4, 49) == "unit 50 of layer 10 → Class 05"
