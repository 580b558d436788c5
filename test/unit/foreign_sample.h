/* Small survey files of other tools read in tests. In what is expected ' stands for ". */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "foreign/foreign.h"
#include "listen/survey.h"

#include <stdlib.h>

struct sample {
    struct arena *arena;
    struct foreign foreign;
    struct survey_definition *survey;
    json_t *answers; /* responses, in their order */
    struct fault why;
};

static inline bool sample_answer(void *context, json_t *response)
{
    return json_array_append(((struct sample *)context)->answers, response) == 0;
}

static inline enum err sample_try(struct sample *s, struct str bytes)
{
    *s = (struct sample){.arena = arena_new(256 << 20), .answers = json_array()};
    s->foreign = (struct foreign){.arena = s->arena, .bytes = bytes, .response = sample_answer, .context = s};
    return foreign_read(&s->foreign, &s->why);
}

static inline void sample_free(struct sample *s)
{
    json_decref(s->answers);
    arena_free(s->arena);
}

/* Read, and the definition is one that can be published. */
static inline void sample_read(struct sample *s, struct str bytes)
{
    if (sample_try(s, bytes) != ERR_NONE)
        fail_msg("%s: %s", s->why.slug, s->why.detail);
    json_object_set_new(s->foreign.definition, "slug", json_string("sample"));
    if (survey_read(s->arena, s->foreign.definition, false, &s->survey, &s->why) != ERR_NONE)
        fail_msg("%s: %s", s->why.field, s->why.detail);
}

static inline struct str sample_quoted(struct sample *s, const char *text)
{
    char *copy = arena_text(s->arena, text, strlen(text));
    for (char *at = copy; *at; at++)
        if (*at == '\'')
            *at = '"';
    return str_of(copy);
}

static inline const json_t *sample_question(const struct sample *s, const char *id)
{
    size_t i;
    json_t *question;
    json_array_foreach(s->foreign.questions, i, question)
    {
        if (str_is(json_str(json_object_get(question, "id")), id))
            return question;
    }
    return NULL;
}

static inline void assert_json(struct sample *s, const json_t *found, const char *expected)
{
    json_t *tree = json_loads(sample_quoted(s, expected).at, JSON_DECODE_ANY, NULL);
    char *text = found ? json_dumps(found, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    if (!tree || !found || !json_equal(tree, found))
        fail_msg("found %s, not %s", text ? text : "nothing", expected);
    free(text);
    json_decref(tree);
}

static inline void assert_question(struct sample *s, const char *id, const char *expected)
{
    assert_json(s, sample_question(s, id), expected);
}

static inline void assert_show_if(struct sample *s, const char *id, const char *expected)
{
    const json_t *question = sample_question(s, id);
    if (!question)
        fail_msg("no question %s", id);
    if (expected)
        assert_json(s, json_object_get(question, "show_if"), expected);
    else
        assert_null(json_object_get(question, "show_if"));
}

static inline size_t sample_notes(const struct sample *s, const char *code)
{
    size_t i, count = 0;
    json_t *note;
    json_array_foreach(s->foreign.notes, i, note)
    {
        count += str_is(json_str(json_object_get(note, "code")), code);
    }
    return count;
}

static inline void assert_logic(const struct sample *s, int64_t kept, int64_t lost)
{
    assert_int_equal(s->foreign.logic_kept, kept);
    assert_int_equal(s->foreign.logic_lost, lost);
}

static inline void assert_refused(struct str bytes, enum err err, const char *slug)
{
    struct sample s;
    assert_int_equal(sample_try(&s, bytes), err);
    assert_string_equal(s.why.slug, slug);
    assert_true(s.why.detail[0] != 0);
    sample_free(&s);
}
