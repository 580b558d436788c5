/* What is known of the respondent, in the place of its name in a text. The script keeps it current by the element around it. */
#include "api/page_parts.h"
#include "listen/piping.h"

#include <math.h>

enum { PIPED_MAX = 16 << 10 };

static struct str word(const struct page_paper *paper, enum page_word key)
{
    return page_word(key, paper->tongue);
}

static void add_word(struct buf *out, struct str text)
{
    if (out->length)
        buf_add_text(out, ", ");
    buf_add_str(out, text);
}

static void put_chosen(const struct page_paper *paper, const struct question *q, struct str value, struct buf *out)
{
    int choice = choice_index(q, value);
    if (choice >= 0 && !(page_offered(paper, q) >> choice & 1))
        return;
    int emotion = q->type == QUESTION_EMOTION ? emotion_index(value) : -1;
    if (choice >= 0)
        add_word(out, survey_text(paper->view->survey, q->choices[choice].text, paper->view->language));
    else if (emotion >= 0)
        add_word(out, word(paper, (enum page_word)((int)WORD_emotion_joy + emotion)));
    else if (str_is(value, "nothing_special"))
        add_word(out, word(paper, WORD_nothing_special));
}

static void put_number(const struct page_paper *paper, double number, struct buf *out)
{
    page_put_filled(out, STR("{n}"), paper->tongue, &(struct page_slot){"n", round(number * 100) / 100}, 1);
}

/* Where every point has a word of its own, the word. */
static void put_typed(const struct page_paper *paper, const struct question *q, struct str value, struct buf *out)
{
    int64_t score;
    bool worded = q->type == QUESTION_EXPECTATION || (q->type == QUESTION_CSAT && q->scale_high == 5 && !q->low_label && !q->high_label);
    if (worded && str_integer(value, &score) && score >= q->scale_low && score <= q->scale_high)
        buf_add_str(out,
                    word(paper, (enum page_word)((q->type == QUESTION_CSAT ? WORD_csat_1 : WORD_expectation_1) + (score - q->scale_low))));
    else
        buf_add_str(out, value);
}

static void put_answer(const struct page_paper *paper, struct str id, struct buf *out)
{
    const struct survey_definition *survey = paper->view->survey;
    const struct page_pairs *pairs = paper->view->values;
    const struct question *q = survey_question(survey, id), *whole = q;
    while (whole && whole->parent)
        whole = whole->parent;
    if (!q || !page_offered(paper, q) || !page_offered(paper, whole))
        return;
    if (q->type == QUESTION_CALCULATED) {
        const json_t *number = json_object_getn(paper->calculated, q->id.at, q->id.length);
        if (number)
            put_number(paper, json_number_value(number), out);
        return;
    }
    bool chosen = q->type == QUESTION_CHOICE || q->type == QUESTION_CHOICES || q->type == QUESTION_EMOTION;
    for (size_t i = 0; pairs && i < pairs->count; i++) {
        if (!str_equal(pairs->items[i].name, id))
            continue;
        if (chosen)
            put_chosen(paper, q, pairs->items[i].value, out);
        else if (!out->length)
            put_typed(paper, q, str_trim(pairs->items[i].value), out);
    }
}

/* An answer not given yet is an ellipsis; what nobody knows is nothing. */
static void put_value(const struct page_paper *paper, struct str name, struct buf *out)
{
    char pair[ATTRIBUTE_NAME_MAX + 8];
    struct str rest;
    switch (piping_name(name, &rest)) {
    case PIPING_ANSWER:
        put_answer(paper, rest, out);
        if (!out->length)
            buf_add_text(out, "…");
        return;
    case PIPING_ATTRIBUTE:
        if (rest.length <= ATTRIBUTE_NAME_MAX) {
            snprintf(pair, sizeof pair, "attr.%.*s", STR_ARGS(rest));
            buf_add_str(out, page_value(paper, str_of(pair)));
        }
        return;
    case PIPING_CUSTOMER_NAME:
        buf_add_str(out, paper->view->customer_name);
        return;
    case PIPING_NONE:
        return;
    }
}

static struct str raw_text(const struct page_paper *paper, const json_t *texts)
{
    return texts ? survey_text(paper->view->survey, texts, paper->view->language) : (struct str){0};
}

struct str page_own_text(const struct page_paper *paper, const json_t *texts)
{
    struct str text = raw_text(paper, texts), rest = text, before, name;
    if (!paper->view->arena || !piping_next(&rest, &before, &name))
        return text;
    struct buf plain = buf_new(PAGE_HTML_MAX);
    do {
        struct buf value = buf_new(PIPED_MAX);
        put_value(paper, name, &value);
        buf_add_str(&plain, before);
        buf_add_str(&plain, buf_str(&value));
        buf_free(&value);
    } while (piping_next(&rest, &before, &name));
    buf_add_str(&plain, before);
    struct str kept = str_keep(paper->view->arena, buf_str(&plain));
    buf_free(&plain);
    return kept;
}

void page_put_own(const struct page_paper *paper, const json_t *texts)
{
    struct str rest = raw_text(paper, texts), before, name;
    while (piping_next(&rest, &before, &name)) {
        struct buf value = buf_new(PIPED_MAX);
        put_value(paper, name, &value);
        page_put_escaped(paper->out, before);
        page_put(paper->out, "<span data-pipe=\"%s\">%s</span>", name, buf_str(&value));
        buf_free(&value);
    }
    page_put_escaped(paper->out, before);
}
