"""What the models of the peers read of an instance and of the projects and sites that Riverain grouped."""
import argparse, collections, json, math, pathlib

EARTH_RADIUS_M = 6371008.8


def haversine(a, b):
    lon1, lat1, lon2, lat2 = map(math.radians, (a["lon"], a["lat"], b["lon"], b["lat"]))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def before(work_types):
    """For each work type, all that come before it, transitively."""
    found = {name: set(kind.get("after", [])) for name, kind in work_types.items()}
    for _ in found:
        for name in found:
            found[name] |= set().union(*(found[other] for other in found[name])) if found[name] else set()
    return found


class Facts:
    """What the model reads: projects with their money, hours, value, first year and pin."""

    def __init__(self, instance, programme):
        self.instance = instance
        self.horizon = instance["horizon"]
        self.work_types = {kind["id"]: kind for kind in instance["work_types"]}
        self.before = before(self.work_types)
        self.projects = programme["projects"]
        requests = {request["id"]: request for request in instance["requests"]}
        pins = {pin["request"]: pin["year"] for pin in instance.get("pins", []) if not pin.get("excluded")}
        first = self.horizon["first_year"]
        moratoria = instance.get("moratoria", [])
        self.sites = collections.defaultdict(list)
        for index, project in enumerate(self.projects):
            mine = [requests[one] for one in project["requests"]]
            kind = self.work_types[project["work_type"]]
            ready = max([(one.get("earliest_year") or first) - first for one in mine] + [0])
            if kind.get("breaks_ground"):
                for area in moratoria:
                    if any(haversine(one, area) <= area["radius_m"] for one in mine):
                        ready = max(ready, area["until_year"] + 1 - first)
            project["ready"] = ready
            project["base"] = sum(one["cost"] for one in mine)
            pinned = [pins[one["id"]] - first for one in mine if one["id"] in pins]
            project["pin"] = pinned[0] if pinned else None
            self.sites[project["site"]].append(index)


def read(instance, programme):
    """The facts of two files, and the programme."""
    programme = json.loads(pathlib.Path(programme).read_text())
    return Facts(json.loads(pathlib.Path(instance).read_text()), programme), programme


def compare(name, solve, description):
    """The command of a peer: solves what its arguments name, and prints what both reached."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instance")
    parser.add_argument("programme")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    facts, programme = read(given.instance, given.programme)
    objective, bound, seconds = solve(facts, given.seconds, given.threads)
    print(f"{name}: objective {objective:.3f}, bound {bound:.3f} after {seconds:.1f} s; "
          f"Riverain: objective {programme['objective']:.3f}, bound {programme['upper_bound']:.3f}")
