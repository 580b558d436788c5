#include "base/zip_read.h"

#include <stdlib.h>
#include <strings.h>
#include <zip.h>

struct zip_read {
    zip_t *archive;
    size_t count, left; /* left: bytes that may still be unpacked */
};

bool zip_read_is(struct str bytes)
{
    return bytes.length > 4 && memcmp(bytes.at, "PK\3\4", 4) == 0;
}

static enum err broken(struct fault *why)
{
    return fault_set(why, ERR_MALFORMED, "zip_broken", "", "The file is not a zip archive that can be read: it is broken or cut short.");
}

enum err zip_read_open(struct str bytes, size_t unpacked_max, struct zip_read **zip, struct fault *why)
{
    zip_error_t error;
    *zip = NULL;
    if (!zip_read_is(bytes))
        return broken(why);
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.length, 0, &error);
    *zip = source ? calloc(1, sizeof **zip) : NULL;
    if (!*zip) {
        zip_source_free(source);
        return ERR_MEMORY;
    }
    (*zip)->archive = zip_open_from_source(source, ZIP_RDONLY, &error);
    zip_error_fini(&error);
    if (!(*zip)->archive) {
        zip_source_free(source);
        free(*zip);
        *zip = NULL;
        return broken(why);
    }
    zip_int64_t count = zip_get_num_entries((*zip)->archive, 0);
    (*zip)->count = count > 0 ? (size_t)count : 0;
    (*zip)->left = unpacked_max;
    if ((*zip)->count <= ZIP_READ_FILES_MAX)
        return ERR_NONE;
    zip_read_close(*zip);
    *zip = NULL;
    return fault_set(why, ERR_TOO_LARGE, "zip_files", "", "The archive holds more than %d files.", ZIP_READ_FILES_MAX);
}

void zip_read_close(struct zip_read *zip)
{
    if (!zip)
        return;
    zip_discard(zip->archive);
    free(zip);
}

size_t zip_read_count(const struct zip_read *zip)
{
    return zip->count;
}

struct str zip_read_name(const struct zip_read *zip, size_t index)
{
    return str_of(zip_get_name(zip->archive, index, ZIP_FL_ENC_GUESS));
}

bool zip_read_find(const struct zip_read *zip, struct str name, size_t *index)
{
    for (size_t i = 0; i < zip->count; i++) {
        struct str one = zip_read_name(zip, i);
        *index = i;
        if (one.length == name.length && strncasecmp(one.at, name.at, name.length) == 0)
            return true;
    }
    return false;
}

static struct str base_name(struct str path)
{
    for (size_t i = path.length; i > 0; i--)
        if (path.at[i - 1] == '/' || path.at[i - 1] == '\\')
            return (struct str){path.at + i, path.length - i};
    return path;
}

bool zip_read_find_ending(const struct zip_read *zip, const char *ending, size_t *index)
{
    size_t length = strlen(ending);
    for (size_t i = 0; i < zip->count; i++) {
        struct str name = base_name(zip_read_name(zip, i));
        *index = i;
        if (name.length > length && !str_starts(name, "._") && strncasecmp(name.at + name.length - length, ending, length) == 0)
            return true;
    }
    return false;
}

static enum err may_unpack(const struct zip_read *zip, const zip_stat_t *stat, struct fault *why)
{
    static const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    if ((stat->valid & needed) != needed)
        return broken(why);
    if (((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) && stat->encryption_method != ZIP_EM_NONE))
        return fault_set(why, ERR_MALFORMED, "zip_encrypted", "", "The archive has a password; please save it without one.");
    if (stat->comp_method != ZIP_CM_STORE && stat->comp_method != ZIP_CM_DEFLATE)
        return fault_set(why, ERR_MALFORMED, "zip_method", "",
                         "The archive is packed in a way that is not read here; please pack it anew.");
    if (stat->size > zip->left || (stat->size > ZIP_READ_SMALL && stat->size / ZIP_READ_RATIO_MAX > stat->comp_size))
        return fault_set(why, ERR_TOO_LARGE, "zip_too_large", "", "What the archive holds is too large when it is unpacked.");
    return ERR_NONE;
}

/* Exactly `size` bytes and then the end, where libzip compares the checksum. */
static bool read_all(zip_file_t *file, char *into, size_t size)
{
    size_t got = 0;
    char beyond;
    while (got < size) {
        zip_int64_t piece = zip_fread(file, into + got, size - got);
        if (piece <= 0)
            return false;
        got += (size_t)piece;
    }
    return zip_fread(file, &beyond, 1) == 0;
}

enum err zip_read_file(struct zip_read *zip, size_t index, struct arena *arena, struct str *bytes, struct fault *why)
{
    zip_stat_t stat;
    if (zip_stat_index(zip->archive, index, 0, &stat) != 0)
        return broken(why);
    enum err err = may_unpack(zip, &stat, why);
    if (err != ERR_NONE)
        return err;
    char *into = arena_take(arena, (size_t)stat.size + 1);
    zip_file_t *file = into ? zip_fopen_index(zip->archive, index, 0) : NULL;
    if (!into)
        return fault_set(why, ERR_TOO_LARGE, "zip_too_large", "", "What the archive holds is too large when it is unpacked.");
    bool whole = file && read_all(file, into, (size_t)stat.size);
    if (file)
        zip_fclose(file);
    zip->left -= (size_t)stat.size;
    *bytes = (struct str){into, (size_t)stat.size};
    return whole ? ERR_NONE : broken(why);
}
