/* The calling process gives up everything but its own memory and the descriptors it has: for reading what strangers wrote. */
#pragma once
#include "base/err.h"

struct confinement {
    unsigned cpu_s; /* processor time; then the process is killed */
    size_t memory;  /* bytes of address space */
};

/* No file can be opened, no connection made, no process begun, no right gained, from here on and for ever; calls that try fail with EPERM.
 * Memory can never become code. Linux: seccomp, and Landlock where the kernel has it. ERR_IO when the kernel has no seccomp: then nothing
 * of a stranger's may be read. Only in a process with one thread. */
enum err confine(const struct confinement *confinement) must_check;
