/// A process type for people to change into their own.
struct StarterType {
    let name: String

    var files: [(name: String, text: String)] { [("\(name).yaml", type), ("\(name).test.yaml", test)] }

    private var type: String {
        """
        # Check this file with `procession types validate`, and run it with
        #     procession run ./\(name).yaml --input who=Ada
        name: \(name)
        summary: Says in one sentence what a process of this type is for.

        # What a process is given: `--input who=Ada` on the command line.
        inputs:
          who: {type: string, required: true, description: Whom to greet}
          times: {type: integer, default: 1, minimum: 1, maximum: 10}

        # What holds for every task that doesn't say otherwise.
        defaults:
          timeout: 10m
          retry: {max_retries: 2, delay: 1s}

        # Each task needs the one before it; `needs: []` starts at once, `needs: [a, b]` joins branches.
        tasks:
          # Inputs are variables of the shell: write "$who", quoted.
          - name: greet
            shell: |
              for i in $(seq "$times"); do echo "hello $who"; done
              echo "greetings=$times" >> "$PROCESSION_OUTPUT"
            outputs: {greetings: integer}

          # A list of arguments, without a shell; each element stays one argument.
          - name: report
            when: ${tasks.greet.outputs.greetings > 1}
            command: [echo, "greeted ${who} ${tasks.greet.outputs.greetings} times"]

        # Handlers run after the tasks: on_success, on_failure, on_stop, finally.
        finally:
          - name: clean-up
            shell: echo "done"

        outputs:
          greetings: ${tasks.greet.outputs.greetings}

        """
    }

    private var test: String {
        """
        # Run these with `procession types test`: nothing is carried out, each task gives what stands here.
        tests:
          - name: one greeting needs no report
            inputs: {who: Ada}
            tasks:
              greet: [{outputs: {greetings: 1}}]
            expect:
              status: COMPLETED
              tasks: {report: SKIPPED}
              outputs: {greetings: 1}

          - name: a greeting that fails is repeated, and several are reported
            inputs: {who: Ada, times: 3}
            tasks:
              greet: [{fail: no voice}, {outputs: {greetings: 3}}]
            expect:
              status: COMPLETED
              attempts: {greet: 2}
              order: [greet, report, clean-up]
              commands: {report: "echo 'greeted Ada 3 times'"}

        """
    }
}
