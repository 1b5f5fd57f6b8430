#!/usr/bin/env python3
"""Writes the labels that scikit-learn's DBSCAN gives, which the planner's grouping is tested against.

    pip install scikit-learn && benches/peers/dbscan_labels.py planner/tests/planner/dbscan_labels.csv

3,000 points: positions of samples/boston (open data of the City of Boston, PDDL), then synthetic ones from a fixed seed: crowds, a
chain, coincident points, both sides of the antimeridian and both poles. One line a point: longitude, latitude, and for each radius of
the heading a label numbered from 0 in order of first appearance. DBSCAN(min_samples=1, metric="haversine") on a ball tree.
"""
import argparse, csv, gzip, pathlib, random

import numpy
from sklearn.cluster import DBSCAN

ROOT = pathlib.Path(__file__).resolve().parents[2]
EARTH_RADIUS_M = 6371008.8
RADII_M = (5, 30, 100, 750)


def sampled(count):
    """Positions of Boston's requests; those at City Hall stand for unknown ones and are left out."""
    with gzip.open(ROOT / "samples/boston/requests.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["default_geocode"] != "1"]
    return [(float(row["LONGITUDE"]), float(row["LATITUDE"])) for row in rows[:: len(rows) // count][:count]]


def synthetic():
    """Where grouping is hard."""
    draw = random.Random(311)
    crowd = [(-71.22 + draw.gauss(0, 0.004), 46.81 + draw.gauss(0, 0.003)) for _ in range(500)]
    chain = [(2.0 + index * 0.0003, 48.85) for index in range(200)]
    coincident = [(12.4924, 41.8902)] * 100
    seam = [((180 + draw.uniform(-0.01, 0.01) + 180) % 360 - 180, draw.uniform(-0.01, 0.01)) for _ in range(120)]
    poles = [(draw.uniform(-180, 180), draw.choice((-1, 1)) * (90 - draw.uniform(0, 0.01))) for _ in range(80)]
    return [(round(lon, 7), round(lat, 7)) for lon, lat in crowd + chain + coincident + seam + poles]


def labels(points, radius_m):
    """DBSCAN's labels, numbered in order of first appearance."""
    radians = numpy.radians([(lat, lon) for lon, lat in points])
    found = DBSCAN(eps=radius_m / EARTH_RADIUS_M, min_samples=1, metric="haversine", algorithm="ball_tree").fit(radians).labels_
    number = {}
    return [number.setdefault(label, len(number)) for label in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    points = sampled(2000) + synthetic()
    columns = [labels(points, radius_m) for radius_m in RADII_M]
    lines = [",".join(["lon", "lat", *map(str, RADII_M)])]
    lines += [",".join(map(str, (*point, *row))) for point, row in zip(points, zip(*columns))]
    parser.parse_args().out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
