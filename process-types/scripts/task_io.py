"""What the tasks of the bundled process types share: records in, whole files and outputs out, errors in one line."""

import contextlib
import json
import math
import os
import pathlib
import signal
import sys

MAXIMUM_SHOWN_PROBLEMS = 10


class TaskError(Exception):
    """A reason to fail that the person who started the process can act on."""


def run(main):
    """Calls `main`; what it can't do becomes one line on standard error and exit status 1."""
    # Exiting by an exception removes partial files when the task is stopped or runs out of time.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace", line_buffering=True)
    try:
        main()
    except TaskError as error:
        sys.exit(f"error: {error}")
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        sys.exit(f"error: {place}{error.strerror or error}")


@contextlib.contextmanager
def written_whole(path):
    """A text file that appears at `path` complete, or not at all."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        # A lone surrogate is legal in JSON and has no UTF-8 form; JSON is written in ASCII and keeps it.
        with open(partial, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            partial.unlink()


def write_json(path, value):
    """Writes one JSON value, whole."""
    with written_whole(path) as file:
        json.dump(value, file, indent=1, allow_nan=False)
        file.write("\n")


def read_json(path):
    """Reads what an earlier task wrote with `write_json`."""
    with open(path, encoding="utf-8") as file:
        try:
            return json.load(file)
        except ValueError as error:
            raise TaskError(f"{path} is damaged ({error}); run the process from its start") from None


def give_outputs(**outputs):
    """Hands values to the tasks and the process outputs that refer to them."""
    path = os.environ.get("PROCESSION_OUTPUT")
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(outputs, file)


def read_records(path):
    """The objects of a file that holds one JSON object a line, or one JSON array of objects.

    Reads line by line; every bad line is found before the error is raised.
    """
    problems = []
    with open(path, "rb") as file:
        entries = _array_elements(file, path) if _starts_with_bracket(file) else _lines(file)
        for place, read in entries:
            try:
                record = read()
                if not isinstance(record, dict):
                    raise ValueError(f"expected an object, found {_kind(record)}")
            except (ValueError, RecursionError) as error:
                problems.append(f"{place}: {_reason(error)}")
                continue
            if not problems:
                yield record
    if problems:
        more = len(problems) - 1
        for problem in problems[:MAXIMUM_SHOWN_PROBLEMS] if more else []:
            print(problem, file=sys.stderr)
        raise TaskError(f"{path} can't be read: {problems[0]}" + (f" (and {more} more)" if more else ""))


def _starts_with_bracket(file):
    texts = (line.removeprefix(b"\xef\xbb\xbf").strip() for line in file)
    first = next((text for text in texts if text), b"")
    file.seek(0)
    return first.startswith(b"[")


def _array_elements(file, path):
    try:
        elements = _parse(file.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise TaskError(f"{path} can't be read: {_reason(error)}") from None
    if not isinstance(elements, list):
        raise TaskError(f"{path} can't be read: it starts with '[' but is not one JSON array")
    for number, element in enumerate(elements, start=1):
        yield f"bad record {number}", lambda element=element: element


def _lines(file):
    for number, line in enumerate(file, start=1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield f"bad line {number}", lambda line=line: _parse(line.decode("utf-8"))


def _parse(text):
    return json.loads(text, parse_float=_float, parse_int=_integer, parse_constant=_refuse_constant)


def _float(text):
    return _in_range(float(text), text)


def _integer(text):
    return _in_range(int(text), text) if len(text) < 400 else _in_range(math.inf, text)


def _in_range(number, text):
    # Sums of what is let through stay finite.
    if abs(number) > 1e300:
        raise ValueError(f"the number {text[:20]} is too large")
    return number


def _refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def _kind(value):
    kinds = {list: "a list", str: "a text", bool: "a boolean", int: "a number", float: "a number"}
    return kinds.get(type(value), "null")


def _reason(error):
    if isinstance(error, json.JSONDecodeError):
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        return f"{error.msg} at {line}column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 at byte {error.start + 1}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error)
