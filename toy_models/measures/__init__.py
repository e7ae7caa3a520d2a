"""Numbers that tell how flat, wide or sharp a place is, one file each."""
