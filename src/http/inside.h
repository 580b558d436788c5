/* What the files of http/ share; nobody outside includes it.
 *
 * Who holds what: the library owns its connection; a `struct connection` lives from accept to close and an exchange from its request line
 * to its completion. A parked exchange is held twice, by the library and by whoever will answer, and freed when both let go: an answer may
 * therefore come after the server is gone. Locks, in this order: server → exchange or events → the library's own. Nothing calls the owner's
 * functions while holding one, except refuse(), which is called before the exchange is known to anybody else. */
#pragma once
#include "http/http.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
    CONNECTION_MEMORY = 8192, /* the library's pool of a connection: request line, headers and reply headers share it */
    BODY_EXCESS_MAX = 65536,  /* read over the ceiling of a body of unknown length before the connection is cut */
    BODY_LARGE = 4 << 20,     /* bodies over this size share BODIES_LARGE_MAX, whoever sends them */
    BODIES_LARGE_MAX = 256 << 20,
    BODY_SMALL = 2048,          /* bodies up to this size live in the arena's first block */
    EVENTS_WAITING_MAX = 65536, /* bytes waiting for a slow reader of events */
    LINGER_MAX = 256,           /* sockets kept half open so that a refusal reaches a client that is still sending */
    LINGER_S = 2,
    HEADER_VALUE_MAX = 4096,
    SHARED_MAX = 8,         /* replies kept because they are the same for everybody */
    SHARED_TEXT_MAX = 4096, /* bytes of what one of them is made of */
};

struct connection {
    struct connection *before, *after;
    struct http_server *server;
    struct http_exchange *exchange; /* the one in work; net thread only */
    int fd;
    atomic_uint due; /* the tick at which it is cut off; 0: never */
    bool linger;     /* the client may still be sending: keep the socket half open for a while */
};

enum exchange_state {
    EXCHANGE_NEW,       /* the request line is known */
    EXCHANGE_READING,   /* the headers are known, the body comes in */
    EXCHANGE_HANDLING,  /* the owner's handle or refuse runs */
    EXCHANGE_PARKED,    /* somebody else will answer */
    EXCHANGE_ANSWERED,  /* the reply is made */
    EXCHANGE_ABANDONED, /* the server stopped before the answer came */
};

struct http_exchange {
    struct http_exchange *before, *after; /* the server's */
    struct http_server *server;
    struct MHD_Connection *mhd;
    struct connection *connection;
    struct http_request request;
    pthread_mutex_t lock; /* state, reply and holders, from parking on */
    enum exchange_state state;
    int holders;
    bool was_parked, arena_taken, head, raw;
    bool grown;      /* body is malloc's, not the arena's */
    bool shared;     /* the reply is the server's to keep */
    bool overflowed; /* the body is larger than allowed; what comes is thrown away */
    char *body;
    size_t body_length, body_capacity, body_max, excess;
    size_t large; /* this much of what large bodies share */
    struct MHD_Response *reply;
    unsigned status;
    struct buf text; /* the reply as bytes, when `raw` */
    size_t reply_size;
    size_t target_length;
    char target[]; /* as sent, NUL-terminated */
};

struct http_events {
    struct http_events *before, *after; /* the server's */
    struct http_server *server;
    struct MHD_Connection *mhd;
    struct connection *connection;
    pthread_mutex_t lock;
    struct buf waiting;
    bool suspended, ending;
    void (*closed)(void *context);
    void *context;
};

typedef enum MHD_Result queue_function(struct MHD_Connection *connection, unsigned status, struct MHD_Response *reply);

struct http_server {
    atomic_size_t large; /* what large bodies have taken, in bytes */
    atomic_int holders;  /* the owner, and every parked exchange until its answer */
    struct http_server_config config;
    struct MHD_Daemon *daemon;
    queue_function *queue;
    unsigned port;
    pthread_mutex_t lock;
    int idle;  /* an eventfd, raised when a stopping server has no request left */
    int timer; /* a timerfd of one second */
    struct connection *connections;
    struct http_exchange *exchanges;
    struct http_events *events;
    struct lingering {
        int fd;
        unsigned due;
    } lingers[LINGER_MAX];
    size_t lingers_count;
    struct shared {
        int status;
        bool secure;
        struct buf text; /* csp, type, headers and body, each ended by a zero byte */
        struct MHD_Response *made;
    } shared[SHARED_MAX];
    size_t shared_count;
    pthread_mutex_t shared_lock; /* shared and shared_count */
    bool stopping;               /* drains: what runs is finished */
    bool cut;                    /* nothing may be parked any more */
    bool watched;                /* the watch thread runs */
    pthread_t watch;
    atomic_uint tick; /* seconds since the start, by the watch thread */
    atomic_uint connections_count, streams_count;
    _Atomic uint64_t requests_count, refused_count;
};

/* connection.c and server.c */
void connection_due(struct connection *connection, unsigned in_s); /* 0: no limit */
enum MHD_Result connection_policy(void *server, const struct sockaddr *from, socklen_t from_size);
void connection_notice(void *server, struct MHD_Connection *mhd, void **connection, enum MHD_ConnectionNotificationCode what);
void connection_end_all(struct http_server *server);
void *connection_watch(void *server); /* the thread that cuts off what is late */
void server_let_go(struct http_server *server);

/* exchange.c: the library's callbacks */
void *exchange_open(void *server, const char *target, struct MHD_Connection *mhd);
enum MHD_Result exchange_step(void *server, struct MHD_Connection *mhd, const char *path, const char *method, const char *version,
                              const char *data, size_t *size, void **exchange);
void exchange_completed(void *server, struct MHD_Connection *mhd, void **exchange, enum MHD_RequestTerminationCode why);
void exchange_refuse(struct http_exchange *x, enum err code, const char *detail); /* state is EXCHANGE_ANSWERED after it */
void exchange_let_go(struct http_exchange *x);
void exchange_abandon(struct http_exchange *x);
/* The reply is made: hands it over. False when nobody waits any more: the reply stays the caller's. One that is the server's (x->shared)
 * stays the server's either way. */
bool exchange_give(struct http_exchange *x, struct MHD_Response *reply, unsigned status);

/* request.c */
/* NULL when the head of the request is well formed, else the sentence that says what is wrong. Fills *length: the declared body, 0 when
 * none, UINT64_MAX when chunked. */
const char *request_check(struct http_exchange *x, const char *path, const char *method, const char *version, uint64_t *length);
/* Method, path, query, peer and secure, kept in the arena. */
enum err request_fill(struct http_exchange *x, const char *method) must_check;

/* reply.c */
/* Puts status-independent headers on the reply: security, cache, type and the caller's. False when one of them cannot be a header. */
bool reply_dress(const struct http_exchange *x, const struct http_reply *reply, struct MHD_Response *made) must_check;

/* shared.c */
/* The kept reply that equals this one, made now when it is the first; the server's. NULL: not kept (no room, HEAD), make one as usual. */
struct MHD_Response *shared_reply(struct http_exchange *x, const struct http_reply *reply) must_check;
void shared_free(struct http_server *server);

/* refusal.c */
queue_function *refusal_queue(void); /* the library's own MHD_queue_response; NULL when it cannot be found */

/* events.c */
void events_end(struct http_events *events);
