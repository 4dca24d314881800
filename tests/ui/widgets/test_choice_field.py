"""Choosing by key, shown by label."""

import pytest
from PySide6.QtCore import Qt

from mlpviz.ui.widgets.check_field import CheckField
from mlpviz.ui.widgets.choice_field import ChoiceField


@pytest.fixture
def field(show):
    choices = [("sgd", "SGD"), ("adam", "Adam"), ("rmsprop", "RMSprop")]
    return show(ChoiceField(choices))


def test_the_first_is_chosen_to_begin_with(field):
    assert field.value() == "sgd"
    assert field.currentText() == "SGD"


def test_keys_choose(qtbot, field, heard):
    edited = heard(field.value_edited)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert edited.said == ["adam"]
    assert field.value() == "adam"


def test_the_list_chooses(qtbot, field, heard):
    edited = heard(field.value_edited)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    view = field.view()
    qtbot.waitUntil(view.isVisible)
    row = view.visualRect(view.model().index(2, 0)).center()
    qtbot.mouseMove(view.viewport(), row)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row)
    qtbot.waitUntil(lambda: not view.isVisible())
    assert edited.said == ["rmsprop"]


def test_set_value_does_not_emit(field, heard):
    edited = heard(field.value_edited)
    field.set_value("adam")
    assert field.currentText() == "Adam"
    assert edited.said == []


def test_new_choices_keep_the_value_where_they_can(field, heard):
    edited = heard(field.value_edited)
    field.set_value("adam")
    field.set_choices([("adam", "Adam"), ("nadam", "Nadam")])
    assert field.value() == "adam"
    assert field.currentText() == "Adam"
    field.set_choices([("adagrad", "Adagrad")])
    assert field.value() == "adagrad"
    assert edited.said == []


def test_an_unknown_key_shows_as_nothing(field):
    field.set_value("lion")
    assert field.value() == "lion"
    assert field.currentText() == ""


def test_a_check_field_tells_what_the_user_did(qtbot, show, heard):
    box = show(CheckField("Nesterov"))
    edited = heard(box.value_edited)
    box.set_value(True)
    assert edited.said == []
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert edited.said == [False]
    assert box.value() is False
