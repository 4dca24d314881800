"""Everything that touches the disk; knows no Qt."""
