#!/usr/bin/env python3
"""Times the planner's grouping without limits beside scikit-learn's DBSCAN and Wang, Gu and Shun's (2020), in one run.

    cargo build --release -p riverain-planner --example connected_places
    pip install scikit-learn dbscan && benches/peers/clustering.py [--points 1000000] [--radius 20 50] [--threads 2]

The points fall on Québec's streets as in make_city.py, half of them near hot spots. scikit-learn gets them in radians with the
haversine metric, min_samples 1 and a ball tree; `dbscan` (PyPI) gets them projected to the plane, since it knows no sphere; the
planner gets longitudes and latitudes. Each figure is the fastest of --repeat runs of the clustering alone, and the labels are compared.
"""
import argparse, os, pathlib, random, subprocess, tempfile, time

import make_city

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "target/release/examples/connected_places"
EARTH_RADIUS_M = 6371008.8


def points(count):
    """Longitudes and latitudes, the same for the same count."""
    draw = random.Random(311)
    lines, lengths = make_city.segments(1.0)
    hot = [draw.choice(lines) for _ in range(max(1, count // 40))]
    fall = lambda: make_city.place(draw, lines, lengths) if draw.random() < 0.5 else make_city.along(draw, draw.choice(hot))
    return [fall() for _ in range(count)]


def fastest(run, repeat):
    """What the run gives, and the seconds of its fastest repetition."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        result = run()
        best = min(best, time.perf_counter() - start)
    return result, best


def differing(numpy, one, other):
    """How many points two labellings do not group alike: each label of one should go with one label of the other."""
    pairs = numpy.unique(numpy.stack([one, other]), axis=1)
    split = len(pairs[0]) - len(numpy.unique(pairs[0])) + len(pairs[1]) - len(numpy.unique(pairs[1]))
    return int(split)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--radius", type=float, nargs="+", default=[20.0, 50.0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    os.environ.update(RAYON_NUM_THREADS=str(given.threads), PARLAY_NUM_THREADS=str(given.threads), OMP_NUM_THREADS=str(given.threads))
    os.sched_setaffinity(0, set(list(os.sched_getaffinity(0))[: given.threads]))
    import dbscan, numpy, sklearn.cluster

    degrees = numpy.array(points(given.points))
    radians = numpy.radians(degrees)
    middle = radians[:, 1].mean()
    plane = EARTH_RADIUS_M * numpy.stack([radians[:, 0] * numpy.cos(middle), radians[:, 1]], axis=1)
    with tempfile.TemporaryDirectory() as folder:
        places, labels = pathlib.Path(folder, "places"), pathlib.Path(folder, "labels")
        degrees.astype("<f8").tofile(places)
        for radius in given.radius:
            command = [EXAMPLE, places, str(radius), labels, str(given.repeat)]
            ours = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[1])
            found = numpy.fromfile(labels, dtype="<u8").astype("int64")
            (wang, _), wang_seconds = fastest(lambda: dbscan.DBSCAN(plane, eps=radius, min_samples=1), given.repeat)
            model = sklearn.cluster.DBSCAN(
                eps=radius / EARTH_RADIUS_M, min_samples=1, metric="haversine", algorithm="ball_tree", n_jobs=given.threads
            )
            theirs, their_seconds = fastest(lambda: model.fit(radians[:, ::-1]).labels_, 1)
            print(
                f"{given.points} points, radius {radius:g} m, {found.max() + 1} components: riverain {ours:.3f} s; "
                f"dbscan {wang_seconds:.3f} s ({wang_seconds / ours:.1f}x); scikit-learn {their_seconds:.1f} s "
                f"({their_seconds / ours:.0f}x), {differing(numpy, found, theirs)} labels differ",
                flush=True,
            )


if __name__ == "__main__":
    main()
