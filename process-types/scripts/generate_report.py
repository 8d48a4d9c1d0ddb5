#!/usr/bin/env python3
"""Draws what process_data.py found as one HTML page that needs nothing else: no network, no scripts, light and dark."""

import argparse
import datetime
import html
import os
import string

from task_io import give_outputs, read_json, run, written_whole

MAXIMUM_BARS = 62
CHART_WIDTH, CHART_HEIGHT = 920, 220
SMALL_WIDTH, SMALL_HEIGHT = 420, 120

PAGE = string.Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<style>
:root {
  --page: #f6f7f9; --card: #ffffff; --line: #e2e6ec; --text: #17202e; --faint: #5d6b80;
  --bar: #2f6fed; --warn: #b4540a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f141b; --card: #18202b; --line: #2a3543; --text: #e8edf4; --faint: #93a1b5;
    --bar: #6ea0ff; --warn: #f0a35e;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 2.5rem 1.25rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif;
}
main { max-width: 60rem; margin: 0 auto; }
h1 { margin: 0; font-size: 1.7rem; letter-spacing: -0.02em; overflow-wrap: anywhere; }
h2 { margin: 0 0 0.75rem; font-size: 1rem; overflow-wrap: anywhere; }
header p, figcaption, .empty { margin: 0.25rem 0 0; color: var(--faint); overflow-wrap: anywhere; }
figcaption { font-size: 13px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem; margin: 1.75rem 0 1rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; }
.tile b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tile span { color: var(--faint); }
.wide { margin-bottom: 1rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1rem; }
figure { margin: 0; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { fill: var(--faint); font-size: 11px; font-variant-numeric: tabular-nums; }
svg .label { fill: var(--text); font-size: 12px; }
svg .rule { stroke: var(--line); }
svg .bar { fill: var(--bar); }
svg .bar:hover { opacity: 0.7; }
svg .track { fill: var(--line); opacity: 0.55; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.4rem 0.75rem 0.4rem 0; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--faint); font-weight: 500; }
th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) { text-align: left; }
tr:last-child td { border-bottom: 0; }
.warn { color: var(--warn); }
footer { margin-top: 1.5rem; color: var(--faint); font-size: 13px; }
</style>
</head>
<body>
<main>
<header><h1>$title</h1><p>$subtitle</p></header>
<section class="tiles">$tiles</section>
$timeline
<section class="grid">$charts</section>
<section class="card scroll" style="margin-top: 1rem"><h2>Fields</h2>$table</section>
<footer>$footer</footer>
</main>
</body>
</html>
""")


def escape(value):
    return html.escape(str(value))


def number(value):
    """A number for people: grouped thousands, at most four significant decimals."""
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.2f}" if 1 <= abs(value) < 1e15 else f"{value:.4g}"


def shortened(text, limit=28):
    return text if len(text) <= limit else text[: limit - 1] + "…"


def shown_hour(hour):
    return hour.replace("T", " ") + ":00"


def time_buckets(hours):
    """Counts by hour, day, month or year: the finest that fits the chart, with gaps as zero."""
    first, last = (datetime.datetime.strptime(hour, "%Y-%m-%dT%H") for hour in (min(hours), max(hours)))
    spans = [
        ("hour", 13, (last - first) // datetime.timedelta(hours=1)),
        ("day", 10, (last.date() - first.date()).days),
        ("month", 7, (last.year - first.year) * 12 + last.month - first.month),
        ("year", 4, last.year - first.year),
    ]
    unit, length, span = next((entry for entry in spans if entry[2] < MAXIMUM_BARS), spans[-1])
    counts = dict.fromkeys(bucket_names(unit, first, min(span, 10_000)), 0)
    for hour, count in hours.items():
        counts[hour[:length]] += count
    return unit, [(shown_hour(name) if unit == "hour" else name, count) for name, count in counts.items()]


def bucket_names(unit, first, span):
    for step in range(span + 1):
        if unit == "hour":
            yield (first + datetime.timedelta(hours=step)).isoformat()[:13]
        elif unit == "day":
            yield (first.date() + datetime.timedelta(days=step)).isoformat()
        elif unit == "month":
            months = first.year * 12 + first.month - 1 + step
            yield f"{months // 12:04d}-{months % 12 + 1:02d}"
        else:
            yield f"{first.year + step:04d}"


def columns(bars, width, height, label):
    """An SVG column chart of (name, count) pairs; the axis names its first and last and two heights."""
    top, bottom, left = 8, 20, 40
    highest = max((count for _, count in bars), default=0)
    # Even, so that the line in the middle stands for a whole number.
    peak = max(highest + highest % 2, 2)
    step = (width - left) / max(len(bars), 1)
    parts = [f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">']
    for share in (1, 0.5, 0):
        y = top + (height - top - bottom) * (1 - share)
        parts.append(f'<line class="rule" x1="{left}" x2="{width}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{number(peak * share)}</text>')
    for index, (name, count) in enumerate(bars):
        tall = (height - top - bottom) * count / peak
        parts.append(
            f'<rect class="bar" rx="2" x="{left + index * step + step * 0.1:.2f}" y="{height - bottom - tall:.2f}"'
            f' width="{step * 0.8:.2f}" height="{tall:.2f}"><title>{escape(name)}: {number(count)}</title></rect>'
        )
    if bars:
        parts.append(f'<text x="{left}" y="{height - 4}">{escape(bars[0][0].split(" – ")[0])}</text>')
        last = escape(bars[-1][0].split(" – ")[-1])
        parts.append(f'<text x="{width}" y="{height - 4}" text-anchor="end">{last}</text>')
    return "".join(parts) + "</svg>"


def rows(bars, total, label):
    """An SVG bar chart with one line a value."""
    line, width = 26, SMALL_WIDTH
    parts = [f'<svg viewBox="0 0 {width} {line * len(bars)}" role="img" aria-label="{escape(label)}">']
    peak = max(count for _, count in bars)
    for index, (name, count) in enumerate(bars):
        y = index * line
        parts.append(
            f'<text class="label" x="0" y="{y + 16}">{escape(shortened(name, 20))}<title>{escape(name)}</title></text>'
            f'<rect class="track" rx="3" x="150" y="{y + 5}" width="{width - 245}" height="14"/>'
            f'<rect class="bar" rx="3" x="150" y="{y + 5}" width="{(width - 245) * count / peak:.2f}" height="14"/>'
            f'<text x="{width}" y="{y + 16}" text-anchor="end">{number(count)} ({count / total:.0%})</text>'
        )
    return "".join(parts) + "</svg>"


def card(title, chart, caption=""):
    return (
        f'<figure class="card"><h2>{escape(title)}</h2>{chart}'
        + (f"<figcaption>{escape(caption)}</figcaption>" if caption else "")
        + "</figure>"
    )


def field_chart(field):
    """The card of one field; None where a chart would say nothing, such as for a column of ids."""
    if field["kind"] == "number":
        bars = [(f"{number(low)} – {number(high)}", count) for low, high, count in field["histogram"]]
        caption = f"median {number(field['median'])}, mean {number(field['mean'])}"
        chart = columns(bars, SMALL_WIDTH, SMALL_HEIGHT, f"Distribution of {field['name']}")
        return card(field["name"], chart, caption)
    if field["kind"] in ("text", "boolean") and field["distinct"] <= max(2, field["present"] // 2):
        rest = field["distinct"] - len(field["top"])
        caption = f"and {number(rest)} more values" if rest else ""
        return card(field["name"], rows(field["top"], field["present"], f"Values of {field['name']}"), caption)
    return None


def timeline(fields):
    moments = [field for field in fields if field["kind"] == "time"]
    if not moments:
        return ""
    unit, bars = time_buckets(moments[0]["hours"])
    title = f"Rows per {unit} by {moments[0]['name']}"
    return f'<section class="wide">{card(title, columns(bars, CHART_WIDTH, CHART_HEIGHT, title))}</section>'


def field_row(field, total):
    share = field["missing"] / total if total else 0
    missing = f'<td class="{"warn" if share > 0.05 else ""}">{number(field["missing"])} ({share:.0%})</td>'
    measures = ("minimum", "median", "mean", "maximum", "outliers")
    if field["kind"] == "number":
        cells = "".join(f"<td>{number(field[measure])}</td>" for measure in measures)
    elif field["kind"] == "time":
        cells = f'<td colspan="5">{shown_hour(field["first"])} – {shown_hour(field["last"])}</td>'
    elif "distinct" in field:
        cells = f'<td colspan="5">{number(field["distinct"])} different</td>'
    else:
        cells = '<td colspan="5"></td>'
    return f"<tr><td>{escape(shortened(field['name'], 60))}</td><td>{field['kind']}</td>{missing}{cells}</tr>"


def completeness(profile):
    cells = profile["rows"] * len(profile["fields"])
    return sum(field["present"] for field in profile["fields"]) / cells if cells else 1


def page(profile, source, user):
    fields, total = profile["fields"], profile["rows"]
    figures = [
        (number(total), "rows"),
        (number(len(fields)), "fields"),
        (number(profile["duplicates"]), "duplicates dropped"),
        (f"{completeness(profile):.1%}", "of all values present"),
    ]
    heads = ("Field", "Kind", "Missing", "Minimum", "Median", "Mean", "Maximum", "Outliers")
    table = (
        "<table><thead><tr>" + "".join(f"<th>{head}</th>" for head in heads) + "</tr></thead><tbody>"
        + "".join(field_row(field, total) for field in fields) + "</tbody></table>"
    )
    return PAGE.substitute(
        title=escape(os.path.basename(source) or source),
        subtitle=f"Processed for {escape(user)} in {number(profile['batches'])} batches",
        tiles="".join(f'<div class="card tile"><b>{value}</b><span>{name}</span></div>' for value, name in figures),
        timeline=timeline(fields),
        charts="".join(filter(None, map(field_chart, fields))),
        table=table if fields else '<p class="empty">The input held no records.</p>',
        footer=f"From {escape(source)}. Outliers lie more than three interquartile ranges outside the middle half.",
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("profile", help="what process_data.py wrote")
    parser.add_argument("report", help="where the page goes")
    parser.add_argument("--source", required=True, help="the file that the records came from, for the heading")
    parser.add_argument("--user", default="anonymous", help="for whom the report is (default: anonymous)")
    arguments = parser.parse_args()

    profile = read_json(arguments.profile)
    with written_whole(arguments.report) as file:
        file.write(page(profile, arguments.source, arguments.user))
    give_outputs(report=arguments.report)
    print(f"report of {profile['rows']} rows: {arguments.report}")


run(main)
