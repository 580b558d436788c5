/* What the files of flow/survey_import share; nobody else includes this. */
#pragma once
#include "flow/survey_import.h"
#include "foreign/foreign.h"
#include "port/child.h"

enum { SURVEY_TROUBLES_MAX = 50 };

/* What was wrong with answers, by place and kind. */
struct survey_trouble {
    char field[288], slug[32], detail[320];
    int64_t count;
    bool left_out; /* the response, not only the answer */
};

struct survey_importing {
    const struct survey_import_config *config;
    struct survey_import_report *report;
    struct child *child;
    json_t *definition; /* with its slug */
    struct str wanted;  /* the slug the title makes */
    json_t *mended;     /* notes of what survey_read did not take */
    int64_t logic_lost; /* by that */
    struct arena *first_arena;
    const json_t *first; /* the response that was read to know whether there are any; then NULL */
    const json_t *told;  /* the child's last line */
    int64_t rows, rejected;
    struct survey_trouble troubles[SURVEY_TROUBLES_MAX];
    size_t troubles_count;
};

/* The child's next line as a tree in the arena; the end, a refusal, or what is no line of ours is the file's fault. */
enum err survey_line(struct survey_importing *m, struct arena *arena, json_t **tree, struct fault *why) must_check;
bool survey_note_add(json_t *notes, const char *question, const char *what, const char *code, const char *why) must_check;
/* survey_answers.c: the answers up to the child's last line. */
enum err survey_answers(struct survey_importing *m, struct import_counts *counts, struct fault *why) must_check;
bool survey_answers_note(const struct survey_importing *m) must_check; /* what was wrong with them */
