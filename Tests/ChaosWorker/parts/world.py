"""The folder, the small disk, the process types and the programs of one run."""

import atexit
import collections
import json
import os
import random
import signal
import sqlite3
import subprocess
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
    "wide": """name: wide
inputs: {nap: string}
env: {chaos: "@FOLDER@"}
fail_fast: false
tasks:
  - name: each
    for_each: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x]
    retry: {max_retries: 3, delay: 100ms}
    shell: 'sh "$chaos/witness.sh" "$nap" 0'
""",
    "family": """name: family
inputs: {nap: string}
env: {chaos: "@FOLDER@"}
fail_fast: false
tasks:
  - name: child
    needs: []
    retry: {max_retries: 2, delay: 100ms}
    process: {type: chain, inputs: {nap: "${nap}"}}
  - name: question
    needs: []
    approval: {message: May it go on?, timeout: 10s, on_timeout: approve}
  - {name: join, needs: [child, question], shell: 'sh "$chaos/witness.sh" 0.01 0'}
""",
    # Starts a child whenever a worker runs.
    "nest": """name: nest
schedules:
  - {id: often, every: 3s, missed: last, overlap: skip}
tasks:
  - {name: child, process: {type: chain, inputs: {nap: "0"}}}
""",
    "ticking": """name: ticking
env: {chaos: "@FOLDER@"}
schedules:
  - {id: often, every: 2s, missed: last, overlap: skip}
tasks:
  - {name: tick, shell: 'sh "$chaos/witness.sh" 0.05 0'}
""",
}


class World:
    """What all parts of a run share.

    The database lies in `disk`, which can be full; everything else in `folder`, where the witness always has room.
    """

    def __init__(self, program, chaos_worker, seed, folder, disk):
        self.program, self.chaos_worker, self.seed, self.folder, self.disk = program, chaos_worker, seed, folder, disk
        self.random = random.Random(seed)
        self.database = f"{disk or folder}/procession.db"
        self.types = f"{folder}/types"
        self.log = f"{folder}/worker.log"
        self.witness = f"{folder}/witness"
        self.counts = collections.Counter()
        # Of each worker: its pid, when it was started, and whether a task was there for it.
        self.lives = []
        os.makedirs(f"{folder}/pids")
        os.makedirs(self.types)
        for path in self.witness, self.log:
            open(path, "w").close()
        with open(f"{folder}/witness.sh", "w") as file:
            file.write(WITNESS)
        for name, text in TYPES.items():
            with open(f"{self.types}/{name}.yaml", "w") as file:
                file.write(text.replace("@FOLDER@", folder))

    # Programs

    @property
    def environment(self):
        kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
        return {**kept, "HOME": self.folder, "XDG_STATE_HOME": f"{self.folder}/state", "TZ": "UTC",
                "PROCESSION_TYPES": self.types, "PROCESSION_DB": self.database,
                # What crashes for want of memory is to be gone, not to look for its stack for minutes.
                "SWIFT_BACKTRACE": "enable=no"}

    def ask(self, *arguments):
        """Runs a command of the program; what it prints if it succeeds, None otherwise."""
        command = [self.program, *arguments]
        try:
            done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60)
        except subprocess.TimeoutExpired:
            self.counts["commands that hung"] += 1
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    def start(self, *point):
        """Starts a worker, with a point at which it kills itself if one is given."""
        if point:
            command = [self.chaos_worker, "work", self.database, self.types, *map(str, point)]
        else:
            command = [self.program, "worker", "--grace", "1s"]
        self.counts["workers"] += 1
        work = self.query("SELECT count(*) FROM tasks WHERE status = 'READY'")
        started = time.time()
        with open(self.log, "a") as log:
            worker = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        # However the run ends, no worker outlives it.
        atexit.register(worker.kill)
        self.lives.append((worker.pid, started, bool(work and work[0][0])))
        return worker

    def start_until_ready(self, *point):
        """A worker that holds the lock of the database, or has died at its point before anybody saw that.

        A command that people gave just before may hold the lock for a moment, and the worker is refused then.
        """
        for _ in range(100):
            worker = self.start(*point)
            if self.is_ready(worker) or worker.returncode == -signal.SIGKILL:
                return worker
            self.lives.pop()
            self.counts["starts that a command was in the way of"] += 1
            time.sleep(0.1)
        raise SystemExit(f"no worker can be started; {self.log} says why")

    def is_ready(self, worker):
        """Waits until it holds the lock of the database; False if it ends before."""
        while worker.poll() is None:
            try:
                with open(f"{self.database}.lock") as file:
                    if json.loads(file.read() or "{}").get("pid") == worker.pid:
                        return True
            except (OSError, ValueError):
                pass
            time.sleep(0.01)
        return False

    # What can be seen from outside

    def query(self, text, *values):
        """Rows; none where there is no database yet."""
        if not os.path.exists(self.database):
            return []
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)
        try:
            return connection.execute(text, values).fetchall()
        except sqlite3.OperationalError:
            return []
        finally:
            connection.close()

    def attempts_with(self, *messages):
        """How many attempts say one of these in their error."""
        likes = " OR ".join("error_message LIKE ?" for _ in messages)
        rows = self.query(f"SELECT count(*) FROM task_attempts WHERE {likes}", *(f"%{text}%" for text in messages))
        return rows[0][0] if rows else 0

    def lines_with(self, text):
        """How many lines of what workers have said hold a text."""
        with open(self.log, errors="replace") as file:
            return sum(text in line for line in file)

    def wait(self, condition, seconds):
        """Whether a condition comes true in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return True
            time.sleep(0.02)
        return condition()

    def begins_something(self, worker, seconds=20):
        """Whether a task begins within the time, while the worker lives."""
        size = os.path.getsize(self.witness)
        self.wait(lambda: os.path.getsize(self.witness) > size or worker.poll() is not None, seconds)
        return os.path.getsize(self.witness) > size
