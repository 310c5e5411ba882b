"""Medians as a table, and as ratios Crier's beside each peer's, and TLS beside none."""

import statistics


def account(results):
    """What went wrong in some of the results, in a few words; nothing when all is well."""
    def most(name):
        return max((result.get(name, 0) for result in results), default=0)

    said = [f"{most(name):,} {word}" for name, word in (
        ("missing", "lost"), ("repeated", "doubled or out of order"), ("cut", "cut off"))
        if most(name) > 0]
    reasons = [result["reason"] for result in results if result.get("reason")]
    if reasons:
        said.append(f"({reasons[0][:80]})")
    said += sorted({f"failed: {result['failed'][:120]}" for result in results if "failed" in result})
    return ", ".join(said)


def median(results, value):
    numbers = [value(result) for result in results if "failed" not in result]
    return statistics.median(numbers) if numbers else None


def ratio(ours, theirs, value):
    """The median of the ratios within each repetition: what the machine did meanwhile cancels."""
    pairs = [(value(one), value(other)) for one, other in zip(ours, theirs)
             if "failed" not in one and "failed" not in other]
    numbers = [one / other for one, other in pairs if other > 0]
    return statistics.median(numbers) if numbers else None


def shape_words(shape):
    backwards = ("window", "rate")
    return ", ".join(f"{name} {count:,}" if name in backwards else f"{count:,} {name}"
                     for name, count in shape.items())


def print_shape(scenario, shape, results):
    """`results` by server, in the order of measuring."""
    print(f"\n{scenario.name}: {shape_words(shape)}")
    heads = [column.title for column in scenario.columns]
    rows = []
    for server, each in results.items():
        medians = [median(each, column.value) for column in scenario.columns]
        rows.append([server, *("-" if value is None else column.form.format(value)
                               for column, value in zip(scenario.columns, medians)),
                     account(each)])
    widths = [max(len(row[i]) for row in [["", *heads], *rows]) for i in range(len(heads) + 1)]
    for row in [["", *heads, ""], *rows]:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width)
                                           for cell, width in zip(row[1:-1], widths[1:]))]
        print(("  " + "  ".join(cells) + "  " + row[-1]).rstrip())
    print_ratios(scenario, results)


def beside(name, names):
    """What one server is compared with: itself without TLS; Crier with each peer that has as much."""
    plain = name.removesuffix("-tls")
    out = [other for other in names if other == plain != name]
    if name.startswith("crier-shared-"):
        out += [other for other in names if other == "crier-sqlite"]
    if name.startswith("crier-"):
        out += [other for other in names if not other.startswith("crier-")
                and other.endswith("-tls") == name.endswith("-tls")]
    return out


def print_ratios(scenario, results):
    for column in scenario.columns:
        if not column.compared:
            continue
        for name in results:
            said = []
            for other in beside(name, results):
                value = ratio(results[name], results[other], column.value)
                if value is not None:
                    said.append(f"{value:.3f} of {other}'s")
            if said:
                print(f"  {name}, {column.title}: " + ", ".join(said), flush=True)
