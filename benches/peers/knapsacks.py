#!/usr/bin/env python3
"""Plans multidimensional knapsacks of the OR-Library (Chu and Beasley 1998) and compares with the best values known.

    cargo build --release
    benches/peers/knapsacks.py FOLDER [--sets 1 4 7] [--seconds 2] [--every 1]

FOLDER holds the library's files mknapcb1.txt … mknapcb9.txt and best_known.csv with the columns file, index0, chu_beasley_best and
lp_value. An item becomes a request far from every other, a constraint the hours of a crew in the one year, a profit a priority.
"""
import argparse, csv, json, pathlib, statistics, subprocess, tempfile

RIVERAIN = pathlib.Path(__file__).resolve().parents[2] / "target/release/riverain"


def instances(path):
    """The planning instances of one file of the library."""
    numbers = iter(path.read_text().split())
    for _ in range(int(next(numbers))):
        items, constraints, _ = int(next(numbers)), int(next(numbers)), next(numbers)
        row = lambda length: [float(next(numbers)) for _ in range(length)]
        profits, weights, capacities = row(items), [row(items) for _ in range(constraints)], row(constraints)
        crews = [{"id": f"crew {i}", "department": "d", "hours": [capacity]} for i, capacity in enumerate(capacities)]
        requests = [{"id": f"item {j}", "work_type": "w", "lon": -71.6 + 0.001 * (j % 400), "lat": 46.7 + 0.001 * (j // 400), "cost": 0,
                     "hours": {crew["id"]: weight[j] for crew, weight in zip(crews, weights)}, "priority": profit} for j, profit in enumerate(profits)]
        yield {"horizon": {"first_year": 2027, "years": 1}, "departments": [{"id": "d", "budget": [None]}], "crews": crews,
               "work_types": [{"id": "w", "department": "d", "grouping": {"radius_m": 1, "max_requests": 1},
                               "mobilization": {"cost": 0, "shared_cost": 0}}],
               "sites": {"radius_m": 1, "max_span_m": 10}, "requests": requests}


def planned(instance, seconds, folder):
    """The programme of an instance."""
    given, out = folder / "instance.json", folder / "programme.json"
    given.write_text(json.dumps(instance))
    subprocess.run([RIVERAIN, "plan", "--instance", given, "--out", out, "--time-limit", str(seconds)], check=True, capture_output=True)
    return json.loads(out.read_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--sets", nargs="+", type=int, default=[1, 4, 7])
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--every", type=int, default=1, help="take one in so many instances")
    given = parser.parse_args()
    known = {(row["file"], int(row["index0"])): row for row in csv.DictReader((given.folder / "best_known.csv").open())}
    print("| set | instances | mean gap to the best known | largest | best known reached | bound beyond the linear relaxation's, at the most |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as temporary:
        for number in given.sets:
            name, gaps, bounds = f"mknapcb{number}", [], []
            for index, instance in enumerate(instances(given.folder / f"{name}.txt")):
                if index % given.every == 0:
                    programme, row = planned(instance, given.seconds, pathlib.Path(temporary)), known[name, index]
                    gaps.append(1 - programme["objective"] / float(row["chu_beasley_best"]))
                    bounds.append(programme["upper_bound"] / float(row["lp_value"]) - 1)
            reached = sum(gap <= 1e-9 for gap in gaps)
            print(f"| {number} | {len(gaps)} | {statistics.mean(gaps):.3%} | {max(gaps):.3%} | {reached} | {max(bounds):.4%} |", flush=True)


if __name__ == "__main__":
    main()
