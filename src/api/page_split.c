#include "base/mix.h"
#include "api/page_parts.h"

static struct str word(const struct page_paper *paper, enum page_word key)
{
    return page_word(key, paper->tongue);
}

/* ---- order ---- */

/* It stays with the form, and behind a personal link with the link. */
static uint64_t seed_of(const struct page_paper *paper, struct str what)
{
    uint64_t seed = 14695981039346656037u;
    const struct str parts[] = {page_seed(paper->view), what};
    for (size_t i = 0; i < 2; i++)
        for (size_t c = 0; c < parts[i].length; c++)
            seed = (seed ^ (unsigned char)parts[i].at[c]) * 1099511628211u;
    return seed;
}

static size_t places_of(const struct question *q)
{
    if (q->type != QUESTION_MATRIX)
        return q->choices_count;
    size_t rows = 0;
    for (size_t i = 1; i <= q->parts_count; i++)
        rows += q[i].parent == q;
    return rows;
}

void page_stir(const struct page_paper *paper, struct str what, uint8_t *items, size_t count)
{
    uint64_t seed = seed_of(paper, what);
    for (size_t i = count; i > 1; i--) {
        size_t j = mix64(seed += 0x9E3779B97F4A7C15u) % i;
        uint8_t kept = items[i - 1];
        items[i - 1] = items[j];
        items[j] = kept;
    }
}

void page_order(const struct page_paper *paper, const struct question *q, uint8_t *order)
{
    size_t count = places_of(q), moving = 0;
    uint8_t free[CHOICES_MAX], places[CHOICES_MAX];
    for (size_t i = 0; i < count; i++) {
        order[i] = (uint8_t)i;
        if (q->shuffle && (q->type == QUESTION_MATRIX || !(q->choices[i].fixed || q->choices[i].other || q->choices[i].exclusive)))
            free[moving++] = (uint8_t)i;
    }
    for (size_t i = 0; i < moving; i++)
        places[i] = order[free[i]];
    page_stir(paper, q->id, places, moving);
    for (size_t i = 0; i < moving; i++)
        order[free[i]] = places[i];
}

/* ---- fields ---- */

static void put_field(const struct page_paper *paper, const struct question *part, const char *attributes)
{
    page_put(paper->out, "<input class=\"field\" name=\"%s\" id=\"%s\" value=\"%s\"%h>", part->id, part->id, page_value(paper, part->id),
             attributes);
}

/* By our own word, or by the part's text. */
static void put_labelled(const struct page_paper *paper, const struct question *part, struct str label, const char *attributes)
{
    page_put(paper->out, "<div class=\"part\" data-part=\"%s\" data-cell=\"%h\"%h><label for=\"%s\">%s", part->part,
             question_type_name(part->type), page_hides_part(paper, part) ? " hidden" : "", part->id, label);
    if (!label.length)
        page_put_own(paper, part->text);
    buf_add_text(paper->out, "</label>");
    put_field(paper, part, attributes);
    page_put_opt_outs(paper, part);
    buf_add_text(paper->out, "</div>");
}

void page_put_other(const struct page_paper *paper, const struct question *q)
{
    const struct question *other = question_part(q, STR("other"));
    if (!other)
        return;
    page_put(paper->out, "<div class=\"what\" data-part=\"other\" data-cell=\"text\"><label class=\"vh\" for=\"%s\">%s</label>", other->id,
             word(paper, WORD_other_what));
    page_put(paper->out, "<input class=\"field\" type=\"text\" name=\"%s\" id=\"%s\" placeholder=\"%s\" value=\"%s\"></div>", other->id,
             other->id, word(paper, WORD_other_what), page_value(paper, other->id));
}

void page_put_opt_outs(const struct page_paper *paper, const struct question *q)
{
    const struct question *out = question_part(q, STR("opt_out"));
    if (!out)
        return;
    buf_add_text(paper->out, "<div class=\"outs\" data-part=\"opt_out\" data-cell=\"choice\">");
    for (size_t i = 0; i < out->choices_count; i++)
        page_put_cell(paper, &(struct page_cell){
                                 .type = "checkbox",
                                 .name = out->id,
                                 .key = out->choices[i].id,
                                 .value = out->choices[i].id,
                                 .label = word(paper, str_is(out->choices[i].id, "dont_know") ? WORD_dont_know : WORD_not_applicable)});
    buf_add_text(paper->out, "</div>");
}

/* ---- matrix ---- */

static void put_row_choices(const struct page_paper *paper, const struct question *row)
{
    buf_add_text(paper->out, "<div class=\"wrap\">");
    for (size_t i = 0; i < row->choices_count; i++)
        page_put_cell(paper, &(struct page_cell){.type = row->type == QUESTION_CHOICES ? "checkbox" : "radio",
                                                 .name = row->id,
                                                 .key = row->choices[i].id,
                                                 .value = row->choices[i].id,
                                                 .texts = row->choices[i].text,
                                                 .hidden = page_hides_choice(paper, row, &row->choices[i])});
    buf_add_text(paper->out, "</div>");
}

static void put_row(const struct page_paper *paper, const struct question *row)
{
    if (row->type == QUESTION_NUMBER || row->type == QUESTION_TEXT || page_scale_typed(row)) {
        put_labelled(paper, row, (struct str){0}, row->type != QUESTION_TEXT ? " inputmode=\"decimal\" autocomplete=\"off\"" : "");
        return;
    }
    page_put(paper->out, "<fieldset class=\"part\"%h data-part=\"%s\" data-cell=\"%h\"%h><legend>",
             row->type == QUESTION_CHOICES ? "" : " role=\"radiogroup\"", row->part, question_type_name(row->type),
             page_hides_part(paper, row) ? " hidden" : "");
    page_put_own(paper, row->text);
    buf_add_text(paper->out, "</legend>");
    if (row->type == QUESTION_RATING)
        page_put_scale(paper, row->id, row->scale_low, row->scale_high,
                       (struct page_ends){page_own_text(paper, row->low_label), page_own_text(paper, row->high_label)});
    else
        put_row_choices(paper, row);
    page_put_opt_outs(paper, row);
    buf_add_text(paper->out, "</fieldset>");
}

static void put_rows(const struct page_paper *paper, const struct question *matrix)
{
    const struct question *rows[CHOICES_MAX];
    uint8_t order[CHOICES_MAX];
    size_t count = 0;
    for (size_t i = 1; i <= matrix->parts_count; i++)
        if (matrix[i].parent == matrix)
            rows[count++] = &matrix[i];
    page_order(paper, matrix, order);
    for (size_t i = 0; i < count; i++)
        put_row(paper, rows[order[i]]);
}

/* ---- ranking, sum, contact ---- */

static void put_rank(const struct page_paper *paper, const struct question *part, int64_t most)
{
    struct str value = page_value(paper, part->id);
    page_put(paper->out, "<div class=\"part rank\" data-part=\"%s\" data-cell=\"rating\"%h><label for=\"%s\">", part->part,
             page_hides_part(paper, part) ? " hidden" : "", part->id);
    page_put_own(paper, part->text);
    buf_add_text(paper->out, "</label>");
    page_put(paper->out, "<select class=\"field\" name=\"%s\" id=\"%s\"><option value=\"\">%s</option>", part->id, part->id,
             word(paper, WORD_rank_of));
    for (int64_t rank = 1; rank <= most; rank++) {
        int64_t chosen = 0;
        page_put(paper->out, "<option%h>%d</option>", str_integer(value, &chosen) && chosen == rank ? " selected" : "", rank);
    }
    buf_add_text(paper->out, "</select></div>");
}

static void put_choice_parts(const struct page_paper *paper, const struct question *q)
{
    uint8_t order[CHOICES_MAX];
    page_order(paper, q, order);
    for (size_t i = 0; i < q->choices_count; i++) {
        const struct question *part = &q[1 + order[i]];
        if (q->type == QUESTION_RANKING)
            put_rank(paper, part, q->chosen_most);
        else
            put_labelled(paper, part, (struct str){0}, " inputmode=\"decimal\" autocomplete=\"off\"");
    }
    if (q->type == QUESTION_SUM)
        buf_add_text(paper->out, "<p class=\"left\" role=\"status\"></p>");
}

static void put_contact(const struct page_paper *paper, const struct question *q)
{
    static const char *const attributes[CONTACT_FIELDS] = {
        [CONTACT_NAME] = " autocomplete=\"name\"",
        [CONTACT_EMAIL] = " type=\"email\" autocomplete=\"email\"",
        [CONTACT_PHONE] = " type=\"tel\" autocomplete=\"tel\"",
        [CONTACT_ORGANISATION] = " autocomplete=\"organization\"",
        [CONTACT_STREET] = " autocomplete=\"street-address\"",
        [CONTACT_POSTCODE] = " autocomplete=\"postal-code\"",
        [CONTACT_CITY] = " autocomplete=\"address-level2\"",
        [CONTACT_COUNTRY] = " autocomplete=\"country-name\"",
    };
    for (int field = 0; field < CONTACT_FIELDS; field++) {
        const struct question *part = question_part(q, str_of(contact_names[field]));
        if (part)
            put_labelled(paper, part, word(paper, (enum page_word)((int)WORD_contact_name + field)), attributes[field]);
    }
}

void page_put_split(const struct page_paper *paper, const struct question *q)
{
    page_put(paper->out, "<div class=\"parts of-%h\">", question_type_name(q->type));
    if (q->type == QUESTION_MATRIX)
        put_rows(paper, q);
    else if (q->type == QUESTION_MAXDIFF)
        page_put_tasks(paper, q);
    else if (q->type == QUESTION_CONTACT)
        put_contact(paper, q);
    else
        put_choice_parts(paper, q);
    buf_add_text(paper->out, "</div>");
}
