#!/usr/bin/env python3
"""Writes a synthetic planning instance on Québec City's real streets, in the planner's exchange format.

    benches/peers/make_city.py REQUESTS OUT.json [--seed N] [--years N] [--tightness SHARE] [--streets SHARE]
                               [--follow]

Requests fall on street segments of samples/quebec/streets.geojson.gz, by length, half of them near hot spots; work types,
departments, crews, limits, mobilizations, order and moratoria are those of catalogue/. Budgets and hours are TIGHTNESS of what
all requests would need. STREETS takes the part of the city nearest to Parliament: a small dense city instead of a sparse one.
--follow writes the streets too, and lets the distances follow them where the catalogue says so (docs/planning-instance.md).
Everything but the streets is SYNTHETIC. The same arguments give the same bytes. Python 3.11, standard library only.
"""
import argparse, bisect, gzip, itertools, json, math, pathlib, random, tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARLIAMENT = (-71.2143, 46.8085)
PRIORITY_MEAN, PRIORITY_DEVIATION = 45, 18


def segments(share):
    """The centre-lines and their cumulative lengths (degrees: a weight, not a measure)."""
    with gzip.open(ROOT / "samples/quebec/streets.geojson.gz", "rt", encoding="utf-8") as file:
        features = json.load(file)["features"]
    lines = [feature["geometry"]["coordinates"] for feature in features if feature["geometry"]["type"] == "LineString"]
    lines.sort(key=lambda line: math.dist(line[0], PARLIAMENT))
    lines = lines[: max(1, round(len(lines) * share))]
    return lines, list(itertools.accumulate(math.dist(line[0], line[-1]) + 1e-6 for line in lines))


def catalogue():
    """Work types and departments that the catalogue gives planned work."""
    work_types = tomllib.loads((ROOT / "catalogue/work-types.toml").read_text("utf-8"))["work_types"]
    departments = tomllib.loads((ROOT / "catalogue/departments.toml").read_text("utf-8"))["departments"]
    planned = {work_type["department"] for work_type in work_types}
    return work_types, [department for department in departments if department["code"] in planned]


def place(draw, lines, lengths):
    """A point of a segment drawn by length, to five decimals (about a metre)."""
    line = lines[min(bisect.bisect(lengths, draw.random() * lengths[-1]), len(lines) - 1)]
    return along(draw, line)


def along(draw, line):
    """A point of a line, to five decimals (about a metre)."""
    index = draw.randrange(len(line) - 1)
    (x0, y0), (x1, y1), share = line[index][:2], line[index + 1][:2], draw.random()
    return round(x0 + (x1 - x0) * share, 5), round(y0 + (y1 - y0) * share, 5)


def request(draw, index, work_types, where):
    """A request: its cost and hours about its work type's means, its priority about the middle."""
    work_type = draw.choice(work_types)
    size = math.exp(draw.gauss(-0.2, 0.6))
    hours = work_type["estimate"].get("mean_crew_hours", {})
    return {
        "id": f"R{index}", "work_type": work_type["code"], "lon": where[0], "lat": where[1],
        "cost": round(work_type["estimate"]["mean_cost_cents"] * size / 1000) * 1000,
        "hours": {crew: round(mean * size, 1) for crew, mean in hours.items()},
        "priority": round(min(100, max(1, draw.gauss(PRIORITY_MEAN, PRIORITY_DEVIATION))), 2),
        "earliest_year": 2027 + draw.randrange(1, 4) if draw.random() < 0.05 else None,
    }


def city(count, seed, years, tightness, streets):
    """The instance."""
    draw = random.Random(seed)
    lines, lengths = segments(streets)
    work_types, departments = catalogue()
    hot = [draw.choice(lines) for _ in range(max(1, count // 40))]
    requests = []
    for index in range(count):
        where = place(draw, lines, lengths) if draw.random() < 0.5 else along(draw, draw.choice(hot))
        requests.append(request(draw, index, work_types, where))
    needs_cents, needs_hours = {}, {}
    department_of = {work_type["code"]: work_type["department"] for work_type in work_types}
    for one in requests:
        department = department_of[one["work_type"]]
        needs_cents[department] = needs_cents.get(department, 0) + one["cost"]
        for crew, hours in one["hours"].items():
            needs_hours[crew] = needs_hours.get(crew, 0) + hours
    share = tightness / years
    crews = [(crew["code"], department["code"]) for department in departments for crew in department.get("crews", [])]
    return {
        "horizon": {"first_year": 2027, "years": years, "discount_rate": 0.03},
        "departments": [
            {"id": d["code"], "budget": [round(needs_cents.get(d["code"], 0) * share * draw.uniform(0.8, 1.2)) for _ in range(years)]}
            for d in departments
        ],
        "crews": [
            {"id": crew, "department": department,
             "hours": [round(needs_hours.get(crew, 0) * share * draw.uniform(0.8, 1.3), 1) for _ in range(years)]}
            for crew, department in crews
        ],
        "work_types": [
            {"id": w["code"], "department": w["department"],
             "grouping": {"radius_m": w["grouping"]["radius_m"], "max_span_m": w["grouping"].get("max_span_m"),
                          "max_requests": w["grouping"].get("max_requests"), "max_cost": w["grouping"].get("max_cost_cents")},
             "mobilization": {"cost": w["mobilization"]["cost_cents"], "shared_cost": w["mobilization"]["shared_cost_cents"]},
             "after": w.get("after", []), "breaks_ground": w.get("breaks_ground", False),
             "moratorium_years": w.get("moratorium_years", 0)}
            for w in work_types
        ],
        "sites": {"radius_m": 30, "max_span_m": 600},
        "requests": requests,
        "moratoria": [
            {"lon": one["lon"], "lat": one["lat"], "radius_m": 40, "until_year": 2027 + draw.randrange(4)}
            for one in draw.sample(requests, min(count // 100, 2000))
        ],
        "pins": [],
    }


def follow(instance, streets):
    """Lets distances follow the streets."""
    instance["streets"] = [{"coordinates": [place[:2] for place in line]} for line in segments(streets)[0]]
    distances = {kind["code"]: kind["grouping"].get("distance", "great_circle") for kind in catalogue()[0]}
    for kind in instance["work_types"]:
        kind["distance"] = distances[kind["id"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("requests", type=int)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=311)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--tightness", type=float, default=0.35)
    parser.add_argument("--streets", type=float, default=1.0)
    parser.add_argument("--follow", action="store_true")
    given = parser.parse_args()
    instance = city(given.requests, given.seed, given.years, given.tightness, given.streets)
    if given.follow:
        follow(instance, given.streets)
    given.out.write_text(json.dumps(instance), "utf-8")


if __name__ == "__main__":
    main()
