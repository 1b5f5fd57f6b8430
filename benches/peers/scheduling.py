#!/usr/bin/env python3
"""Plans cities with Riverain, HiGHS and OR-Tools CP-SAT in one run, and prints a table of what each reached.

    cargo build --release
    pip install highspy ortools && benches/peers/scheduling.py [--cities 2000 2000:0.02 20000] [--seconds 10 60] [--threads 2]

A city is a number of requests, and after a colon the share of Québec's streets that they fall on (`make_city.py`). Riverain groups the
requests and plans within the seconds, reading and writing included; the peers then get the same projects and sites, the whole model and
as many seconds for the search alone. With --scaling, Riverain alone plans growing cities without a time limit, and a plot is written.
"""
import argparse, json, math, os, pathlib, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
RIVERAIN = ROOT / "target/release/riverain"
HERE = pathlib.Path(__file__).resolve().parent


def city(folder, description):
    """The instance of a city, made where it is not there yet."""
    size, _, streets = description.partition(":")
    path = folder / f"city-{description.replace(':', '-')}.json"
    if not path.exists():
        subprocess.run([HERE / "make_city.py", size, path, *(["--streets", streets] if streets else [])], check=True)
    return path


def riverain(instance, out, threads, seconds=None):
    """The programme, and the seconds and bytes of the whole process."""
    limit = ["--time-limit", str(seconds)] if seconds else []
    command = [RIVERAIN, "plan", "--instance", instance, "--out", out, "--timings", *limit]
    started = time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, "RAYON_NUM_THREADS": str(threads)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"riverain ended with status {status}")
    return json.loads(out.read_text()), time.monotonic() - started, usage.ru_maxrss * 1024


def compare(given, folder):
    import cp_sat, facts, highs

    print("| city | seconds | Riverain: objective, bound, gap | HiGHS: objective, bound | CP-SAT: objective, bound |")
    print("| --- | --- | --- | --- | --- |")
    for description in given.cities:
        instance = city(folder, description)
        for seconds in given.seconds:
            out = folder / "programme.json"
            programme, _, _ = riverain(instance, out, given.threads, seconds)
            cells = [f"{programme['objective']:,.0f}, {programme['upper_bound']:,.0f}, {programme['gap']:.2%}"]
            for peer in (highs, cp_sat):
                known, _ = facts.read(instance, out)
                objective, bound, _ = peer.solve(known, seconds, given.threads)
                cells.append(f"{objective:,.0f}, {bound:,.0f}")
            print(f"| {description} | {seconds:g} | " + " | ".join(cells) + " |", flush=True)


def scale(given, folder):
    rows = []
    print("| requests | projects | seconds: grouping, scheduling, whole process | gap | memory |")
    print("| --- | --- | --- | --- | --- |")
    for description in given.scaling:
        programme, whole, peak = riverain(city(folder, description), folder / "programme.json", given.threads)
        parts = programme["seconds"]
        rows.append((int(description.partition(":")[0]), parts["grouping"], parts["scheduling"], whole))
        print(f"| {rows[-1][0]:,} | {len(programme['projects']):,} | {parts['grouping']:.2f}, {parts['scheduling']:.1f}, {whole:.1f} | "
              f"{programme['gap']:.2%} | {peak / 1e6:,.0f} MB |", flush=True)
    given.plot.write_text(plot(rows))


def plot(rows):
    """Seconds against requests, both logarithmic, beside n log n through the smallest city: an SVG."""
    width, height, left, top, right, bottom = 720, 440, 64, 24, 150, 52
    smallest, largest = rows[0][0], rows[-1][0]
    guide = lambda size: rows[0][3] * size * math.log(size) / (smallest * math.log(smallest))
    lines = [("whole process", "#1f5fa8", "", [(size, whole) for size, _, _, whole in rows]),
             ("scheduling", "#b3541e", "", [(size, scheduling) for size, _, scheduling, _ in rows]),
             ("grouping", "#3b7d3b", "", [(size, max(grouping, 1e-3)) for size, grouping, _, _ in rows]),
             ("n log n", "#777", "6 5", [(size, guide(size)) for size, *_ in rows])]
    values = [value for *_, line in lines for _, value in line]
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)))
    x = lambda size: left + (width - left - right) * math.log(size / smallest) / math.log(largest / smallest)
    y = lambda value: height - bottom - (height - top - bottom) * math.log(value / low) / math.log(high / low)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="system-ui, sans-serif" font-size="13" role="img">',
             "<title>Seconds of a plan against the number of requests, on logarithmic axes</title>", f'<rect width="{width}" height="{height}" fill="#fff"/>']
    value = low
    while value <= high:
        parts.append(f'<path d="M{left} {y(value):.1f}H{width - right}" stroke="#ddd"/><text x="{left - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:g} s</text>')
        value *= 10
    for size, *_ in rows:
        parts.append(f'<text x="{x(size):.1f}" y="{height - bottom + 20}" text-anchor="middle">{size // 1000:,} k</text>')
    parts.append(f'<text x="{(left + width - right) / 2}" y="{height - 10}" text-anchor="middle">requests</text>')
    for name, colour, dashes, line in lines:
        points = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in line)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>')
        size, value = line[-1]
        parts.append(f'<text x="{x(size) + 8:.1f}" y="{y(value) + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join(parts + ["</svg>\n"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cities", nargs="+", default=["2000", "2000:0.02", "20000"])
    parser.add_argument("--seconds", nargs="+", type=float, default=[10.0, 60.0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--scaling", nargs="*", help="cities to plan without peers, such as 10000 100000 1000000")
    parser.add_argument("--plot", type=pathlib.Path, default=ROOT / "docs/scaling.svg")
    parser.add_argument("--folder", type=pathlib.Path, help="where made cities are kept; a temporary one by default")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if given.scaling is not None:
            scale(given, folder)
        else:
            compare(given, folder)


if __name__ == "__main__":
    main()
