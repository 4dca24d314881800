"""The table of settings reaches every field, in any order, and says what is wrong."""

from itertools import permutations

import msgspec
import pytest

from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.initializers import InitializerSpec
from mlpviz.core.optimizers import OptimizerSpec
from mlpviz.core.schedules import ScheduleSpec
from mlpviz.core.session import new_session
from mlpviz.core.setting import SETTINGS
from mlpviz.core.settings_table import (
    Value,
    apply_settings,
    differing_settings,
    effective_settings,
    parse_setting,
    read_settings,
    settings_of,
)

OTHER = {
    "dataset": "polar",
    "classes": 4,
    "sigma": 0.25,
    "n_train": 10,
    "n_test": 11,
    "data_seed": 12,
    "hidden_layers": 3,
    "layer_width": 7,
    "activation": "tanh",
    "init": "random_uniform",
    "init_mean": 0.5,
    "init_stddev": 0.25,
    "init_minval": -0.5,
    "init_maxval": 0.75,
    "shared_draw": True,
    "loss": "categorical_crossentropy",
    "optimizer": "rmsprop",
    "learning_rate": 0.125,
    "momentum": 0.5,
    "nesterov": True,
    "beta_1": 0.5,
    "beta_2": 0.75,
    "rho": 0.25,
    "epsilon": 0.001,
    "schedule": "exponential_decay",
    "decay_steps": 17,
    "decay_rate": 0.5,
    "staircase": True,
    "batch_size": 13,
    "epochs": 14,
    "weight_seed": 15,
    "order_seed": 16,
}
PLAIN = (DatasetSpec(), Hyperparameters())


def test_every_setting_but_the_common_seed_is_tried_here():
    assert set(OTHER) | {"seed"} == set(SETTINGS)


def test_the_table_reaches_every_field_of_every_spec():
    spec, new = apply_settings(*PLAIN, OTHER)
    for made, plain in (
        (spec, DatasetSpec()),
        (new, Hyperparameters()),
        (new.initializer, InitializerSpec()),
        (new.optimizer, OptimizerSpec()),
        (new.schedule, ScheduleSpec()),
    ):
        for name in made.__struct_fields__:
            assert getattr(made, name) != getattr(plain, name), name
    assert new.hidden == (LayerSpec(7, "tanh"),) * 3
    assert settings_of(spec, new) == {**OTHER, "seed": None}


@pytest.mark.parametrize("name", OTHER)
def test_one_setting_changes_alone(name):
    base = apply_settings(*PLAIN, {"hidden_layers": 2})
    before = settings_of(*base)
    after = settings_of(*apply_settings(*base, {name: OTHER[name]}))
    changed = {key for key in after if after[key] != before[key]}
    assert changed - {"seed"} == {name}


@pytest.mark.parametrize("name", OTHER)
def test_text_reads_as_the_value(name):
    value = OTHER[name]
    read = parse_setting(name, str(value))
    assert read == value
    assert type(read) is type(value)
    assert apply_settings(
        *apply_settings(*PLAIN, {"hidden_layers": 3}), {name: str(value)}
    ) == apply_settings(*apply_settings(*PLAIN, {"hidden_layers": 3}), {name: value})


def test_the_order_does_not_matter():
    values = {"layer_width": "5", "hidden_layers": "2", "activation": "sigmoid"}
    results = {
        apply_settings(*PLAIN, dict(order))[1].hidden
        for order in permutations(values.items())
    }
    assert results == {(LayerSpec(5, "sigmoid"),) * 2}


def test_both_ends_of_a_range_may_move_past_the_other():
    _, new = apply_settings(*PLAIN, {"init_minval": 1, "init_maxval": 2})
    assert (new.initializer.minval, new.initializer.maxval) == (1.0, 2.0)


def test_a_deeper_network_repeats_its_last_layer():
    base = Hyperparameters(hidden=(LayerSpec(4, "tanh"), LayerSpec(3, "relu")))
    deeper = apply_settings(DatasetSpec(), base, {"hidden_layers": 4})[1]
    assert deeper.hidden == (*base.hidden, base.hidden[1], base.hidden[1])
    shallower = apply_settings(DatasetSpec(), base, {"hidden_layers": 1})[1]
    assert shallower.hidden == base.hidden[:1]


def test_layers_may_differ():
    _, new = apply_settings(*PLAIN, {"layer_width": "16, 8", "activation": "relu,tanh"})
    assert new.hidden == (LayerSpec(16, "relu"), LayerSpec(8, "tanh"))
    values = settings_of(DatasetSpec(), new)
    assert values["layer_width"] == (16, 8)
    assert apply_settings(*PLAIN, {**values, "seed": 1})[1] == new


def test_the_seed_is_for_weights_and_order_unless_one_has_its_own():
    _, new = apply_settings(*PLAIN, {"weight_seed": 3, "seed": 7})
    assert (new.weight_seed, new.order_seed) == (3, 7)
    assert settings_of(*PLAIN)["seed"] == 1


@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("batch_size", "16.5", ["batch_size", "whole number"]),
        ("batch_size", "many", ["batch_size", "many"]),
        ("batch_size", "0", ["batch size", "1"]),
        ("learning_rate", "fast", ["learning_rate", "fast"]),
        ("learning_rate", "nan", ["learning_rate", "finite"]),
        ("learning_rate", "-1", ["learning rate", "above 0"]),
        ("learning_rate", "1e400", ["learning_rate"]),
        ("staircase", "perhaps", ["staircase", "true or false"]),
        ("activation", "rely", ["activation", "relu"]),
        ("optimizer", "adem", ["adam"]),
        ("classes", "1", ["classes", "2"]),
        ("n_train", "0", ["training points", "1"]),
        ("sigma", "-0.1", ["σ", "0"]),
        ("hidden_layers", "64", ["63"]),
        ("hidden_layers", "1000000000000", ["63"]),
        ("layer_width", "8", ["hidden_layers"]),
        ("lerning_rate", "1", ["learning_rate"]),
        ("batchsize", "1", ["batch_size"]),
        ("zzz", "1", ["batch_size", "epochs"]),
    ],
)
def test_what_cannot_be_is_named(name, text, parts):
    with pytest.raises(MlpvizError) as caught:
        apply_settings(*PLAIN, {name: text})
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("batch_size", 16.0),
        ("batch_size", True),
        ("learning_rate", None),
        ("staircase", 1),
        ("loss", 3),
        ("layer_width", (8, 8.0)),
        ("layer_width", (8, 0)),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(name, value):
    with pytest.raises(MlpvizError):
        apply_settings(*PLAIN, {name: value})


def test_the_wrong_number_of_widths_is_named():
    with pytest.raises(MlpvizError, match="2 values for 3 hidden layers"):
        apply_settings(*PLAIN, {"layer_width": (4, 4), "hidden_layers": 3})


@pytest.mark.parametrize(
    ("text", "name"), [("ReLU", "relu"), ("tanh", "tanh"), ("SIGMOID", "sigmoid")]
)
def test_a_choice_is_known_by_its_label_too(text, name):
    assert parse_setting("activation", text) == name


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_says_what_it_is(name):
    row = SETTINGS[name]
    assert row.label
    assert row.help.endswith(".")
    assert row.help in row.tooltip
    if row.kind == "choice":
        assert len(row.choices) >= 2
    elif row.kind != "yes or no":
        assert row.minimum < row.maximum


def test_only_settings_with_an_effect_count_as_different():
    a = settings_of(*apply_settings(*PLAIN, {"optimizer": "adam", "hidden_layers": 2}))
    assert differing_settings(a, a) == []

    def with_(**values: Value) -> list[str]:
        base = apply_settings(*PLAIN, {"optimizer": "adam", "hidden_layers": 2})
        return differing_settings(settings_of(*apply_settings(*base, values)), a)

    assert with_(momentum=0.9, nesterov=True, decay_steps=3, init_mean=1) == []
    assert with_(beta_1=0.5) == ["beta_1"]
    assert with_(optimizer="sgd", momentum=0.9) == ["optimizer"]
    assert with_(hidden_layers=0, layer_width=4) == ["hidden_layers"]
    assert with_(layer_width=(8, 4)) == ["layer_width"]
    assert with_(seed=9) == ["seed"]
    assert with_(order_seed=9) == ["order_seed"]
    assert with_(data_seed=9, seed=9) == ["data_seed", "seed"]


def test_effective_settings_follow_the_choices():
    values = settings_of(*PLAIN)
    effective = effective_settings(values)
    assert {"momentum", "learning_rate", "dataset"} <= effective
    assert not {"layer_width", "beta_1", "init_mean", "decay_rate"} & effective
    values["schedule"] = "exponential_decay"
    assert "decay_rate" in effective_settings(values)


def test_a_session_is_read_by_the_same_names():
    spec, new = apply_settings(*PLAIN, {**OTHER, "n_train": 3})
    session = new_session(spec, new)
    assert read_settings(session) == settings_of(spec, new)
    assert msgspec.to_builtins(spec)["n_train"] == read_settings(session)["n_train"]
