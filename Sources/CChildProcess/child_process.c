#define _GNU_SOURCE

#include "child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int above_standard_streams(int descriptor) {
    if (descriptor < 0 || descriptor > STDERR_FILENO) {
        return descriptor;
    }
    int higher = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int error = errno;
    close(descriptor);
    errno = error;
    return higher;
}

static int add_actions(posix_spawn_file_actions_t *actions, const struct child_description *description) {
    int error = posix_spawn_file_actions_addchdir_np(actions, description->directory);
    if (error == 0) {
        error = description->standard_input < 0
            ? posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            : posix_spawn_file_actions_adddup2(actions, description->standard_input, STDIN_FILENO);
    }
    if (error == 0) {
        error = posix_spawn_file_actions_adddup2(actions, description->standard_output, STDOUT_FILENO);
    }
    if (error == 0) {
        error = posix_spawn_file_actions_adddup2(actions, description->standard_error, STDERR_FILENO);
    }
    if (error == 0) {
        error = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
    }
    return error;
}

static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int error = posix_spawnattr_setsigmask(attributes, &none);
    if (error == 0) {
        error = posix_spawnattr_setsigdefault(attributes, &all);
    }
    if (error == 0) {
        error = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    return error;
}

int child_spawn(const struct child_description *description, int *pid) {
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        return error;
    }
    posix_spawnattr_t attributes;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = add_actions(&actions, description);
        if (error == 0) {
            error = set_attributes(&attributes);
        }
        if (error == 0) {
            error = posix_spawn(
                pid, description->program, &actions, &attributes, description->arguments, description->environment);
        }
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

// By number: glibc has wrappers only since 2.36.
int child_pidfd_open(int pid) {
    return above_standard_streams((int)syscall(SYS_pidfd_open, pid, 0));
}

int child_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int child_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return -1;
    }
    ends[0] = above_standard_streams(ends[0]);
    int first_error = errno;
    ends[1] = above_standard_streams(ends[1]);
    if (ends[0] >= 0 && ends[1] >= 0) {
        return 0;
    }
    int error = ends[0] < 0 ? first_error : errno;
    if (ends[0] >= 0) {
        close(ends[0]);
    }
    if (ends[1] >= 0) {
        close(ends[1]);
    }
    errno = error;
    return -1;
}

int child_eventfd(void) {
    return above_standard_streams(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}

int child_memory_file(void) {
    return above_standard_streams(memfd_create("standard input", MFD_CLOEXEC));
}
