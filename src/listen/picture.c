#include "listen/picture.h"
#include "listen/inside.h"
#include "picture.sql.h"

#include <sodium.h>
#include <stdio.h>

bool picture_hash_ok(struct str hash)
{
    for (size_t i = 0; i < hash.length; i++)
        if (!((hash.at[i] >= '0' && hash.at[i] <= '9') || (hash.at[i] >= 'a' && hash.at[i] <= 'f')))
            return false;
    return hash.length == PICTURE_HASH_LENGTH;
}

struct str file_name_kept(struct arena *arena, struct str name, size_t characters_max)
{
    for (size_t i = name.length; i > 0; i--)
        if (name.at[i - 1] == '/' || name.at[i - 1] == '\\') {
            name = (struct str){name.at + i, name.length - i};
            break;
        }
    char *kept = arena_take(arena, name.length + sizeof "file");
    size_t length = 0, characters = 0;
    if (!kept)
        return (struct str){0};
    while (name.length && characters < characters_max) {
        size_t size = str_character(name);
        struct str character = {name.at, size};
        bool plain =
            size && (unsigned char)name.at[0] >= 0x20 && name.at[0] != 0x7f && !strchr("\"<>:|?*", name.at[0]) && !str_steers(character);
        if (plain) {
            memcpy(kept + length, name.at, size);
            length += size;
            characters++;
        }
        size = size ? size : 1;
        name = (struct str){name.at + size, name.length - size};
    }
    struct str trimmed = str_trim((struct str){kept, length});
    return trimmed.length && !str_is(trimmed, ".") && !str_is(trimmed, "..") ? trimmed : STR("file");
}

enum err listen_check_picture(struct str name, struct str bytes, struct arena *arena, struct picture_changed **out, struct fault *why)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    struct picture_changed *changed = arena_new_object(arena, struct picture_changed);
    char *hash = arena_take(arena, PICTURE_HASH_LENGTH + 1);
    *out = changed;
    if (!changed || !hash)
        return ERR_MEMORY;
    if (bytes.length > PICTURE_BYTES_MAX)
        return fault_set(why, ERR_TOO_LARGE, "too_large", "file", "A picture may have %d MB at the most.", PICTURE_BYTES_MAX >> 20);
    enum err err = picture_clean(bytes, arena, &changed->picture, why);
    if (err == ERR_INVALID)
        fault_prefix(why, "file");
    if (err != ERR_NONE)
        return err;
    if (changed->picture.width > PICTURE_SIDE_MAX || changed->picture.height > PICTURE_SIDE_MAX)
        return fault_set(why, ERR_INVALID, "too_many_pixels", "file",
                         "A picture may be %d pixels wide and high at the most; this one is %u × %u.", PICTURE_SIDE_MAX,
                         changed->picture.width, changed->picture.height);
    crypto_hash_sha256(digest, (const unsigned char *)changed->picture.bytes.at, changed->picture.bytes.length);
    changed->hash = str_of(sodium_bin2hex(hash, PICTURE_HASH_LENGTH + 1, digest, sizeof digest));
    changed->name = file_name_kept(arena, name, PICTURE_NAME_MAX);
    return changed->name.at ? ERR_NONE : ERR_MEMORY;
}

/* ---- who shows what ---- */

typedef bool picture_seen(void *context, const struct survey_picture *picture, size_t question, int choice);

/* Until each returns false. Parts share the choices of their question, and have no picture of their own. */
static bool pictures_each(const struct survey_definition *d, picture_seen *each, void *context)
{
    size_t number = 0;
    for (size_t i = 0; i < d->questions_count; i += 1 + d->questions[i].parts_count, number++) {
        const struct question *q = &d->questions[i];
        if (q->picture.id.length && !each(context, &q->picture, number, -1))
            return false;
        for (size_t c = 0; c < q->choices_count; c++)
            if (q->choices[c].picture.id.length && !each(context, &q->choices[c].picture, number, (int)c))
                return false;
    }
    return true;
}

static bool is_other(void *context, const struct survey_picture *picture, size_t question, int choice)
{
    (void)question, (void)choice;
    return !str_equal(picture->id, *(const struct str *)context);
}

enum err listen_check_picture_unused(const struct listen *listen, int64_t workspace_id, struct str hash, struct fault *why)
{
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    for (size_t i = 0; workspace && i < workspace->surveys_count; i++) {
        const struct survey_memory *memory = workspace->surveys[i];
        bool unused = pictures_each(memory->survey.draft, is_other, &hash);
        for (size_t v = 0; unused && v < memory->versions_count; v++)
            unused = pictures_each(memory->versions[v]->version.definition, is_other, &hash);
        if (!unused)
            return fault_set(why, ERR_CONFLICT, "in_use", "",
                             "The survey \"%.*s\" shows this picture, or has shown it to people who answered.",
                             STR_ARGS(memory->survey.slug));
    }
    return ERR_NONE;
}

struct checking {
    struct store *store;
    int64_t workspace_id;
    struct fault *why;
    enum err err;
};

static bool is_there(void *context, const struct survey_picture *picture, size_t question, int choice)
{
    struct checking *checking = context;
    struct picture_known_row row;
    char place[64];
    checking->err = sql_picture_known(checking->store, &(struct picture_known_in){checking->workspace_id, picture->id}, NULL, &row);
    if (checking->err == ERR_NOT_FOUND) {
        if (choice < 0)
            snprintf(place, sizeof place, "questions[%zu].picture.id", question);
        else
            snprintf(place, sizeof place, "questions[%zu].choices[%d].picture.id", question, choice);
        checking->err = fault_set(checking->why, ERR_INVALID, "unknown_picture", place, "There is no such picture in this workspace.");
    }
    return checking->err == ERR_NONE;
}

enum err pictures_check(struct store *store, int64_t workspace_id, const struct survey_definition *definition, struct fault *why)
{
    struct checking checking = {store, workspace_id, why, ERR_NONE};
    pictures_each(definition, is_there, &checking);
    return checking.err;
}

/* ---- store ---- */

struct counting {
    size_t count;
};

static bool count_one(void *context, const struct picture_list_row *row)
{
    (void)row;
    return ++((struct counting *)context)->count < PICTURES_MAX;
}

static enum err add(struct store *store, struct fact *fact, const struct picture_changed *c, struct fault *why)
{
    struct counting counting = {0};
    struct picture_known_row known;
    enum err err = sql_picture_known(store, &(struct picture_known_in){fact->workspace_id, c->hash}, NULL, &known);
    if (err == ERR_NONE) {
        fact->repeated = true;
        return ERR_NONE;
    }
    if (err == ERR_NOT_FOUND)
        err = sql_picture_list(store, &(struct picture_list_in){fact->workspace_id}, count_one, &counting);
    if (err == ERR_NONE && counting.count >= PICTURES_MAX)
        return fault_set(why, ERR_CONFLICT, "too_many", "", "A workspace keeps %d pictures at the most; remove one that no survey shows.",
                         PICTURES_MAX);
    if (err != ERR_NONE)
        return err;
    return sql_picture_put(store,
                           &(struct picture_put_in){fact->workspace_id, c->hash, c->name, str_of(picture_media_type(c->picture.type)),
                                                    c->picture.width, c->picture.height, fact->at_ms, (int64_t)c->picture.bytes.length,
                                                    c->picture.bytes},
                           NULL);
}

enum err picture_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct picture_changed *changed = fact->body;
    int64_t changes = 0;
    fact->subject_id = fact->number;
    if (changed->picture.bytes.length)
        return add(store, fact, changed, why);
    enum err err = sql_picture_delete(store, &(struct picture_delete_in){fact->workspace_id, changed->hash}, &changes);
    return err == ERR_NONE && !changes ? fault_set(why, ERR_NOT_FOUND, "not_found", "", "There is no such picture.") : err;
}

/* ---- ask ---- */

struct listing {
    bool (*each)(void *context, const struct picture_row *row);
    void *context;
};

static bool row_seen(void *context, const struct picture_list_row *row)
{
    struct listing *listing = context;
    return listing->each(listing->context,
                         &(struct picture_row){row->hash, row->name, row->media_type, row->width, row->height, row->added_at, row->size});
}

enum err listen_pictures(struct store *store, int64_t workspace_id, bool (*each)(void *context, const struct picture_row *row),
                         void *context)
{
    return sql_picture_list(store, &(struct picture_list_in){workspace_id}, row_seen, &(struct listing){each, context});
}

enum err listen_picture_content(struct store *store, struct str hash, struct arena *arena, struct str *media_type, struct str *content)
{
    struct picture_content_row row = {0};
    enum err err = sql_picture_content(store, &(struct picture_content_in){hash}, arena, &row);
    *media_type = row.media_type;
    *content = row.content;
    return err;
}
