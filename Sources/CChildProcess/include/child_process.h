#ifndef PROCESSION_CHILD_PROCESS_H
#define PROCESSION_CHILD_PROCESS_H

// The few Linux calls that Swift's Glibc module does not offer. Each returns what it is named for, or -1 with errno.
// Every descriptor made here is close-on-exec and above 2, so that it can't collide with a child's standard streams
// even where the caller's own were closed.

struct child_description {
    /// Absolute, or with a slash and relative to `directory`.
    const char *program;
    char *const *arguments;
    char *const *environment;
    const char *directory;
    /// -1 stands for /dev/null.
    int standard_input;
    int standard_output;
    int standard_error;
};

/// Starts a child as the leader of a session (and process group) of its own, with default signal dispositions, nothing
/// blocked, and no descriptors but 0, 1 and 2. Returns 0, or the error number with `pid` untouched.
int child_spawn(const struct child_description *description, int *pid);

int child_pidfd_open(int pid);
int child_pidfd_send_signal(int pidfd, int signal);

/// Read end first.
int child_pipe(int ends[2]);
int child_eventfd(void);
/// A file without a name that lives in memory.
int child_memory_file(void);

#endif
