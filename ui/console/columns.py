"""Columns and rows of fields without margins of their own, and the headings above them."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

SPACING_PX = 14


def column(whole: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACING_PX)
    return layout


def row(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    layout = QHBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(12)
    for widget in widgets:
        layout.addWidget(widget, 1)
    return whole


def section(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "section")
    return label
