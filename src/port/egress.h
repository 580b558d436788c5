/* Outgoing HTTP, the only door out. The interface only: no implementation connects yet.
 * An implementation resolves once, refuses private and local addresses, pins the address, and follows no redirect. */
#pragma once
#include "base/str.h"

struct egress_request {
    struct str method, url, body;
    struct str_pair {
        struct str name, value;
    } headers[8];
    size_t headers_count;
    int timeout_ms;
};

struct egress {
    enum err (*send)(struct egress *egress, const struct egress_request *request, int *status, struct fault *why);
};
