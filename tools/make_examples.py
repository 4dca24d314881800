"""Builds resources/examples/ from the table in `mlpviz.files.examples`.

Run it after a change of the table or of the file format:

    .venv/bin/python tools/make_examples.py [NAME ...]

Trained examples are trained here, as `mlpviz train` does it: the same bits on the same
machine with the same versions, elsewhere within the scatter of the seeds.
"""

import sys
from dataclasses import replace

from mlpviz.cli.training import make_trainer, train_session
from mlpviz.core import edits
from mlpviz.core.evaluation import evaluate
from mlpviz.core.session import Session
from mlpviz.files.examples import EXAMPLES, Example, untrained_session
from mlpviz.files.session_file import session_bytes
from mlpviz.resource_files import resource_path


def build(example: Example) -> Session:
    """Return the session of an example, trained if it is a trained one."""
    session = untrained_session(example)
    if not example.trained_from:
        return session
    session = edits.begin_run(untrained_session(EXAMPLES[example.trained_from]))
    for progress in train_session(session, make_trainer(session.engine)):
        if progress.snapshot.diverged_epoch is not None:
            raise SystemExit(f"{example.name} diverged")
        session = progress.session
    return replace(session, task=example.name)


def main() -> int:
    """Build the examples named, or all of them."""
    unknown = set(sys.argv[1:]) - set(EXAMPLES)
    if unknown:
        print("no such example: " + ", ".join(sorted(unknown)), file=sys.stderr)
        return 2
    folder = resource_path("examples")
    folder.mkdir(exist_ok=True)
    for name in sys.argv[1:] or EXAMPLES:
        session = build(EXAMPLES[name])
        path = folder / f"{name}.mlpviz"
        path.write_bytes(session_bytes(session))
        test = evaluate(
            session.network, session.dataset.test, session.hyperparameters.loss
        )
        print(
            f"{name:<20} {path.stat().st_size:>9,} bytes   test loss {test.loss:.4f}, "
            f"accuracy {100 * test.accuracy:.2f} %"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
