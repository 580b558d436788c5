/* [MS-CFB]. Sectors are chained in a table; small streams lie in sectors of their own inside the root's stream. Every chain is followed for
 * at most as many steps as the file has sectors, so that a circle ends. */
#include "base/compound_file.h"

#include <strings.h>

enum {
    HEAD = 512,
    ENTRY = 128,
    DIFAT_IN_HEAD = 109,
    SECTOR_LAST = 0xFFFFFFFA, /* above are marks: free, end of chain */
    KIND_STREAM = 2,
    KIND_ROOT = 5,
};

struct reading {
    struct arena *arena;
    struct str bytes;
    size_t sector, small;          /* bytes of a sector, and of a small one */
    struct str table, small_table; /* of chains: four bytes for each sector */
    struct str root;               /* where small streams lie */
    size_t small_below;
};

static const unsigned char signature[] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};

bool compound_file_is(struct str bytes)
{
    return bytes.length >= HEAD && memcmp(bytes.at, signature, sizeof signature) == 0;
}

static enum err broken(struct fault *why)
{
    return fault_set(why, ERR_MALFORMED, "compound_broken", "", "The file is broken or cut short and cannot be read.");
}

/* A sector as it stands in the file; {NULL,0} beyond its end. The last may be cut short. */
static struct str sector_of(const struct reading *r, size_t number)
{
    struct str none = {0};
    if (number > r->bytes.length / r->sector)
        return none;
    size_t at = (number + 1) * r->sector;
    size_t left = at < r->bytes.length ? r->bytes.length - at : 0;
    return left ? (struct str){r->bytes.at + at, left < r->sector ? left : r->sector} : none;
}

static bool next_of(struct str table, size_t *number)
{
    if (*number >= table.length / 4)
        return false;
    *number = little_4(table.at + 4 * *number);
    return true;
}

/* A chain of sectors, or of small ones, put together. size 0: to its end. */
static bool chain_read(const struct reading *r, size_t first, size_t size, bool small, struct str *out)
{
    size_t most = r->bytes.length / (small ? r->small : r->sector) + 1, unit = small ? r->small : r->sector;
    struct str table = small ? r->small_table : r->table;
    struct buf whole = buf_new(r->bytes.length + r->sector);
    for (size_t steps = 0, number = first; number < (size_t)SECTOR_LAST && steps < most && (!size || whole.length < size); steps++) {
        struct str piece = {0};
        if (!small)
            piece = sector_of(r, number);
        else if (number < r->root.length / unit)
            piece = (struct str){r->root.at + number * unit, unit};
        buf_add_str(&whole, piece);
        if (!piece.length || !next_of(table, &number))
            break;
    }
    *out = str_keep(r->arena, buf_str(&whole));
    bool enough = out->at && !whole.failed && whole.length >= size;
    buf_free(&whole);
    if (size && enough)
        out->length = size;
    return enough;
}

/* The table itself lies in sectors that the head lists, and further ones that go on listing. */
static bool table_read(struct reading *r)
{
    struct buf whole = buf_new(r->bytes.length + r->sector);
    size_t next = little_4(r->bytes.at + 68), most = r->bytes.length / r->sector + 1, added = 0;
    for (size_t i = 0; i < DIFAT_IN_HEAD; i++)
        buf_add_str(&whole, sector_of(r, little_4(r->bytes.at + 76 + 4 * i)));
    for (size_t steps = 0; next < (size_t)SECTOR_LAST && steps < most && added < most; steps++) {
        struct str list = sector_of(r, next);
        if (list.length < r->sector)
            break;
        for (size_t i = 0; i + 8 <= r->sector && added < most; i += 4, added++)
            buf_add_str(&whole, sector_of(r, little_4(list.at + i)));
        next = little_4(list.at + r->sector - 4);
    }
    r->table = str_keep(r->arena, buf_str(&whole));
    bool is = r->table.at && !whole.failed;
    buf_free(&whole);
    return is;
}

/* Names are UTF-16; those looked for are ASCII. */
static bool named(const char *entry, const char *name)
{
    size_t length = strlen(name);
    if (little_2(entry + 64) != 2 * (length + 1))
        return false;
    for (size_t i = 0; i < length; i++)
        if (entry[2 * i + 1] || (entry[2 * i] | 0x20) != (name[i] | 0x20))
            return false;
    return true;
}

static const char *entry_of(struct str directory, int kind, const char *name)
{
    for (size_t at = 0; at + ENTRY <= directory.length; at += ENTRY)
        if (directory.at[at + 66] == kind && (!name || named(directory.at + at, name)))
            return directory.at + at;
    return NULL;
}

enum err compound_file_read(struct arena *arena, struct str bytes, const char *name, struct str *stream, struct fault *why)
{
    struct reading r = {.arena = arena, .bytes = bytes};
    struct str directory;
    *stream = (struct str){0};
    if (!compound_file_is(bytes))
        return broken(why);
    unsigned shift = little_2(bytes.at + 30), small_shift = little_2(bytes.at + 32);
    if ((shift != 9 && shift != 12) || small_shift != 6 || bytes.length < (size_t)2 << shift)
        return broken(why);
    r.sector = (size_t)1 << shift, r.small = (size_t)1 << small_shift;
    r.small_below = little_4(bytes.at + 56);
    if (!table_read(&r) || !chain_read(&r, little_4(bytes.at + 48), 0, false, &directory) ||
        !chain_read(&r, little_4(bytes.at + 60), 0, false, &r.small_table))
        return broken(why);
    const char *root = entry_of(directory, KIND_ROOT, NULL), *entry = entry_of(directory, KIND_STREAM, name);
    if (root && little_4(root + 120) && !chain_read(&r, little_4(root + 116), 0, false, &r.root))
        return broken(why);
    if (!entry)
        return ERR_NONE;
    size_t size = little_4(entry + 120);
    return size && size <= bytes.length && chain_read(&r, little_4(entry + 116), size, size < r.small_below, stream) ? ERR_NONE
                                                                                                                     : broken(why);
}
