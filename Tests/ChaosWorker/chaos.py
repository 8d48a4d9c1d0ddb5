#!/usr/bin/env python3
"""Lets everything go wrong that can, with real workers and real children, and checks the promises afterwards.

    chaos.py PROGRAM CHAOS_WORKER [--seed N] [--minutes M]

PROGRAM is a built `procession`, CHAOS_WORKER the worker that kills itself at named points. Workers are killed, stood
still for longer than a lease, ended in order, starved of descriptors and memory, and deprived of their disk, while
processes are created, started and stopped. Every task appends lines to a witness file that no worker knows of. Then
nothing goes wrong any more, everything has to come to rest, and the database is compared with the witness. Ends with
status 1 if a promise was broken.
"""

import argparse
import collections
import datetime
import glob
import itertools
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

WITNESS = """#!/bin/sh
# witness.sh SECONDS EXIT: says on the witness file that this attempt begins, lasts, and ends.
here="$PROCESSION_EXECUTION_ID $PROCESSION_TASK $PROCESSION_ATTEMPT"
last="$chaos/pids/$PROCESSION_EXECUTION_ID.$PROCESSION_TASK"
if [ -e "$last" ]; then
    before=$(cat "$last")
    case $(cut -d' ' -f3 "/proc/$before/stat" 2>/dev/null) in
        ''|Z|X) ;;
        *) if tr '\\0' '\\n' <"/proc/$before/environ" 2>/dev/null | grep -q "^PROCESSION_EXECUTION_ID=$PROCESSION_EXECUTION_ID$"
           then echo "overlap $here $$ $before" >>"$chaos/witness"; fi ;;
    esac
fi
echo $$ >"$last"
echo "start $here $$" >>"$chaos/witness"
sleep "$1"
echo "end $here $$" >>"$chaos/witness"
exit "$2"
"""

TYPES = {
    "chain": """name: chain
inputs: {nap: string}
env: {chaos: "@FOLDER@"}
defaults: {timeout: 1m}
tasks:
  - {name: one, shell: 'sh "$chaos/witness.sh" "$nap" 0'}
  - {name: two, shell: 'sh "$chaos/witness.sh" "$nap" 0', retry: {max_retries: 5, delay: 100ms}}
  - {name: three, shell: 'sh "$chaos/witness.sh" 0.05 0'}
finally:
  - {name: last, shell: 'sh "$chaos/witness.sh" 0.01 0'}
""",
    "fan": """name: fan
inputs: {nap: string}
env: {chaos: "@FOLDER@"}
fail_fast: false
tasks:
  - {name: once, needs: [], on_interruption: fail, shell: 'sh "$chaos/witness.sh" "$nap" 0'}
  - {name: again, needs: [], shell: 'sh "$chaos/witness.sh" "$nap" 0'}
  - {name: failing, needs: [], allow_failure: true, retry: {max_retries: 2, delay: 50ms}, shell: 'sh "$chaos/witness.sh" 0.02 3'}
  - name: stubborn
    needs: []
    shell: |
      (trap '' TERM; setsid sh -c 'trap "" TERM; sleep 600' & trap '' TERM; sleep 600) >/dev/null 2>&1 &
      sh "$chaos/witness.sh" "$nap" 0
  - {name: join, needs: [again, stubborn], shell: 'sh "$chaos/witness.sh" 0.01 0'}
""",
    "ticking": """name: ticking
env: {chaos: "@FOLDER@"}
schedules:
  - {id: often, every: 2s, missed: last, overlap: skip}
tasks:
  - {name: tick, shell: 'sh "$chaos/witness.sh" 0.05 0'}
""",
}

# Where the worker of a round kills itself: with nothing written, or with everything written and nothing done about it.
POINTS = [
    ("after", "exchange"), ("before", "exchange"), ("after", "rescue"), ("before", "rescue"), ("after", "register"),
    ("after", "carryOut"), ("before", "carryOut"), ("after", "declareDead"), ("after", "interruptedAttempts"),
]


class Chaos:
    def __init__(self, program, worker, seed, seconds, folder, has_disk):
        self.program, self.worker, self.seconds, self.folder, self.has_disk = program, worker, seconds, folder, has_disk
        self.random = random.Random(seed)
        self.database = f"{folder}/procession.db"
        self.types = f"{folder}/types"
        self.counts = collections.Counter()
        self.created, self.started = [], []
        self.numbers = itertools.count(1)
        os.makedirs(f"{folder}/pids")
        os.makedirs(self.types)
        with open(f"{folder}/witness.sh", "w") as file:
            file.write(WITNESS)
        for name, text in TYPES.items():
            with open(f"{self.types}/{name}.yaml", "w") as file:
                file.write(text.replace("@FOLDER@", folder))

    # Programs

    def environment(self):
        kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
        return {**kept, "HOME": self.folder, "XDG_STATE_HOME": f"{self.folder}/state", "TZ": "UTC"}

    def ask(self, *arguments):
        """Runs a command of the program; what it prints if it succeeds, None otherwise."""
        command = [self.program, *arguments, "--db", self.database, "--types", self.types]
        try:
            done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, timeout=60)
        except subprocess.TimeoutExpired:
            self.counts["commands that hung"] += 1
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    def start_worker(self, point=None, descriptors=None):
        if point:
            when, call = point
            number = str(self.random.randint(1, 60 if call == "exchange" else 3))
            command = [self.worker, "work", self.database, self.types, when, call, number]
        else:
            command = [self.program, "worker", "--db", self.database, "--types", self.types, "--grace", "1s"]

        def prepare():
            if descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

        self.counts["workers"] += 1
        with open(f"{self.folder}/worker.log", "a") as log:
            return subprocess.Popen(command, env=self.environment(), stdout=log, stderr=log, preexec_fn=prepare)

    def wait_until_ready(self, worker):
        """Until it holds the lock of the database; False if it ends before."""
        for _ in range(1000):
            if worker.poll() is not None:
                return False
            try:
                with open(f"{self.database}.lock") as file:
                    if json.loads(file.read() or "{}").get("pid") == worker.pid:
                        return True
            except (OSError, ValueError):
                pass
            time.sleep(0.01)
        return False

    # What people do

    def do_something(self):
        kind = self.random.random()
        if kind < 0.75 or not self.created:
            name = f"p{next(self.numbers)}"
            nap = self.random.choice(["0", "0.05", "0.2", "0.5", "1.5"])
            if self.ask("create", self.random.choice(["chain", "fan"]), "--id", name, "--input", f"nap={nap}"):
                self.created.append(name)
                self.start(name)
        elif kind < 0.9:
            self.ask("stop", self.random.choice(self.created))
        else:
            self.start(self.random.choice(self.created))

    def start(self, name):
        execution = self.ask("start", name)
        if execution:
            self.started.append(execution.split()[-1])

    # What goes wrong

    def round(self):
        kind = self.random.random()
        point = self.random.choice(POINTS) if kind < 0.35 else None
        descriptors = self.random.randint(40, 60) if 0.35 <= kind < 0.42 else None
        worker = self.start_worker(point, descriptors)
        if descriptors:
            self.counts["starved of descriptors"] += 1
        ready = self.wait_until_ready(worker)
        until = time.monotonic() + self.random.uniform(0.2, 4)
        while ready and time.monotonic() < until and worker.poll() is None:
            people = [threading.Thread(target=self.do_something) for _ in range(3)]
            for person in people:
                person.start()
            if self.random.random() < 0.3:
                # In the middle of what they do.
                break
            for person in people:
                person.join()
        if worker.poll() is not None:
            self.counts["died at a named point" if point else "ended by themselves"] += 1
            return
        if kind < 0.7:
            self.counts["killed at random"] += 1
            worker.kill()
        elif kind < 0.85:
            self.counts["ended in order"] += 1
            worker.terminate()
        elif kind < 0.9:
            self.starve_of_memory(worker)
        elif kind < 0.95 and self.has_disk:
            self.fill_disk(worker)
        else:
            self.counts["stood still for longer than a lease"] += 1
            worker.send_signal(signal.SIGSTOP)
            time.sleep(11)
            worker.send_signal(signal.SIGCONT)
            time.sleep(self.random.uniform(0, 1))
            worker.kill()
        try:
            worker.wait(60)
        except subprocess.TimeoutExpired:
            self.counts["workers that had to be killed"] += 1
            worker.kill()
            worker.wait()

    def starve_of_memory(self, worker):
        """No new thread and no larger heap: what it wants to start fails, or the worker dies of it."""
        self.counts["starved of memory"] += 1
        with open(f"/proc/{worker.pid}/status") as status:
            size = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmSize"))
        resource.prlimit(worker.pid, resource.RLIMIT_AS, (size + (1 << 20), resource.RLIM_INFINITY))
        self.do_something()
        time.sleep(self.random.uniform(0.2, 1))
        worker.kill()

    def fill_disk(self, worker):
        self.counts["disk full"] += 1
        with open(f"{self.folder}/fill", "wb") as file:
            try:
                while True:
                    file.write(b"x" * 65536)
                    file.flush()
            except OSError:
                pass
        self.do_something()
        time.sleep(self.random.uniform(0.5, 2))
        os.unlink(f"{self.folder}/fill")
        self.do_something()
        time.sleep(0.5)
        worker.kill()

    # The end

    def query(self, text, *values):
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)
        try:
            return connection.execute(text, values).fetchall()
        finally:
            connection.close()

    def settle(self):
        """Nothing goes wrong any more: everything that was started has to end. Says what doesn't."""
        worker = self.start_worker()
        self.wait_until_ready(worker)
        last = self.query("SELECT max(rowid) FROM process_executions")[0][0] or 0
        deadline = time.monotonic() + 180
        while True:
            open_executions = self.query(
                "SELECT execution_id FROM process_executions WHERE execution_status = 'IN_PROGRESS' AND rowid <= ?", last)
            if not open_executions or time.monotonic() > deadline:
                break
            time.sleep(0.2)
        self.leftovers = self.resources(worker)
        worker.terminate()
        try:
            worker.wait(60)
        except subprocess.TimeoutExpired:
            self.leftovers.append("the worker does not end")
            worker.kill()
            worker.wait()
        return [row[0] for row in open_executions]

    def resources(self, worker):
        problems = []
        if (count := len(os.listdir(f"/proc/{worker.pid}/fd"))) > 100:
            problems.append(f"{count} open descriptors")
        with open(f"/proc/{worker.pid}/status") as status:
            size = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
        if size > 300_000:
            problems.append(f"{size} KiB of memory")
        zombies = [pid for pid, parent, state in processes() if parent == worker.pid and state == "Z"]
        if len(zombies) > 8:
            problems.append(f"{len(zombies)} zombies")
        return problems

    def verify(self, still_open):
        found = {f"I{number}": [] for number in range(1, 11)}
        starts, attempts_seen = collections.Counter(), collections.Counter()
        with open(f"{self.folder}/witness") as file:
            for line in file:
                words = line.split()
                if words[0] == "overlap":
                    found["I1"].append(line.strip())
                elif words[0] == "start":
                    starts[(words[1], words[2])] += 1
                    attempts_seen[(words[1], words[2], int(words[3]))] += 1
        self.counts["witnessed starts"] = sum(starts.values())
        self.counts["processes confirmed"] = len(self.created)
        self.counts["starts confirmed"] = len(self.started)
        rows = {(e, n, a): o for e, n, a, o in self.query("SELECT execution_id, name, attempt, outcome FROM task_attempts")}
        for key, count in attempts_seen.items():
            if key not in rows:
                found["I2"].append(f"{key} began, but is not on record")
            if count > 1:
                found["I2"].append(f"{key} began {count} times")
        found["I3"] = [f"{key} began {count} times" for key, count in starts.items() if key[1] == "once" and count > 1]
        found["I4"] = [f"execution {execution} has not ended" for execution in still_open]
        problems = subprocess.run(
            [self.worker, "check", self.database], env=self.environment(), capture_output=True, text=True)
        found["I8"] = problems.stdout.splitlines()
        if problems.returncode != 0:
            found["I8"].append(problems.stderr.strip())
        found["I4"] += [
            f"task {task} is {status} in an execution that has ended" for task, status in self.query(
                "SELECT t.task_id, t.status FROM tasks t JOIN process_executions e ON e.execution_id = t.execution_id"
                " WHERE e.phase = 'ended' AND t.status IN ('PENDING', 'READY', 'IN_PROGRESS', 'WAITING')")]
        found["I5"] = self.verify_ticks()
        found["I6"] = [f"process {pid} is left" for pid in self.marked()]
        known = {row[0] for row in self.query("SELECT id FROM processes")}
        found["I7"] = [f"process {name} was confirmed, and is gone" for name in self.created if name not in known]
        known = {row[0] for row in self.query("SELECT execution_id FROM process_executions")}
        found["I7"] += [f"execution {name} was confirmed, and is gone" for name in self.started if name not in known]
        found["I9"] = [
            f"task {task} is {status} with {count} completed attempts" for task, status, count in self.query(
                "SELECT t.task_id, t.status, (SELECT count(*) FROM task_attempts a WHERE a.execution_id = t.execution_id"
                " AND a.task_id = t.task_id AND a.outcome = 'completed') AS n FROM tasks t"
                " WHERE t.execution_id IS NOT NULL AND n <> (t.status = 'COMPLETED')")]
        found["I10"] = self.leftovers
        return found

    def verify_ticks(self):
        """Each tick between the first and the last that fired did fire, or is on record as skipped."""
        problems = []
        for process, in self.query("SELECT id FROM processes WHERE schedule IS NOT NULL"):
            fired = [row[0] for row in self.query(
                "SELECT scheduled_for FROM process_executions WHERE process_id = ? AND scheduled_for IS NOT NULL"
                " ORDER BY scheduled_for", process)]
            self.counts["ticks that fired"] = len(fired)
            if len(fired) < 2:
                problems.append(f"{process} fired {len(fired)} times")
                continue
            if len(set(fired)) != len(fired):
                problems.append(f"a tick of {process} fired twice")
            skipped = sum(int(detail.split()[0]) for detail, in self.query(
                "SELECT detail FROM events WHERE process_id = ? AND kind = 'schedule.skipped'", process))
            created, next_run = map(moment, self.query(
                "SELECT created_at, next_run_at FROM processes WHERE id = ?", process)[0])
            due = round((next_run - created).total_seconds() / 2) - 1
            waiting = self.query("SELECT count(*) FROM waiting_ticks WHERE process_id = ?", process)[0][0]
            if abs(len(fired) + skipped + waiting - due) > 1:
                problems.append(
                    f"of {due} ticks of {process}, {len(fired)} fired, {skipped} were skipped and {waiting} wait")
        return problems

    def marked(self):
        """Living processes that carry the mark of an attempt of this run."""
        for path in glob.glob("/proc/[0-9]*/environ"):
            try:
                with open(path, "rb") as file:
                    text = file.read()
            except OSError:
                continue
            if b"PROCESSION_ATTEMPT_ID=" in text and f"chaos={self.folder}".encode() in text:
                yield int(path.split("/")[2])

    def run(self):
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            self.round()
        still_open = self.settle()
        return self.verify(still_open)


def moment(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f")


def processes():
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        yield int(path.split("/")[2]), int(fields[1]), fields[0]


MEANINGS = {
    "I1": "no two attempts of a task at the same time", "I2": "every start is on record, once",
    "I3": "on_interruption: fail starts at most once", "I4": "every execution and task has ended",
    "I5": "every tick fired once or is on record as skipped", "I6": "no process is left behind",
    "I7": "what was confirmed is there", "I8": "file and rows are sound",
    "I9": "a completed task has one completed attempt", "I10": "no descriptors, zombies or memory leak",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("worker")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--minutes", type=float, default=0.5)
    parser.add_argument("--disk", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not arguments.disk:
        # A mount namespace of its own takes the small disk away with it.
        probe = subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
            capture_output=True)
        if probe.returncode == 0:
            folder = tempfile.mkdtemp(prefix="procession-chaos-")
            command = ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv, "--disk", folder]
            status = subprocess.run(command + ["--seed", str(arguments.seed)]).returncode
            shutil.rmtree(folder, ignore_errors=True)
            sys.exit(status)
        print("skipped: a full disk, because nothing can be mounted here")
    else:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", arguments.disk], check=True)
    folder = arguments.disk or tempfile.mkdtemp(prefix="procession-chaos-")
    print(f"seed {arguments.seed}, {arguments.minutes} minutes", flush=True)
    chaos = Chaos(
        os.path.abspath(arguments.program), os.path.abspath(arguments.worker), arguments.seed, arguments.minutes * 60,
        folder, bool(arguments.disk))
    found = chaos.run()
    for what, count in sorted(chaos.counts.items()):
        print(f"{count:8}  {what}")
    for name, problems in found.items():
        print(f"{name:4} {'broken' if problems else 'kept':7} {MEANINGS[name]}")
        for problem in problems[:10]:
            print(f"              {problem}")
    broken = any(found.values())
    if broken:
        kept = tempfile.mkdtemp(prefix="procession-chaos-failed-")
        shutil.copytree(folder, kept, dirs_exist_ok=True)
        print(f"seed {arguments.seed}: the database and the witness are in {kept}")
    if not arguments.disk:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if broken else 0)


main()
