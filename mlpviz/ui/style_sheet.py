"""The one style sheet: shapes and states of Qt's own widgets, for a palette.

Colours come from the tokens, metrics from the design's 8-pixel grid. It knows no
widget of ours by class; those that differ say so by a dynamic property:

=====================  ==========================================================
QToolButton[primary]   the filled button, which is the next action
QToolButton[mini]      24 pixels: titles and toggles
QPushButton[link]      text that does something
QLabel[role="…"]       title, result, muted, caption, link, good, bad
QWidget[surface]       a plot's or table's ground instead of the chrome's
[invalid]              a field whose text cannot be taken
=====================  ==========================================================
"""

from dataclasses import asdict
from string import Template

from PySide6.QtCore import QDir

from mlpviz.resource_files import resource_path
from mlpviz.ui.colors import mix
from mlpviz.ui.tokens import Tokens

_SEARCH_PREFIX = "mlpvizstyle"

_WINDOW = """
QMainWindow, QDialog { background: $win; }
QWidget[surface="true"] { background: $surface; }
QMainWindow::separator { width: 3px; height: 3px; }
QMainWindow::separator:vertical { background: qlineargradient(x1: 0, y1: 0, x2: 1,
    y2: 0, stop: 0 $win, stop: 0.33 $win, stop: 0.34 $hair, stop: 0.66 $hair,
    stop: 0.67 $win, stop: 1 $win); }
QMainWindow::separator:horizontal { background: qlineargradient(x1: 0, y1: 0, x2: 0,
    y2: 1, stop: 0 $win, stop: 0.33 $win, stop: 0.34 $hair, stop: 0.66 $hair,
    stop: 0.67 $win, stop: 1 $win); }
QMainWindow::separator:hover { background: $accent; }
QSplitter::handle { background: $hair; }
QSplitter::handle:hover { background: $accent; }
QToolTip {
    background: $surface; color: $text; border: 1px solid $fieldline; padding: 1px 2px;
    font-size: 11px;
}
QLabel[role="title"], QLabel[role="result"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="caption"] { color: $muted; font-size: 11px; }
QLabel[role="link"] { color: $accenttext; font-size: 11px; font-weight: 500; }
QLabel[role="good"] { color: $good; font-size: 11px; font-weight: 500; }
QLabel[role="bad"] { color: $bad; font-size: 11px; font-weight: 500; }
QLabel[role="error"] { color: $bad; font-weight: 500; }
QLabel:disabled { color: $faint; }
QFrame[frameShape="4"], QFrame[frameShape="5"] {
    color: $hair; background: $hair; border: none;
}
QFrame[frameShape="4"] { max-height: 1px; }
QFrame[frameShape="5"] { max-width: 1px; }
"""

_MENUS = """
QMenuBar { background: $win; color: $text; border: none; spacing: 0; padding-left: 7px; }
QMenuBar::item { background: transparent; padding: 6px 11px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $press; }
QMenuBar::item:disabled { color: $faint; }
QMenu { background: $surface; color: $text; border: 1px solid $fieldline;
    padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: $soft; }
QMenu::item:disabled { color: $faint; background: transparent; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $hair; margin: 4px 8px; }
QMenu::indicator { width: 16px; height: 16px; margin-left: 6px; }
QMenu::indicator:checked { image: url($images-tick.svg); }
QMenu::right-arrow { image: url($images-right.svg); width: 12px; height: 12px;
    margin-right: 6px; }
"""

_TOOL_BUTTONS = """
QToolBar { background: $win; border: none; border-bottom: 1px solid $hair;
    spacing: 2px; padding: 0; min-height: 40px; max-height: 40px; }
QToolBar::separator { background: $hair; width: 1px; margin: 6px 12px; }
QToolBar QToolButton { min-height: 28px; max-height: 28px; padding: 0 10px 0 8px; }
QToolButton { background: transparent; color: $text; border: 1px solid transparent;
    border-radius: 6px; padding: 0 4px; font-weight: 500; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $press; }
QToolButton:disabled { background: transparent; color: $faint; }
QToolButton:focus { border-color: $accent; }
QToolButton::menu-indicator { image: none; }
QToolButton[primary="true"] { background: $accent; color: $on_accent;
    border-color: $accent; font-weight: 600; }
QToolButton[primary="true"]:hover { background: $accent_hover; }
QToolButton[primary="true"]:pressed { background: $accent_press; }
QToolButton[primary="true"]:disabled { background: transparent; color: $faint;
    border-color: transparent; }
QToolButton[primary="true"]:focus { border: 2px solid $text; }
QToolButton[mini="true"] { border-radius: 4px; padding: 0; min-width: 22px;
    max-width: 22px; min-height: 22px; max-height: 22px; }
"""

_BUTTONS = """
QPushButton { background: $surface; color: $text; border: 1px solid $fieldline;
    border-bottom-color: $fieldbase; border-radius: 4px; padding: 0 12px;
    min-height: 26px; max-height: 26px; font-weight: 500; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $press; }
QPushButton:focus { border-color: $accent; }
QPushButton:default { background: $accent; color: $on_accent; border-color: $accent;
    font-weight: 600; }
QPushButton:default:hover { background: $accent_hover; }
QPushButton:default:pressed { background: $accent_press; }
QPushButton:default:focus { border: 2px solid $text; min-height: 24px;
    max-height: 24px; }
QPushButton:disabled { background: transparent; color: $faint; border-color: $hair; }
QPushButton[link="true"] { background: transparent; border: 1px solid transparent;
    color: $accenttext; padding: 0 4px; min-height: 18px; max-height: 18px;
    font-size: 11px; }
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[link="true"]:focus { border-color: $accent; }
QPushButton[link="true"]:disabled { color: $faint; }
QCheckBox, QRadioButton { color: $text; spacing: 8px; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $fieldbase;
    border-radius: 4px; background: $surface; }
QCheckBox::indicator:hover { background: $hover; }
QCheckBox::indicator:pressed { background: $press; }
QCheckBox::indicator:focus { border: 2px solid $accent; width: 12px; height: 12px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
    image: url($images-check.svg); }
QCheckBox::indicator:checked:focus { border-color: $text; }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent;
    image: url($images-partial.svg); }
QCheckBox::indicator:disabled { background: transparent; border-color: $hair; }
QCheckBox::indicator:checked:disabled { background: transparent;
    image: url($images-check-disabled.svg); }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $fieldbase;
    border-radius: 8px; background: $surface; }
QRadioButton::indicator:hover { background: $hover; }
QRadioButton::indicator:focus { border-color: $accent; }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 6px;
    height: 6px; }
QRadioButton::indicator:disabled { background: transparent; border-color: $hair; }
"""

_FIELDS = """
QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
    background: $surface; color: $text; border: 1px solid $fieldline;
    border-bottom-color: $fieldbase; border-radius: 4px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit { padding: 0 7px; min-height: 24px; max-height: 24px; }
QAbstractSpinBox { padding: 0 1px 0 5px; min-height: 24px; max-height: 24px; }
QComboBox { padding: 0 1px 0 8px; min-height: 24px; max-height: 24px;
    combobox-popup: 0; }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover {
    border-color: $fieldbase; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QComboBox:on,
QPlainTextEdit:focus, QTextEdit:focus { border-color: $accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled,
QPlainTextEdit:disabled, QTextEdit:disabled {
    background: transparent; color: $faint; border-color: $hair; }
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"] {
    border-color: $bad; color: $bad; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus,
QAbstractSpinBox QLineEdit:disabled { background: transparent; border: none;
    padding: 0; min-height: 0; max-height: 24px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: padding; width: 20px; border: none; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; height: 12px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; height: 12px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {
    background: $hover; }
QAbstractSpinBox::up-button:pressed, QAbstractSpinBox::down-button:pressed {
    background: $press; }
QAbstractSpinBox::up-arrow { image: url($images-up.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url($images-down.svg); width: 10px;
    height: 10px; }
QAbstractSpinBox::up-arrow:disabled, QAbstractSpinBox::up-arrow:off {
    image: url($images-up-disabled.svg); }
QAbstractSpinBox::down-arrow:disabled, QAbstractSpinBox::down-arrow:off {
    image: url($images-down-disabled.svg); }
QComboBox::drop-down { subcontrol-origin: padding; subcontrol-position: center right;
    width: 20px; border: none; background: transparent; }
QComboBox::down-arrow { image: url($images-down.svg); width: 12px; height: 12px; }
QComboBox::down-arrow:disabled { image: url($images-down-disabled.svg); }
QComboBox QAbstractItemView { background: $surface; color: $text;
    border: 1px solid $fieldline; outline: none; padding: 2px;
    selection-background-color: $soft; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 6px;
    border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: $soft; color: $text; }
QComboBox QAbstractItemView::item:disabled { color: $faint; }
"""

_VIEWS = """
QTabBar { background: $win; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; border: none;
    border-bottom: 2px solid transparent; padding: 0 4px; margin: 0 8px;
    min-height: 31px; max-height: 31px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; font-weight: 600;
    border-bottom-color: $accent; }
QTabBar::tab:focus { border-bottom-color: $accent; color: $accenttext; }
QTabBar::tab:disabled { color: $faint; }
QTabWidget::pane { border: none; }
QTableView, QTreeView, QListView { background: $surface; color: $text; border: none;
    gridline-color: transparent; outline: none; selection-background-color: $soft;
    selection-color: $text; }
QTableView::item, QTreeView::item, QListView::item { border: none; padding: 0 8px; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected {
    background: $soft; color: $text; }
QTableView::item:focus { border: 1px solid $accent; }
QTableView:disabled, QTreeView:disabled, QListView:disabled { color: $faint; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $muted; border: none;
    border-bottom: 1px solid $hair; padding: 0 8px; min-height: 24px;
    font-size: 11px; font-weight: 400; }
QTableCornerButton::section { background: $surface; border: none; }
QScrollArea { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $faint; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $fieldbase; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
QStatusBar { background: $win; color: $text; border-top: 1px solid $hair;
    min-height: 27px; max-height: 27px; }
QStatusBar::item { border: none; }
QProgressBar { background: $press; border: none; border-radius: 2px;
    min-height: 5px; max-height: 5px; color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QProgressBar::chunk:disabled { background: $faint; }
"""


def style_sheet(tokens: Tokens) -> str:
    """Return the application's style sheet for a palette."""
    # A search prefix keeps odd characters of the install path out of url(…).
    QDir.setSearchPaths(_SEARCH_PREFIX, [str(resource_path("icons", "style"))])
    names = asdict(tokens) | {
        "images": f"{_SEARCH_PREFIX}:{tokens.name}",
        "accent_hover": mix(tokens.accent, "#000000", 0.1),
        "accent_press": mix(tokens.accent, "#000000", 0.22),
    }
    parts = (_WINDOW, _MENUS, _TOOL_BUTTONS, _BUTTONS, _FIELDS, _VIEWS)
    # "$images-up" must not be read as a longer name: Template stops at the hyphen.
    return "".join(Template(part).substitute(names) for part in parts)
