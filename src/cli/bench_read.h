/* How fast this machine reads memory: the limit that nothing which looks at every byte can pass. */
#pragma once
#include <stddef.h>

struct bench_read;
struct bench_read *bench_read_new(size_t threads); /* 512 MiB, touched; NULL when memory is out */
void bench_read_free(struct bench_read *read);
double bench_read_gb_s(struct bench_read *read); /* one pass over all of it with all threads; 10⁹ bytes a second */
