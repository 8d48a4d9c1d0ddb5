/// Process types that tests run.
enum SampleTypes {
    static let greet = """
        name: greet
        summary: Greets somebody.
        inputs:
          who: {type: string, required: true}
          times: {type: integer, default: 1, minimum: 1}
        tasks:
          - name: say
            shell: echo "hello $who"
          - name: count
            shell: echo "letters=${#who}" >> "$PROCESSION_OUTPUT"
            outputs: {letters: integer}
        outputs:
          letters: ${tasks.count.outputs.letters}
        """

    static let failing = """
        name: failing
        tasks:
          - name: fine
            shell: "true"
          - name: broken
            shell: echo "about to break" && exit 7
          - name: never
            shell: echo never
        """

    /// Counts its runs in a file; the second task fails until the file `go` appears in the folder that it is told.
    static let mendable = """
        name: mendable
        inputs:
          folder: {type: path, required: true}
        tasks:
          - name: count
            shell: echo run >> "$folder/runs"; echo "runs=$(wc -l < "$folder/runs")" >> "$PROCESSION_OUTPUT"
            outputs: {runs: integer}
          - name: check
            shell: test -e "$folder/go"
        outputs:
          runs: ${tasks.count.outputs.runs}
        """

    /// Says where it is, then waits until the file `go` appears in the folder that it is told.
    static let waiting = """
        name: waiting
        inputs:
          folder: {type: path, required: true}
        tasks:
          - name: wait
            shell: |
              echo started
              echo $$ > "$folder/pid"
              while [ ! -e "$folder/go" ]; do sleep 0.02; done
              echo ended
        on_stop:
          - name: tidy
            shell: echo stopped > "$folder/stopped"
        """

    /// Like `waiting`, one execution at a time.
    static let single = """
        name: single
        inputs:
          folder: {type: path, required: true}
        concurrency: {limit: 1, when_full: queue}
        priority: 7
        tasks:
          - name: wait
            pool: disk
            shell: |
              echo $$ > "$folder/pid"
              while [ ! -e "$folder/go" ]; do sleep 0.02; done
        """

    /// Has a process of the type `waiting` run.
    static let nesting = """
        name: nesting
        inputs:
          folder: {type: path, required: true}
        tasks:
          - name: inner
            process: {type: waiting, inputs: {folder: "${folder}"}}
          - name: after
            shell: echo done > "$folder/done"
        """

    /// Asks before it writes the file `released` into the folder that it is told.
    static let release = """
        name: release
        inputs:
          folder: {type: path, required: true}
        tasks:
          - name: ask
            approval: Release into ${folder}?
          - name: release
            shell: echo "$note" > "$folder/released"
            env: {note: "${tasks.ask.outputs.by}: ${tasks.ask.outputs.note}"}
        """

    /// Ignores SIGTERM.
    static let stubborn = """
        name: stubborn
        inputs:
          folder: {type: path, required: true}
        tasks:
          - name: wait
            shell: |
              trap '' TERM INT
              echo $$ > "$folder/pid"
              while [ ! -e "$folder/go" ]; do sleep 0.02; done
        """
}
