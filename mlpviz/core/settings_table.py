"""Settings by name: read from a session, read from text, changed, compared.

The table itself is in `mlpviz.core.setting`. It knows no terminal and no window.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias, cast

import msgspec

from mlpviz.core.datasets import DatasetSpec
from mlpviz.core.errors import MlpvizError
from mlpviz.core.hyperparameters import Hyperparameters, LayerSpec
from mlpviz.core.initializers import INITIALIZERS
from mlpviz.core.numbers import parse_integer, parse_number
from mlpviz.core.optimizers import OPTIMIZERS
from mlpviz.core.schedules import SCHEDULES
from mlpviz.core.session import Session
from mlpviz.core.setting import SETTINGS, Setting

Scalar: TypeAlias = bool | int | float | str
Value: TypeAlias = Scalar | tuple[Scalar, ...] | None
"""A setting's value.

`layer_width` and `activation` are tuples where the hidden layers differ, and None
where there are none; `seed` is None where its two seeds differ.
"""

Settings: TypeAlias = dict[str, Value]

DEFAULT_HIDDEN = LayerSpec(units=8, activation="relu")
"""The first hidden layer of a network that had none."""

_YES = {"true", "yes", "on", "1"}
_NO = {"false", "no", "off", "0"}


def setting(name: str) -> Setting:
    """Return the row of a setting.

    Raises
    ------
    MlpvizError
        If there is none of that name; lists the nearest.
    """
    if name in SETTINGS:
        return SETTINGS[name]
    near = get_close_matches(name, SETTINGS, n=3, cutoff=0.5)
    raise MlpvizError(
        f"there is no setting {name[:40]!r}",
        advice=f"Did you mean {_either(near)}?"
        if near
        else "Choose one of " + ", ".join(SETTINGS) + ".",
    )


def read_settings(session: Session) -> Settings:
    """Return the value of every setting of a session."""
    return settings_of(session.dataset_spec, session.hyperparameters)


def settings_of(spec: DatasetSpec, hyperparameters: Hyperparameters) -> Settings:
    """Return the value of every setting, in the table's order."""
    structs = _structs(spec, hyperparameters)
    hidden = hyperparameters.hidden
    seed = hyperparameters.weight_seed
    special: Settings = {
        "hidden_layers": len(hidden),
        "layer_width": _common([layer.units for layer in hidden]),
        "activation": _common([layer.activation for layer in hidden]),
        "seed": seed if seed == hyperparameters.order_seed else None,
    }
    return {
        name: special[name]
        if name in special
        else getattr(structs[row.struct], row.field)
        for name, row in SETTINGS.items()
    }


def apply_settings(
    spec: DatasetSpec,
    hyperparameters: Hyperparameters,
    values: Mapping[str, Value],
) -> tuple[DatasetSpec, Hyperparameters]:
    """Change settings by name, all at once: their order does not matter.

    Parameters
    ----------
    values : mapping
        Texts are read by the setting's kind. Where only the depth changes, the last
        hidden layer is repeated.

    Raises
    ------
    MlpvizError
        If a name is unknown, or a value of the wrong type or out of range.
    """
    changes: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        row = setting(name)
        changes.setdefault(row.struct, {})[row.field] = _checked(row, value)
    structs = _structs(spec, hyperparameters)
    for struct in ("dataset", "initializer", "optimizer", "schedule"):
        changed = changes.pop(struct, {})
        structs[struct] = msgspec.structs.replace(structs[struct], **changed)
    # A seed of its own wins over the one for both.
    both = changes.get("seeds", {}).get("both")
    seeds = {} if both is None else {"weight_seed": both, "order_seed": both}
    plain = seeds | changes.get("hyperparameters", {})
    new = msgspec.structs.replace(
        hyperparameters,
        hidden=_with_hidden(hyperparameters.hidden, changes.get("hidden", {})),
        initializer=structs["initializer"],
        optimizer=structs["optimizer"],
        schedule=structs["schedule"],
        **plain,
    )
    return structs["dataset"], new


def parse_setting(name: str, text: str) -> Value:
    """Return the value that a text gives a setting, such as "16" for `batch_size`.

    Raises
    ------
    MlpvizError
        If the name is unknown or the text does not fit; names what is expected.
    """
    row = setting(name)
    text = text.strip()
    if name in ("layer_width", "activation") and "," in text:
        parts = [part.strip() for part in text.split(",")]
        if name == "activation":
            return tuple(_choice_named(row, part) for part in parts)
        return tuple(_number_in(row, part) for part in parts)
    if row.kind == "choice":
        return _choice_named(row, text)
    if row.kind == "yes or no":
        if text.lower() not in _YES | _NO:
            raise MlpvizError(
                f"{text[:20]!r} is neither true nor false",
                where=name,
                advice="Give true or false.",
            )
        return text.lower() in _YES
    return _number_in(row, text)


def differing_settings(a: Mapping[str, Value], b: Mapping[str, Value]) -> list[str]:
    """Return the names of the settings that differ and have an effect in both.

    Where only the kind of optimiser differs, its momentum is no second difference.
    """
    in_effect = effective_settings(a) & effective_settings(b)
    names = [name for name in SETTINGS if name in in_effect and a[name] != b[name]]
    if None in (a["seed"], b["seed"]):
        return [name for name in names if name != "seed"]
    return [name for name in names if name not in ("weight_seed", "order_seed")]


def effective_settings(values: Mapping[str, Value]) -> set[str]:
    """Return the names of the settings that have an effect beside the others."""
    idle = {"momentum", "nesterov", "beta_1", "beta_2", "rho", "epsilon"}
    idle -= set(OPTIMIZERS[str(values["optimizer"])].settings)
    schedule = SCHEDULES[str(values["schedule"])].settings
    idle |= {"decay_steps", "decay_rate", "staircase"} - set(schedule)
    used = INITIALIZERS[str(values["init"])].settings
    idle |= {f"init_{s}" for s in ("mean", "stddev", "minval", "maxval")} - {
        f"init_{s}" for s in used
    }
    if not values["hidden_layers"]:
        idle |= {"layer_width", "activation"}
    return set(SETTINGS) - idle


def _structs(spec: DatasetSpec, hyperparameters: Hyperparameters) -> dict[str, Any]:
    return {
        "dataset": spec,
        "hyperparameters": hyperparameters,
        "initializer": hyperparameters.initializer,
        "optimizer": hyperparameters.optimizer,
        "schedule": hyperparameters.schedule,
    }


def _common(values: list[Any]) -> Any:
    """Return the one value of all layers, or a tuple where they differ."""
    if not values:
        return None
    return values[0] if len(set(values)) == 1 else tuple(values)


def _with_hidden(
    old: tuple[LayerSpec, ...], changes: Mapping[str, Any]
) -> tuple[LayerSpec, ...]:
    """Return the hidden layers with another depth, width or activation."""
    if not changes:
        return old
    widths, names = changes.get("units"), changes.get("activation")
    count = changes.get("count")
    if count is None:
        given: list[Value] = [widths, names]
        listed = [len(value) for value in given if isinstance(value, tuple)]
        count = listed[0] if listed else len(old)
        if count == 0:
            raise MlpvizError(
                "there are no hidden layers to set",
                advice="Set hidden_layers as well.",
            )
    # Depth is checked before layers are made: nothing is built for 10**9 of them.
    top = int(SETTINGS["hidden_layers"].maximum)
    if not 0 <= count <= top:
        raise MlpvizError(
            f"{count:,} hidden layers", advice=f"It must be from 0 to {top}."
        )
    last = old[-1] if old else DEFAULT_HIDDEN
    layers = [*old[:count], *[last] * (count - len(old))]
    all_units = _for_each("layer_width", widths, count, [s.units for s in layers])
    all_names = _for_each("activation", names, count, [s.activation for s in layers])
    return tuple(
        LayerSpec(units, activation)
        for units, activation in zip(all_units, all_names, strict=True)
    )


def _for_each(name: str, value: Value, count: int, old: list[Any]) -> list[Any]:
    if value is None:
        return old
    if not isinstance(value, tuple):
        return [value] * count
    if len(value) != count:
        raise MlpvizError(
            f"{name} has {len(value)} values for {count} hidden layers",
            advice="Give one for all, or one for each layer.",
        )
    return list(value)


def _checked(row: Setting, value: Any) -> Any:
    """Return the value in the type the struct holds; range is for the struct."""
    if isinstance(value, str):
        return parse_setting(row.name, value)
    if isinstance(value, tuple):
        return tuple(_checked(row, item) for item in cast("tuple[Any, ...]", value))
    if row.kind == "number" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    wanted = {"integer": int, "number": float, "yes or no": bool}.get(row.kind, str)
    if type(value) is not wanted:
        raise _not_expected(row, value)
    return value


def _not_expected(row: Setting, value: object) -> MlpvizError:
    expected = {
        "integer": "a whole number",
        "number": "a number",
        "yes or no": "true or false",
        "choice": "one of " + ", ".join(row.choices),
    }[row.kind]
    return MlpvizError(
        f"{str(value)[:20]!r} is not {expected}", where=row.name, advice=""
    )


def _number_in(row: Setting, text: str) -> Any:
    parse = parse_integer if row.kind == "integer" else parse_number
    try:
        return parse(text)
    except MlpvizError as error:
        raise MlpvizError(error.what, where=row.name, advice=error.advice) from None


def _choice_named(row: Setting, text: str) -> str:
    """Return the choice meant: its name or its label, without regard to case."""

    def plain(name: str) -> str:
        return name.lower().replace("_", "").replace("-", "").replace(" ", "")

    for name, label in row.choices.items():
        if plain(text) in (plain(name), plain(label)):
            return name
    near = get_close_matches(text, row.choices, n=1)
    raise MlpvizError(
        f"{text[:30]!r} is not a choice",
        where=row.name,
        advice=(f"Did you mean {near[0]}? " if near else "")
        + f"Choose one of {', '.join(row.choices)}.",
    )


def _either(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
