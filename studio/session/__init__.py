"""The running studio without a screen. Knows every room but ui."""
