/* A child process of this same program that is given bytes and answers in lines: for reading what strangers wrote (port/confine.h is the
 * child's side of it). It gets nothing of this process: no descriptor but its one socket, no environment, no memory.
 *
 * One thread at a time; any thread may begin one. The child is gone when child_close returns. */
#pragma once
#include "base/str.h"

enum { CHILD_LINE_MAX = 16 << 20 /* bytes of a line */ };

struct child;
/* Starts this program with one word as its only argument; it reads `bytes` from its standard input, to the end, and answers on its standard
 * output. bytes must live until child_close. Silent for idle_s seconds while it is listened to, it hangs. ERR_IO, ERR_MEMORY. */
enum err child_open(const char *word, struct str bytes, int idle_s, struct child **child) must_check;
/* The next line, without its end, valid until the next call; *end when the child said all it had to say and ended well. ERR_BUSY: it was
 * silent too long. ERR_TOO_LARGE: a line, or everything together, is larger than can be. ERR_MALFORMED: it broke off, crashed, or was
 * killed by a limit. */
enum err child_line(struct child *child, struct str *line, bool *end) must_check;
int64_t child_taken(const struct child *child); /* bytes it has read or that wait for it */
void child_close(struct child *child);          /* ends it if need be; NULL is fine */

/* The child's own side: everything from standard input, at most `most` bytes (ERR_TOO_LARGE), and one line to standard output. */
enum err child_input(size_t most, struct buf *bytes) must_check;
enum err child_say(struct str line) must_check;
