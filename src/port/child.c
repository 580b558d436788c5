#include "port/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 1 << 16, END_MS = 10000 };
#define OUTPUT_MAX (INT64_C(4) << 30)

struct child {
    pid_t pid;
    int socket, idle_s;
    struct str to_send;
    struct buf read;
    size_t from;   /* of read: what is before it was given */
    size_t looked; /* so far there is no '\n' */
    int64_t got;   /* bytes altogether */
    int64_t sent;
    bool ended, reaped;
    int status;
};

/* ---- starting ---- */

#if defined(__SANITIZE_ADDRESS__)
static char *const *environment(void)
{
    return environ; /* the sanitizers' options */
}
static const bool keeps_errors = true; /* and where they speak */
#else
static char *const *environment(void)
{
    static char *const none[] = {NULL};
    return none;
}
static const bool keeps_errors = false;
#endif

static bool actions_fill(posix_spawn_file_actions_t *actions, int socket)
{
    return posix_spawn_file_actions_adddup2(actions, socket, 0) == 0 && posix_spawn_file_actions_adddup2(actions, socket, 1) == 0 &&
           (keeps_errors || posix_spawn_file_actions_addopen(actions, 2, "/dev/null", O_WRONLY, 0) == 0) &&
           posix_spawn_file_actions_addclosefrom_np(actions, 3) == 0;
}

/* No signal blocked or ignored, whatever this thread does. */
static bool attributes_fill(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    return posix_spawnattr_setsigmask(attributes, &none) == 0 && posix_spawnattr_setsigdefault(attributes, &all) == 0 &&
           posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) == 0;
}

static bool spawn(struct child *child, const char *word, int socket)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char name[] = "kuulo";
    char *arguments[] = {name, (char *)(uintptr_t)word, NULL};
    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return false;
    }
    bool fine = actions_fill(&actions, socket) && attributes_fill(&attributes) &&
                posix_spawn(&child->pid, "/proc/self/exe", &actions, &attributes, arguments, environment()) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return fine;
}

enum err child_open(const char *word, struct str bytes, int idle_s, struct child **out)
{
    int pair[2] = {-1, -1};
    struct child *child = calloc(1, sizeof *child);
    *out = NULL;
    if (!child)
        return ERR_MEMORY;
    *child = (struct child){.socket = -1, .idle_s = idle_s, .to_send = bytes, .read = buf_new(CHILD_LINE_MAX + PIECE + 1)};
    bool fine = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0;
    child->socket = pair[0];
    fine = fine && fcntl(pair[0], F_SETFL, O_NONBLOCK) == 0 && spawn(child, word, pair[1]);
    if (pair[1] >= 0)
        close(pair[1]);
    if (!fine) {
        child_close(child);
        return ERR_IO;
    }
    if (!bytes.length)
        shutdown(child->socket, SHUT_WR);
    *out = child;
    return ERR_NONE;
}

/* ---- talking ---- */

static void send_some(struct child *child)
{
    ssize_t sent = send(child->socket, child->to_send.at, child->to_send.length, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (sent < 0) /* it does not listen any more: what it says decides */
        child->to_send.length = 0;
    else
        child->sent += sent, child->to_send = (struct str){child->to_send.at + sent, child->to_send.length - (size_t)sent};
    if (!child->to_send.length)
        shutdown(child->socket, SHUT_WR);
}

/* What was given makes room: once for many lines. */
static void given_forget(struct child *child)
{
    if (!child->from)
        return;
    child->read.length -= child->from;
    child->looked -= child->from;
    memmove(child->read.at, child->read.at + child->from, child->read.length);
    child->from = 0;
}

static enum err receive_some(struct child *child)
{
    char piece[PIECE];
    ssize_t got = recv(child->socket, piece, sizeof piece, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return ERR_NONE;
    if (got <= 0) {
        child->ended = true;
        return ERR_NONE;
    }
    child->got += got;
    given_forget(child);
    buf_add(&child->read, piece, (size_t)got);
    return child->read.failed || child->got > OUTPUT_MAX ? ERR_TOO_LARGE : ERR_NONE;
}

/* Sends and receives what can be, waiting for either. */
static enum err talk(struct child *child)
{
    struct pollfd at = {.fd = child->socket, .events = (short)(POLLIN | (child->to_send.length ? POLLOUT : 0))};
    int ready = poll(&at, 1, child->idle_s * 1000);
    if (ready == 0)
        return ERR_BUSY;
    if (ready < 0)
        return errno == EINTR ? ERR_NONE : ERR_IO;
    if (at.revents & POLLOUT)
        send_some(child);
    return at.revents & (POLLIN | POLLHUP | POLLERR) ? receive_some(child) : ERR_NONE;
}

/* It closed its end, so it is ending; one that does not is ended. */
static void end_await(struct child *child)
{
    struct pollfd ended = {.fd = (int)syscall(SYS_pidfd_open, child->pid, 0), .events = POLLIN};
    if (ended.fd < 0)
        return;
    if (poll(&ended, 1, END_MS) == 0)
        kill(child->pid, SIGKILL);
    close(ended.fd);
}

static void reap(struct child *child)
{
    while (!child->reaped && waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
        continue;
    child->reaped = true;
}

/* A whole line that was received already. */
static bool line_there(struct child *child, struct str *line)
{
    char *at = child->read.length > child->looked ? memchr(child->read.at + child->looked, '\n', child->read.length - child->looked) : NULL;
    if (!at) {
        child->looked = child->read.length;
        return false;
    }
    *line = (struct str){child->read.at + child->from, (size_t)(at - child->read.at) - child->from};
    child->from = child->looked = (size_t)(at - child->read.at) + 1;
    return true;
}

enum err child_line(struct child *child, struct str *line, bool *end)
{
    *end = false;
    while (!line_there(child, line)) {
        enum err err = child->ended ? ERR_NONE : talk(child);
        if (err != ERR_NONE)
            return err;
        if (!child->ended)
            continue;
        end_await(child);
        reap(child);
        *end = true;
        bool whole = child->from == child->read.length;
        return whole && WIFEXITED(child->status) && WEXITSTATUS(child->status) == 0 ? ERR_NONE : ERR_MALFORMED;
    }
    return ERR_NONE;
}

int64_t child_taken(const struct child *child)
{
    return child->sent;
}

void child_close(struct child *child)
{
    if (!child)
        return;
    if (child->socket >= 0)
        close(child->socket);
    if (child->pid > 0 && !child->reaped) {
        kill(child->pid, SIGKILL);
        reap(child);
    }
    buf_free(&child->read);
    free(child);
}

/* ---- the child's side ---- */

enum err child_input(size_t most, struct buf *bytes)
{
    char piece[PIECE];
    *bytes = buf_new(most + 1);
    for (;;) {
        ssize_t got = read(0, piece, sizeof piece);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? ERR_IO : ERR_NONE;
        buf_add(bytes, piece, (size_t)got);
        if (bytes->failed)
            return ERR_TOO_LARGE;
    }
}

static enum err write_all(struct str bytes)
{
    while (bytes.length) {
        ssize_t written = write(1, bytes.at, bytes.length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return ERR_IO;
        bytes = (struct str){bytes.at + written, bytes.length - (size_t)written};
    }
    return ERR_NONE;
}

enum err child_say(struct str line)
{
    enum err err = write_all(line);
    return err == ERR_NONE ? write_all(STR("\n")) : err;
}
