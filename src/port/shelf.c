#include "port/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct shelf {
    int folder;
};

struct shelf_file {
    FILE *stream;
};

enum { PATH_SIZE = 4096, FRESH_NAME = SHELF_NAME_MAX + 8 };

static enum err err_of(int number)
{
    return number == ENOENT ? ERR_NOT_FOUND : number == ENOSPC || number == EDQUOT ? ERR_DISK_FULL : ERR_IO;
}

enum err shelf_open(const char *place, const char *folder, struct shelf **out, struct fault *why)
{
    char path[PATH_SIZE];
    struct shelf *shelf = calloc(1, sizeof *shelf);
    *out = NULL;
    if (!shelf)
        return ERR_MEMORY;
    bool named = snprintf(path, sizeof path, "%s/%s", place, folder) < PATH_SIZE && (mkdir(path, 0700) == 0 || errno == EEXIST);
    shelf->folder = named ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (shelf->folder >= 0) {
        *out = shelf;
        return ERR_NONE;
    }
    free(shelf);
    return fault_set(why, ERR_IO, "folder", "data", "The folder %s in %s can be neither opened nor made.", folder, place);
}

void shelf_close(struct shelf *shelf)
{
    if (!shelf)
        return;
    close(shelf->folder);
    free(shelf);
}

static enum err write_all(int file, struct str bytes, int64_t offset)
{
    while (bytes.length) {
        ssize_t wrote = pwrite(file, bytes.at, bytes.length, offset);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return err_of(wrote < 0 ? errno : ENOSPC);
        bytes.at += wrote;
        bytes.length -= (size_t)wrote;
        offset += wrote;
    }
    return ERR_NONE;
}

static enum err write_file(struct shelf *shelf, const char *name, int flags, int64_t offset, struct str bytes)
{
    int file = openat(shelf->folder, name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
    if (file < 0)
        return err_of(errno);
    enum err err = write_all(file, bytes, offset);
    if (err == ERR_NONE && fdatasync(file) != 0)
        err = err_of(errno);
    return close(file) == 0 || err != ERR_NONE ? err : ERR_IO;
}

enum err shelf_write(struct shelf *shelf, const char *name, int64_t offset, struct str bytes)
{
    return write_file(shelf, name, 0, offset, bytes);
}

enum err shelf_put(struct shelf *shelf, const char *name, struct str bytes)
{
    char fresh[FRESH_NAME];
    snprintf(fresh, sizeof fresh, "%s.new", name);
    enum err err = write_file(shelf, fresh, O_TRUNC, 0, bytes);
    if (err == ERR_NONE && renameat(shelf->folder, fresh, shelf->folder, name) != 0)
        err = err_of(errno);
    if (err != ERR_NONE)
        unlinkat(shelf->folder, fresh, 0);
    return err;
}

int64_t shelf_size(struct shelf *shelf, const char *name)
{
    struct stat about;
    return fstatat(shelf->folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(about.st_mode) ? about.st_size : 0;
}

enum err shelf_get(struct shelf *shelf, const char *name, size_t ceiling, struct arena *arena, struct str *bytes)
{
    struct shelf_file *file;
    size_t got = 0;
    enum err err = shelf_file_read(shelf, name, &file);
    char *into = err == ERR_NONE ? arena_take(arena, ceiling + 1) : NULL;
    if (err == ERR_NONE)
        err = into ? shelf_file_next(file, into, ceiling + 1, &got) : ERR_MEMORY;
    if (err == ERR_NONE && got > ceiling)
        err = ERR_TOO_LARGE;
    *bytes = (struct str){into, got};
    shelf_file_close(file);
    return err;
}

void shelf_remove(struct shelf *shelf, const char *name)
{
    unlinkat(shelf->folder, name, 0);
}

enum err shelf_each(struct shelf *shelf, bool (*each)(void *context, const char *name), void *context)
{
    int copy = openat(shelf->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = copy >= 0 ? fdopendir(copy) : NULL;
    if (!folder) {
        if (copy >= 0)
            close(copy);
        return ERR_IO;
    }
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.' && !each(context, entry->d_name))
            break;
    closedir(folder);
    return ERR_NONE;
}

static enum err file_open(struct shelf *shelf, const char *name, int flags, const char *mode, struct shelf_file **out)
{
    struct shelf_file *opened = calloc(1, sizeof *opened);
    *out = NULL;
    if (!opened)
        return ERR_MEMORY;
    int file = openat(shelf->folder, name, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
    enum err err = file < 0 ? err_of(errno) : ERR_NONE;
    if (file >= 0 && !(opened->stream = fdopen(file, mode))) {
        close(file);
        err = ERR_MEMORY;
    }
    if (err == ERR_NONE)
        *out = opened;
    else
        free(opened);
    return err;
}

enum err shelf_file_read(struct shelf *shelf, const char *name, struct shelf_file **file)
{
    return file_open(shelf, name, O_RDONLY, "r", file);
}

enum err shelf_file_write(struct shelf *shelf, const char *name, struct shelf_file **file)
{
    return file_open(shelf, name, O_WRONLY | O_CREAT | O_TRUNC, "w", file);
}

void shelf_file_close(struct shelf_file *file)
{
    if (!file)
        return;
    fclose(file->stream);
    free(file);
}

enum err shelf_file_next(struct shelf_file *file, char *bytes, size_t size, size_t *got)
{
    *got = fread(bytes, 1, size, file->stream);
    return ferror(file->stream) ? ERR_IO : ERR_NONE;
}

void shelf_file_again(struct shelf_file *file)
{
    rewind(file->stream);
}

enum err shelf_file_add(struct shelf_file *file, struct str bytes)
{
    errno = 0;
    return fwrite(bytes.at, 1, bytes.length, file->stream) == bytes.length ? ERR_NONE : err_of(errno);
}
