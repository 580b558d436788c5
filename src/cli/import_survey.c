/* import survey: one report on standard output; a file that is refused is told on standard error, with exit code 2. */
#include "cli/cli.h"

#include "flow/survey_import.h"
#include "foreign/foreign.h"

#include <stdio.h>
#include <sys/stat.h>

enum { DEFINITION_ARENA = 64 << 20 };

static bool file_read(const char *path, struct arena *arena, struct str *bytes)
{
    struct fault why;
    struct stat about;
    FILE *file = fopen(path, "re");
    bool there = file && fstat(fileno(file), &about) == 0 && S_ISREG(about.st_mode);
    bool small = there && about.st_size <= FOREIGN_BYTES_MAX;
    char *room = small ? arena_take(arena, (size_t)about.st_size + 1) : NULL;
    if (room)
        *bytes = (struct str){room, fread(room, 1, (size_t)about.st_size, file)};
    bool read = room && !ferror(file);
    if (file)
        fclose(file);
    if (there && !small)
        fault_set(&why, ERR_TOO_LARGE, "too_large", "", "%s has more than %d MB.", path, FOREIGN_BYTES_MAX >> 20);
    else
        fault_set(&why, ERR_IO, "file", "", "%s cannot be read.", path);
    return read || cli_fail(&why) == 0;
}

static bool is_refusal(enum err err)
{
    return err == ERR_INVALID || err == ERR_MALFORMED || err == ERR_TOO_LARGE;
}

static int report_tell(const struct survey_import_report *report, const struct import_counts *counts)
{
    struct buf text = buf_new(SURVEY_IMPORT_REPORT_MAX);
    survey_import_write(report, counts, &text);
    bool written = !text.failed && fwrite(text.at, 1, text.length, stdout) == text.length && putchar('\n') != EOF;
    buf_free(&text);
    return written ? 0 : 1;
}

static int file_import(struct flow *flow, int64_t workspace_id, struct str bytes)
{
    struct fault why = {0};
    struct import_counts counts;
    struct survey_import_report report;
    struct survey_import_config config = {
        .flow = flow, .workspace_id = workspace_id, .actor = {ACTOR_SYSTEM, 0}, .bytes = bytes, .arena = arena_new(DEFINITION_ARENA)};
    enum err err = config.arena ? survey_import(&config, &report, &counts, &why) : ERR_MEMORY;
    int code = err == ERR_NONE ? report_tell(&report, &counts) : 1;
    if (err != ERR_NONE && !why.code)
        fault_set(&why, err, err_name(err), "", "The survey could not be brought in.");
    if (err != ERR_NONE)
        cli_fail(&why);
    arena_free(config.arena);
    return is_refusal(err) ? 2 : code;
}

int cli_import_survey(const struct options *options)
{
    struct str bytes;
    struct arena *arena = arena_new(FOREIGN_BYTES_MAX + (1 << 16));
    int code = 2;
    if (arena && file_read(options->words[2], arena, &bytes)) {
        struct flow *flow = cli_open(options, false);
        int64_t workspace_id = flow ? cli_workspace(options, flow) : 0;
        code = workspace_id ? file_import(flow, workspace_id, bytes) : 1;
        flow_close(flow);
    }
    arena_free(arena);
    return code;
}
