"""Runs the SQL of standard input on the database that the first argument names.

Values are bound by name, from the JSON object in SQLITE_VALUES. Ends with 65 where the SQL or a value is wrong, 66
where there is no database, 75 where it is locked.
"""
import base64
import json
import os
import re
import sqlite3
import sys


def fail(message, code):
    print(message, file=sys.stderr)
    sys.exit(code)


def seconds(text):
    """The length of a duration such as 1m30s."""
    units = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
    return sum(float(n) * units[u] for n, u in re.findall(r"([0-9.]+)(ms|s|m|h|d)", text))


def statements(text):
    """The statements of a script, each whole, semicolons within texts and triggers included."""
    pending = ""
    for piece in re.split(r"(?<=;)", text):
        pending += piece
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        yield pending


def writes(text):
    """Whether the SQL may change something."""
    return re.search(
        r"\b(insert|update|delete|replace\s+into|create|drop|alter|reindex|analyze)\b", text, re.IGNORECASE)


def plain(value):
    """A value as JSON has it; blobs as base64."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def bindable(name, value):
    """A value as SQLite takes it; lists and maps as JSON."""
    return json.dumps(value) if isinstance(value, (list, dict)) else value


def main():
    path = sys.argv[1]
    values = {k: bindable(k, v) for k, v in json.loads(os.environ["SQLITE_VALUES"]).items()}
    limit = int(os.environ["SQLITE_MAX_ROWS"])
    mode = "rwc" if os.environ["SQLITE_CREATE"] == "true" else "rw"
    if mode == "rw" and not os.path.exists(path):
        fail(f"there is no database '{path}'", 66)
    uri = "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + "?mode=" + mode
    try:
        connection = sqlite3.connect(
            uri, uri=True, timeout=seconds(os.environ["SQLITE_BUSY_TIMEOUT"]), isolation_level=None)
        rows = []
        sql = sys.stdin.read()
        # One that has read before it writes is refused at once where another has written in between.
        connection.execute("BEGIN IMMEDIATE" if writes(sql) else "BEGIN")
        for statement in statements(sql):
            cursor = connection.execute(statement, values)
            if cursor.description is None:
                continue
            names = [column[0] for column in cursor.description]
            found = cursor.fetchmany(limit + 1)
            if len(found) > limit:
                fail(f"there are more than {limit} row{'' if limit == 1 else 's'}; raise max_rows or ask for less", 65)
            rows = [dict(zip(names, map(plain, row))) for row in found]
        changes = connection.total_changes
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        text = str(error)
        fail(text, 75 if "locked" in text or "busy" in text else 65)
    except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
        fail(str(error), 65)
    with open(os.environ["PROCESSION_OUTPUT"], "w", encoding="utf-8") as out:
        json.dump({"rows": rows, "row_count": len(rows), "changes": changes}, out)
    print(f"{len(rows)} rows, {changes} changes")


main()
