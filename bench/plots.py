"""Draws recall by rank where matplotlib is installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any


def plot_recall(found: dict[str, Any], path: Path) -> bool:
    """Write a PNG of recall by rank, one line a variant; False where there is nothing to draw or no matplotlib."""
    if not found or find_spec("matplotlib") is None:
        return False
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for name, parts in found.items():
        if "all" not in parts:
            continue
        recalls = parts["all"]["recall"]
        axes.plot(range(1, len(recalls) + 1), recalls, marker=".", label=name)
    axes.set_xlabel("rank")
    axes.set_ylabel("recall")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    figure.savefig(path, dpi=120)
    return True
