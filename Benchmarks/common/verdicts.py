# SPDX-License-Identifier: Apache-2.0
"""One line about a figure and its limit, or about what could not be measured."""
import os
import sys


def verdict(what, figure, limit, unit):
    """Prints a figure and its limit; true if the figure is within the limit."""
    outcome = "ok" if figure <= limit else "OVER"
    print(f"{what} {figure:.2f}{unit} (limit {limit:g}{unit}) {outcome}", flush=True)
    return figure <= limit


def missing(what, how):
    print(f"!!! {what} is not installed ({how}): NOT MEASURED", file=sys.stderr, flush=True)


def load():
    """How busy the machine is, for later readers of the figures."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
