"""`python -m aidmatch`, where the console script is not on the path."""

from aidmatch.cli import main

main()
