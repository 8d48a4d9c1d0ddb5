/// The helper for plugins in Python: `procession_plugin.py`, one file that is copied beside a plugin's program.
///
/// `Plugins/csv-profile` has the same file; a test holds them equal.
enum PythonHelper {
    static let text = ##"""
        """Write a Procession plugin in Python: this one file, and nothing but the standard library.

            from procession_plugin import Failure, Plugin

            plugin = Plugin("greeting", version="1.0")

            @plugin.executor("greet", "Greets somebody.", parameters={"whom": {"type": "string", "required": True}},
                             outputs={"greeting": "string"})
            def greet(configuration, task):
                task.log(f"greeting {configuration['whom']}")
                return {"greeting": f"Hello, {configuration['whom']}!"}

            plugin.run()

        What an executor's function returns are the task's outputs. It raises Failure for what went wrong with the work; any
        other exception is a failure of class `plugin`. Each task runs in a thread of its own, many at the same time. A
        function that takes long calls `task.check()` now and then, which raises Cancelled when the task is to stop.
        Whatever the plugin prints goes to its log: the channel to the engine is out of its reach.

        The protocol itself is described in docs/plugin-protocol.md.
        """
        import json
        import os
        import sys
        import threading
        import time
        import traceback

        PROTOCOL = 1


        class Failure(Exception):
            """The task has failed: an outcome, told to people as it is.

            `kind` is an error class: configuration, validation, authentication, authorization, not_found and conflict are not
            tried again; communication, unavailable, timeout and runtime are, where the task's retry policy says so.
            """

            def __init__(self, message, kind="runtime", code=None, retry_after=None):
                super().__init__(message)
                self.kind, self.code, self.retry_after = kind, code, retry_after


        class Cancelled(Exception):
            """The task is to stop."""


        class Waiting(Exception):
            """Nothing to do now: the task is to be carried out again after so many seconds, and holds no slot until then.

            The next attempt finds `checkpoint` as `task.checkpoint`.
            """

            def __init__(self, seconds, checkpoint=None):
                super().__init__(f"waiting {seconds} s")
                self.seconds, self.checkpoint = seconds, checkpoint


        class Task:
            """One attempt, and the way to talk about it while it runs."""

            def __init__(self, key, context, send):
                self.key, self._send, self._cancelled = key, send, threading.Event()
                self.name, self.attempt = context["name"], context["attempt"]
                self.process_id, self.process_type = context["process_id"], context["process_type"]
                self.execution_id, self.task_id = context["execution_id"], context["task_id"]
                self.idempotency_key = context["idempotency_key"]
                self.inputs, self.environment = context["inputs"], context["environment"]
                self.working_directory, self.base_directory = context["working_directory"], context["base_directory"]
                self.outputs, self.secrets = context["outputs"], context["secrets"]
                self.item, self.checkpoint = context.get("item"), context.get("checkpoint")
                self.deadline = context["deadline_ms"] / 1000

            def log(self, text, stream="stdout"):
                """Adds a line to the task's output."""
                self._send("log", {"task": self.key, "stream": stream, "text": text if text.endswith("\n") else text + "\n"})

            def progress(self, fraction, message=None):
                """Says how far the work is, from 0 to 1."""
                parameters = {"task": self.key, "fraction": fraction}
                if message is not None:
                    parameters["message"] = message
                self._send("progress", parameters)

            def cancelled(self):
                """Whether the task is to stop."""
                return self._cancelled.is_set()

            def check(self):
                """Raises Cancelled if the task is to stop."""
                if self._cancelled.is_set():
                    raise Cancelled

            def sleep(self, seconds):
                """Sleeps, and raises Cancelled as soon as the task is to stop."""
                if self._cancelled.wait(seconds):
                    raise Cancelled


        class Plugin:
            """A plugin with its executors."""

            def __init__(self, name, version=None):
                self.name, self.version = name, version
                self._executors, self._descriptions = {}, []
                self._tasks, self._lock, self._heartbeat = {}, threading.Lock(), 10.0
                self._channel = None

            def executor(self, name, summary, parameters=None, outputs=None, description=None, examples=None, validate=None):
                """Makes a function of a configuration and a Task an executor.

                `parameters` are written like the inputs of a process type, `outputs` as names with types. `validate` takes a
                configuration and returns what is wrong with it, as a list of texts.
                """
                def register(function):
                    described = {"name": name, "summary": summary, "parameters": parameters or {}, "outputs": outputs or {}}
                    if description:
                        described["description"] = description
                    if examples:
                        described["examples"] = [{"title": title, "yaml": yaml} for title, yaml in examples]
                    self._descriptions.append(described)
                    self._executors[name] = (function, validate)
                    return function
                return register

            def run(self):
                """Serves the engine until it goes away. Does not return."""
                if "PROCESSION_PLUGIN_PROTOCOL" not in os.environ:
                    print(f"This is '{self.name}', a plugin of Procession, which starts it by itself: see "
                          "`procession plugins list`, and `procession plugins test` to try it.", file=sys.stderr)
                    sys.exit(2)
                # Whatever is printed goes to standard error, and can't get between the messages.
                self._channel = os.fdopen(os.dup(1), "wb", buffering=0)
                os.dup2(2, 1)
                sys.stdout = sys.stderr
                threading.Thread(target=self._beat, daemon=True).start()
                for line in sys.stdin.buffer:
                    if line.strip():
                        self._receive(line)
                # The engine is gone, or wants this process to end.
                os._exit(0)

            # What follows is the protocol.

            def _write(self, message):
                data = json.dumps(message, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace") + b"\n"
                with self._lock:
                    view = memoryview(data)
                    while view:
                        view = view[self._channel.write(view):]

            def _notify(self, method, parameters):
                self._write({"jsonrpc": "2.0", "method": method, "params": parameters})

            def _answer(self, id, result):
                self._write({"id": id, "jsonrpc": "2.0", "result": result})

            def _refuse(self, id, code, message):
                self._write({"id": id, "jsonrpc": "2.0", "error": {"code": code, "message": message}})

            def _beat(self):
                while True:
                    time.sleep(self._heartbeat)
                    for key in list(self._tasks):
                        self._notify("heartbeat", {"task": key})

            def _receive(self, line):
                try:
                    message = json.loads(line)
                except ValueError as error:
                    return self._refuse(None, -32700, f"not JSON: {error}")
                if not isinstance(message, dict) or not isinstance(message.get("method"), str):
                    return self._refuse(None, -32600, "neither a request nor a notification")
                id, parameters = message.get("id"), message.get("params") or {}
                handler = getattr(self, "_on_" + message["method"], None)
                if handler is None:
                    if id is not None:
                        self._refuse(id, -32601, f"there is no method '{message['method']}'")
                    return
                try:
                    handler(id, parameters)
                except (KeyError, TypeError, ValueError) as error:
                    if id is not None:
                        self._refuse(id, -32602, f"invalid parameters: {error!r}")

            def _on_initialize(self, id, parameters):
                offered = parameters["protocol"]
                if not offered["minimum"] <= PROTOCOL <= offered["maximum"]:
                    return self._refuse(id, -32000, f"this plugin speaks protocol {PROTOCOL}")
                self._heartbeat = max(parameters.get("heartbeat_timeout_ms", 30000) / 3000, 0.01)
                plugin = {"name": self.name}
                if self.version is not None:
                    plugin["version"] = self.version
                features = ["validate"] if any(check for _, check in self._executors.values()) else []
                self._answer(id, {"protocol": PROTOCOL, "plugin": plugin, "features": features})

            def _on_describe(self, id, parameters):
                self._answer(id, {"executors": self._descriptions})

            def _on_validate(self, id, parameters):
                function, check = self._executors[parameters["executor"]]
                problems = check(parameters["configuration"]) if check else []
                self._answer(id, {"violations": [{"message": text} for text in problems]})

            def _on_execute(self, id, parameters):
                function, _ = self._executors[parameters["executor"]]
                task = Task(parameters["task"], parameters["context"], self._notify)
                self._tasks[task.key] = task
                threading.Thread(
                    target=self._execute, args=(id, function, parameters["configuration"], task), daemon=True).start()

            def _execute(self, id, function, configuration, task):
                try:
                    result = {"status": "completed", "outputs": function(configuration, task) or {}}
                except Cancelled:
                    result = {"status": "failed", "class": "cancelled", "message": "stopped"}
                except Waiting as waiting:
                    result = {"status": "waiting", "after_ms": int(waiting.seconds * 1000)}
                    if waiting.checkpoint is not None:
                        result["checkpoint"] = waiting.checkpoint
                except Failure as failure:
                    result = {"status": "failed", "class": failure.kind, "message": str(failure)}
                    if failure.code is not None:
                        result["code"] = failure.code
                    if failure.retry_after is not None:
                        result["retry_after_ms"] = int(failure.retry_after * 1000)
                except BaseException as error:
                    traceback.print_exc()
                    result = {"status": "failed", "class": "plugin", "message": f"{type(error).__name__}: {error}"}
                del self._tasks[task.key]
                try:
                    self._answer(id, result)
                except (TypeError, ValueError) as error:
                    self._answer(id, {"status": "failed", "class": "plugin", "message": f"outputs that are no JSON: {error}"})

            def _on_cancel(self, id, parameters):
                task = self._tasks.get(parameters["task"])
                if task is not None:
                    task._cancelled.set()

            def _on_shutdown(self, id, parameters):
                self._answer(id, {})

        """##
}
