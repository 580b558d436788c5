/* JSON, over jansson: strict reading with limits, writing straight into a buffer.
 *
 * Reading refuses invalid UTF-8, duplicate keys, trailing bytes, NUL in strings and nesting deeper than JSON_DEPTH_MAX; the tree lives as
 * long as the arena. */
#pragma once
#include "base/str.h"

#include <jansson.h>

enum { JSON_DEPTH_MAX = 32 };

/* ERR_MALFORMED with the line and column in fault->detail, ERR_MEMORY. The tree is the caller's to json_decref. */
enum err json_parse(struct str text, json_t **tree, struct fault *why) must_check;
/* The same; the tree is freed with the arena. */
enum err json_read(struct arena *arena, struct str text, json_t **tree, struct fault *why) must_check;
/* Hands a tree built by hand (json_object() …) to the arena. */
enum err json_keep(struct arena *arena, json_t *tree) must_check;

static inline struct str json_str(const json_t *value) /* {NULL,0} unless a string */
{
    return json_is_string(value) ? (struct str){json_string_value(value), json_string_length(value)} : (struct str){0};
}

/* Writing: the caller places commas and braces (see record_write for whole records). Real numbers keep 15 significant digits; NaN and
 * infinity become null. */
void json_put_text(struct buf *out, struct str text);
void json_put_member(struct buf *out, const char *name, struct str text); /* ,"name":"text"; nothing when the text is empty */
void json_put_real(struct buf *out, double value);
void json_put_tree(struct buf *out, const json_t *tree); /* compact, keys in the tree's order; NULL → null */
