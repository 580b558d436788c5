/* The DNS by libresolv, which reads resolv.conf, asks again over TCP when an answer is cut, and comes with the C library. */
#include "port/dns.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>

enum { ANSWER_BYTES_MAX = 16384, WAIT_S = 3, TRIES = 2, PORT_MAX = 65535 };

struct resolver {
    struct dns dns; /* first */
    struct __res_state state;
};

/* One record: pieces, each after its length. */
static void text_take(const unsigned char *at, size_t length, char text[DNS_TEXT_MAX])
{
    size_t filled = 0;
    for (size_t piece = 0; piece < length; piece += 1 + at[piece])
        for (size_t i = piece + 1; i <= piece + at[piece] && i < length && filled < DNS_TEXT_MAX - 1; i++)
            text[filled++] = at[i] >= ' ' && at[i] < 127 ? (char)at[i] : '?';
    text[filled] = 0;
}

static enum dns_result answer_read(const unsigned char *answer, int length, struct dns_texts *texts)
{
    ns_msg message;
    ns_rr record;
    if (ns_initparse(answer, length, &message) != 0)
        return DNS_NO_ANSWER;
    for (int i = 0; i < ns_msg_count(message, ns_s_an) && texts->count < DNS_TEXTS_MAX; i++) {
        if (ns_parserr(&message, ns_s_an, i, &record) != 0)
            return DNS_NO_ANSWER;
        if (ns_rr_type(record) == ns_t_txt)
            text_take(ns_rr_rdata(record), ns_rr_rdlen(record), texts->texts[texts->count++]);
    }
    return texts->count ? DNS_FOUND : DNS_NOTHING;
}

static enum dns_result texts_ask(struct dns *dns, const char *name, struct dns_texts *texts)
{
    struct resolver *resolver = (struct resolver *)dns;
    unsigned char answer[ANSWER_BYTES_MAX];
    texts->count = 0;
    int length = res_nquery(&resolver->state, name, ns_c_in, ns_t_txt, answer, sizeof answer);
    if (length >= 0)
        return answer_read(answer, length < (int)sizeof answer ? length : (int)sizeof answer, texts);
    int problem = resolver->state.res_h_errno;
    return problem == HOST_NOT_FOUND || problem == NO_DATA ? DNS_NOTHING : DNS_NO_ANSWER;
}

static void resolver_close(struct dns *dns)
{
    struct resolver *resolver = (struct resolver *)dns;
    res_nclose(&resolver->state);
    free(resolver);
}

static bool server_read(const char *text, struct sockaddr_in *address)
{
    struct str host, rest = str_of(text);
    int64_t port = 53;
    char name[INET_ADDRSTRLEN];
    if (!str_cut(&rest, ':', &host) || host.length >= sizeof name)
        return false;
    snprintf(name, sizeof name, "%.*s", STR_ARGS(host));
    if (rest.length && (!str_integer(rest, &port) || port < 1 || port > PORT_MAX))
        return false;
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    return inet_pton(AF_INET, name, &address->sin_addr) == 1;
}

enum err dns_open(const char *server, struct dns **dns, struct fault *why)
{
    struct sockaddr_in address;
    *dns = NULL;
    if (server && !server_read(server, &address))
        return fault_set(why, ERR_INVALID, "dns_server", "dns", "The name server is written ADDRESS:PORT, such as 127.0.0.1:53.");
    struct resolver *resolver = calloc(1, sizeof *resolver);
    if (!resolver || res_ninit(&resolver->state) != 0) {
        free(resolver);
        return ERR_MEMORY;
    }
    resolver->state.retrans = WAIT_S;
    resolver->state.retry = TRIES;
    resolver->state.options |= RES_USE_EDNS0;
    if (server) {
        resolver->state.nscount = 1;
        resolver->state.nsaddr_list[0] = address;
    }
    resolver->dns = (struct dns){.texts = texts_ask, .close = resolver_close};
    *dns = &resolver->dns;
    return ERR_NONE;
}

void dns_close(struct dns *dns)
{
    if (dns)
        dns->close(dns);
}
