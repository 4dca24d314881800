"""What the network diagram says in words: tool tips, and the state read aloud."""

from mlpviz.core.numbers import format_number
from mlpviz.ui.plots.diagram_column import activation_caption
from mlpviz.ui.plots.diagram_model import DiagramModel, Place
from mlpviz.ui.widgets.layer_names import subscript, superscript

_DIGITS = 4


def weight_words(model: DiagramModel, place: Place) -> str:
    """Return name, value and way of a weight or bias."""
    layer, row, column = place
    names = model.names[layer]
    at = names.n_in if column is None else column
    value = format_number(model.value(place), significant=_DIGITS)
    return f"{names.entry(row, at)} = {value}\n{names.route(row, at)}"


def unit_words(model: DiagramModel, column: int, unit: int) -> str:
    """Return name, formula, bias and activity of a unit."""
    if column == 0:
        name = f"x{subscript(unit + 1)}"
        return f"{name}\nInput {unit + 1} of {model.layout.counts[0]}"
    layer = column - 1
    names = model.names[layer]
    target = names.target(unit)
    bias = format_number(model.value((layer, unit, None)), significant=_DIGITS)
    activation = activation_caption(model.network.layers[layer].activation)
    number, power = subscript(unit + 1), superscript(column)
    source = "x" if names.is_first else "h"
    lines = [
        target[:1].upper() + target[1:],
        f"z{number} = W{power}[{unit + 1}, :] {source} + b{power}[{unit + 1}]",
        f"p{number} = softmax(z){number}"
        if names.is_output
        else f"h{number} = {activation}(z{number})",
        f"{names.entry(unit, names.n_in)} = {bias}",
    ]
    share = None if model.maps is None else model.maps.share_active(layer, unit)
    if share == 0:
        lines.append("dead: 0 at every training point")
    elif share is not None:
        lines.append(f"active on {_percent(share)} of the training points")
    return "\n".join(lines)


def _percent(share: float) -> str:
    if share < 0.01:
        return "less than 1 %"
    if 0.99 < share < 1:
        return "more than 99 %"
    return f"{100 * share:.0f} %"


def description(model: DiagramModel) -> str:
    """Return architecture and selection in words."""
    network = model.network
    parts = [f"{network.inputs} inputs"]
    parts += [
        f"layer {index}: {layer.units} {activation_caption(layer.activation)}"
        for index, layer in enumerate(network.layers[:-1], start=1)
    ]
    parts.append(f"output: {network.classes} classes, softmax")
    selected = weight_words(model, model.selection).replace("\n", ", ")
    layer, row, _ = model.selection
    dead = model.maps is not None and model.maps.dead(layer, row)
    state = f"; {model.names[layer].target(row)} is dead" if dead else ""
    return f"{'; '.join(parts)}. Selected: {selected}{state}"
