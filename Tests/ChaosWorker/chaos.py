#!/usr/bin/env python3
"""Lets everything go wrong that can, with real workers and real children, and checks the promises afterwards.

    chaos.py PROGRAM CHAOS_WORKER [--seed N] [--minutes M] [--cycles N] [--faults NAME,...]

PROGRAM is a built `procession`, CHAOS_WORKER the worker that kills itself at named points. Workers are killed, stood
still for longer than a lease, ended in order, starved of descriptors, processes and memory, and deprived of their disk,
while processes are created, started, stopped and rerun. Every task appends lines to a witness file that no worker knows
of. Then nothing goes wrong any more, everything has to come to rest, and the database is compared with the witness.

Without --cycles it goes on for so many minutes, and each fault comes as often as any other. With --cycles it goes on
until workers were killed so often, or the minutes are over. Ends with status 1 if a promise was broken, if the minutes
were over before the cycles, or if a fault that --faults asks for was never reached.
"""

import argparse
import collections
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

from parts.books import MEANINGS, Books
from parts.faults import DISK_SIZE, Faults
from parts.people import People
from parts.world import World


class Run:
    def __init__(self, arguments, folder):
        self.arguments = arguments
        self.world = World(
            os.path.abspath(arguments.program), os.path.abspath(arguments.worker), arguments.seed, folder,
            arguments.disk)
        self.people = People(self.world)
        self.faults = Faults(self.world)
        self.names = arguments.faults.split(",") if arguments.faults else list(self.faults.all)
        self.asked, self.reached = collections.Counter(), collections.Counter()
        self.cycles = 0

    def go(self):
        self.people.begin()
        end = time.monotonic() + self.arguments.minutes * 60
        begun = time.monotonic()
        for name in self.sequence():
            if time.monotonic() > end or self.arguments.cycles and self.cycles >= self.arguments.cycles:
                break
            self.asked[name] += 1
            self.reached[name] += self.faults.all[name]()
            self.cycles += self.faults.is_kill(name)
            if self.cycles and self.cycles % 50 == 0 and self.faults.is_kill(name):
                print(f"{self.cycles} kills in {round((time.monotonic() - begun) / 60, 1)} min", flush=True)
        self.people.end()
        self.books = Books(self.world, self.people, self.faults)
        self.books.settle()
        return self.books.verify()

    def sequence(self):
        """Faults in random order, each once before any comes again; where cycles are counted, kills more often."""
        kills = [name for name in self.names if self.faults.is_kill(name)]
        while True:
            deck = list(self.names) + (kills * 4 if self.arguments.cycles else [])
            self.world.random.shuffle(deck)
            yield from deck

    @property
    def unreached(self):
        return [name for name in self.names if not self.reached[name]]

    @property
    def is_cut_short(self):
        return bool(self.arguments.cycles) and self.cycles < self.arguments.cycles

    def summary(self):
        for name in self.names:
            yield f"{self.reached[name]:8}  of {self.asked[name]} reached: {name}"
        for what, count in sorted(self.world.counts.items()):
            yield f"{count:8}  {what}"
        interrupted = self.faults.interrupted
        yield f"{sum(count > 0 for count in interrupted):8}  of {len(interrupted)} kills met tasks under way, " \
              f"{sum(interrupted)} altogether"
        claims = sorted(self.books.first_claims())
        if claims:
            yield f"{claims[-1]:8.2f}  s from a start to the first claim at the longest, " \
                  f"{claims[len(claims) // 2]:.2f} s in the middle of {len(claims)}"
        if self.unreached:
            yield f"never reached: {', '.join(self.unreached)}"
        if self.is_cut_short:
            yield f"only {self.cycles} of {self.arguments.cycles} cycles in {self.arguments.minutes} minutes"


def on_small_disk(arguments):
    """Runs the program again in a mount namespace of its own, which takes the disk away with it; False if it can't."""
    enter = ["unshare", "--mount", "--propagation", "private"]
    if subprocess.run([*enter, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode != 0:
        return False
    disk = tempfile.mkdtemp(prefix="procession-chaos-disk-")
    command = [*enter, sys.executable, *sys.argv, "--disk", disk, "--seed", str(arguments.seed)]
    status = subprocess.run(command).returncode
    shutil.rmtree(disk, ignore_errors=True)
    sys.exit(status)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("worker")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--minutes", type=float, help="1, or 60 with --cycles")
    parser.add_argument("--cycles", type=int, default=0, help="how often a worker is killed")
    parser.add_argument("--faults", help="only these, by the names that the summary lists")
    parser.add_argument("--disk", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.minutes is None:
        arguments.minutes = 60 if arguments.cycles else 1
    if arguments.disk:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_SIZE}", "tmpfs", arguments.disk], check=True)
    elif not on_small_disk(arguments):
        print("skipped: a full disk, because nothing can be mounted here")
    folder = tempfile.mkdtemp(prefix="procession-chaos-")
    run = Run(arguments, folder)
    if unknown := set(run.names) - set(run.faults.all):
        parser.error(f"no such fault here: {', '.join(sorted(unknown))}; there are {', '.join(run.faults.all)}")
    goal = f"{arguments.cycles} cycles in at most " if arguments.cycles else ""
    print(f"seed {arguments.seed}, {goal}{arguments.minutes:g} minutes", flush=True)
    found = run.go()
    for line in run.summary():
        print(line)
    for name, problems in found.items():
        print(f"{name:4} {'broken' if problems else 'kept':7} {MEANINGS[name]}")
        for problem in problems[:10]:
            print(f"              {problem}")
    is_broken = any(found.values())
    if is_broken:
        kept = tempfile.mkdtemp(prefix="procession-chaos-failed-")
        shutil.copytree(arguments.disk or folder, kept, dirs_exist_ok=True)
        shutil.copytree(folder, kept, dirs_exist_ok=True)
        print(f"seed {arguments.seed}: the database, the witness and the log are in {kept}")
    shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if is_broken or run.is_cut_short or arguments.faults and run.unreached else 0)


main()
