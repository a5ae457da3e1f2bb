#!/usr/bin/env python3
"""Golden values of descriptive statistics, by NumPy, SciPy and exact fractions.

Run by hand: /usr/bin/python3 tests/data/golden/make_statistics.py  (Debian's python3-numpy, python3-scipy)
Writes statistics.json beside this script. null = undefined, or a missing value among the data.
Long inputs are not stored: both sides make them with SplitMix64 (see `generate`).
"""
import json
import math
from collections import Counter
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

import numpy
import scipy
from scipy import stats

getcontext().prec = 60
MASK = (1 << 64) - 1


def splitmix(state):
    state = (state + 0x9E3779B97F4A7C15) & MASK
    z = state
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return state, z ^ (z >> 31)


def generate(kind, n, seed):
    """uniform: in [0, 1). bell: sum of 12 uniforms - 6. tail: 1 / (1 - uniform)². steps: integers 0 .. 99."""
    values, state = [], seed
    for _ in range(n):
        total = 0.0
        for _ in range(12 if kind == "bell" else 1):
            state, z = splitmix(state)
            total += (z >> 11) * 2.0**-53
        if kind == "uniform":
            values.append(total)
        elif kind == "bell":
            values.append(total - 6.0)
        elif kind == "tail":
            values.append(1.0 / ((1.0 - total) * (1.0 - total)))
        else:
            values.append(z % 100)
    return values


def root(fraction):
    return (Decimal(fraction.numerator) / Decimal(fraction.denominator)).sqrt()


def as_float(fraction):
    try:
        return float(fraction)
    except OverflowError:
        return None


def exact_moments(values):
    """Mean, variance, sd, G1, G2 by exact fractions: right where floating point overflows."""
    x = [Fraction(v) for v in values]
    n = len(x)
    out = {"sum": as_float(sum(x)), "mean": as_float(sum(x) / n), "variance": None, "sd": None, "skewness": None,
           "kurtosis": None}
    mean = sum(x) / n
    m2, m3, m4 = (sum((v - mean) ** k for v in x) / n for k in (2, 3, 4))
    if n >= 2:
        variance = m2 * n / (n - 1)
        out["variance"] = as_float(variance)
        out["sd"] = float(root(variance))
    if n >= 3 and m2 > 0:
        g1 = Decimal(m3.numerator) / Decimal(m3.denominator) / root(m2) ** 3
        out["skewness"] = float(g1 * Decimal(n * (n - 1)).sqrt() / (n - 2))
    if n >= 4 and m2 > 0:
        g2 = m4 / (m2 * m2) - 3
        out["kurtosis"] = float(Fraction(n - 1, (n - 2) * (n - 3)) * ((n + 1) * g2 + 6))
    return out


def scipy_moments(values):
    x = numpy.asarray(values, dtype=float)
    return {"sum": math.fsum(values), "mean": math.fsum(values) / len(values), "variance": float(numpy.var(x, ddof=1)),
            "sd": float(numpy.std(x, ddof=1)), "skewness": float(stats.skew(x, bias=False)),
            "kurtosis": float(stats.kurtosis(x, bias=False))}


def expected(values, exact, integers, binned):
    present = [v for v in values if v is not None]
    if not present:
        return {"count": 0}
    out = {"count": len(present)}
    out.update(exact_moments(present) if exact else scipy_moments(present))
    x = numpy.asarray(present, dtype=float)
    quantiles = {}
    if exact:  # type 7 by fractions, for values whose differences overflow
        s = sorted(Fraction(v) for v in present)
        for name, p in (("p05", Fraction(0.05)), ("p25", Fraction(0.25)), ("p50", Fraction(0.5)),
                        ("p75", Fraction(0.75)), ("p95", Fraction(0.95))):
            h = (len(s) - 1) * p
            low = int(h)
            high = min(low + 1, len(s) - 1)
            quantiles[name] = float(s[low] + (h - low) * (s[high] - s[low]))
        middle = Fraction(quantiles["p50"])
        d = sorted(abs(v - middle) for v in s)
        out["mad"] = as_float((d[(len(d) - 1) // 2] + d[len(d) // 2]) / 2)
    else:
        for name, p in (("p05", .05), ("p25", .25), ("p50", .5), ("p75", .75), ("p95", .95)):
            quantiles[name] = float(numpy.quantile(x, p, method="linear"))
        out["mad"] = float(stats.median_abs_deviation(x, scale=1.0))
    out["quantiles"] = quantiles
    counts = list(Counter(present).values())  # of the values themselves: integers need not fit a double
    out["distinct"] = len(counts)
    out["entropy"] = float(stats.entropy(counts, base=2))
    if binned and not integers:
        out["histograms"] = {}
        for rule, name in (("freedman_diaconis", "fd"), ("sturges", "sturges"), ("doane", "doane")):
            counts, edges = numpy.histogram(x, bins=name)
            out["histograms"][rule] = {"counts": counts.tolist(), "low": float(edges[0]), "high": float(edges[-1])}
    return out


def case(name, values=None, generator=None, integers=False, exact=True, binned=False):
    data = values if values is not None else generate(*generator)
    entry = {"name": name, "integers": integers}
    if values is not None:
        entry["values"] = values
    else:
        entry["generator"] = {"kind": generator[0], "n": generator[1], "seed": generator[2]}
    entry["expected"] = expected(data, exact, integers, binned)
    return entry


def pairs():
    """Pearson over the rows where both are present; the last two only overlap far from their means."""
    a = generate("bell", 300, 11)
    noise = generate("bell", 300, 12)
    b = [2 * x + 0.5 * y for x, y in zip(a, noise)]
    c = [None if i % 7 == 0 else -x * 1e-200 for i, x in enumerate(b)]
    d = [None if i % 5 == 0 else float(int(x * 10)) for i, x in enumerate(noise)]
    e = [1e12 + x if i < 20 else (x if i < 200 else None) for i, x in enumerate(a)]
    f = [x * 1e300 if i < 20 or i >= 200 else None for i, x in enumerate(b)]
    constant = [0.1] * 300
    columns = [a, b, c, d, e, f, constant]
    r, counts = [], []
    for x in columns:
        r_row, n_row = [], []
        for y in columns:
            both = [(u, v) for u, v in zip(x, y) if u is not None and v is not None]
            n_row.append(len(both))
            r_row.append(exact_pearson(both))
        r.append(r_row)
        counts.append(n_row)
    # The exact way agrees with SciPy where SciPy does not overflow.
    assert abs(r[0][1] - stats.pearsonr(a, b)[0]) < 1e-12
    return {"columns": columns, "r": r, "pairs": counts}


def exact_pearson(both):
    n = len(both)
    if n < 2:
        return None
    x = [Fraction(u) for u, _ in both]
    y = [Fraction(v) for _, v in both]
    mx, my = sum(x) / n, sum(y) / n
    xx = sum((u - mx) ** 2 for u in x)
    yy = sum((v - my) ** 2 for v in y)
    if xx == 0 or yy == 0:
        return None
    xy = sum((u - mx) * (v - my) for u, v in zip(x, y))
    return float(Decimal(xy.numerator) / Decimal(xy.denominator) / (root(xx) * root(yy)))


def main():
    big = 2**62
    cases = [
        case("empty", []),
        case("all missing", [None, None, None]),
        case("one value", [3.5]),
        case("two values", [1.0, 2.0]),
        case("three values", [1.0, 2.0, 4.0]),
        case("constant", [0.1] * 37),
        case("missing among values", [None, 1.5, None, -2.5, 4.0, None, 0.0, 9.0]),
        case("near the largest double", [1e308, -1e308, 1.5e308, 1e307, -1.7e308, 3e307]),
        case("all near the largest double", [1.7e308, 1.6e308, 1.5e308, 1.75e308]),
        case("sum passes the largest double", [1.7e308, 1.7e308, -1.7e308, -1.6e308, 1.0]),
        case("subnormal", [5e-324, 1e-310, 3e-311, 2e-320, 7e-312]),
        case("large and small", [1e200, 1.0, 1e-200, -1e200, 2.0]),
        case("far from zero", [1e9 + x for x in (0.1, 0.2, 0.3, 0.1, 0.3, 0.2, 0.2)]),
        case("one outlier", [0.0] * 99 + [1e6]),
        case("integers", [3, -1, 4, 1, -5, 9, 2, 6, 5, 3, 5, None, 0], integers=True),
        case("integers beyond 2^53", [2**53 + 1, 2**53 + 3, -(2**53) - 1, 2**53 + 5], integers=True),
        case("extreme integers", [2**63 - 1, -(2**63), 2**63 - 1, big, -big], integers=True),
        case("uniform 500", generator=("uniform", 500, 1), exact=False, binned=True),
        case("bell 1000", generator=("bell", 1000, 2), exact=False, binned=True),
        case("tail 1000", generator=("tail", 1000, 3), exact=False),
        case("bell of two chunks", generator=("bell", 70001, 4), exact=False, binned=True),
        case("tail of two chunks", generator=("tail", 131072, 5), exact=False),
        case("steps of three chunks", generator=("steps", 150000, 6), integers=True, exact=False),
    ]
    out = {"made_with": {"numpy": numpy.__version__, "scipy": scipy.__version__}, "cases": cases, "pearson": pairs()}
    path = Path(__file__).with_name("statistics.json")
    path.write_text(json.dumps(out, indent=1, allow_nan=False) + "\n")


main()
