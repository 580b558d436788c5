#include "listen/address.h"
#include "invitation.sql.h"

#include <sodium.h>
#include <string.h>

static bool plain(char c)
{
    return c > 0x20 && c < 0x7f && !strchr("\"(),:;<>[]\\", c);
}

bool address_ok(struct str address)
{
    size_t at = 0, count = 0;
    if (!address.length || address.length > ADDRESS_MAX)
        return false;
    for (size_t i = 0; i < address.length; i++) {
        if (!plain(address.at[i]))
            return false;
        if (address.at[i] == '@') {
            at = i;
            count++;
        }
    }
    struct str domain = address_domain(address);
    return count == 1 && at > 0 && at <= 64 && domain.length >= 3 && memchr(domain.at, '.', domain.length) && domain.at[0] != '.' &&
           domain.at[domain.length - 1] != '.';
}

struct str address_domain(struct str address)
{
    const char *at = address.length ? memrchr(address.at, '@', address.length) : NULL;
    return at ? (struct str){at + 1, (size_t)(address.at + address.length - at - 1)} : (struct str){0};
}

void address_hash(int64_t workspace_id, struct str address, unsigned char hash[ADDRESS_HASH_SIZE])
{
    crypto_generichash_state state;
    struct str trimmed = str_trim(address);
    crypto_generichash_init(&state, NULL, 0, ADDRESS_HASH_SIZE);
    crypto_generichash_update(&state, (const unsigned char *)&workspace_id, sizeof workspace_id);
    for (size_t i = 0; i < trimmed.length; i++) {
        unsigned char c = (unsigned char)trimmed.at[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c - 'A' + 'a');
        crypto_generichash_update(&state, &c, 1);
    }
    crypto_generichash_final(&state, hash, ADDRESS_HASH_SIZE);
}

const char *suppression_reason_name(enum suppression_reason reason)
{
    static const char *const names[] = {"", "unsubscribed", "bounced", "complaint"};
    return names[reason];
}

enum err address_suppressed(struct store *store, int64_t workspace_id, struct str address, bool *suppressed)
{
    unsigned char hash[ADDRESS_HASH_SIZE];
    struct suppression_get_row row;
    *suppressed = false;
    if (!address.length)
        return ERR_NONE;
    address_hash(workspace_id, address, hash);
    enum err err =
        sql_suppression_get(store, &(struct suppression_get_in){workspace_id, {(const char *)hash, ADDRESS_HASH_SIZE}}, NULL, &row);
    *suppressed = err == ERR_NONE;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}
