#!/usr/bin/env python3
"""Plans with HiGHS the very projects and sites that Riverain grouped, and compares.

    benches/peers/highs.py INSTANCE.json PROGRAMME.json [--seconds 60] [--threads 2]

PROGRAMME.json is what `riverain plan` wrote: its projects and sites are taken, its years are not. The model is the whole one of the
exchange format: a binary a project and year, budgets with shared mobilizations, hours, order, moratoria, windows and pins.
Needs `pip install highspy`.
"""
import collections

import highspy

import facts as given_facts

def model(facts):
    """The integer programme, and its column of each project and year."""
    highs, years = highspy.Highs(), facts.horizon["years"]
    highs.setOptionValue("output_flag", False)
    column = {}

    def binary(value, upper=1.0, is_integer=True):
        highs.addVar(0.0, upper)
        index = highs.getNumCol() - 1
        highs.changeColCost(index, value)
        if is_integer:
            highs.changeColIntegrality(index, highspy.HighsVarType.kInteger)
        return index

    def row(low, high, terms):
        terms = [(index, value) for index, value in terms if value]
        highs.addRow(low, high, len(terms), [index for index, _ in terms], [value for _, value in terms])

    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    inf = highspy.kHighsInf
    for p, project in enumerate(facts.projects):
        for t in range(years):
            allowed = project["ready"] <= t and project["pin"] in (None, t)
            column[p, t] = binary(project["value"] * (1 + facts.horizon["discount_rate"]) ** -t, 1.0 if allowed else 0.0)
        low = 1.0 if project["pin"] is not None else 0.0
        row(low, 1.0, [(column[p, t], 1.0) for t in range(years)])
    money = collections.defaultdict(list)
    for members in facts.sites.values():
        for p in members:
            kind = facts.work_types[facts.projects[p]["work_type"]]
            full, shared = kind["mobilization"]["cost"], kind["mobilization"]["shared_cost"]
            for t in range(years):
                key = kind["department"], t
                if len(members) == 1:
                    money[key].append((column[p, t], facts.projects[p]["base"] + full))
                    continue
                money[key].append((column[p, t], facts.projects[p]["base"] + shared))
                if full != shared:
                    alone = binary(0.0, 1.0, is_integer=full < shared)
                    row(-inf, 0.0, [(column[p, t], 1.0), (alone, -1.0)] + [(column[q, t], -1.0) for q in members if q != p])
                    money[key].append((alone, full - shared))
        for b in members:
            for a in members:
                if facts.projects[a]["work_type"] in facts.before[facts.projects[b]["work_type"]]:
                    for t in range(years):
                        row(-inf, 0.0, [(column[b, u], 1.0) for u in range(t + 1)] + [(column[a, u], -1.0) for u in range(t + 1)])
        for k in members:
            spell = facts.work_types[facts.projects[k]["work_type"]].get("moratorium_years", 0)
            for g in members:
                if spell and g != k and facts.work_types[facts.projects[g]["work_type"]].get("breaks_ground"):
                    for t in range(years - 1):
                        row(-inf, 1.0, [(column[k, t], 1.0)] + [(column[g, u], 1.0) for u in range(t + 1, min(years, t + spell + 1))])
    for department in facts.instance["departments"]:
        for t, budget in enumerate(department["budget"]):
            if budget is not None:
                # Thousands of dollars: numbers near one.
                row(-inf, budget / 1e5, [(index, cents / 1e5) for index, cents in money[department["id"], t]])
    for crew in facts.instance.get("crews", []):
        for t, hours in enumerate(crew["hours"]):
            if hours is not None:
                row(-inf, hours, [(column[p, t], project["hours"].get(crew["id"], 0.0)) for p, project in enumerate(facts.projects)])
    return highs, column


def solve(facts, seconds, threads):
    """Objective and bound after some seconds."""
    highs, _ = model(facts)
    highs.setOptionValue("time_limit", seconds)
    highs.setOptionValue("threads", threads)
    highs.run()
    info = highs.getInfo()
    return info.objective_function_value, info.mip_dual_bound, highs.getRunTime()


if __name__ == "__main__":
    given_facts.compare(f"HiGHS {highspy.Highs().version()}", solve, __doc__)
