"""The end of a run: whether the promises were kept, by what the database says, the witness saw and people were told."""

import collections
import datetime
import glob
import os
import subprocess
import time

MEANINGS = {
    "I1": "no two attempts of a task at the same time", "I2": "every start is on record, once",
    "I3": "on_interruption: fail starts at most once", "I4": "every execution and task has ended",
    "I5": "every tick fired once or is on record as skipped", "I6": "no process is left behind",
    "I7": "what was confirmed is there", "I8": "file and rows are sound",
    "I9": "a completed task has one completed attempt, and the witness saw it from beginning to end",
    "I10": "no descriptors, zombies or memory leak", "I11": "what was starved goes on by itself when it is fed again",
    "I12": "every child was made and started once, and ended before a parent that has completed",
    "I13": "of two answers to a question one counts, and a confirmed one is on record",
}
# Tasks that start no child of the operating system, of which the witness knows nothing.
UNWITNESSED = ["child", "question"]


class Books:
    def __init__(self, world, people, faults):
        self.world, self.people, self.faults = world, people, faults
        self.query = world.query
        self.found = {name: [] for name in MEANINGS}
        self.found["I11"] += faults.stuck

    def settle(self):
        """Nothing goes wrong any more: everything that was started has to end."""
        worker = self.world.start_until_ready()
        self.last = self.query("SELECT max(rowid) FROM process_executions")[0][0] or 0
        still_open = ("SELECT execution_id FROM process_executions"
                      " WHERE execution_status = 'IN_PROGRESS' AND rowid <= ?")
        self.world.wait(lambda: not self.query(still_open, self.last), 300)
        self.found["I4"] += [f"execution {row[0]} has not ended" for row in self.query(still_open, self.last)]
        self.found["I10"] += resources(worker)
        worker.terminate()
        try:
            worker.wait(60)
        except subprocess.TimeoutExpired:
            self.found["I10"].append("the worker does not end")
            worker.kill()
            worker.wait()

    def verify(self):
        self.verify_attempts()
        self.verify_rows()
        self.verify_ticks()
        self.verify_confirmed()
        self.verify_children()
        self.verify_answers()
        self.found["I6"] += [f"process {pid} is left" for pid in self.marked()]
        return self.found

    def verify_attempts(self):
        starts, begun, ended = collections.Counter(), collections.Counter(), set()
        with open(self.world.witness) as file:
            for line in file:
                kind, execution, task, attempt = line.split()[:4]
                key = (execution, task, int(attempt))
                if kind == "overlap":
                    self.found["I1"].append(line.strip())
                elif kind == "start":
                    starts[(execution, task)] += 1
                    begun[key] += 1
                else:
                    ended.add(key)
        self.world.counts["witnessed starts"] = sum(starts.values())
        rows = {row[:3]: row[3] for row in self.query("SELECT execution_id, name, attempt, outcome FROM task_attempts")}
        self.world.counts["attempts on record"] = len(rows)
        self.world.counts["lost attempts"] = sum(outcome == "lost" for outcome in rows.values())
        for key, count in begun.items():
            if key not in rows:
                self.found["I2"].append(f"{key} began, but is not on record")
            if count > 1:
                self.found["I2"].append(f"{key} began {count} times")
        self.found["I3"] += [
            f"{key} began {count} times" for key, count in starts.items() if key[1] == "once" and count > 1]
        self.found["I9"] += [
            f"{key} is completed, but the witness has not seen its {what}"
            for key, outcome in rows.items() if outcome == "completed" and key[1] not in UNWITNESSED
            for what, seen in (("beginning", begun), ("end", ended)) if key not in seen]

    def verify_rows(self):
        check = subprocess.run(
            [self.world.chaos_worker, "check", self.world.database], env=self.world.environment, capture_output=True,
            text=True)
        self.found["I8"] += check.stdout.splitlines()
        if check.returncode != 0:
            self.found["I8"].append(check.stderr.strip())
        if self.world.ask("db", "check") is None:
            self.found["I8"].append("`procession db check` is not content")
        self.found["I4"] += [
            f"task {task} is {status} in an execution that has ended" for task, status in self.query(
                "SELECT t.task_id, t.status FROM tasks t JOIN process_executions e ON e.execution_id = t.execution_id"
                " WHERE e.phase = 'ended' AND t.status IN ('PENDING', 'READY', 'IN_PROGRESS', 'WAITING')")]
        # A group of items has no attempts of its own, an answer completes a task after its last one, and what a rerun
        # has taken over has them in an earlier execution.
        self.found["I9"] += [
            f"task {task} is {status} with {count} completed attempts" for task, status, count in self.query(
                "SELECT t.task_id, t.status, (SELECT count(*) FROM task_attempts a WHERE a.execution_id = t.execution_id"
                " AND a.task_id = t.task_id AND a.outcome = 'completed') + (SELECT count(*) FROM events v"
                " WHERE v.execution_id = t.execution_id AND v.task_id = t.task_id AND v.kind = 'task.approved') AS n"
                " FROM tasks t"
                " WHERE t.execution_id IS NOT NULL AND t.items IS NULL AND n <> (t.status = 'COMPLETED')"
                " AND NOT (n = 0 AND t.attempt = 0 AND EXISTS (SELECT 1 FROM process_executions e"
                " WHERE e.execution_id = t.execution_id AND e.rerun_of IS NOT NULL))")]

    def verify_ticks(self):
        """Each tick between the first and the last that fired did fire, or is on record as skipped."""
        problems = self.found["I5"]
        for process, schedule in self.query("SELECT id, schedule FROM processes WHERE schedule IS NOT NULL"):
            interval = int(schedule.removeprefix("every:").removesuffix("s"))
            fired = [row[0] for row in self.query(
                "SELECT scheduled_for FROM process_executions WHERE process_id = ? AND scheduled_for IS NOT NULL"
                " ORDER BY scheduled_for", process)]
            self.world.counts["ticks that fired"] += len(fired)
            if len(fired) < 2:
                problems.append(f"{process} fired {len(fired)} times")
                continue
            if len(set(fired)) != len(fired):
                problems.append(f"a tick of {process} fired twice")
            skipped = sum(int(detail.split()[0]) for detail, in self.query(
                "SELECT detail FROM events WHERE process_id = ? AND kind = 'schedule.skipped'", process))
            created, next_run = map(moment, self.query(
                "SELECT created_at, next_run_at FROM processes WHERE id = ?", process)[0])
            due = round((next_run - created).total_seconds() / interval) - 1
            waiting = self.query("SELECT count(*) FROM waiting_ticks WHERE process_id = ?", process)[0][0]
            if abs(len(fired) + skipped + waiting - due) > 1:
                problems.append(
                    f"of {due} ticks of {process}, {len(fired)} fired, {skipped} were skipped and {waiting} wait")

    def verify_confirmed(self):
        known = {row[0] for row in self.query("SELECT id FROM processes")}
        self.found["I7"] += [
            f"process {name} was confirmed, and is gone" for name in self.people.created if name not in known]
        known = {row[0] for row in self.query("SELECT execution_id FROM process_executions")}
        self.found["I7"] += [
            f"execution {name} was confirmed, and is gone" for name in self.people.started if name not in known]
        self.world.counts["processes confirmed"] = len(self.people.created)
        self.world.counts["starts confirmed"] = len(self.people.started)

    def verify_children(self):
        # Schedules have started more until the last worker ended.
        children = self.query(
            "SELECT p.id, p.parent_execution_id, p.parent_task_id FROM processes p JOIN process_executions e"
            " ON e.execution_id = p.parent_execution_id AND e.rowid <= ? WHERE p.parent_task_id IS NOT NULL", self.last)
        self.world.counts["children"] = len(children)
        problems = self.found["I12"]
        for child, execution, task in children:
            stem, number = child.rsplit("-", 1)
            tries = self.query(
                "SELECT 1 + count(*) FROM task_attempts WHERE execution_id = ? AND task_id = ? AND outcome = 'failed'",
                execution, task)[0][0]
            if stem != f"{execution}-child" or not 1 <= int(number) <= tries:
                problems.append(f"{child} is not the child of one of {tries} tries of its task")
            ends = self.query(
                "SELECT event_id FROM events WHERE process_id = ? AND kind = 'execution.ended'", child)
            starts = self.query("SELECT count(*) FROM process_executions WHERE process_id = ?", child)[0][0]
            if len(ends) != 1 or starts != 1:
                problems.append(f"{child} was not started and ended once")
            elif self.query(
                    "SELECT 1 FROM events WHERE execution_id = ? AND task_id = ? AND kind = 'task.completed'"
                    " AND event_id < ?", execution, task, ends[0][0]):
                problems.append(f"{child} ended after its parent")

    def verify_answers(self):
        answers = collections.Counter()
        for execution, task, kind, count in self.query(
                "SELECT execution_id, task_id, kind, count(*) FROM events"
                " WHERE kind IN ('task.approved', 'task.rejected') GROUP BY execution_id, task_id"):
            answers[(task, kind)] += 1
            if count > 1:
                self.found["I13"].append(f"{count} answers count for task {task} in {execution}")
        confirmed = collections.Counter(self.people.answered)
        self.world.counts["answers confirmed"] = sum(confirmed.values())
        self.found["I13"] += [
            f"{kind} of {task} was confirmed {count} times, and is on record {answers[(task, kind)]} times"
            for (task, kind), count in confirmed.items() if count > answers[(task, kind)]]

    def marked(self):
        """Living processes that carry the mark of an attempt of this run."""
        for path in glob.glob("/proc/[0-9]*/environ"):
            try:
                with open(path, "rb") as file:
                    text = file.read()
            except OSError:
                continue
            if b"PROCESSION_ATTEMPT_ID=" in text and f"chaos={self.world.folder}".encode() in text:
                yield int(path.split("/")[2])

    def first_claims(self):
        """How long each worker took from its start to its first claim, where a task was ready for it; in seconds."""
        for pid, started, has_work in self.world.lives:
            rows = self.query(
                "SELECT min(a.started_at) FROM workers w JOIN task_attempts a ON a.worker_id = w.worker_id"
                " WHERE w.pid = ? AND abs(strftime('%s', w.started_at) - ?) < 60", pid, started)
            if has_work and rows and rows[0][0]:
                claimed = moment(rows[0][0]).replace(tzinfo=datetime.timezone.utc).timestamp()
                yield max(claimed - started, 0)


def resources(worker):
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
