"""Derives shape.json from Montréal's 311 requests: when, how and about what citizens ask.

    python3 make_shape.py REQUESTS.csv > shape.json

REQUESTS.csv is the file of the city's open data for one borough (columns mois, nature, activite, statut, provenances,
jour_semaine_0lundi, heure). mapping.toml, beside this script, says what product, precision and channel each row is.
Python 3.11 or later, standard library only.

Months are weighed by the number of years in which the file holds them, so that a last year that stops in August does
not make autumn rarer than it is.
"""

import collections
import csv
import json
import pathlib
import sys
import tomllib

DECIMALS = 6


def main() -> None:
    mapping = tomllib.loads(pathlib.Path(__file__).with_name("mapping.toml").read_text(encoding="utf-8"))
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    years = collections.Counter(month[5:7] for month in {row["mois"] for row in rows})
    months = collections.Counter()
    weekday_hours = collections.Counter()
    channels = collections.Counter()
    categories = collections.Counter()
    category_months = collections.defaultdict(collections.Counter)
    rejected = 0
    for row in rows:
        category = category_of(mapping, row)
        if category is None:
            rejected += 1
            continue
        month = row["mois"][5:7]
        months[month] += 1 / years[month]
        weekday_hours[int(row["jour_semaine_0lundi"]), int(row["heure"])] += 1
        channel = mapping["channel"]
        channels[channel["words"].get(row["provenances"], channel["default"])] += 1
        categories[category] += 1
        category_months[category][month] += 1 / years[month]
    shape = {
        "description": "When, how and about what citizens ask, as shares of all requests; months from January, weekdays from Monday, hours from midnight.",
        "source": "Ville de Montréal, requêtes 311, arrondissement Le Plateau-Mont-Royal, CC BY 4.0",
        "requests": len(rows) - rejected,
        "rejected": rejected,
        "months": month_shares(months),
        "weekday_hours": [
            [share(weekday_hours[weekday, hour], weekday_hours.total()) for hour in range(24)] for weekday in range(7)
        ],
        "channels": {channel: share(count, channels.total()) for channel, count in channels.most_common()},
        "categories": [
            {
                "product": product,
                "precision": precision,
                "requests": count,
                "months": month_shares(category_months[product, precision]),
            }
            for (product, precision), count in sorted(categories.items(), key=lambda item: (-item[1], item[0]))
        ],
    }
    print(text_of(shape))


def category_of(mapping: dict, row: dict) -> tuple[str, str] | None:
    """The product and precision of the first category whose conditions a row meets."""
    for category in mapping["categories"]:
        if all(row[condition["column"]].strip() in condition["is"] for condition in category.get("when", [])):
            return category["product"], category["precision"]
    return None


def month_shares(counts: collections.Counter) -> list[float]:
    return [share(counts[f"{month:02}"], counts.total()) for month in range(1, 13)]


def share(count: float, total: float) -> float:
    return round(count / total, DECIMALS)


def text_of(shape: dict) -> str:
    """JSON with a line a key, and a line a row of the longer lists."""
    lines = []
    for key, value in shape.items():
        if isinstance(value, list) and not isinstance(value[0], float):
            elements = ",\n".join(f"    {json.dumps(element, ensure_ascii=False)}" for element in value)
            lines.append(f'  "{key}": [\n{elements}\n  ]')
        else:
            lines.append(f'  "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n}"


if __name__ == "__main__":
    main()
