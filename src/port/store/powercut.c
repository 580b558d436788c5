#include "port/store/powercut.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512, PATHS_MAX = 64, BUCKETS = 4096 };

/* One sector not yet synced. */
struct piece {
    sqlite3_int64 number;
    struct piece *next;
    unsigned char bytes[SECTOR];
};

/* What all handles of one path share. */
struct disk {
    char path[512];
    struct piece *buckets[BUCKETS];
    size_t count;
    sqlite3_int64 size; /* as the process sees it; −1: not yet asked */
    int users;
};

struct handle {
    sqlite3_file base;
    struct disk *disk;
    sqlite3_file *real; /* follows in the same allocation */
};

static struct {
    sqlite3_vfs vfs, *real;
    sqlite3_io_methods methods;
    pthread_mutex_t lock;
    struct disk disks[PATHS_MAX];
    unsigned chance;
} world = {.lock = PTHREAD_MUTEX_INITIALIZER, .chance = 2463534242u};

static struct handle *handle_of(sqlite3_file *file)
{
    return (struct handle *)file;
}

static struct piece *piece_find(const struct disk *disk, sqlite3_int64 number)
{
    for (struct piece *p = disk->buckets[number % BUCKETS]; p; p = p->next)
        if (p->number == number)
            return p;
    return NULL;
}

static int real_read(struct handle *h, void *to, int amount, sqlite3_int64 at)
{
    int code = h->real->pMethods->xRead(h->real, to, amount, at);
    return code == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : code; /* zero-filled by the real one */
}

/* The piece holding the sector, made from the file's bytes when missing. */
static struct piece *piece_take(struct handle *h, sqlite3_int64 number)
{
    struct piece *piece = piece_find(h->disk, number);
    if (piece)
        return piece;
    piece = calloc(1, sizeof *piece);
    if (!piece || real_read(h, piece->bytes, SECTOR, number * SECTOR) != SQLITE_OK) {
        free(piece);
        return NULL;
    }
    struct piece **bucket = &h->disk->buckets[number % BUCKETS];
    piece->number = number;
    piece->next = *bucket;
    *bucket = piece;
    h->disk->count++;
    return piece;
}

static int size_load(struct handle *h)
{
    return h->disk->size >= 0 ? SQLITE_OK : h->real->pMethods->xFileSize(h->real, &h->disk->size);
}

static int read_locked(struct handle *h, void *to, int amount, sqlite3_int64 at)
{
    int code = size_load(h);
    if (code == SQLITE_OK)
        code = real_read(h, to, amount, at);
    for (sqlite3_int64 number = at / SECTOR; code == SQLITE_OK && h->disk->count && number * SECTOR < at + amount; number++) {
        const struct piece *p = piece_find(h->disk, number);
        if (!p)
            continue;
        sqlite3_int64 from = p->number * SECTOR, end = from + SECTOR;
        sqlite3_int64 low = from > at ? from : at, high = end < at + amount ? end : at + amount;
        if (low < high)
            memcpy((char *)to + (low - at), p->bytes + (low - from), (size_t)(high - low));
    }
    if (code != SQLITE_OK || at + amount <= h->disk->size)
        return code;
    sqlite3_int64 valid = h->disk->size > at ? h->disk->size - at : 0;
    memset((char *)to + valid, 0, (size_t)(amount - valid));
    return SQLITE_IOERR_SHORT_READ;
}

static int write_locked(struct handle *h, const void *from, int amount, sqlite3_int64 at)
{
    int code = size_load(h);
    for (sqlite3_int64 done = 0; done < amount && code == SQLITE_OK;) {
        sqlite3_int64 number = (at + done) / SECTOR, inside = (at + done) % SECTOR;
        sqlite3_int64 part = SECTOR - inside < amount - done ? SECTOR - inside : amount - done;
        struct piece *piece = piece_take(h, number);
        if (!piece)
            return SQLITE_IOERR_NOMEM;
        memcpy(piece->bytes + inside, (const char *)from + done, (size_t)part);
        done += part;
    }
    if (code == SQLITE_OK && at + amount > h->disk->size)
        h->disk->size = at + amount;
    return code;
}

static unsigned chance(void)
{
    world.chance ^= world.chance << 13;
    world.chance ^= world.chance >> 17;
    world.chance ^= world.chance << 5;
    return world.chance;
}

static int piece_put_down(struct handle *h, struct piece **at)
{
    struct piece *p = *at;
    sqlite3_int64 left = h->disk->size - p->number * SECTOR;
    int length = left >= SECTOR ? SECTOR : left > 0 ? (int)left : 0;
    int code = length ? h->real->pMethods->xWrite(h->real, p->bytes, length, p->number * SECTOR) : SQLITE_OK;
    *at = p->next;
    free(p);
    h->disk->count--;
    return code;
}

/* Half of the pieces first, chosen by chance, then the rest: an order no program may rely on. */
static int sync_locked(struct handle *h)
{
    int code = SQLITE_OK;
    for (int pass = 0; pass < 2 && h->disk->count; pass++)
        for (size_t i = 0; i < BUCKETS && h->disk->count; i++)
            for (struct piece **at = &h->disk->buckets[i]; *at && code == SQLITE_OK;) {
                if (pass == 0 && chance() & 1)
                    at = &(*at)->next;
                else
                    code = piece_put_down(h, at);
            }
    return code;
}

static int power_read(sqlite3_file *file, void *to, int amount, sqlite3_int64 at)
{
    pthread_mutex_lock(&world.lock);
    int code = read_locked(handle_of(file), to, amount, at);
    pthread_mutex_unlock(&world.lock);
    return code;
}

static int power_write(sqlite3_file *file, const void *from, int amount, sqlite3_int64 at)
{
    pthread_mutex_lock(&world.lock);
    int code = write_locked(handle_of(file), from, amount, at);
    pthread_mutex_unlock(&world.lock);
    return code;
}

static int power_sync(sqlite3_file *file, int flags)
{
    (void)flags;
    pthread_mutex_lock(&world.lock);
    int code = sync_locked(handle_of(file));
    pthread_mutex_unlock(&world.lock);
    return code;
}

/* A truncation is taken as done at once: SQLite only truncates what recovery could do without. */
static int power_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct handle *h = handle_of(file);
    pthread_mutex_lock(&world.lock);
    for (size_t i = 0; i < BUCKETS && h->disk->count; i++)
        for (struct piece **at = &h->disk->buckets[i]; *at;) {
            struct piece *p = *at;
            if (p->number * SECTOR < size) {
                at = &p->next;
                continue;
            }
            *at = p->next;
            free(p);
            h->disk->count--;
        }
    h->disk->size = size;
    int code = h->real->pMethods->xTruncate(h->real, size);
    pthread_mutex_unlock(&world.lock);
    return code;
}

static int power_size(sqlite3_file *file, sqlite3_int64 *size)
{
    struct handle *h = handle_of(file);
    pthread_mutex_lock(&world.lock);
    int code = size_load(h);
    *size = h->disk->size;
    pthread_mutex_unlock(&world.lock);
    return code;
}

static int power_close(sqlite3_file *file)
{
    struct handle *h = handle_of(file);
    pthread_mutex_lock(&world.lock);
    if (--h->disk->users == 0) {
        (void)sync_locked(h); /* an orderly end is no power cut */
        h->disk->path[0] = 0;
    }
    int code = h->real->pMethods->xClose(h->real);
    pthread_mutex_unlock(&world.lock);
    return code;
}

#define PASS(name, parameters, arguments)                                                                                                  \
    static int power_##name parameters                                                                                                     \
    {                                                                                                                                      \
        sqlite3_file *real = handle_of(file)->real;                                                                                        \
        return real->pMethods->x##name arguments;                                                                                          \
    }
PASS(Lock, (sqlite3_file * file, int level), (real, level))
PASS(Unlock, (sqlite3_file * file, int level), (real, level))
PASS(CheckReservedLock, (sqlite3_file * file, int *out), (real, out))
PASS(FileControl, (sqlite3_file * file, int op, void *argument), (real, op, argument))
PASS(ShmMap, (sqlite3_file * file, int page, int size, int extend, void volatile **out), (real, page, size, extend, out))
PASS(ShmLock, (sqlite3_file * file, int offset, int count, int flags), (real, offset, count, flags))
PASS(ShmUnmap, (sqlite3_file * file, int delete), (real, delete))

static void power_ShmBarrier(sqlite3_file *file)
{
    sqlite3_file *real = handle_of(file)->real;
    real->pMethods->xShmBarrier(real);
}

static int power_sector(sqlite3_file *file)
{
    (void)file;
    return SECTOR;
}

static int power_traits(sqlite3_file *file)
{
    (void)file;
    return 0; /* promises nothing */
}

static struct disk *disk_of(const char *path)
{
    struct disk *free_one = NULL;
    for (size_t i = 0; i < PATHS_MAX; i++) {
        struct disk *disk = &world.disks[i];
        if (disk->path[0] && strcmp(disk->path, path) == 0)
            return disk;
        if (!disk->path[0] && !free_one)
            free_one = disk;
    }
    if (!free_one || strlen(path) >= sizeof free_one->path)
        return NULL;
    *free_one = (struct disk){.size = -1};
    memcpy(free_one->path, path, strlen(path) + 1);
    return free_one;
}

static int power_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    (void)vfs;
    struct handle *h = handle_of(file);
    if (!name || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)))
        return world.real->xOpen(world.real, name, file, flags, out); /* temporary files */
    h->real = (sqlite3_file *)(h + 1);
    int code = world.real->xOpen(world.real, name, h->real, flags, out);
    if (code != SQLITE_OK)
        return code;
    pthread_mutex_lock(&world.lock);
    h->disk = disk_of(name);
    if (h->disk)
        h->disk->users++;
    pthread_mutex_unlock(&world.lock);
    if (!h->disk)
        return SQLITE_CANTOPEN;
    h->base.pMethods = &world.methods;
    return SQLITE_OK;
}

static void world_make(void)
{
    world.real = sqlite3_vfs_find(NULL);
    world.vfs = *world.real;
    world.vfs.szOsFile = (int)sizeof(struct handle) + world.real->szOsFile;
    world.vfs.zName = "powercut";
    world.vfs.xOpen = power_open;
    world.methods = (sqlite3_io_methods){2,
                                         power_close,
                                         power_read,
                                         power_write,
                                         power_truncate,
                                         power_sync,
                                         power_size,
                                         power_Lock,
                                         power_Unlock,
                                         power_CheckReservedLock,
                                         power_FileControl,
                                         power_sector,
                                         power_traits,
                                         power_ShmMap,
                                         power_ShmLock,
                                         power_ShmBarrier,
                                         power_ShmUnmap,
                                         NULL,
                                         NULL};
    (void)sqlite3_vfs_register(&world.vfs, 0);
}

enum err powercut_register(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (sqlite3_initialize() != SQLITE_OK)
        return ERR_MEMORY;
    pthread_once(&once, world_make);
    return ERR_NONE;
}
