"""The verbs of the program, pure: a session and what to do in, a session out.

Each raises MlpvizError where it cannot be done, and changes nothing then.
"""

from dataclasses import replace

import msgspec
from numpy.typing import ArrayLike

from mlpviz.core.curves import CurvePoints, Curves, Stroke
from mlpviz.core.datasets import DatasetSpec, generate
from mlpviz.core.hyperparameters import MAX_SEED, Hyperparameters
from mlpviz.core.network import Network
from mlpviz.core.session import Session, starting_network
from mlpviz.core.training_state import TrainingState, initial_slots, initial_state


def set_weight(
    session: Session, layer: int, row: int, column: int | None, value: float
) -> Session:
    """Set one weight, or with column None one bias; layers count from 0."""
    return set_network(session, session.network.with_weight(layer, row, column, value))


def set_layer(session: Session, layer: int, W: ArrayLike, b: ArrayLike) -> Session:
    """Set all of W (units, inputs) and b (units,) of one layer."""
    return set_network(session, session.network.with_layer(layer, W, b))


def set_network(session: Session, network: Network) -> Session:
    """Put another network of the same shapes in place; the optimiser keeps its slots.

    Before any training the weights on the screen are the start.
    """
    if not network.same_shapes(session.network):
        raise ValueError("set_network keeps the architecture")
    start = session.start if session.trained else network
    state = replace(session.state, network=network)
    return replace(session, start=start, state=state, edited=True)


def swap_classes(session: Session, first: int, second: int) -> Session:
    """Exchange two classes' rows of the output layer."""
    index = len(session.network.layers) - 1
    W = session.network.layers[index].W.copy()
    b = session.network.layers[index].b.copy()
    W[[first, second]] = W[[second, first]]
    b[[first, second]] = b[[second, first]]
    return set_layer(session, index, W, b)


def choose_dataset(session: Session, spec: DatasetSpec) -> Session:
    """Draw other data. The network is kept unless the number of classes changes."""
    if spec == session.dataset_spec:
        return session
    dataset = generate(spec)
    if spec.classes != session.dataset.classes:
        start = starting_network(session.hyperparameters, spec.classes)
        state = initial_state(start, session.hyperparameters.optimizer)
    else:
        start = session.start
        # A place within an epoch means nothing in other data.
        state = replace(
            session.state, position=0, running_loss=0.0, running_correct=0.0
        )
    return replace(
        session,
        dataset_spec=spec,
        dataset=dataset,
        start=start,
        state=state,
        curves=Curves(),
        target_epoch=None,
        edited=True,
    )


def set_hyperparameters(session: Session, new: Hyperparameters) -> Session:
    """Change settings, keeping all of the training that still means something.

    Another architecture, initialiser or weight seed draws a start and begins anew;
    another optimiser (or slots of other names) begins with fresh slots; everything
    else, the learning rate too, just holds from the next update on.
    """
    old = session.hyperparameters
    if new == old:
        return session
    if (new.hidden, new.initializer, new.weight_seed) != (
        old.hidden,
        old.initializer,
        old.weight_seed,
    ):
        return restart(
            replace(session, hyperparameters=new),
            starting_network(new, session.dataset.classes),
        )
    state = session.state
    slots = initial_slots(state.network, new.optimizer)
    if new.optimizer.name != old.optimizer.name or set(slots) != set(state.slots):
        # As Keras does with an optimiser object that is new.
        state = replace(state, slots=slots, earlier_updates=state.updates)
    if new.order_seed != old.order_seed or new.loss != old.loss:
        state = replace(state, position=0, running_loss=0.0, running_correct=0.0)
    # A curve of one loss must not go on as one of another.
    curves = session.curves if new.loss == old.loss else Curves()
    target = session.target_epoch
    if target is not None:
        target += new.epochs - old.epochs
        target = target if target > state.epoch else None
    return replace(
        session,
        hyperparameters=new,
        state=state,
        curves=curves,
        target_epoch=target,
        edited=True,
    )


def restart(session: Session, start: Network) -> Session:
    """Begin before the first update, from the given start."""
    return replace(
        session,
        start=start,
        state=initial_state(start, session.hyperparameters.optimizer),
        curves=Curves(),
        target_epoch=None,
        edited=False,
    )


def reset_weights(session: Session) -> Session:
    """Go back to the kept start, the optimiser's slots as after Keras's build."""
    return restart(session, session.start)


def draw_start(session: Session) -> Session:
    """Draw a start with the next seed; the order of the batches gets it too."""
    old = session.hyperparameters
    seed = old.weight_seed + 1 if old.weight_seed < MAX_SEED else 0
    new = msgspec.structs.replace(old, weight_seed=seed, order_seed=seed)
    return set_hyperparameters(session, new)


def keep_as_start(session: Session) -> Session:
    """Make the weights on the screen the start of the next *Train*."""
    return replace(session, start=session.network)


def choose_engine(session: Session, engine: str) -> Session:
    """Train with another engine from the next update on."""
    return session if engine == session.engine else replace(session, engine=engine)


def begin_run(session: Session) -> Session:
    """Go to the kept start and aim for the set number of epochs: *Train*."""
    target = session.hyperparameters.epochs
    return _begin_stroke(replace(reset_weights(session), target_epoch=target))


def continue_run(session: Session) -> Session:
    """Aim further from where the state stands: *Continue*.

    To the end of an unfinished run, else the set number of epochs further.
    """
    target = session.target_epoch
    if target is None or target <= session.state.epoch:
        target = session.state.epoch + session.hyperparameters.epochs
    return _begin_stroke(replace(session, target_epoch=target))


def step_run(session: Session) -> Session:
    """Get ready for one epoch or batch more; the target stays what it was."""
    strokes = session.curves.strokes
    same_engine = bool(strokes) and strokes[-1].engine == session.engine
    if session.trained and same_engine and not session.edited:
        return session
    return _begin_stroke(session)


def _begin_stroke(session: Session) -> Session:
    state = session.state
    # Before the first update there is no curve: a run that came to nothing (stopped
    # at once, or diverged in its first update) is not the beginning of the next.
    curves = session.curves if session.trained else Curves()
    stroke = Stroke(
        kind="continue" if session.trained else "train",
        engine=session.engine,
        first_epoch=state.epoch + state.position / len(session.dataset.train),
        edited=session.edited and session.trained,
    )
    return replace(session, curves=curves.with_stroke(stroke), edited=False)


def advance(session: Session, state: TrainingState, points: CurvePoints) -> Session:
    """Put a trained state in place and its points on the curves."""
    done = session.target_epoch is not None and state.epoch >= session.target_epoch
    return replace(
        session,
        state=state,
        curves=session.curves.extended(points),
        target_epoch=None if done else session.target_epoch,
        edited=False,
    )


def stop_run(session: Session) -> Session:
    """Give up the target: the next *Continue* counts from here."""
    return replace(session, target_epoch=None)
