"""Side by side with named peers: each script prints a table, and with --write puts it beside itself."""
