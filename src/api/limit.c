#include "api/limit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { WAYS = 8, TOKEN = 60000 /* one token in units of a per_minute millisecond */, MINUTE_MS = 60000 };

struct bucket {
    uint64_t key; /* 0: free */
    int64_t filled, at_ms;
    enum limit_kind kind;
};

struct limits {
    struct limits_config config;
    unsigned char secret[crypto_shorthash_KEYBYTES];
    pthread_mutex_t lock;
    size_t sets; /* a power of two, of WAYS buckets each */
    struct bucket buckets[];
};

const struct limits_config limits_default = {
    .kinds = {[LIMIT_LOGIN_ADDRESS] = {10, 10},
              [LIMIT_LOGIN_ACCOUNT] = {10, 10},
              [LIMIT_SUBMIT_ADDRESS] = {600, 600},
              [LIMIT_PARTIAL_ADDRESS] = {2400, 2400}},
    .buckets = 16384,
};

struct limits *limits_new(const struct limits_config *config, struct randomness *random)
{
    size_t sets = 1;
    while (sets * WAYS < config->buckets)
        sets *= 2;
    struct limits *limits = calloc(1, sizeof *limits + sets * WAYS * sizeof(struct bucket));
    if (!limits)
        return NULL;
    limits->config = *config;
    limits->sets = sets;
    random->fill(random, limits->secret, sizeof limits->secret);
    pthread_mutex_init(&limits->lock, NULL);
    return limits;
}

void limits_free(struct limits *limits)
{
    if (!limits)
        return;
    pthread_mutex_destroy(&limits->lock);
    free(limits);
}

static uint64_t hash_of(const struct limits *limits, enum limit_kind kind, struct str key)
{
    unsigned char text[300] = {(unsigned char)kind};
    size_t length = key.length < sizeof text - 1 ? key.length : sizeof text - 1;
    uint64_t hash;
    if (length)
        memcpy(text + 1, key.at, length);
    crypto_shorthash((unsigned char *)&hash, text, length + 1, limits->secret);
    return hash ? hash : 1;
}

/* What is in the bucket now, as tokens × TOKEN. */
static int64_t level(const struct limits *limits, const struct bucket *bucket, int64_t now_ms)
{
    int64_t ceiling = (int64_t)limits->config.kinds[bucket->kind].burst * TOKEN, passed_ms = now_ms - bucket->at_ms;
    if (passed_ms < 0)
        passed_ms = 0;
    int64_t rate = limits->config.kinds[bucket->kind].per_minute;
    if (rate && passed_ms > ceiling / rate)
        return ceiling;
    int64_t filled = bucket->filled + passed_ms * rate;
    return filled < ceiling ? filled : ceiling;
}

/* How much of its burst is missing: a bucket that misses nothing remembers nothing. */
static int64_t missing(const struct limits *limits, const struct bucket *bucket, int64_t now_ms)
{
    if (!bucket->key)
        return -1;
    return (int64_t)limits->config.kinds[bucket->kind].burst * TOKEN - level(limits, bucket, now_ms);
}

static struct bucket *bucket_of(struct limits *limits, enum limit_kind kind, struct str key, int64_t now_ms)
{
    uint64_t hash = hash_of(limits, kind, key);
    struct bucket *set = &limits->buckets[(hash & (limits->sets - 1)) * WAYS], *least = set;
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key == hash)
            return &set[i];
        if (missing(limits, &set[i], now_ms) < missing(limits, least, now_ms))
            least = &set[i];
    }
    *least = (struct bucket){hash, (int64_t)limits->config.kinds[kind].burst * TOKEN, now_ms, kind};
    return least;
}

/* 0 when a token was taken, else the seconds until there is one. */
static unsigned take(struct limits *limits, enum limit_kind kind, struct str key, int64_t now_ms)
{
    unsigned wait_s = 0;
    pthread_mutex_lock(&limits->lock);
    struct bucket *bucket = bucket_of(limits, kind, key, now_ms);
    int64_t filled = level(limits, bucket, now_ms), rate = limits->config.kinds[kind].per_minute;
    if (filled >= TOKEN)
        filled -= TOKEN;
    else
        wait_s = rate ? (unsigned)(((TOKEN - filled + rate - 1) / rate + 999) / 1000) : MINUTE_MS / 1000;
    bucket->filled = filled;
    if (now_ms > bucket->at_ms)
        bucket->at_ms = now_ms;
    pthread_mutex_unlock(&limits->lock);
    return wait_s;
}

enum err limit_take(struct limits *limits, enum limit_kind kind, struct str key, int64_t now_ms, struct fault *why)
{
    if (!limits->config.kinds[kind].burst)
        return ERR_NONE;
    unsigned wait_s = take(limits, kind, key, now_ms);
    if (!wait_s)
        return ERR_NONE;
    fault_set(why, ERR_TOO_MANY, "too_many_requests", "", "That was too often. Please try again in %u second%s.", wait_s,
              wait_s == 1 ? "" : "s");
    if (why)
        why->retry_s = wait_s;
    return ERR_TOO_MANY;
}

struct str limit_address(const char *peer, char text[LIMIT_ADDRESS_SIZE])
{
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    unsigned char bytes[16];
    if (inet_pton(AF_INET6, peer, bytes) != 1)
        snprintf(text, LIMIT_ADDRESS_SIZE, "%s", peer);
    else if (memcmp(bytes, mapped, sizeof mapped) == 0)
        snprintf(text, LIMIT_ADDRESS_SIZE, "%d.%d.%d.%d", bytes[12], bytes[13], bytes[14], bytes[15]);
    else {
        memset(bytes + 8, 0, 8);
        inet_ntop(AF_INET6, bytes, text, LIMIT_ADDRESS_SIZE - 4);
        snprintf(text + strlen(text), 4, "/64");
    }
    return str_of(text);
}
