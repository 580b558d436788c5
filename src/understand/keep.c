/* What a workspace holds in memory, on the disk: so that a start need not read every row. */
#include "engine/column/snapshot.h"
#include "understand/inside.h"

#include <stdio.h>

enum { KEEP_ROWS = 65536, PATH_LENGTH = 4096, NAME_LENGTH = 64, LOAD_BYTES = 16 << 20 };

static bool directory_of(const char *place, char path[PATH_LENGTH])
{
    int length = snprintf(path, PATH_LENGTH, "%s/column", place);
    return length > 0 && length < PATH_LENGTH;
}

static void name_of(int64_t workspace_id, char name[NAME_LENGTH])
{
    snprintf(name, NAME_LENGTH, "%lld.snapshot", (long long)workspace_id);
}

/* Segments that are damaged or gone: their rows are read again, and those alone. */
static enum err gaps_fill(const struct understand *understand, struct house *house, struct column_gap *gap)
{
    enum err err = ERR_NONE;
    for (; gap && err == ERR_NONE; gap = gap->next) {
        column_gap_open(gap);
        err = intake_rows(house, understand->store, understand->listen, gap->first - 1, gap->last);
        if (!column_gap_close(gap))
            err = ERR_MEMORY;
    }
    return err;
}

/* A snapshot that is missing, damaged or of another time zone just means that every row is read. */
void house_load(const struct understand *understand, struct house *house)
{
    char directory[PATH_LENGTH], name[NAME_LENGTH];
    struct column_store *columns = NULL, *empty = house->columns;
    struct column_gap *gaps;
    struct str note;
    int64_t fact;
    struct fault why;
    struct arena *arena = arena_new(LOAD_BYTES);
    name_of(house->workspace_id, name);
    if (arena && directory_of(understand->place, directory) &&
        column_store_load(directory, name, arena, &columns, &fact, &note, &gaps, &why) == ERR_NONE) {
        house->columns = columns;
        if (str_equal(note, house->zone_name) && gaps_fill(understand, house, gaps) == ERR_NONE)
            house->held = fact;
        else {
            house_versions_forget(house); /* what was read for a gap knows columns that go */
            house->columns = empty;
            empty = columns;
        }
        column_store_free(empty);
    }
    arena_free(arena);
}

void house_save(const struct understand *understand, struct house *house)
{
    char directory[PATH_LENGTH], name[NAME_LENGTH];
    struct fault why;
    if (house->since_save == 0 || !directory_of(understand->place, directory))
        return;
    name_of(house->workspace_id, name);
    /* a snapshot that cannot be written costs the next start time, nothing else */
    if (column_store_save(house->columns, directory, name, house->held, house->zone_name, &why) == ERR_NONE)
        house->since_save = 0;
}

/* ---- while others work ---- */

struct keeping {
    const struct understand *understand;
    const struct understand_lock *lock;
    int64_t workspace_id;
    char directory[PATH_LENGTH], name[NAME_LENGTH];
};

static struct house *house_at(const struct keeping *keeping)
{
    return (struct house *)house_find(keeping->understand, keeping->workspace_id);
}

/* One full chunk: copied under the lock, written without it. *more is false when there was none left. */
static enum err piece_keep(const struct keeping *keeping, bool *more)
{
    struct column_piece piece;
    struct fault why;
    keeping->lock->begin(keeping->lock->context);
    struct house *house = house_at(keeping);
    uint64_t generation = house->generation;
    *more = column_piece_take(house->columns, &piece);
    keeping->lock->end(keeping->lock->context);
    if (!*more)
        return ERR_NONE;
    enum err err = column_piece_write(&piece, keeping->directory, keeping->name, &why);
    keeping->lock->begin(keeping->lock->context);
    house = house_at(keeping);
    if (house->generation == generation)
        column_piece_done(house->columns, &piece, err == ERR_NONE);
    else
        column_piece_forget(&piece);
    keeping->lock->end(keeping->lock->context);
    return err;
}

static void image_keep(const struct keeping *keeping)
{
    struct column_image image;
    struct fault why;
    keeping->lock->begin(keeping->lock->context);
    struct house *house = house_at(keeping);
    uint64_t generation = house->generation, since = house->since_save;
    enum err err = column_image_take(house->columns, house->held, house->zone_name, &image);
    keeping->lock->end(keeping->lock->context);
    if (err != ERR_NONE || column_image_write(&image, keeping->directory, keeping->name, &why) != ERR_NONE)
        return;
    keeping->lock->begin(keeping->lock->context);
    house = house_at(keeping);
    if (house->generation == generation)
        house->since_save -= since;
    keeping->lock->end(keeping->lock->context);
}

/* Houses come and never go. */
static bool is_due(struct keeping *keeping, size_t number)
{
    keeping->lock->begin(keeping->lock->context);
    bool there = number < keeping->understand->houses_count;
    const struct house *house = there ? keeping->understand->houses[number] : NULL;
    keeping->workspace_id = there ? house->workspace_id : 0;
    bool due = there && house->since_save >= KEEP_ROWS;
    keeping->lock->end(keeping->lock->context);
    return due && directory_of(keeping->understand->place, keeping->directory);
}

void understand_keep(const struct understand *understand, const struct understand_lock *lock)
{
    struct keeping keeping = {.understand = understand, .lock = lock, .workspace_id = 1};
    for (size_t i = 0; !understand->analytics && keeping.workspace_id; i++) {
        if (!is_due(&keeping, i))
            continue;
        bool more = true;
        enum err err = ERR_NONE;
        name_of(keeping.workspace_id, keeping.name);
        while (more && err == ERR_NONE)
            err = piece_keep(&keeping, &more);
        if (err == ERR_NONE) /* else the image would hold what could not be written, and be copied as a whole under the lock */
            image_keep(&keeping);
    }
}

enum err understand_forget(const char *place)
{
    char directory[PATH_LENGTH];
    return directory_of(place, directory) ? column_store_forget(directory) : ERR_IO;
}
