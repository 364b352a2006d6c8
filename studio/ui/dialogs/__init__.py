"""Dialogs: all of them opened, never executed, so the window goes on living behind them."""
