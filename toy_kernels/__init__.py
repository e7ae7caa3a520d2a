"""The backing module: how a text runs fast. It knows no algorithm, landscape or network by name."""
