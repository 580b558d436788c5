/* The head of a request: what the library let through is checked again, strictly, because a proxy in front may read it differently. */
#include "http/inside.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

/* RFC 9110 5.6.2 */
static bool is_token(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        bool letter = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (!letter && (c == 0 || !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return length > 0;
}

static bool is_field_value(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static bool is_target(const char *text)
{
    if (text[0] != '/' && strcmp(text, "*") != 0)
        return false;
    for (; *text; text++)
        if ((unsigned char)*text <= 0x20 || (unsigned char)*text >= 0x7f || *text == '#')
            return false;
    return true;
}

/* The library parses in place: each CR and LF became a NUL, and its texts are pieces of the one buffer. Where the next piece starts
 * therefore tells bare LF, folded lines and NUL bytes apart from a line properly ended by CR LF. */
struct head {
    const char *next; /* where the next header line must begin */
    const char *fault;
    unsigned hosts, lengths, codings;
    struct str length, coding;
};

static bool name_is(const char *key, size_t size, const char *name)
{
    return size == strlen(name) && strncasecmp(key, name, size) == 0;
}

static void head_note(struct head *head, const char *key, size_t key_size, struct str value)
{
    if (name_is(key, key_size, "Host"))
        head->hosts++;
    if (name_is(key, key_size, "Content-Length"))
        head->lengths++, head->length = value;
    if (name_is(key, key_size, "Transfer-Encoding"))
        head->codings++, head->coding = value;
}

static enum MHD_Result header_check(void *context, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value,
                                    size_t value_size)
{
    struct head *head = context;
    (void)kind;
    if (!value)
        value = "", value_size = 0;
    if (key != head->next)
        head->fault = "A header line is folded, holds a NUL byte or does not end in CR LF.";
    else if (!is_token(key, key_size))
        head->fault = "A header's name holds a character that names may not have.";
    else if (!is_field_value(value, value_size))
        head->fault = "A header's value holds a control character.";
    if (head->fault)
        return MHD_NO;
    head->next = value + value_size + 2;
    head_note(head, key, key_size, str_trim((struct str){value, value_size}));
    return MHD_YES;
}

static const char *framing_check(const struct head *head, uint64_t *length)
{
    *length = 0;
    if (head->lengths + head->codings > 1)
        return "The length of the body is stated more than once.";
    if (head->codings && !(head->coding.length == 7 && strncasecmp(head->coding.at, "chunked", 7) == 0))
        return "Only the transfer encoding \"chunked\" is understood.";
    if (head->codings)
        *length = UINT64_MAX;
    int64_t number = 0;
    if (head->lengths && (!str_integer(head->length, &number) || number < 0 || head->length.at[0] == '-' || head->length.at[0] == '+'))
        return "Content-Length is not a number of bytes.";
    if (head->lengths)
        *length = (uint64_t)number;
    return NULL;
}

const char *request_check(struct http_exchange *x, const char *path, const char *method, const char *version, uint64_t *length)
{
    if (!is_token(method, strlen(method)))
        return "The method holds a character that methods may not have.";
    if (!is_target(x->target))
        return "The request target must be a path that starts with a slash, in ASCII, with everything else percent-encoded.";
    if (path != method + strlen(method) + 1 || version != path + x->target_length + 1)
        return "The request line must hold three parts with one space between them.";
    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
        return "Only HTTP/1.1 and HTTP/1.0 are spoken here.";
    struct head head = {.next = version + strlen(version) + 2};
    MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, header_check, &head);
    if (head.fault)
        return head.fault;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(x->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (info && method + info->header_size != head.next + 2)
        return "A header line is folded, holds a NUL byte or does not end in CR LF.";
    if (head.hosts > 1 || (head.hosts == 0 && version[7] == '1'))
        return "The request needs exactly one Host header.";
    if (head.codings && version[7] == '0')
        return "HTTP/1.0 knows no transfer encodings.";
    return framing_check(&head, length);
}

static void address_write(char to[64], const void *address, int family)
{
    const unsigned char *b = address;
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (family == AF_INET6 && memcmp(b, mapped, sizeof mapped) == 0)
        address = b + sizeof mapped, family = AF_INET;
    if (!inet_ntop(family, address, to, 64))
        to[0] = 0;
}

static void socket_peer(struct MHD_Connection *mhd, char to[64])
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    to[0] = 0;
    if (info && info->client_addr && info->client_addr->sa_family == AF_INET)
        address_write(to, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr, AF_INET);
    else if (info && info->client_addr && info->client_addr->sa_family == AF_INET6)
        address_write(to, &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr, AF_INET6);
}

/* "[2001:db8::1]:443", "192.0.2.1:80" and bare addresses. False when it is none. */
static bool address_read(struct str text, char to[64])
{
    char copy[64];
    const char *port = text.length ? memchr(text.at, ':', text.length) : NULL;
    if (text.length && text.at[0] == '[') {
        const char *end = memchr(text.at, ']', text.length);
        text = end ? (struct str){text.at + 1, (size_t)(end - text.at) - 1} : (struct str){0};
    } else if (port && !memchr(port + 1, ':', text.length - (size_t)(port + 1 - text.at))) {
        text.length = (size_t)(port - text.at);
    }
    if (text.length == 0 || text.length >= sizeof copy)
        return false;
    memcpy(copy, text.at, text.length);
    copy[text.length] = 0;
    unsigned char bytes[16];
    int family = inet_pton(AF_INET, copy, bytes) == 1 ? AF_INET : AF_INET6;
    if (family == AF_INET6 && inet_pton(AF_INET6, copy, bytes) != 1)
        return false;
    address_write(to, bytes, family);
    return true;
}

/* The hop-th entry from the end of a list that may run over several header lines; the first when the list is shorter. */
struct hop {
    const char *name;
    struct str ring[16];
    size_t count, wanted;
};

static enum MHD_Result hop_collect(void *context, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value,
                                   size_t value_size)
{
    struct hop *hop = context;
    (void)kind;
    struct str rest = {value, value_size}, part;
    if (!value || !name_is(key, key_size, hop->name))
        return MHD_YES;
    while (str_cut(&rest, ',', &part)) {
        part = str_trim(part);
        if (part.length)
            hop->ring[hop->count++ % hop->wanted] = part;
    }
    return MHD_YES;
}

static struct str hop_find(struct MHD_Connection *mhd, const char *name, unsigned hops)
{
    struct hop hop = {.name = name, .wanted = hops < 16 ? hops : 16};
    MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, hop_collect, &hop);
    if (hop.count == 0)
        return (struct str){0};
    return hop.ring[hop.count > hop.wanted ? hop.count % hop.wanted : 0];
}

enum err request_fill(struct http_exchange *x, const char *method)
{
    struct http_request *request = &x->request;
    struct str target = {x->target, x->target_length}, path = {0};
    str_cut(&target, '?', &path);
    x->head = strcmp(method, "HEAD") == 0;
    request->method = str_keep(request->arena, str_of(x->head ? "GET" : method));
    request->path = str_keep(request->arena, path);
    request->query = str_keep(request->arena, target);
    socket_peer(x->mhd, request->peer);
    const struct http_server_config *config = &x->server->config;
    request->secure = config->certificate != NULL;
    if (config->trusted_proxies) {
        char address[64];
        if (address_read(hop_find(x->mhd, "X-Forwarded-For", config->trusted_proxies), address))
            snprintf(request->peer, sizeof request->peer, "%s", address);
        request->secure |= str_is(hop_find(x->mhd, "X-Forwarded-Proto", config->trusted_proxies), "https");
    }
    return request->method.at && request->path.at && request->query.at ? ERR_NONE : ERR_MEMORY;
}

const struct http_request *http_request_of(const struct http_exchange *x)
{
    return &x->request;
}

struct str http_header_of(const struct http_exchange *x, const char *name)
{
    const char *value = NULL;
    size_t size = 0;
    if (!x->mhd || MHD_lookup_connection_value_n(x->mhd, MHD_HEADER_KIND, name, strlen(name), &value, &size) != MHD_YES || !value)
        return (struct str){0};
    return str_trim((struct str){value, size});
}

struct str http_cookie_of(const struct http_exchange *x, const char *name)
{
    struct str rest = http_header_of(x, "Cookie"), pair;
    while (str_cut(&rest, ';', &pair)) {
        struct str value = str_trim(pair), key = {0};
        str_cut(&value, '=', &key);
        if (str_is(key, name))
            return value;
    }
    return (struct str){0};
}

struct headers_walk {
    bool (*each)(void *context, struct str name, struct str value);
    void *context;
};

static enum MHD_Result header_walk(void *context, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value,
                                   size_t value_size)
{
    struct headers_walk *walk = context;
    (void)kind;
    return walk->each(walk->context, (struct str){key, key_size}, str_trim((struct str){value ? value : "", value ? value_size : 0}))
               ? MHD_YES
               : MHD_NO;
}

void http_headers_each(const struct http_exchange *x, bool (*each)(void *context, struct str name, struct str value), void *context)
{
    struct headers_walk walk = {each, context};
    MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, header_walk, &walk);
}
