"""The window: assembles panels and plots, and wires them to the program."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QGraphicsView, QMainWindow

from mlpviz.app.analysis import Metrics
from mlpviz.app.program import Program
from mlpviz.app.unit_maps import UnitMapRequest
from mlpviz.core.session import ENGINES, Session
from mlpviz.files.examples import EXAMPLES
from mlpviz.ui import dialogs
from mlpviz.ui.actions import Actions
from mlpviz.ui.commands import Commands
from mlpviz.ui.dock_layout import DockContent, DockLayout
from mlpviz.ui.file_control import FileControl
from mlpviz.ui.icons import app_icon
from mlpviz.ui.lateness import Lateness
from mlpviz.ui.layout_size import LayoutSize
from mlpviz.ui.pace import Pace
from mlpviz.ui.panels.log_panel import LogPanel
from mlpviz.ui.panels.setup_panel import SetupPanel
from mlpviz.ui.panels.weights_panel import WeightsPanel
from mlpviz.ui.plots.curves_plot import CurvesPlot
from mlpviz.ui.plots.network_diagram import PACE_MS
from mlpviz.ui.plots.regions_plot import RegionsPlot
from mlpviz.ui.state_words import state_words
from mlpviz.ui.status_bar import StatusLine
from mlpviz.ui.theme import Theme
from mlpviz.ui.tool_bar import MainToolBar

DEFAULT_SIZE = QSize(1440, 900)
_METRICS_MS = 50
MIN_SIZE = QSize(960, 620)
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
_MIN_BOTTOM_HEIGHT = 190


class MainWindow(QMainWindow):
    """The one window of the program.

    Parameters
    ----------
    program : Program
        The program without its face; the window ends it when it closes.
    theme : Theme
    """

    def __init__(self, program: Program, theme: Theme) -> None:
        super().__init__()
        self._program = program
        self._theme = theme
        self._metrics: Metrics | None = None
        self._keras_state = ""
        self._closing = False
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self.setMinimumSize(MIN_SIZE)
        self.files = FileControl(program.document, program.jobs, program.settings, self)
        self.commands = Commands(
            program.document,
            program.control,
            self.files,
            program.jobs,
            theme,
            self,
        )
        self.actions_by_name = Actions(self.commands, theme.tokens)
        self.regions = RegionsPlot(theme, self)
        self.curves = CurvesPlot(theme, self)
        self.setup = SetupPanel(theme, self)
        self.weights = WeightsPanel(theme, self)
        self.log = LogPanel(theme, self)
        self.commands.log_text = self.log.text
        self.tool_bar = MainToolBar(self.actions_by_name, theme.tokens)
        self.status = StatusLine(self)
        self._lateness = Lateness(self)
        # Two cores have to do with map, numbers and tiles: the map comes first.
        self._metrics_pace = Pace(self, _METRICS_MS, self._request_metrics)
        self._unit_map_pace = Pace(self, PACE_MS, self._request_unit_maps)
        self.layout_of_docks = self._assemble()
        self._fill_menus()
        self._take_drops_everywhere()
        self._wire()
        if not self.layout_of_docks.restore():
            self.resize(DEFAULT_SIZE)
        self._show_session(None, program.document.session)
        self._show_history()

    # Parts

    def _assemble(self) -> DockLayout:
        self.addToolBar(self.tool_bar)
        self.setStatusBar(self.status)
        self.setCentralWidget(self.regions)
        area = Qt.DockWidgetArea
        left, right = area.LeftDockWidgetArea, area.RightDockWidgetArea
        bottom = area.BottomDockWidgetArea
        contents = {
            "setup": DockContent(self.tr("Setup"), self.setup, left),
            "weights": DockContent(self.tr("Weights"), self.weights, right),
            "curves": DockContent(self.tr("Curves"), self.curves, bottom),
            "log": DockContent(self.tr("Log"), self.log, bottom),
        }
        return DockLayout(
            self, self.regions, contents, self._program.settings, self._apply_size
        )

    def _fill_menus(self) -> None:
        menus = self.actions_by_name.fill_menus(self.menuBar())
        recent = menus["File"].addMenu(self.tr("Open recent"))
        menus["File"].insertMenu(self.actions_by_name["save"], recent)
        self.files.fill_recent(recent)
        view = menus["View"]
        first = self.actions_by_name["fit"]
        for dock in self.layout_of_docks.docks.values():
            view.insertAction(first, dock.toggleViewAction())
        view.insertSeparator(first)
        reset = view.addAction(self.tr("Reset layout"))
        reset.setToolTip(self.tr("Put every dock back where it was at first"))
        reset.triggered.connect(self.layout_of_docks.reset)
        for name, example in EXAMPLES.items():
            action = menus["Lab"].addAction(example.title)
            action.setToolTip(example.question)
            action.setObjectName(name)
            action.triggered.connect(
                lambda _=False, name=name: self.commands.choose_task(name)
            )

    def _wire(self) -> None:
        program, commands = self._program, self.commands
        program.document.changed.connect(self._show_session)
        program.document.history_changed.connect(self._show_history)
        program.renderer.finished.connect(self.regions.set_picture)
        program.analysis.finished.connect(self._on_metrics)
        program.unit_maps.finished.connect(self.weights.diagram.set_maps)
        program.control.running_changed.connect(self._on_running_changed)
        program.control.progressed.connect(self.tool_bar.set_progress)
        program.training.keras_state_changed.connect(self._on_keras_state)
        for source in (program.control, commands, self.files):
            source.message.connect(self.say)
        self.files.failed.connect(self._on_failed)
        self.files.about_to_replace.connect(program.control.pause)
        program.jobs.busy_changed.connect(self._on_busy_changed)
        for runner in (program.renderer, program.analysis, program.unit_maps):
            runner.failed.connect(lambda error: self.say(str(error), "error"))
        self.regions.request_changed.connect(self._request_picture)
        self.weights.diagram.map_side_changed.connect(self._request_unit_maps)
        self.regions.placed.connect(
            lambda: self.curves.set_plot_boxes(self.regions.plot_boxes())
        )
        self.tool_bar.engine_chosen.connect(commands.choose_engine)
        self._wire_panels()
        self._wire_view()
        self._lateness.changed.connect(self._show_numbers)
        self._theme.changed.connect(self._on_theme_changed)

    def _wire_panels(self) -> None:
        commands, control = self.commands, self._program.control
        setup, weights = self.setup, self.weights
        setup.task_chosen.connect(commands.choose_task)
        setup.dataset_edited.connect(commands.set_dataset)
        setup.hyperparameters_edited.connect(commands.set_hyperparameters)
        setup.restore_requested.connect(commands.restore_settings)
        setup.rejected.connect(lambda text: self.say(text, "error"))
        weights.weight_edited.connect(commands.set_weight)
        weights.gesture_started.connect(control.begin_gesture)
        weights.gesture_finished.connect(control.end_gesture)
        weights.network_pasted.connect(
            lambda network: commands.set_network(network, self.tr("Paste weights"))
        )
        weights.classes_swapped.connect(commands.swap_classes)
        weights.keep_as_start_requested.connect(commands.keep_as_start)
        weights.rejected.connect(lambda text: self.say(text, "error"))

    def _wire_view(self) -> None:
        header = self.regions.header
        for name in ("link", "points", "shade", "boundary"):
            action = self.actions_by_name[name]
            action.setChecked(header.is_on(name))
            action.toggled.connect(header.buttons[name].setChecked)
            header.buttons[name].toggled.connect(action.setChecked)
        self.actions_by_name["fit"].triggered.connect(self.regions.fit)
        self.actions_by_name[f"theme_{self._theme.mode}"].setChecked(True)

    # The session on the screen

    @Slot(object, object)
    def _show_session(self, old: Session | None, new: Session) -> None:
        self.regions.set_session(new)
        self.curves.set_session(new)
        self.setup.set_session(new)
        self.weights.set_session(new)
        self.status.set_session(new)
        self.tool_bar.set_session(new)
        if old is None or (
            old.network is not new.network
            or old.dataset is not new.dataset
            or old.hyperparameters.loss != new.hyperparameters.loss
        ):
            self._request_picture()
            self._unit_map_pace.ask()
            self._metrics_pace.ask()
            self._lateness.expect()
        if old is None or old.engine != new.engine:
            self.actions_by_name[f"engine_{new.engine}"].setChecked(True)
        if not self._program.control.running:
            self._show_idle()

    def _request_picture(self) -> None:
        network = self._program.document.session.network
        self._program.renderer.post(self.regions.request(network))

    @Slot()
    def _request_metrics(self) -> None:
        self._program.analysis.post(self._program.document.session)

    def _request_unit_maps(self) -> None:
        session, side = self._program.document.session, self.weights.diagram.map_side()
        request = UnitMapRequest(session.network, session.dataset, side)
        self._program.unit_maps.post(request)

    @Slot(object)
    def _on_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.regions.set_metrics(metrics)
        current = metrics.current_for(self._program.document.session)
        self._lateness.arrived(current=current)
        self._show_numbers()

    def _show_numbers(self) -> None:
        if self._metrics is not None:
            self.status.set_metrics(self._metrics, stale=self._lateness.late)

    @Slot()
    def _show_history(self) -> None:
        document, control = self._program.document, self._program.control
        undo, redo = self.actions_by_name["undo"], self.actions_by_name["redo"]
        running = control.running
        undo.setEnabled(running or bool(document.undo_label))
        redo.setEnabled(bool(document.redo_label) and not running)
        name = self.tr("run") if running else document.undo_label
        undo.setText(self.tr("Undo {what}").format(what=name).strip())
        redo.setText(self.tr("Redo {what}").format(what=document.redo_label).strip())
        self.setWindowTitle(f"{self.files.name}[*] – MLPViz")
        path = document.path
        self.setWindowFilePath(str(path) if path is not None else "")
        self.setWindowModified(document.dirty)

    # Running

    @Slot(bool)
    def _on_running_changed(self, running: bool) -> None:
        self.setup.set_training(running)
        for name in ("train", "resume", "train_epoch", "train_batch"):
            self.actions_by_name[name].setEnabled(not running)
        for name in ("pause", "stop"):
            self.actions_by_name[name].setEnabled(running)
        if running:
            self.tool_bar.show_running()
        else:
            self._show_idle()
        self._show_history()

    def _show_idle(self) -> None:
        session = self._program.document.session
        unfinished = session.target_epoch is not None
        self.actions_by_name["stop"].setEnabled(unfinished)
        self.actions_by_name["pause"].setEnabled(False)
        self.tool_bar.show_idle(self._state_words(session), unfinished=unfinished)

    def _state_words(self, session: Session) -> str:
        if session.engine == "keras":
            if self._keras_state == "loading":
                return self.tr("Loading Keras…")
            if self._keras_state == "dead":
                return self.tr("Keras is not loaded")
        return state_words(session)

    @Slot(str)
    def _on_keras_state(self, state: str) -> None:
        before, self._keras_state = self._keras_state, state
        running = self._program.control.running
        words = {
            "loading": self.tr("Loading TensorFlow…"),
            "ready": self.tr("{engine} is ready").format(engine=ENGINES["keras"]),
        }
        if state == "dead":
            # A run of its own that it took along tells why by itself.
            failure = self._program.training.keras_failure
            engine = self._program.document.session.engine
            if failure and not (running and engine == "keras"):
                self.say(failure, "error")
        elif state == "loading" and before == "dead":
            # Why it has to load again is to be read until it has.
            self.log.add(words[state], "info")
        elif state in words:
            self.say(words[state], "info")
        if not running:
            self._show_idle()

    # Messages

    @Slot(str, str)
    def say(self, text: str, kind: str = "info") -> None:
        """Show a message in the status bar and keep it in the log."""
        self.status.say(text, kind)
        self.log.add(text, kind)

    @Slot(str)
    def _on_failed(self, text: str) -> None:
        self.say(text, "error")
        dialogs.show_error(self, text)

    @Slot(str)
    def _on_busy_changed(self, label: str) -> None:
        if label:
            self.status.say(f"{label}…")
        elif self.status.message.text().endswith("…"):
            # What was being done is done, and had nothing to say.
            self.status.say("")

    # Look and layout

    @Slot()
    def _on_theme_changed(self) -> None:
        self._program.settings.theme = self._theme.mode
        self.actions_by_name.set_tokens(self._theme.tokens)
        self.tool_bar.set_tokens(self._theme.tokens)

    def _apply_size(self, size: LayoutSize) -> None:
        for part in (
            self.regions,
            self.curves,
            self.setup,
            self.weights,
            self.tool_bar,
            self.status,
        ):
            part.set_compact(size.compact)
        self.regions.set_size_factor(size.marker_factor)

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out for the size the window really has."""
        super().showEvent(event)
        self.layout_of_docks.fit()
        # Else the first toggle has it, with a ring nobody asked for.
        self.regions.panes[0].setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change the layout with the size."""
        super().resizeEvent(event)
        if self.isVisible():
            self.layout_of_docks.fit()

    # Files dropped, and the end

    def _take_drops_everywhere(self) -> None:
        """Keep plots from taking files they do nothing with."""
        for view in self.findChildren(QGraphicsView):
            view.setAcceptDrops(False)
            view.viewport().setAcceptDrops(False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file dropped."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                event.acceptProposedAction()
                self.files.open_path(Path(url.toLocalFile()))
                return

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, then end everything."""
        if self._program.document.dirty and not self._closing:
            self.files.ask_then(self._close_now)
            # Unless the answer was Discard: Qt knows no close within a close.
            if not self._closing:
                event.ignore()
                return
        self._program.control.pause()
        self.layout_of_docks.save()
        self._program.settings.sync()
        event.accept()

    def settled(self) -> bool:
        """Say whether map and numbers are exact and those of the session."""
        session = self._program.document.session
        return (
            self._metrics is not None
            and self._metrics.current_for(session)
            and self.regions.settled()
        )

    def _close_now(self) -> None:
        self._closing = True
        self.close()
