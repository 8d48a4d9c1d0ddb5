"""A plugin that does whatever a test asks of it, also what no plugin should do. It speaks the protocol by itself."""
import json
import os
import signal
import subprocess
import sys
import threading
import time

mode = os.environ.get("MODE", "")
executor = os.environ.get("EXECUTOR", "act")
lock = threading.Lock()
cancelled = {}
if mode == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "STARTS" in os.environ:
    with open(os.environ["STARTS"], "a", encoding="utf-8") as starts:
        starts.write(f"{os.getpid()}\n")


def raw(data):
    with lock:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def send(message):
    raw(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")


def tell(method, **parameters):
    send({"method": method, "params": parameters})


def answer(id, result):
    send({"id": id, "result": result})


def done(id, **outputs):
    answer(id, {"status": "completed", "outputs": outputs})


def beat_until(key, seconds):
    """Works for so many seconds, alive, deaf to everything."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        tell("heartbeat", task=key)
        time.sleep(0.05)


def act(id, key, configuration, context):
    what = configuration["act"]
    if what == "echo":
        done(id, text=configuration.get("text", ""))
    elif what == "pid":
        done(id, text=str(os.getpid()))
    elif what == "crash":
        print("about to fall over", file=sys.stderr, flush=True)
        os._exit(7)
    elif what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "hang":
        threading.Event().wait()
    elif what == "work":
        tell("log", task=key, text="at work\n")
        beat_until(key, float(configuration.get("text") or 0.3))
        done(id, text="worked")
    elif what == "obey":
        while not cancelled.setdefault(key, threading.Event()).wait(0.05):
            tell("heartbeat", task=key)
        answer(id, {"status": "failed", "class": "cancelled", "message": "stopped as asked"})
    elif what == "ignore":
        tell("log", task=key, text="deaf\n")
        beat_until(key, 600)
    elif what == "flood":
        for number in range(5_000):
            tell("log", task=key, text=f"line {number} " + "x" * 80 + "\n")
            if number % 10 == 0:
                print(f"noise {number}", file=sys.stderr)
        done(id, text="flooded")
    elif what == "noise":
        raw(b"Hello, I am a stray print\n\n{\"jsonrpc\": \"2.0\"\n\xff\xfe\n[1, 2]\n")
        send({"id": 999_999, "result": {"status": "completed"}})
        tell("log", task="nobody", text="for nobody\n")
        tell("sing", song="la")
        done(id, text="done")
    elif what == "oversized":
        beginning = b'{"id": %d, "jsonrpc": "2.0", "result": {"status": "completed", "outputs": {"text": "' % id
        # In one piece: nobody else's message may get into it.
        raw(beginning + b"x" * 5 * 1024 * 1024 + b'"}}}\n')
    elif what == "garbled":
        raw(b'{"id": %d, "jsonrpc": "2.0", "result": {"status": "completed", "outputs": {"text": NaN}}}\n' % id)
    elif what == "malformed":
        answer(id, {"state": "fine"})
    elif what in ("outputs", "huge"):
        done(id, text="x" * 70_000)
    elif what == "error":
        send({"id": id, "error": {"code": -32603, "message": "no luck", "data": {"class": "conflict"}}})
    elif what == "wait":
        answer(id, {"status": "waiting", "after_ms": 60_000})
    elif what == "lie":
        tell("progress", task=key, fraction=99)
        tell("log", task=key + "0", text="of somebody else\n", stream="stdout")
        tell("heartbeat", task=["not", "a", "task"])
        done(id, text="once")
        answer(id, {"status": "failed", "class": "conflict", "message": "twice"})
    elif what in ("fork", "escape"):
        child = subprocess.Popen(["sleep", "600"], start_new_session=what == "escape")
        tell("log", task=key, text=f"{child.pid}\n")
        os._exit(3)
    elif what == "secret":
        print("the token is " + context["secrets"].get("TOKEN", "unknown"), file=sys.stderr, flush=True)
        done(id, text=",".join(sorted(context["secrets"])))
    elif what == "progress":
        tell("progress", task=key, fraction=0.5, message="half")
        tell("progress", task=key, fraction="much")
        tell("log", task=key, text="an error\n", stream="stderr")
        done(id, text="done")


for line in sys.stdin.buffer:
    message = json.loads(line)
    id, method, parameters = message.get("id"), message["method"], message.get("params", {})
    if method == "initialize":
        if mode == "silent":
            continue
        if mode == "slow":
            time.sleep(1)
        if mode == "early-crash":
            print("no configuration", file=sys.stderr, flush=True)
            os._exit(9)
        if mode == "refuse":
            send({"jsonrpc": "2.0", "id": id, "error": {"code": -32000, "message": "this plugin speaks protocol 9"}})
            continue
        protocol = {"version": 7, "text-version": "1"}.get(mode, 1)
        answer(id, {"protocol": protocol, "plugin": {"name": "misbehave"}, "features": []})
        if mode == "crash-after":
            os._exit(4)
    elif method == "describe":
        bad = {"sumary": "typo"} if mode == "bad-description" else {"summary": "Does what it is told."}
        answer(id, {"executors": [{
            "name": executor, "outputs": {"text": "string"},
            "parameters": {"act": {"type": "string", "required": True}, "text": "string"}, **bad}]})
    elif method == "execute":
        threading.Thread(
            target=act, args=(id, parameters["task"], parameters["configuration"], parameters["context"]),
            daemon=True).start()
    elif method == "cancel":
        cancelled.setdefault(parameters["task"], threading.Event()).set()
    elif method == "shutdown":
        answer(id, {})
