/* Answers in RowBinary: numbers as they lie in memory, texts behind their length. */
#include "port/analytics/inside.h"

enum { RECORD_MAX = 16 << 20 };
#define WIRE_MAX (UINT64_C(4) << 30) /* of one answer: what is kept of it has bounds of its own */

bool record_number(struct str *rest, size_t bytes, uint64_t *number)
{
    if (rest->length < bytes)
        return false;
    *number = 0;
    memcpy(number, rest->at, bytes); /* little endian, as every processor we run on */
    rest->at += bytes;
    rest->length -= bytes;
    return true;
}

bool record_length(struct str *rest, uint64_t *length)
{
    *length = 0;
    for (size_t used = 0; used < rest->length && used < 5; used++) {
        unsigned char byte = (unsigned char)rest->at[used];
        *length |= (uint64_t)(byte & 127) << (7 * used);
        if (byte < 128) {
            rest->at += used + 1;
            rest->length -= used + 1;
            return true;
        }
    }
    return false;
}

bool record_text(struct str *rest, struct str *text)
{
    uint64_t length;
    if (!record_length(rest, &length) || rest->length < length)
        return false;
    *text = (struct str){rest->at, length};
    rest->at += length;
    rest->length -= length;
    return true;
}

void binary_number(struct buf *out, uint64_t number, size_t bytes)
{
    buf_add(out, &number, bytes);
}

void binary_length(struct buf *out, size_t length)
{
    while (length >= 128) {
        buf_add_char(out, (char)(length | 128));
        length >>= 7;
    }
    buf_add_char(out, (char)length);
}

void binary_text(struct buf *out, struct str text)
{
    binary_length(out, text.length);
    buf_add_str(out, text);
}

bool records_take(void *context, const char *bytes, size_t length)
{
    struct records *r = context;
    struct str rest = {bytes, length};
    r->bytes += length;
    r->flooded = r->bytes > WIRE_MAX;
    if (r->kept)
        buf_add(r->kept, bytes, length);
    if (r->left.length) {
        buf_add(&r->left, bytes, length);
        rest = buf_str(&r->left);
    }
    while (rest.length && !r->ended) {
        struct str before = rest;
        if (!r->each(r->context, &rest)) {
            rest = before;
            break;
        }
        r->ended = r->enough && *r->enough;
    }
    struct buf left = buf_new(RECORD_MAX);
    buf_add_str(&left, rest);
    buf_free(&r->left);
    r->left = left;
    r->failed |= left.failed;
    return !r->failed && !r->ended && !r->flooded;
}

enum err clickhouse_records(struct clickhouse *clickhouse, struct str sql, const struct stop *stop, struct records *records,
                            struct fault *why)
{
    const struct clickhouse_call call = {.sql = sql, .take = records_take, .context = records, .stop = stop, .long_work = !stop};
    records->left = buf_new(RECORD_MAX);
    if (sql.length > SQL_MAX || !sql.at)
        return fault_set(why, ERR_TOO_LARGE, "too_large", "where", "This condition is too long for the analytics server.");
    enum err err = clickhouse_send(clickhouse, &call, why);
    if (records->ended)
        err = ERR_NONE; /* we hung up */
    else if (records->flooded)
        err = fault_set(why, ERR_TOO_LARGE, "analytics_memory", "",
                        "The analytics server's answer is too long. Ask for a shorter period, fewer groups, or under a condition.");
    else if (err == ERR_NONE && records->left.length)
        err = fault_set(why, ERR_IO, "analytics_cut", "", "The analytics server's answer broke off.");
    buf_free(&records->left);
    return err;
}

enum err clickhouse_ask(struct clickhouse *clickhouse, struct str sql, bool (*each)(void *context, struct str *rest), void *context,
                        struct fault *why)
{
    struct records records = {.each = each, .context = context};
    return clickhouse_records(clickhouse, sql, NULL, &records, why);
}
