#include "port/confine.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sanitizers reserve terabytes of addresses and would not start under a limit; everything else holds there too. */
#if defined(__SANITIZE_ADDRESS__)
static const bool limits_memory = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
static const bool limits_memory = false;
#else
static const bool limits_memory = true;
#endif
#else
static const bool limits_memory = true;
#endif

static bool limit(int what, size_t most)
{
    struct rlimit both = {most, most};
    return setrlimit((__rlimit_resource_t)what, &both) == 0;
}

/* The descriptors that are open stay; a limit of none lets no other open. */
static bool limits_set(const struct confinement *c)
{
    return limit(RLIMIT_CPU, c->cpu_s) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_NPROC, 0) &&
           limit(RLIMIT_CORE, 0) && (!limits_memory || limit(RLIMIT_AS, c->memory));
}

/* A second wall where there is one: no path at all. Kernels without Landlock say so, and seccomp stands alone. */
static void landlock_shut(void)
{
    struct landlock_ruleset_attr all = {.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
    long ruleset = syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (ruleset < 0)
        return;
    (void)!syscall(SYS_landlock_restrict_self, (int)ruleset, 0);
    close((int)ruleset);
}

/* What computing needs: memory, time, locks, the descriptors at hand, and the end. */
static const int plain[] = {
    SCMP_SYS(read),        SCMP_SYS(write),        SCMP_SYS(readv),           SCMP_SYS(writev),
    SCMP_SYS(close),       SCMP_SYS(brk),          SCMP_SYS(munmap),          SCMP_SYS(mremap),
    SCMP_SYS(madvise),     SCMP_SYS(futex),        SCMP_SYS(clock_gettime),   SCMP_SYS(getrandom),
    SCMP_SYS(sched_yield), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),  SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack), SCMP_SYS(exit),         SCMP_SYS(exit_group),      SCMP_SYS(getpid),
    SCMP_SYS(gettid),      SCMP_SYS(tgkill),       SCMP_SYS(restart_syscall),
};

/* mmap of no file, mprotect: never to be executed. */
static bool memory_allow(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                            SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) == 0;
}

static bool calls_filter(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool fine = filter && memory_allow(filter);
    for (size_t i = 0; fine && i < sizeof plain / sizeof *plain; i++)
        fine = seccomp_rule_add(filter, SCMP_ACT_ALLOW, plain[i], 0) == 0;
    fine = fine && seccomp_load(filter) == 0;
    if (filter)
        seccomp_release(filter);
    return fine;
}

enum err confine(const struct confinement *confinement)
{
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return ERR_IO;
    landlock_shut();
    return limits_set(confinement) && calls_filter() ? ERR_NONE : ERR_IO;
}
