/* The web application and the respondent's script and style, carried inside the binary (tools/embed.py packs them).
 *
 * web/dist/X is found as "/X", web/dist-respond/X as "/respond/X", and "/" is "/index.html". Without a web build there is
 * one page that says how to make it. Everything here is constant and lives as long as the program; any thread. */
#pragma once
#include "base/str.h"

struct embedded_file {
    const char *path, *type, *etag; /* etag with its quotes, from the content */
    const unsigned char *plain;     /* for clients that accept no compression */
    size_t plain_length;
    const unsigned char *gz; /* NULL when it would not be smaller */
    size_t gz_length;
    const unsigned char *br; /* NULL when it would not be smaller, or when the build had no Brotli */
    size_t br_length;
    bool immutable; /* may be cached for a year: the name carries a hash, or (under /respond/) the page asks with ?v=ETAG */
};

/* Exact path without the query; NULL when there is none (the web application's own paths are then answered with "/"). */
const struct embedded_file *embedded_find(struct str path);
struct str embedded_tag(const char *path); /* the file's etag; empty when there is none */

/* Generated, sorted by path. */
extern const struct embedded_file embedded_table[];
extern const size_t embedded_count;
