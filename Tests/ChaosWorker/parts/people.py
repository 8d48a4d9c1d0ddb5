"""Those who create, start, stop and rerun processes and answer questions meanwhile, and remember what was confirmed."""

import itertools
import random
import threading

# As many executions are kept under way, so that there is always something to interrupt.
BUSY = 8


class People:
    def __init__(self, world):
        self.world = world
        self.random = random.Random(f"{world.seed} people")
        self.created, self.started, self.answered = [], [], []
        self.numbers = itertools.count(1)
        self.is_over = False
        self.threads = [threading.Thread(target=self.live, daemon=True) for _ in range(2)]

    def live(self):
        while not self.is_over:
            self.act()

    def begin(self):
        for thread in self.threads:
            thread.start()

    def end(self):
        self.is_over = True
        for thread in self.threads:
            thread.join()

    def act(self):
        questions = self.world.query(
            "SELECT task_id, process_id || '/' || name FROM tasks WHERE status = 'WAITING' AND awaits = 'approval'")
        if questions and self.random.random() < 0.4:
            return self.answer(*self.random.choice(questions))
        # What waits for somebody can't be interrupted.
        running = self.world.query(
            "SELECT count(*) FROM processes p WHERE status = 'IN_PROGRESS' AND NOT EXISTS (SELECT 1 FROM tasks t"
            " WHERE t.process_id = p.id AND t.status = 'WAITING' AND t.awaits IS NOT NULL)")
        if not running or running[0][0] < BUSY:
            return self.start_something()
        kind = self.random.random()
        if kind < 0.3:
            self.world.ask("stop", self.random.choice(self.created))
        elif kind < 0.5:
            self.remember(self.world.ask("rerun", self.random.choice(self.created), "--failed"))
        else:
            self.start_something()

    def answer(self, task, name):
        """With an engine's help or without, and maybe at the same time as somebody else."""
        word = self.random.choice(["approve", "approve", "reject"])
        if self.world.ask(word, name) is not None:
            self.answered.append((task, "task.approved" if word == "approve" else "task.rejected"))

    def start_something(self):
        if len(self.created) > 20 and self.random.random() < 0.7:
            return self.remember(self.world.ask("start", self.random.choice(self.created)))
        name = f"p{next(self.numbers)}"
        kind = self.random.choice(["chain", "fan", "wide", "family", "family"])
        nap = self.random.choice(["0", "0.05", "0.2"] if kind == "wide" else ["0", "0.05", "0.2", "0.5", "1.5"])
        if self.world.ask("create", kind, "--id", name, "--input", f"nap={nap}"):
            self.created.append(name)
            self.remember(self.world.ask("start", name))

    def remember(self, started):
        if started:
            self.started.append(started.split()[-1])
