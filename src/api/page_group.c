/* Groups of questions on the page: the heading, which round a question is of, and adding and removing rounds, with a script or by a button
 * of the form. The number of rounds stands in a field of the group's name. */
#include "api/page_parts.h"

#include <stdio.h>

static struct str word(const struct page_paper *paper, enum page_word key)
{
    return page_word(key, paper->tongue);
}

static int64_t rounds_of(const struct question *group, struct str value)
{
    int64_t count;
    if (!str_integer(value, &count) || count < group->scale_low)
        return group->scale_low;
    return count < group->scale_high ? count : group->scale_high;
}

static int64_t rounds_now(const struct page_paper *paper, const struct question *group)
{
    return rounds_of(group, str_trim(page_value(paper, group->id)));
}

bool page_round_open(const struct page_paper *paper, const struct question *question)
{
    const struct question *group = question->group;
    return !group || !group_is_counted(group) || (int64_t)question->round->number <= rounds_now(paper, group);
}

bool page_groups_grow(const struct survey_definition *survey)
{
    for (size_t i = 0; survey->grouped_count && i < survey->questions_count; i++)
        if (group_is_counted(&survey->questions[i]))
            return true;
    return false;
}

/* ---- which round ---- */

static void put_about(const struct page_paper *paper, const struct question *q)
{
    if (q->round->text) {
        page_put_own(paper, q->round->text);
        return;
    }
    page_put_own(paper, q->group->text);
    page_put(paper->out, " · %d", (int64_t)q->round->number);
}

void page_put_round(const struct page_paper *paper, const struct question *q)
{
    if (!q->round)
        return;
    buf_add_text(paper->out, "<span class=\"round\">");
    put_about(paper, q);
    buf_add_text(paper->out, "<span class=\"vh\">: </span></span>");
}

bool page_opens_round(const struct question *q)
{
    const struct question *first = q->group ? q->group + 1 : NULL;
    while (first && first < q && (first->round != q->round || !question_is_seen(first)))
        first += 1 + first->parts_count;
    return first == q;
}

/* ---- adding and removing ---- */

/* Comes back to the same form at this round. */
static void put_button(const struct page_paper *paper, const char *look, const char *what, const struct question *group, int64_t round,
                       struct str label, bool hidden)
{
    struct buf *out = paper->out;
    bool still = paper->view->preview;
    char place[2 * QUESTION_NAME_TEXT];
    snprintf(place, sizeof place, "#q-%.*s[%lld].%.*s", STR_ARGS(group->id), (long long)round, STR_ARGS(group[1].own_id));
    page_put(out, "<button class=\"%h\"%h%h", look, still ? " type=\"button\"" : "", hidden ? " hidden" : "");
    if (!still) {
        buf_add_text(out, " name=\"");
        page_own_name(paper->view->survey, "go", out);
        page_put(out, "\" value=\"%h %s %d\"", what, group->id, round);
    }
    page_put_way(paper, place);
    page_put(out, ">%s</button>", label);
}

void page_put_remove(const struct page_paper *paper, const struct question *q)
{
    if (!page_opens_round(q) || !group_is_counted(q->group))
        return;
    bool kept = rounds_now(paper, q->group) <= q->group->scale_low;
    put_button(paper, "less", "remove", q->group, (int64_t)q->round->number, word(paper, WORD_round_remove), kept);
}

void page_put_group(const struct page_paper *paper, const struct question *group)
{
    page_put(paper->out, "<h2>");
    page_put_own(paper, group->text);
    buf_add_text(paper->out, "</h2>");
    if (group->hint) {
        page_put(paper->out, "<p class=\"hint\">");
        page_put_own(paper, group->hint);
        buf_add_text(paper->out, "</p>");
    }
    page_put(paper->out, "<p class=\"error\" id=\"%s-error\" role=\"alert\"%h>", group->id,
             page_fault_of(paper->view, group->id) ? "" : " hidden");
    page_fault_text(paper, group, paper->out);
    buf_add_text(paper->out, "</p>");
    if (group_is_counted(group))
        page_put(paper->out, "<input type=\"hidden\" name=\"%s\" value=\"%d\">", group->id, rounds_now(paper, group));
}

void page_put_more(const struct page_paper *paper, const struct question *group)
{
    int64_t rounds = rounds_now(paper, group);
    if (!group_is_counted(group))
        return;
    bool away = rounds >= group->scale_high || page_hides(paper, group);
    page_put(paper->out,
             "<section class=\"q more\" id=\"more-%s\" data-id=\"%s\" data-type=\"more\" data-low=\"%d\" data-high=\"%d\"%h><h2>",
             group->id, group->id, group->scale_low, group->scale_high, away ? " hidden" : "");
    buf_add_text(paper->out, "<span class=\"round\">");
    page_put_own(paper, group->text);
    page_put(paper->out, " · <b>%d</b><span class=\"vh\">: </span></span>%s</h2>", rounds, word(paper, WORD_round_ask));
    put_button(paper, "add", "add", group, rounds + 1, word(paper, WORD_round_add), false);
    buf_add_text(paper->out, "</section>");
}

/* ---- what a button of the form asked for ---- */

static struct page_pair *pair_of(const struct page_pairs *pairs, struct str name)
{
    for (size_t i = 0; i < pairs->count; i++)
        if (str_equal(pairs->items[i].name, name))
            return &pairs->items[i];
    return NULL;
}

/* Of "visits[3].ease", 3 and ".ease"; 0: none of the group. */
static int64_t round_of(const struct question *group, struct str name, struct str *rest)
{
    int64_t round;
    size_t length = group->id.length;
    const char *end = name.length > length + 2 && name.at[length] == '[' && memcmp(name.at, group->id.at, length) == 0
                          ? memchr(name.at, ']', name.length)
                          : NULL;
    if (!end || !str_integer((struct str){name.at + length + 1, (size_t)(end - name.at) - length - 1}, &round))
        return 0;
    *rest = (struct str){end + 1, name.length - (size_t)(end + 1 - name.at)};
    return round;
}

/* The later rounds move up by one. */
static enum err round_remove(const struct question *group, int64_t removed, struct arena *arena, struct page_pairs *pairs)
{
    size_t kept = 0;
    for (size_t i = 0; i < pairs->count; i++) {
        struct page_pair pair = pairs->items[i];
        struct str rest = {0};
        int64_t round = round_of(group, pair.name, &rest);
        if (round && round == removed)
            continue;
        if (round > removed)
            pair.name = str_of(arena_printf(arena, "%.*s[%lld]%.*s", STR_ARGS(group->id), (long long)round - 1, STR_ARGS(rest)));
        if (!pair.name.at)
            return ERR_MEMORY;
        pairs->items[kept++] = pair;
    }
    pairs->count = kept;
    return ERR_NONE;
}

enum err page_rounds_change(const struct survey_definition *survey, struct arena *arena, struct page_pairs *pairs)
{
    struct str go = page_own_value(survey, pairs, "go"), what, id;
    int64_t round;
    if (!str_cut(&go, ' ', &what) || !str_cut(&go, ' ', &id) || !str_integer(go, &round))
        return ERR_NONE;
    const struct question *group = survey_question(survey, id);
    struct page_pair *count = pair_of(pairs, id);
    bool adds = str_is(what, "add");
    if (!group || !group_is_counted(group) || !count || (!adds && !str_is(what, "remove")))
        return ERR_NONE;
    int64_t rounds = rounds_of(group, count->value), wanted = rounds + (adds ? 1 : -1);
    if (wanted < group->scale_low || wanted > group->scale_high || (!adds && (round < 1 || round > rounds)))
        return ERR_NONE;
    count->value = str_of(arena_printf(arena, "%lld", (long long)wanted));
    if (!count->value.at)
        return ERR_MEMORY;
    return adds ? ERR_NONE : round_remove(group, round, arena, pairs);
}
