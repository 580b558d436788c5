/* The tables of a LimeSurvey file. */
#include "foreign/limesurvey.h"

#include <stdlib.h>

static const struct {
    const char *table, *key;
} indexes[LIME_INDEXES] = {
    [LIME_SURVEYS] = {"surveys", "sid"},
    [LIME_SURVEY_TEXTS] = {"surveys_languagesettings", "surveyls_language"},
    [LIME_GROUPS] = {"groups", "gid"},
    [LIME_GROUP_TEXTS] = {"group_l10ns", "gid"},
    [LIME_QUESTIONS] = {"questions", "qid"},
    [LIME_SUBQUESTIONS] = {"subquestions", "parent_qid"},
    [LIME_SUBQUESTION_WORDS] = {"subquestions", "qid"},
    [LIME_QUESTION_TEXTS] = {"question_l10ns", "qid"},
    [LIME_ANSWERS] = {"answers", "qid"},
    [LIME_ANSWER_TEXTS] = {"answer_l10ns", "aid"},
    [LIME_ATTRIBUTES] = {"question_attributes", "qid"},
    [LIME_CONDITIONS] = {"conditions", "qid"},
    [LIME_DEFAULTS] = {"defaultvalues", "qid"},
    [LIME_QUOTAS] = {"quota", "id"},
    [LIME_QUOTA_MEMBERS] = {"quota_members", "quota_id"},
    [LIME_QUOTA_TEXTS] = {"quota_languagesettings", "quotals_quota_id"},
};

struct str lime_cell(const struct lime_row *row, const char *column)
{
    return row ? str_trim(xml_child_text(row->cells, column)) : STR("");
}

int64_t lime_cell_number(const struct lime_row *row, const char *column, int64_t otherwise)
{
    int64_t number;
    return str_integer(lime_cell(row, column), &number) ? number : otherwise;
}

const struct lime_row *lime_first(const struct lime *l, enum lime_index index, struct str key)
{
    return l->tables[index].by_key ? map_get(l->tables[index].by_key, key) : NULL;
}

static void free_map(void *map)
{
    map_free(map, NULL);
}

static enum err row_add(struct lime_table *table, struct lime_row *row, struct str key)
{
    struct lime_row *first = map_get(table->by_key, key);
    if (!first) {
        row->last = row;
        return map_put(table->by_key, key, row, NULL);
    }
    first->last->next = row;
    first->last = row;
    return ERR_NONE;
}

/* A <table> has its <fields> and its <rows>. */
static enum err table_read(struct arena *arena, const struct xml_element *document, enum lime_index index, struct lime_table *table)
{
    const struct xml_element *rows = xml_child(xml_child(document, indexes[index].table), "rows");
    for (const struct xml_element *row = xml_child(rows, "row"); row; row = xml_next(row))
        table->count++;
    table->rows = arena_take_array(arena, table->count + 1, sizeof *table->rows);
    table->by_key = map_new();
    if (!table->rows || !table->by_key || arena_on_free(arena, free_map, table->by_key) != ERR_NONE)
        return ERR_MEMORY;
    enum err err = ERR_NONE;
    struct lime_row *next = table->rows;
    for (const struct xml_element *row = xml_child(rows, "row"); row && err == ERR_NONE; row = xml_next(row), next++) {
        next->cells = row;
        err = row_add(table, next, lime_cell(next, indexes[index].key));
    }
    return err;
}

enum err lime_tables_read(struct lime *l, struct str bytes, struct fault *why)
{
    struct xml_element *document;
    enum err err = xml_read(l->foreign->arena, bytes, &document, why);
    if (err != ERR_NONE)
        return err;
    struct str kind = str_trim(xml_child_text(document, "LimeSurveyDocType"));
    if (!str_is(document->name, "document") || !(str_is(kind, "Survey") || str_is(kind, "Group") || str_is(kind, "Question")))
        return fault_set(why, ERR_INVALID, "no_survey", "",
                         kind.length ? "This LimeSurvey file holds no survey but something else: %.*s."
                                     : "This is no LimeSurvey file of a survey.%.*s",
                         kind.length > 40 ? 40 : (int)kind.length, kind.at);
    for (int i = 0; err == ERR_NONE && i < LIME_INDEXES; i++)
        err = table_read(l->foreign->arena, document, (enum lime_index)i, &l->tables[i]);
    return err;
}

/* ---- items ---- */

static int by_order(const void *a, const void *b)
{
    const struct lime_item *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row); /* as the file has them */
}

static bool item_there(const struct lime_item *items, size_t count, const struct lime_item *item)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(items[i].code, item->code))
            return true;
    return false;
}

static size_t items_of(const struct lime *l, struct str qid, int64_t scale, enum lime_index table, const char *code, const char *id,
                       const char *order, struct lime_item *items)
{
    size_t count = 0;
    for (const struct lime_row *row = lime_first(l, table, qid); row && count < LIME_ITEMS_MAX; row = row->next) {
        struct lime_item item = {lime_cell(row, code), lime_cell(row, id), lime_cell_number(row, order, 0), scale, row};
        if (lime_cell_number(row, "scale_id", 0) == scale && item.code.length && !item_there(items, count, &item))
            items[count++] = item;
    }
    qsort(items, count, sizeof *items, by_order);
    return count;
}

size_t lime_answers(const struct lime *l, struct str qid, int64_t scale, struct lime_item *items)
{
    return items_of(l, qid, scale, LIME_ANSWERS, "code", "aid", "sortorder", items);
}

size_t lime_subquestions(const struct lime *l, struct str qid, int64_t scale, struct lime_item *items)
{
    return items_of(l, qid, scale, LIME_SUBQUESTIONS, "title", "qid", "question_order", items);
}

/* ---- attributes and words ---- */

struct str lime_attribute(const struct lime *l, struct str qid, const char *name, struct str language)
{
    struct str found = STR("");
    for (const struct lime_row *row = lime_first(l, LIME_ATTRIBUTES, qid); row; row = row->next) {
        if (!str_is(lime_cell(row, "attribute"), name))
            continue;
        struct str theirs = lime_cell(row, "language");
        if (language.length && str_equal(theirs, language))
            return lime_cell(row, "value");
        if (!found.length)
            found = lime_cell(row, "value");
    }
    return found;
}

bool lime_attribute_on(const struct lime *l, const char *name)
{
    struct str value = lime_attribute(l, l->question->qid, name, STR(""));
    return str_is(value, "1") || str_is(value, "Y");
}

bool lime_attribute_number(const struct lime *l, const char *name, double *number)
{
    return str_real(lime_attribute(l, l->question->qid, name, STR("")), number);
}

static struct str words_in(const struct lime_row *row, const char *column, struct str language)
{
    for (; row; row = row->next)
        if (str_equal(lime_cell(row, "language"), language))
            return lime_cell(row, column);
    return STR("");
}

struct str lime_words(const struct lime *l, enum lime_index texts, enum lime_index rows, struct str key, const char *column,
                      struct str language)
{
    const struct lime_row *row = lime_first(l, texts, key);
    return words_in(row ? row : lime_first(l, rows, key), column, language);
}

struct str lime_item_words(const struct lime *l, const struct lime_item *item, struct str language)
{
    bool subquestion = xml_child(item->row->cells, "title") != NULL;
    if (subquestion)
        return lime_words(l, LIME_QUESTION_TEXTS, LIME_SUBQUESTION_WORDS, item->key, "question", language);
    if (item->key.length)
        return words_in(lime_first(l, LIME_ANSWER_TEXTS, item->key), "answer", language);
    for (const struct lime_row *row = lime_first(l, LIME_ANSWERS, lime_cell(item->row, "qid")); row; row = row->next)
        if (str_equal(lime_cell(row, "code"), item->code) && lime_cell_number(row, "scale_id", 0) == item->scale &&
            str_equal(lime_cell(row, "language"), language))
            return lime_cell(row, "answer");
    return STR("");
}
