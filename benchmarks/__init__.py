"""Measures of aidmatch against known engines and a bare floor: ratios in one run, never a bound on the clock."""
