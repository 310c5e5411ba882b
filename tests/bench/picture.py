"""Draws what growth costs: a column for each thing that grows, a row each for CPU and memory."""

from dataclasses import dataclass, field

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot, ticker  # noqa: E402  # pylint: disable=wrong-import-position

INK, MUTED, LINE, ACCENT, FLOOR = "#14211f", "#52625e", "#dbe3e0", "#0b5d54", "#c2571a"
STYLE = {
    "font.family": ["DejaVu Sans", "sans-serif"], "font.sans-serif": ["DejaVu Sans"], "font.size": 10,
    "text.color": INK, "axes.labelcolor": MUTED, "axes.edgecolor": LINE,
    "xtick.color": MUTED, "ytick.color": MUTED,
    "xtick.major.size": 0, "ytick.major.size": 0,
    "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "grid.color": LINE, "grid.linewidth": 0.7, "axes.axisbelow": True,
    # Text stays text, and the same numbers are the same file.
    "svg.fonttype": "none", "svg.hashsalt": "crier",
}


@dataclass
class Panel:
    """What was measured while one thing grew."""
    title: str
    in_bytes: bool = False
    sizes: list[int] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)  # µs
    floor: list[float] = field(default_factory=list)  # µs, as far as it was measured
    memory: list[float] = field(default_factory=list)  # MB


def short(number):
    return f"{number / 1000:,.0f}k" if number >= 1000 else f"{number:g}"


def short_bytes(number):
    return f"{number // 1024} KiB" if number >= 1024 else f"{number} B"


def label_ends(axes, sizes, values, form):
    """Writes the first and the last value above their points."""
    for place in {0, len(values) - 1}:
        axes.annotate(form(values[place]), (sizes[place], values[place]), color=ACCENT, fontsize=9,
                      xytext=(0, 8), textcoords="offset points", ha="center")


def draw_line(axes, sizes, values, form, label=None):
    axes.plot(sizes, values, color=ACCENT, linewidth=2.2, marker="o", markersize=4, label=label)
    label_ends(axes, sizes, values, form)


def number_axis(axis, steps):
    axis.set_major_locator(ticker.LogLocator(base=10, subs=steps))
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: short(value)))
    axis.set_minor_locator(ticker.NullLocator())


def draw_panel(panel, cost, memory):
    draw_line(cost, panel.sizes, panel.cost, lambda value: f"{value:.2g} µs", "Crier's hub")
    if panel.floor:
        cost.plot(panel.sizes, panel.floor, color=FLOOR, linewidth=1.3, linestyle=(0, (4, 2)),
                  label="the kernel alone")
    draw_line(memory, panel.sizes, panel.memory, lambda value: f"{value:.0f} MB")
    for axes in (cost, memory):
        axes.set(xscale="log", yscale="log")
        axes.margins(x=0.12, y=0.2)
        number_axis(axes.xaxis, (1,))
        number_axis(axes.yaxis, (1, 3))
    if panel.in_bytes:
        memory.set_xticks(panel.sizes, [short_bytes(size) for size in panel.sizes], fontsize=8)
    memory.set_xlabel(panel.title)


def draw(panels, path):
    with matplotlib.rc_context(STYLE):
        figure, rows = pyplot.subplots(2, len(panels), figsize=(10, 5), sharex="col",
                                       sharey="row", squeeze=False, layout="constrained")
        for panel, cost, memory in zip(panels, *rows):
            draw_panel(panel, cost, memory)
        rows[0][0].set_ylabel("CPU for a delivery, µs")
        rows[1][0].set_ylabel("the hub's memory, MB")
        figure.align_xlabels(rows[1])
        rows[0][0].legend(frameon=False, fontsize=9, loc="best")
        figure.savefig(path, metadata={"Date": None}, facecolor="white")
