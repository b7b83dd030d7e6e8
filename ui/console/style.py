"""The console's look, on top of the Widgets' common one: sidebar, tables, panels. Colours from the palette alone."""

from ui.theme.tokens import Palette, stylesheet

ROW_PX = 44
"""Of a table's row, a navigation entry, a field and a button: what a finger or a tired eye hits."""
FIELD_PX = 40
SIDEBAR_PX = 232
GAP_PX = 16
EDGE_PX = 28


def console_style(palette: Palette) -> str:
    return stylesheet(palette) + _frame(palette) + _controls(palette) + _table(palette) + _words(palette)


def _frame(p: Palette) -> str:
    return f"""
    QWidget#sidebar {{ background: {p.surface}; border-right: 1px solid {p.hairline}; }}
    QListWidget#navigation {{ background: transparent; border: none; padding: 0; outline: none; font-weight: 500; }}
    QListWidget#navigation::item {{ height: {ROW_PX}px; padding-left: 10px; margin: 1px 0; border-radius: 8px;
        border: 2px solid transparent; }}
    QListWidget#navigation::item:hover {{ background: {p.raised}; }}
    QListWidget#navigation::item:selected {{ background: {p.raised}; color: {p.accent}; }}
    QListWidget#navigation::item:focus {{ border-color: {p.accent}; }}
    QLabel#band {{ background: {p.warning}; color: {p.on_warning}; font-weight: 600; padding: 7px; }}
    QWidget#facts, QScrollArea#inset {{ background: transparent; }}
    QLineEdit#plain {{ background: transparent; border: none; padding: 0; min-height: 20px; }}
    QScrollArea, QWidget#page, QWidget#pages {{ background: {p.background}; border: none; }}
    QFrame#panel {{ background: {p.surface}; border: 1px solid {p.hairline}; border-radius: 10px; }}
    QFrame#warning {{ background: {p.surface}; border: 2px solid {p.adjust}; border-radius: 10px; }}
    QFrame#toast {{ background: {p.raised}; border: 1px solid {p.edge}; border-radius: 10px; }}
    QDialog {{ background: {p.surface}; border: 1px solid {p.edge}; border-radius: 10px; }}
    """


def _controls(p: Palette) -> str:
    inner = FIELD_PX - 4
    return f"""
    QPushButton {{ min-height: {inner - 4}px; padding: 2px 16px; border: 2px solid {p.edge}; }}
    QPushButton:focus {{ padding: 2px 16px; border-color: {p.text}; }}
    QPushButton[primary="true"] {{ border: 2px solid {p.accent}; }}
    QPushButton[primary="true"]:focus {{ border-color: {p.text}; }}
    QPushButton:disabled {{ color: {p.soft}; border-color: {p.hairline}; background: {p.surface}; }}
    QPushButton[danger="true"] {{ border-color: {p.denied}; }}
    QPushButton[danger="true"]:disabled {{ border-color: {p.hairline}; }}
    QPushButton[danger="true"]:focus {{ border-color: {p.text}; }}
    QPushButton[flat="true"] {{ background: transparent; border-color: transparent; padding: 2px 10px;
        text-align: left; }}
    QPushButton[flat="true"]:hover {{ background: {p.raised}; }}
    QPushButton[flat="true"]:focus {{ border-color: {p.accent}; }}
    QLineEdit, QComboBox, QSpinBox, QDateEdit {{ min-height: {inner}px; padding: 0 10px; border: 2px solid {p.edge}; }}
    QLineEdit {{ placeholder-text-color: {p.soft}; }}
    QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus {{ border-color: {p.accent}; }}
    QSpinBox QLineEdit, QDateEdit QLineEdit {{ min-height: 0; padding: 0; border: none; background: transparent; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
    QComboBox {{ padding-right: 34px; }}
    QComboBox::drop-down {{ border: none; width: 0; }}
    QComboBox QAbstractItemView {{ background: {p.raised}; border: 1px solid {p.edge}; outline: none; }}
    QComboBox QAbstractItemView::item {{ min-height: {ROW_PX - 8}px; padding: 0 8px; }}
    QComboBox QAbstractItemView::item:selected {{ background: {p.accent}; color: {p.on_accent}; }}
    QRadioButton::indicator {{ width: 20px; height: 20px; border: 2px solid {p.edge}; border-radius: 12px;
        background: {p.surface}; }}
    QRadioButton::indicator:focus {{ border-color: {p.text}; }}
    QRadioButton::indicator:checked {{ border: 7px solid {p.accent}; width: 10px; height: 10px; }}
    QTabBar::tab {{ background: transparent; color: {p.soft}; min-height: {inner}px; padding: 0 18px; margin-right: 4px;
        font-weight: 500; border: 2px solid transparent; border-radius: 8px; }}
    QTabBar::tab:selected {{ background: {p.raised}; color: {p.accent}; }}
    QTabBar::tab:hover {{ color: {p.text}; }}
    QTabBar:focus::tab:selected, QTabBar::tab:selected:focus {{ border-color: {p.accent}; }}
    QCheckBox, QRadioButton {{ spacing: 10px; }}
    QCheckBox::indicator {{ width: 20px; height: 20px; border: 2px solid {p.edge}; border-radius: 6px;
        background: {p.surface}; }}
    QCheckBox::indicator:focus {{ border-color: {p.text}; }}
    QCheckBox::indicator:checked {{ background: {p.accent}; border-color: {p.accent}; }}
    QListWidget#choices {{ outline: none; }}
    QListWidget#choices::item {{ min-height: {inner}px; padding: 0 6px; border-radius: 6px; }}
    QListWidget#choices::item:selected {{ background: {p.raised}; color: {p.text}; }}
    QListWidget#choices::indicator {{ width: 20px; height: 20px; border: 2px solid {p.edge}; border-radius: 6px;
        background: {p.surface}; }}
    QListWidget#choices::indicator:checked {{ background: {p.accent}; border-color: {p.accent}; }}
    QPlainTextEdit, QTextBrowser {{ padding: 10px; }}
    QTextBrowser {{ background: {p.background}; border: 1px solid {p.edge}; border-radius: 8px; }}
    QPlainTextEdit:focus, QTextBrowser:focus {{ border-color: {p.accent}; }}
    """


def _table(p: Palette) -> str:
    return f"""
    QTableView {{ background: {p.surface}; border: 1px solid {p.hairline}; border-radius: 10px; padding: 0;
        gridline-color: transparent; outline: none; selection-background-color: {p.raised};
        selection-color: {p.text}; }}
    QTableView:focus {{ border: 2px solid {p.accent}; }}
    QTableView::item {{ border: none; padding: 0; }}
    QHeaderView, QHeaderView::section {{ background: transparent; color: {p.soft}; border: none; font-weight: 500;
        font-size: 14px; }}
    QHeaderView::section {{ padding: 0 12px; border-bottom: 1px solid {p.hairline}; }}
    QHeaderView::section:hover {{ color: {p.text}; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; }}
    QScrollBar::handle:horizontal {{ background: {p.edge}; border-radius: 4px; margin: 2px; min-width: 32px; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    """


def _words(p: Palette) -> str:
    return f"""
    QLabel#brand {{ font-size: 18px; font-weight: 600; }}
    QLabel#title {{ font-size: 24px; font-weight: 600; }}
    QLabel[role="soft"] {{ color: {p.soft}; }}
    QLabel[role="label"] {{ color: {p.soft}; font-size: 14px; font-weight: 500; }}
    QLabel[role="small"] {{ color: {p.soft}; font-size: 14px; }}
    QLabel[role="figure"] {{ font-size: 30px; font-weight: 600; }}
    QLabel[role="problem"] {{ color: {p.text}; font-weight: 500; border: 2px solid {p.denied}; border-radius: 8px;
        padding: 10px; }}
    QLabel[role="section"] {{ font-size: 16px; font-weight: 600; }}
    """
