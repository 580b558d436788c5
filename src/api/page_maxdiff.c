/* Tasks of best and worst: a line for each item, a radio before it for the best and one behind it for the worst. The radios of one part
 * stand together in the document, as a group that a screen reader names; a grid puts them on their lines. */
#include "api/page_parts.h"
#include "listen/maxdiff_design.h"

struct task {
    const struct question *parts[2]; /* best, worst */
    uint8_t items[MAXDIFF_ITEMS_MAX];
    size_t count;
    size_t number, of; /* as the form shows it */
};

static struct str head_of(const struct page_paper *paper, const struct question *q, bool worst)
{
    struct str own = page_own_text(paper, worst ? q->low_label : q->high_label);
    return own.length ? own : page_word(worst ? WORD_maxdiff_worst : WORD_maxdiff_best, paper->tongue);
}

static void put_picks(const struct page_paper *paper, const struct task *task, const struct question *q, bool worst)
{
    const struct question *part = task->parts[worst];
    struct str head = head_of(paper, q, worst), chosen = page_value(paper, part->id);
    page_put(paper->out,
             "<div class=\"%h\" role=\"radiogroup\" aria-label=\"%s, %d/%d\" data-part=\"%s\" data-cell=\"choice\"><b class=\"r0\">%s</b>",
             worst ? "worst" : "best", head, (int64_t)task->number, (int64_t)task->of, part->part, head);
    for (size_t i = 0; i < task->count; i++) {
        const struct choice *choice = &q->choices[task->items[i]];
        page_put(paper->out,
                 "<div class=\"pick r%d\"><input type=\"radio\" name=\"%s\" id=\"%s-%s\" value=\"%s\"%h><label for=\"%s-%s\"><span "
                 "class=\"vh\">",
                 (int64_t)i + 1, part->id, part->id, choice->id, choice->id, str_equal(chosen, choice->id) ? " checked" : "", part->id,
                 choice->id);
        page_put_own(paper, choice->text);
        buf_add_text(paper->out, "</span></label></div>");
    }
    buf_add_text(paper->out, "</div>");
}

static void put_task(const struct page_paper *paper, const struct question *q, const struct task *task)
{
    page_put(paper->out, "<fieldset class=\"task\"><legend>%d / %d</legend><div class=\"grid\">", (int64_t)task->number, (int64_t)task->of);
    put_picks(paper, task, q, false);
    for (size_t i = 0; i < task->count; i++) {
        page_put(paper->out, "<span class=\"item r%d\" aria-hidden=\"true\">", (int64_t)i + 1);
        page_put_own(paper, q->choices[task->items[i]].text);
        buf_add_text(paper->out, "</span>");
    }
    put_picks(paper, task, q, true);
    buf_add_text(paper->out, "</div></fieldset>");
}

void page_put_tasks(const struct page_paper *paper, const struct question *q)
{
    uint8_t order[MAXDIFF_TASKS_MAX];
    for (int64_t i = 0; i < q->tasks; i++)
        order[i] = (uint8_t)i;
    page_stir(paper, q->id, order, (size_t)q->tasks);
    for (int64_t i = 0; i < q->tasks; i++) {
        const struct question *best = &q[1 + 2 * order[i]];
        struct task task = {.parts = {best, best + 1}, .number = (size_t)i + 1, .of = (size_t)q->tasks};
        for (size_t item = 0; item < q->choices_count; item++)
            if (choice_is_offered(best, item))
                task.items[task.count++] = (uint8_t)item;
        page_stir(paper, best->id, task.items, task.count);
        put_task(paper, q, &task);
    }
}
