"""What goes wrong. Each function makes one thing happen to one worker, and returns whether it was really reached."""

import os
import resource
import signal
import subprocess
import time

# Where a worker kills itself: with nothing written, or with everything written and nothing done about it.
POINTS = [
    ("after", "exchange", 25), ("before", "exchange", 25), ("after", "rescue", 1), ("before", "rescue", 1),
    ("after", "register", 1), ("after", "carryOut", 2), ("before", "carryOut", 2), ("after", "declareDead", 1),
    ("after", "interruptedAttempts", 1), ("after", "startChild", 1), ("before", "startChild", 1),
]
# These are called only where a worker has left something behind.
RESCUING = ["rescue", "declareDead", "interruptedAttempts"]
# How long a worker may take to get to its point.
PATIENCE = 8


class Faults:
    def __init__(self, world):
        self.world = world
        self.random = world.random
        # Under load: how many tasks each kill has interrupted.
        self.interrupted = []
        # What did not go on by itself after a fault.
        self.stuck = []
        self.all = {"kill": self.kill, "end": self.end, "freeze": self.freeze, "descriptors": self.descriptors,
                    "memory": self.memory}
        for when, call, most in POINTS:
            self.all[f"{when} {call}"] = lambda point=(when, call, most): self.kill_at(*point)
        if world.disk:
            self.all["disk"] = self.fill_disk
        if Cgroup.exists():
            self.all["processes"] = self.processes

    def is_kill(self, name):
        return name == "kill" or name.startswith(("before ", "after "))

    # Ends

    def kill(self):
        """SIGKILL, some time after it has begun something."""
        worker = self.world.start_until_ready()
        self.world.begins_something(worker)
        time.sleep(self.random.uniform(0, 1.2))
        return self.end_with(worker, signal.SIGKILL)

    def kill_at(self, when, call, most):
        if call in RESCUING and not self.world.query("SELECT 1 FROM tasks WHERE status = 'IN_PROGRESS' LIMIT 1"):
            self.kill()
        worker = self.world.start_until_ready(when, call, self.random.randint(1, most))
        self.world.wait(lambda: worker.poll() is not None, PATIENCE)
        is_reached = worker.poll() == -signal.SIGKILL
        self.end_with(worker, signal.SIGKILL)
        return is_reached

    def end(self):
        worker = self.world.start_until_ready()
        self.world.begins_something(worker)
        self.end_with(worker, signal.SIGTERM)
        return worker.returncode == 0

    def freeze(self):
        """SIGSTOP for longer than a lease."""
        worker = self.world.start_until_ready()
        self.world.begins_something(worker)
        worker.send_signal(signal.SIGSTOP)
        time.sleep(11)
        worker.send_signal(signal.SIGCONT)
        return self.goes_on(worker, "it was thawed")

    def end_with(self, worker, number):
        """Whether the worker was there to be ended."""
        was_there = worker.poll() is None
        worker.send_signal(number)
        try:
            worker.wait(60)
        except subprocess.TimeoutExpired:
            self.world.counts["workers that had to be killed"] += 1
            worker.kill()
            worker.wait()
        if worker.returncode == -signal.SIGKILL:
            rows = self.world.query("SELECT count(*) FROM tasks WHERE status = 'IN_PROGRESS'")
            self.interrupted.append(rows[0][0] if rows else 0)
        return was_there

    def goes_on(self, worker, what):
        """Sees to it that a worker which was starved works again, and then kills it."""
        is_alive = worker.poll() is None
        if is_alive and not self.world.begins_something(worker, 60) and worker.poll() is None:
            self.stuck.append(f"worker {worker.pid} begins nothing within a minute after {what}")
        self.end_with(worker, signal.SIGKILL)
        return is_alive

    # Starvation

    def starve(self, what, take, give, evidence):
        """Takes something from a worker until that shows, and gives it back."""
        worker = self.world.start_until_ready()
        self.world.begins_something(worker)
        before = evidence()
        take(worker)
        is_reached = self.world.wait(lambda: worker.poll() is not None or evidence() > before, 30)
        give(worker)
        if worker.poll() is not None:
            self.world.counts[f"workers that died without {what}"] += 1
        self.goes_on(worker, f"it was given {what} back")
        return is_reached

    def descriptors(self):
        """EMFILE: the next child can't be started, nor anything else be opened."""
        usual = resource.getrlimit(resource.RLIMIT_NOFILE)

        def limit(worker, number):
            # What is open stays open.
            resource.prlimit(worker.pid, resource.RLIMIT_NOFILE, (number, usual[1]))

        return self.starve(
            "descriptors", lambda worker: limit(worker, highest_descriptor(worker) + self.random.randint(1, 5)),
            lambda worker: limit(worker, usual[0]) if worker.poll() is None else None,
            lambda: self.world.attempts_with("Too many open files"))

    def memory(self):
        """ENOMEM, or EAGAIN for a thread's stack; a worker may also die of it."""
        def limit(worker, size):
            resource.prlimit(worker.pid, resource.RLIMIT_AS, (size, resource.RLIM_INFINITY))

        return self.starve(
            "memory", lambda worker: limit(worker, virtual_size(worker) + self.random.choice([0, 64, 1024]) * 1024),
            lambda worker: limit(worker, resource.RLIM_INFINITY) if worker.poll() is None else None,
            lambda: self.world.attempts_with("Cannot allocate memory", "Resource temporarily unavailable"))

    def processes(self):
        """EAGAIN: no new process, and no new thread."""
        with Cgroup() as group:
            return self.starve(
                "processes", lambda worker: group.take(worker), lambda worker: group.release(),
                lambda: self.world.attempts_with("Resource temporarily unavailable"))

    def fill_disk(self):
        """ENOSPC. The log that the database keeps is given back first, or there would be room in it for long."""
        self.world.ask("pools", "set", "unused", "1")
        fill(self.world.disk, 300 * 1024)
        try:
            before = self.world.lines_with("the disk is full")
            worker = self.world.start_until_ready()
            # How long it takes to its first claim says nothing.
            self.world.lives.pop()
            is_reached = self.world.wait(
                lambda: worker.poll() is not None or self.world.lines_with("the disk is full") > before, 30)
            time.sleep(self.random.uniform(0, 2))
        finally:
            fill(self.world.disk, None)
        self.goes_on(worker, "the disk had room again")
        return is_reached


# The machine

DISK_SIZE = 512 << 20


def fill(disk, free):
    """Leaves so many bytes of a disk free; nil makes it as large as it was."""
    size = DISK_SIZE
    if free is not None:
        status = os.statvfs(disk)
        size = (status.f_blocks - status.f_bfree) * status.f_frsize + free
    status = os.system(f"mount -o remount,size={size} '{disk}'")
    if status != 0:
        raise SystemExit(f"the size of {disk} can't be changed")


def highest_descriptor(worker):
    return max(int(name) for name in os.listdir(f"/proc/{worker.pid}/fd"))


def virtual_size(worker):
    with open(f"/proc/{worker.pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmSize"))


class Cgroup:
    """A control group that allows a worker and its children no more processes than there are."""

    ROOTS = ["/sys/fs/cgroup/pids", "/sys/fs/cgroup"]

    @classmethod
    def root(cls):
        for root in cls.ROOTS:
            controllers = f"{root}/cgroup.subtree_control"
            if root.endswith("pids") and os.access(f"{root}/cgroup.procs", os.W_OK):
                return root
            try:
                with open(controllers) as file:
                    if "pids" in file.read() and os.access(root, os.W_OK):
                        return root
            except OSError:
                continue
        return None

    @classmethod
    def exists(cls):
        return cls.root() is not None

    def __enter__(self):
        self.home = self.root()
        self.folder = f"{self.home}/procession-chaos-{os.getpid()}"
        os.mkdir(self.folder)
        return self

    def take(self, worker):
        self.write("cgroup.procs", worker.pid)
        with open(f"{self.folder}/pids.current") as file:
            self.write("pids.max", file.read().strip())

    def release(self):
        self.write("pids.max", "max")

    def write(self, name, value):
        with open(f"{self.folder}/{name}", "w") as file:
            file.write(str(value))

    def __exit__(self, *_):
        # What is left in it are children of the worker that was killed, whom the next worker kills.
        for _ in range(500):
            try:
                with open(f"{self.folder}/cgroup.procs") as file:
                    for pid in file.read().split():
                        self.move_home(pid)
                os.rmdir(self.folder)
                return
            except OSError:
                time.sleep(0.01)

    def move_home(self, pid):
        try:
            with open(f"{self.home}/cgroup.procs", "w") as file:
                file.write(pid)
        except OSError:
            pass
