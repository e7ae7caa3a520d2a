"""Small networks, one file each, over flat weights."""
