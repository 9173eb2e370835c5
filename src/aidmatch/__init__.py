"""Which public aids does each SME of a cluster qualify for, and why: a verdict per criterion, with its proof."""

__version__ = "0.1.0"
