#include "listen/drop_off.h"
#include "drop_off.sql.h"
#include "listen/answer.h"

enum { ROW_ARENA_MAX = 8 << 20, ROWS_AN_ARENA = 200 };

struct counting {
    const struct survey_version *version;
    struct drop_off *drop_off;
    struct arena *arena;
    enum err err;
};

static bool arena_fresh(struct counting *counting)
{
    if (counting->drop_off->responses % ROWS_AN_ARENA)
        return true;
    arena_free(counting->arena);
    counting->arena = arena_new(ROW_ARENA_MAX);
    return counting->arena != NULL;
}

static enum err row_read(const struct counting *counting, const struct drop_off_page_row *row, struct response_given *given)
{
    json_t *answers = NULL, *attributes = NULL;
    enum err err = json_read(counting->arena, row->answers, &answers, NULL);
    if (err == ERR_NONE && row->attributes.length)
        err = json_read(counting->arena, row->attributes, &attributes, NULL);
    *given = (struct response_given){.version = counting->version,
                                     .channel = row->channel,
                                     .language = row->language,
                                     .unit = row->unit,
                                     .touchpoint = STR(""),
                                     .attributes = attributes};
    return err == ERR_NONE
               ? response_read_answers(counting->version->definition, answers, counting->arena, &given->answers, &given->answers_count)
               : err;
}

/* A list such as "why,contact.city": the questions answered in words, which stand apart. */
static bool named(struct str list, struct str id)
{
    struct str part;
    while (str_cut(&list, ',', &part))
        if (part.length >= id.length && memcmp(part.at, id.at, id.length) == 0 && (part.length == id.length || part.at[id.length] == '.'))
            return true;
    return false;
}

static bool is_of(const struct question *part, const struct question *question)
{
    return part >= question && part <= question + question->parts_count;
}

static void steps_count(const struct counting *counting, const struct drop_off_page_row *row, const struct response_given *given,
                        const uint64_t *offered)
{
    const struct survey_definition *survey = counting->version->definition;
    const struct question *left = row->left_at.length ? survey_question(survey, row->left_at) : NULL;
    size_t last = left ? question_index(survey, left) : survey->questions_count;
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        struct drop_off_step *step = &counting->drop_off->steps[i];
        bool answered = row->texts.length && named(row->texts, survey->questions[i].id);
        for (size_t a = 0; !answered && a < given->answers_count; a++)
            answered = is_of(given->answers[a].question, &survey->questions[i]);
        step->reached += answered || (offered[i] && i <= last);
        step->answered += answered;
        step->left += left && is_of(left, &survey->questions[i]);
    }
}

static bool count_row(void *context, const struct drop_off_page_row *row)
{
    struct counting *counting = context;
    struct response_given given;
    uint64_t *offered = NULL;
    counting->err = arena_fresh(counting) ? row_read(counting, row, &given) : ERR_MEMORY;
    if (counting->err == ERR_NONE &&
        !(offered = arena_take_array(counting->arena, counting->version->definition->questions_count + 1, sizeof *offered)))
        counting->err = ERR_MEMORY;
    if (counting->err == ERR_NONE)
        counting->err = answers_offered(&given, counting->arena, offered);
    if (counting->err != ERR_NONE)
        return false;
    steps_count(counting, row, &given, offered);
    counting->drop_off->responses++;
    return true;
}

enum err listen_drop_off(struct store *store, int64_t workspace_id, const struct survey_version *version, struct arena *arena,
                         struct drop_off *drop_off)
{
    const struct survey_definition *survey = version->definition;
    *drop_off =
        (struct drop_off){arena_take_array(arena, survey->questions_count + 1, sizeof *drop_off->steps), survey->questions_count, 0};
    if (!drop_off->steps)
        return ERR_MEMORY;
    for (size_t i = 0; i < survey->questions_count; i++)
        drop_off->steps[i].question = &survey->questions[i];
    struct counting counting = {.version = version, .drop_off = drop_off};
    enum err err =
        sql_drop_off_page(store, &(struct drop_off_page_in){workspace_id, version->survey_id, version->version, DROP_OFF_RESPONSES_MAX},
                          count_row, &counting);
    arena_free(counting.arena);
    return err == ERR_NONE ? counting.err : err;
}
