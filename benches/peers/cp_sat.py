#!/usr/bin/env python3
"""Plans with OR-Tools CP-SAT the very projects and sites that Riverain grouped, and compares.

    benches/peers/cp_sat.py INSTANCE.json PROGRAMME.json [--seconds 60] [--threads 2]

The model is that of `highs.py`, in whole numbers: values in thousandths, hours in thousandths (rounded up), money in cents.
Needs `pip install ortools`.
"""
import collections, math

import ortools
from ortools.sat.python import cp_model

import facts as given_facts

SCALE = 1000


def model(facts):
    """The model, the variable of each project and year, and what it is worth."""
    years, work = facts.horizon["years"], cp_model.CpModel()
    done, worth = {}, {}
    for p, project in enumerate(facts.projects):
        for t in range(years):
            if project["ready"] <= t and project["pin"] in (None, t):
                done[p, t] = work.new_bool_var("")
                worth[p, t] = project["value"] * (1 + facts.horizon["discount_rate"]) ** -t
        chosen = [done[p, t] for t in range(years) if (p, t) in done]
        (work.add_exactly_one if project["pin"] is not None else work.add_at_most_one)(chosen)
    money = collections.defaultdict(list)
    for members in facts.sites.values():
        for p in members:
            kind = facts.work_types[facts.projects[p]["work_type"]]
            full, shared = kind["mobilization"]["cost"], kind["mobilization"]["shared_cost"]
            for t in (t for t in range(years) if (p, t) in done):
                key = kind["department"], t
                others = [done[q, t] for q in members if q != p and (q, t) in done]
                if not others or full == shared:
                    money[key].append((done[p, t], facts.projects[p]["base"] + full))
                    continue
                alone = work.new_bool_var("")
                work.add_bool_or([done[p, t].Not(), alone, *others])
                if full < shared:
                    work.add_implication(alone, done[p, t])
                    for other in others:
                        work.add_implication(alone, other.Not())
                money[key] += [(done[p, t], facts.projects[p]["base"] + shared), (alone, full - shared)]
        for b in members:
            for a in members:
                if facts.projects[a]["work_type"] in facts.before[facts.projects[b]["work_type"]]:
                    for t in range(years):
                        first = [done[a, u] for u in range(t + 1) if (a, u) in done]
                        then = [done[b, u] for u in range(t + 1) if (b, u) in done]
                        work.add(sum(then) <= sum(first))
        for k in members:
            spell = facts.work_types[facts.projects[k]["work_type"]].get("moratorium_years", 0)
            for g in members:
                if spell and g != k and facts.work_types[facts.projects[g]["work_type"]].get("breaks_ground"):
                    for t in (t for t in range(years) if (k, t) in done):
                        under = [done[g, u] for u in range(t + 1, min(years, t + spell + 1)) if (g, u) in done]
                        work.add_at_most_one([done[k, t], *under])
    for department in facts.instance["departments"]:
        for t, budget in enumerate(department["budget"]):
            if budget is not None:
                work.add(sum(cents * variable for variable, cents in money[department["id"], t]) <= budget)
    for crew in facts.instance.get("crews", []):
        for t, hours in enumerate(crew["hours"]):
            if hours is not None:
                used = [(done[p, t], project["hours"].get(crew["id"], 0.0)) for p, project in enumerate(facts.projects) if (p, t) in done]
                work.add(sum(math.ceil(amount * SCALE - 1e-6) * variable for variable, amount in used if amount) <= math.floor(hours * SCALE + 1e-6))
    work.maximize(sum(round(worth[key] * SCALE) * variable for key, variable in done.items()))
    return work, done, worth


def solve(facts, seconds, threads):
    """Objective, recomputed, and bound after some seconds; objective 0 where nothing was found."""
    work, done, worth = model(facts)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = threads
    status = solver.solve(work)
    is_found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    objective = sum(worth[key] for key, variable in done.items() if solver.boolean_value(variable)) if is_found else 0.0
    return objective, solver.best_objective_bound / SCALE, solver.wall_time


if __name__ == "__main__":
    given_facts.compare(f"CP-SAT {ortools.__version__}", solve, __doc__)
