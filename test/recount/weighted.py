"""Weighted figures once more, from the files and the textbooks, with nothing of the program's and no package.

Usage: weighted.py FOLDER   (that holds weighted-example-survey and member-survey) → JSON
 example.by_gender    mean of q5_1 (1-5), each answer by the file's weight_a
 example.raked        the same raked to gender 35/65 and locality 30/30/20/10/10, by locality
 member               share of Q12_1 "very" or "completely satisfied", by the file's weight
"""
import csv
import json
import math
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
Z = 1.959963984540054
SATISFIED = ["Dissatisfied", "Neutral", "Satisfied", "Very satisfied", "Completely satisfied"]


def rows_of(name):
    with open(folder / name / "responses.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def t_quantile(freedom):
    """Of 0.975, by bisection on the integral of cos^(freedom-1)."""
    def integral(upper, steps=2000):
        h = upper / steps
        f = [math.cos(i * h) ** (freedom - 1) for i in range(steps + 1)]
        return h / 3 * (f[0] + f[-1] + 4 * sum(f[1:-1:2]) + 2 * sum(f[2:-1:2]))
    whole, low, high = integral(math.pi / 2 - 1e-12), 0.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        if integral(math.atan(middle / math.sqrt(freedom))) / whole < 0.95:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def mean(pairs):
    w = sum(weight for weight, _ in pairs)
    n = w * w / sum(weight * weight for weight, _ in pairs)
    value = sum(weight * x for weight, x in pairs) / w
    variance = sum(weight * (x - value) ** 2 for weight, x in pairs) / w * n / (n - 1)
    half = t_quantile(n - 1) * math.sqrt(variance / n)
    return {"n": len(pairs), "effective_n": n, "value": value, "low": value - half, "high": value + half}


def share(pairs):
    w = sum(weight for weight, _ in pairs)
    n = w * w / sum(weight * weight for weight, _ in pairs)
    p = sum(weight * x for weight, x in pairs) / w
    scale, centre = 1 + Z * Z / n, p + Z * Z / (2 * n)
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return {"n": len(pairs), "effective_n": n, "value": 100 * p, "low": 100 * (centre - half) / scale, "high": 100 * (centre + half) / scale}


def rake(rows, targets, low=0.3, high=3.0):
    weights = [1.0] * len(rows)
    for _ in range(200):
        for name, shares in targets.items():
            total = sum(weights)
            current = {value: sum(w for w, row in zip(weights, rows) if row[name] == value) / total for value in shares}
            weights = [w * shares[row[name]] / current[row[name]] for w, row in zip(weights, rows)]
        weights = [min(max(w, low), high) for w in weights]
        total = sum(weights)
        weights = [w * len(rows) / total for w in weights]
    return weights


example = [row for row in rows_of("weighted-example-survey") if row["q5_1"] in ("1", "2", "3", "4", "5")]
known = [row for row in example if row["locality"]]
weights = rake(known, {"gender": {"1": 0.35, "2": 0.65}, "locality": {"1.0": 0.3, "2.0": 0.3, "3.0": 0.2, "4.0": 0.1, "5.0": 0.1}})
by = lambda pairs, name, value: [(w, int(row["q5_1"])) for w, row in pairs if row[name] == value]
given = [(float(row["weight_a"]), row) for row in example if row["weight_a"] and float(row["weight_a"]) > 0]
member = [row for row in rows_of("member-survey") if row["Q12_1"] in SATISFIED and row["weight"]]
print(json.dumps({
    "example": {
        "by_gender": {value: mean(by(given, "gender", value)) for value in ("1", "2")},
        "raked": {value: mean(by(list(zip(weights, known)), "locality", value)) for value in ("1.0", "2.0", "3.0", "4.0", "5.0")},
        "without_locality": len(example) - len(known),
    },
    "member": share([(float(row["weight"]), SATISFIED.index(row["Q12_1"]) >= 3) for row in member]),
}))
