#include "api/page_parts.h"

enum { SCALE_PICKED_MAX = 21, ROW_MAX = 11, INTENSITIES = 5 };

static struct str word(const struct page_paper *paper, enum page_word key)
{
    return page_word(key, paper->tongue);
}

struct str page_value(const struct page_paper *paper, struct str name)
{
    const struct page_pairs *pairs = paper->view->values;
    for (size_t i = 0; pairs && i < pairs->count; i++)
        if (str_equal(pairs->items[i].name, name))
            return pairs->items[i].value;
    return (struct str){0};
}

static bool holds(const struct page_paper *paper, struct str name, struct str value)
{
    const struct page_pairs *pairs = paper->view->values;
    for (size_t i = 0; pairs && i < pairs->count; i++)
        if (str_equal(pairs->items[i].name, name) && str_equal(pairs->items[i].value, value))
            return true;
    return false;
}

bool page_scale_typed(const struct question *question)
{
    return question->type == QUESTION_RATING && question->scale_high - question->scale_low >= SCALE_PICKED_MAX;
}

bool page_question_grouped(enum question_type type)
{
    return type != QUESTION_STORY && type != QUESTION_TEXT && type != QUESTION_NUMBER && type != QUESTION_DATE &&
           type != QUESTION_CONSENT && type != QUESTION_STATEMENT && type != QUESTION_SLIDER && type != QUESTION_TIME;
}

/* ---- hint and fault ---- */

static bool number_bounds(const struct question *q, double *low, double *high)
{
    bool typed = page_scale_typed(q);
    *low = typed ? (double)q->scale_low : q->number_low;
    *high = typed ? (double)q->scale_high : q->number_high;
    return typed || (q->has_number_low && q->has_number_high);
}

static bool is_numeric(const struct question *q)
{
    return q->type == QUESTION_NUMBER || q->type == QUESTION_SLIDER || page_scale_typed(q);
}

/* How many are chosen is said where it is not simply any number. */
static bool is_counted(const struct question *q)
{
    return q->type == QUESTION_CHOICES && (q->chosen_least > 1 || q->chosen_most < (int64_t)q->choices_count);
}

/* As many as are asked for, or as are there. */
static double chosen_fitting(const struct page_paper *paper, const struct question *q, int64_t chosen)
{
    int64_t room = question_room(q, page_offered(paper, q));
    return (double)(chosen < room ? chosen : room);
}

static const struct page_slot *counted(const struct page_paper *paper, const struct question *q, struct page_slot slots[2])
{
    slots[0] = (struct page_slot){"low", chosen_fitting(paper, q, q->chosen_least)};
    slots[1] = (struct page_slot){"high", chosen_fitting(paper, q, q->chosen_most)};
    return slots;
}

static bool standard_hint(const struct page_paper *paper, const struct question *q)
{
    struct buf *out = paper->out;
    double low, high;
    if (q->type == QUESTION_STORY)
        return page_put_escaped(out, word(paper, q->required ? WORD_story_hint_required : WORD_story_hint)), true;
    if (q->type == QUESTION_RANKING)
        return page_put_escaped(out, word(paper, WORD_rank_how)), false;
    if (q->type == QUESTION_MAXDIFF)
        return page_put_escaped(out, word(paper, WORD_maxdiff_how)), false;
    if (is_counted(q))
        return page_put_filled(out, word(paper, WORD_choose_counted), paper->tongue, counted(paper, q, (struct page_slot[2]){0}), 2), false;
    if (q->type == QUESTION_FILE)
        return page_put_filled(out, word(paper, q->chosen_most > 1 ? WORD_file_how : WORD_file_how_one), paper->tongue,
                               (struct page_slot[]){{"high", (double)q->chosen_most}, {"size", (double)q->size_max / (1 << 20)}}, 2),
               false;
    if (q->type == QUESTION_SUM)
        return page_put_filled(out, word(paper, WORD_sum_how), paper->tongue, &(struct page_slot){"total", q->total}, 1), false;
    if (q->type == QUESTION_EMOTION || q->type == QUESTION_CHOICES)
        return page_put_escaped(out, word(paper, WORD_several)), false;
    if (q->type == QUESTION_CONSENT)
        return page_put_escaped(out, word(paper, WORD_consent_withdraw)), true;
    if (is_numeric(q) && number_bounds(q, &low, &high))
        page_put_filled(out, word(paper, WORD_between), paper->tongue, (struct page_slot[]){{"low", low}, {"high", high}}, 2);
    return false;
}

static bool has_hint(const struct page_paper *paper, const struct question *q)
{
    double low, high;
    return page_own_text(paper, q->hint).length || !q->required || q->type == QUESTION_STORY || q->type == QUESTION_EMOTION ||
           q->type == QUESTION_CHOICES || q->type == QUESTION_CONSENT || q->type == QUESTION_RANKING || q->type == QUESTION_SUM ||
           q->type == QUESTION_FILE || q->type == QUESTION_MAXDIFF || (is_numeric(q) && number_bounds(q, &low, &high));
}

static void put_hint(const struct page_paper *paper, const struct question *q)
{
    if (!has_hint(paper, q))
        return;
    page_put(paper->out, "<p class=\"hint\" id=\"%s-hint\">", q->id);
    bool says_voluntary = q->type == QUESTION_CONSENT;
    if (page_own_text(paper, q->hint).length)
        page_put_own(paper, q->hint);
    else
        says_voluntary = standard_hint(paper, q);
    if (!q->required && !says_voluntary) {
        buf_add_char(paper->out, ' ');
        page_put_escaped(paper->out, word(paper, WORD_voluntary));
    }
    buf_add_text(paper->out, "</p>");
}

struct str page_fault_question(const struct fault *fault)
{
    struct str rest = str_of(fault->field), part = {0};
    if (!str_cut(&rest, '.', &part) || !str_is(part, "answers") || !str_cut(&rest, '.', &part))
        return (struct str){0};
    struct str own;
    bool grouped = part.length && part.at[part.length - 1] == ']'; /* "visits[2].ease" */
    if (grouped && str_cut(&rest, '.', &own))
        part.length = (size_t)(own.at - part.at) + own.length;
    return part;
}

const struct fault *page_fault_of(const struct page_view *view, struct str question_id)
{
    for (size_t i = 0; i < view->faults_count; i++)
        if (str_equal(page_fault_question(&view->faults[i]), question_id))
            return &view->faults[i];
    return NULL;
}

static enum page_word number_fault(const struct question *q)
{
    double low, high;
    return number_bounds(q, &low, &high) ? WORD_number_between
           : q->has_number_low           ? WORD_number_least
           : q->has_number_high          ? WORD_number_most
                                         : WORD_number_needed;
}

/* Of questions whose parts answer. */
static enum page_word parts_fault(const struct question *q, const struct fault *fault)
{
    if (q->type == QUESTION_MAXDIFF)
        return WORD_maxdiff_wrong;
    if (str_is(str_of(fault->slug), "required"))
        return q->type == QUESTION_MATRIX || q->type == QUESTION_CONTACT ? WORD_rows_needed : WORD_answer_needed;
    if (str_is(str_of(fault->slug), "wrong_count"))
        return WORD_count_wrong;
    if (q->type == QUESTION_CONTACT)
        return str_is(str_of(fault->slug), "too_long") ? WORD_text_long : WORD_email_wrong;
    if (q->type == QUESTION_RANKING)
        return WORD_rank_wrong;
    return q->type == QUESTION_SUM ? WORD_sum_wrong : q->cell == QUESTION_NUMBER ? number_fault(q) : WORD_choose_one;
}

static enum page_word fault_word(const struct page_paper *paper, const struct question *q, const struct fault *fault)
{
    if (question_is_split(q))
        return parts_fault(q, fault);
    if (str_is(str_of(fault->slug), "required") && !page_value(paper, q->id).length)
        return WORD_answer_needed;
    if (q->type == QUESTION_FILE)
        return str_is(str_of(fault->slug), "unknown_file")  ? WORD_file_gone
               : str_is(str_of(fault->slug), "wrong_count") ? WORD_file_many
                                                            : WORD_file_wrong;
    if (q->type == QUESTION_STORY || q->type == QUESTION_TEXT)
        return WORD_text_long;
    if (is_numeric(q))
        return number_fault(q);
    if (q->type == QUESTION_CHOICES)
        return WORD_count_wrong;
    return q->type == QUESTION_DATE ? WORD_date_needed : q->type == QUESTION_TIME ? WORD_time_needed : WORD_choose_one;
}

void page_fault_text(const struct page_paper *paper, const struct question *q, struct buf *out)
{
    const struct fault *fault = page_fault_of(paper->view, q->id);
    if (!fault)
        return;
    int64_t over = (int64_t)str_characters(page_value(paper, q->id)) - q->length_max;
    double low, high;
    number_bounds(q, &low, &high);
    if (q->type == QUESTION_FILE)
        low = (double)q->chosen_least, high = (double)q->chosen_most;
    if (q->type == QUESTION_RANKING || q->type == QUESTION_CHOICES)
        low = chosen_fitting(paper, q, q->chosen_least), high = chosen_fitting(paper, q, q->chosen_most);
    const struct page_slot slots[] = {{"low", low}, {"high", high}, {"over", over > 1 ? (double)over : 1}, {"total", q->total}};
    page_put_filled(out, word(paper, fault_word(paper, q, fault)), paper->tongue, slots, 4);
}

static void put_fault(const struct page_paper *paper, const struct question *q)
{
    bool faulty = page_fault_of(paper->view, q->id) != NULL;
    page_put(paper->out, faulty ? "<p class=\"error\" id=\"%s-error\">" : "<p class=\"error\" id=\"%s-error\" hidden>", q->id);
    page_fault_text(paper, q, paper->out);
    buf_add_text(paper->out, "</p>");
}

static void put_described(const struct page_paper *paper, const struct question *q)
{
    bool faulty = page_fault_of(paper->view, q->id) != NULL, hint = has_hint(paper, q);
    if (!faulty && !hint)
        return;
    buf_add_text(paper->out, " aria-describedby=\"");
    if (hint)
        page_put(paper->out, "%s-hint", q->id);
    if (faulty)
        page_put(paper->out, "%h%s-error", hint ? " " : "", q->id);
    buf_add_char(paper->out, '"');
}

/* ---- cells ---- */

void page_put_picture(const struct page_paper *paper, const struct survey_picture *picture, const char *look)
{
    if (picture->id.length)
        page_put(paper->out, "<img class=\"%h\" src=\"/pictures/%s\" alt=\"%s\">", look, picture->id,
                 survey_text(paper->view->survey, picture->text, paper->view->language));
}

void page_put_cell(const struct page_paper *paper, const struct page_cell *cell)
{
    page_put(paper->out, "<div class=\"c%h%h\"%h><input type=\"%h\" name=\"%s\" id=\"%s-%s\" value=\"%s\"%h>", cell->look ? " " : "",
             cell->look ? cell->look : "", cell->hidden ? " hidden" : "", cell->type, cell->name, cell->name, cell->key, cell->value,
             holds(paper, cell->name, cell->value) ? " checked" : "");
    page_put(paper->out, "<label for=\"%s-%s\">", cell->name, cell->key);
    if (cell->picture)
        page_put_picture(paper, cell->picture, "choose");
    page_put(paper->out, "%s", cell->label);
    if (cell->texts)
        page_put_own(paper, cell->texts);
    if (cell->unseen.length)
        page_put(paper->out, "<span class=\"vh\">, %s</span>", cell->unseen);
    buf_add_text(paper->out, "</label></div>");
}

static struct str number_text(int64_t number, char text[32])
{
    snprintf(text, 32, "%lld", (long long)number);
    return str_of(text);
}

static struct str number_shown(int64_t number, char text[32])
{
    snprintf(text, 32, "%s%lld", number < 0 ? "\u2212" : "", (long long)(number < 0 ? -number : number));
    return str_of(text);
}

static void put_ends(const struct page_paper *paper, int64_t low, int64_t high, struct page_ends ends)
{
    char a[32], b[32];
    if (!ends.low.length && !ends.high.length)
        return;
    page_put(paper->out, "<div class=\"ends\" aria-hidden=\"true\"><span><b>%s</b> %s</span><span><b>%s</b> %s</span></div>",
             number_shown(low, a), ends.low, number_shown(high, b), ends.high);
}

void page_put_scale(const struct page_paper *paper, struct str name, int64_t low, int64_t high, struct page_ends ends)
{
    int64_t points = high - low + 1;
    page_put(paper->out, "<div class=\"row r%d\">", points > ROW_MAX ? (int64_t)0 : points);
    for (int64_t score = low; score <= high; score++) {
        char value[32], shown[32];
        struct str text = number_text(score, value);
        struct page_cell cell = {.type = "radio", .name = name, .key = text, .value = text, .label = number_shown(score, shown)};
        cell.unseen = score == low ? ends.low : score == high ? ends.high : (struct str){0};
        page_put_cell(paper, &cell);
    }
    buf_add_text(paper->out, "</div>");
    put_ends(paper, low, high, ends);
}

static struct page_ends ends_of(const struct page_paper *paper, const struct question *q)
{
    static const struct {
        enum question_type type;
        enum page_word low, high;
    } standard[] = {{QUESTION_NPS, WORD_nps_low, WORD_nps_high},
                    {QUESTION_ENPS, WORD_nps_low, WORD_nps_high},
                    {QUESTION_CES, WORD_ces_low, WORD_ces_high},
                    {QUESTION_CES_V1, WORD_ces_v1_low, WORD_ces_v1_high},
                    {QUESTION_CSAT, WORD_csat_1, WORD_csat_5}};
    struct page_ends ends = {page_own_text(paper, q->low_label), page_own_text(paper, q->high_label)};
    for (size_t i = 0; i < sizeof standard / sizeof *standard; i++)
        if (standard[i].type == q->type) {
            ends.low = ends.low.length ? ends.low : word(paper, standard[i].low);
            ends.high = ends.high.length ? ends.high : word(paper, standard[i].high);
        }
    return ends;
}

/* Every point by its word, the best last, as in the standard wordings. */
static void put_worded(const struct page_paper *paper, const struct question *q, enum page_word first)
{
    struct page_ends own = {page_own_text(paper, q->low_label), page_own_text(paper, q->high_label)};
    buf_add_text(paper->out, "<div class=\"list\">");
    for (int64_t score = q->scale_low; score <= q->scale_high; score++) {
        char value[32];
        struct str text = number_text(score, value), label = word(paper, (enum page_word)(first + (score - q->scale_low)));
        if (score == q->scale_low && own.low.length)
            label = own.low;
        if (score == q->scale_high && own.high.length)
            label = own.high;
        page_put_cell(paper, &(struct page_cell){.type = "radio", .name = q->id, .key = text, .value = text, .label = label});
    }
    buf_add_text(paper->out, "</div>");
}

static void put_choices(const struct page_paper *paper, const struct question *q)
{
    uint8_t order[CHOICES_MAX];
    page_order(paper, q, order);
    page_put(paper->out, "<div class=\"list%h\">", question_has_pictures(q) ? " cards" : "");
    for (size_t i = 0; i < q->choices_count; i++) {
        const struct choice *choice = &q->choices[order[i]];
        const char *look = choice->exclusive ? "tick alone" : q->type == QUESTION_CHOICES ? "tick" : choice->other ? "asks" : NULL;
        page_put_cell(paper, &(struct page_cell){.type = q->type == QUESTION_CHOICES ? "checkbox" : "radio",
                                                 .name = q->id,
                                                 .key = choice->id,
                                                 .value = choice->id,
                                                 .look = choice->other && q->type == QUESTION_CHOICES ? "tick asks" : look,
                                                 .texts = choice->text,
                                                 .picture = &choice->picture,
                                                 .hidden = page_hides_choice(paper, q, choice)});
    }
    page_put_other(paper, q);
    buf_add_text(paper->out, "</div>");
}

/* ---- emotion ---- */

static void put_strength(const struct page_paper *paper, const struct question *q, int emotion)
{
    char name[100];
    snprintf(name, sizeof name, "%.*s.intensity.%s", STR_ARGS(q->id), emotion_names[emotion]);
    page_put(paper->out, "<fieldset class=\"how how-%s\"><legend>%s</legend>", str_of(emotion_names[emotion]),
             word(paper, (enum page_word)((int)WORD_strength_joy + emotion)));
    page_put_scale(paper, str_of(name), 1, INTENSITIES, (struct page_ends){word(paper, WORD_faint), word(paper, WORD_very_strong)});
    buf_add_text(paper->out, "</fieldset>");
}

static void put_strongest(const struct page_paper *paper, const struct question *q)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s.strongest", STR_ARGS(q->id));
    page_put(paper->out, "<fieldset class=\"how uppermost\"><legend>%s</legend><div class=\"emo\">", word(paper, WORD_strongest));
    for (int i = 0; i < EMOTIONS; i++) {
        char look[64];
        snprintf(look, sizeof look, "of-%s", emotion_names[i]);
        struct str emotion = str_of(emotion_names[i]);
        page_put_cell(paper, &(struct page_cell){.type = "radio",
                                                 .name = str_of(name),
                                                 .key = emotion,
                                                 .value = emotion,
                                                 .label = word(paper, (enum page_word)((int)WORD_emotion_joy + i)),
                                                 .look = look});
    }
    buf_add_text(paper->out, "</div></fieldset>");
}

static void put_emotion(const struct page_paper *paper, const struct question *q)
{
    buf_add_text(paper->out, "<div class=\"emo felt\">");
    for (int i = 0; i < EMOTIONS; i++) {
        char look[64];
        snprintf(look, sizeof look, "hue h%d", i + 1);
        struct str emotion = str_of(emotion_names[i]);
        page_put_cell(paper, &(struct page_cell){.type = "checkbox",
                                                 .name = q->id,
                                                 .key = emotion,
                                                 .value = emotion,
                                                 .label = word(paper, (enum page_word)((int)WORD_emotion_joy + i)),
                                                 .look = look});
    }
    buf_add_text(paper->out, "</div><div class=\"none\">");
    page_put_cell(paper, &(struct page_cell){.type = "checkbox",
                                             .name = q->id,
                                             .key = STR("nothing_special"),
                                             .value = STR("nothing_special"),
                                             .label = word(paper, WORD_nothing_special)});
    buf_add_text(paper->out, "</div>");
    for (int i = 0; i < EMOTIONS; i++)
        put_strength(paper, q, i);
    put_strongest(paper, q);
}

/* ---- typed answers ---- */

static void put_field(const struct page_paper *paper, const struct question *q)
{
    struct buf *out = paper->out;
    bool prose = q->type == QUESTION_STORY;
    if (prose)
        page_put(out, "<textarea name=\"%s\" id=\"%s\" rows=\"6\"", q->id, q->id);
    else
        page_put(out, "<input class=\"field\" type=\"%h\" name=\"%s\" id=\"%s\"%h",
                 q->type == QUESTION_DATE   ? "date"
                 : q->type == QUESTION_TIME ? "time"
                                            : "text",
                 q->id, q->id, is_numeric(q) ? " inputmode=\"decimal\" autocomplete=\"off\"" : "");
    put_described(paper, q);
    if (q->required)
        buf_add_text(out, " aria-required=\"true\"");
    if (page_fault_of(paper->view, q->id))
        buf_add_text(out, " aria-invalid=\"true\"");
    if (prose)
        page_put(out, ">\n%s</textarea>", page_value(paper, q->id));
    else
        page_put(out, " value=\"%s\">", page_value(paper, q->id));
}

static void put_consent(const struct page_paper *paper, const struct question *q)
{
    page_put(paper->out, "<div class=\"c tick\"><input type=\"checkbox\" name=\"%s\" id=\"%s\" value=\"true\"%h", q->id, q->id,
             paper->view->posted && page_value(paper, q->id).length ? " checked" : "");
    put_described(paper, q);
    page_put(paper->out, "><label for=\"%s\">", q->id);
    page_put_round(paper, q);
    page_put_own(paper, q->text);
    buf_add_text(paper->out, "</label></div>");
    put_hint(paper, q);
    page_put_picture(paper, &q->picture, "shown");
    put_fault(paper, q);
}

/* ---- the question ---- */

static void put_answers(const struct page_paper *paper, const struct question *q)
{
    bool own_ends = page_own_text(paper, q->low_label).length || page_own_text(paper, q->high_label).length;
    switch (q->type) {
    case QUESTION_EXPECTATION:
        put_worded(paper, q, WORD_expectation_1);
        break;
    case QUESTION_EMOTION:
        put_emotion(paper, q);
        break;
    case QUESTION_CHOICE:
    case QUESTION_CHOICES:
        put_choices(paper, q);
        break;
    case QUESTION_FILE:
        page_put_files(paper, q);
        break;
    case QUESTION_MATRIX:
    case QUESTION_RANKING:
    case QUESTION_SUM:
    case QUESTION_MAXDIFF:
    case QUESTION_CONTACT:
        page_put_split(paper, q);
        break;
    default:
        if (q->type == QUESTION_CSAT && q->scale_high == 5 && !own_ends)
            put_worded(paper, q, WORD_csat_1);
        else
            page_put_scale(paper, q->id, q->scale_low, q->scale_high, ends_of(paper, q));
    }
}

static void put_group(const struct page_paper *paper, const struct question *q)
{
    bool radios = q->type != QUESTION_EMOTION && q->type != QUESTION_CHOICES && q->type != QUESTION_FILE && !question_is_split(q);
    page_put(paper->out, "<fieldset%h%h", radios ? " role=\"radiogroup\"" : "", radios && q->required ? " aria-required=\"true\"" : "");
    put_described(paper, q);
    buf_add_text(paper->out, "><legend><h2>");
    page_put_round(paper, q);
    page_put_own(paper, q->text);
    buf_add_text(paper->out, "</h2></legend>");
    put_hint(paper, q);
    page_put_picture(paper, &q->picture, "shown");
    put_fault(paper, q);
    put_answers(paper, q);
    page_put_opt_outs(paper, q);
    buf_add_text(paper->out, "</fieldset>");
}

static void put_typed(const struct page_paper *paper, const struct question *q)
{
    page_put(paper->out, "<h2><label for=\"%s\">", q->id);
    page_put_round(paper, q);
    page_put_own(paper, q->text);
    buf_add_text(paper->out, "</label></h2>");
    put_hint(paper, q);
    page_put_picture(paper, &q->picture, "shown");
    put_fault(paper, q);
    put_field(paper, q);
    if (page_scale_typed(q))
        put_ends(paper, q->scale_low, q->scale_high, ends_of(paper, q));
    if (q->type == QUESTION_SLIDER)
        put_ends(paper, (int64_t)q->number_low, (int64_t)q->number_high, ends_of(paper, q));
    page_put_opt_outs(paper, q);
}

static void put_limits(const struct page_paper *paper, const struct question *q)
{
    double low, high;
    bool numeric = is_numeric(q);
    if (q->type == QUESTION_STORY || q->type == QUESTION_TEXT)
        page_put(paper->out, " data-most=\"%d\"", q->length_max);
    if (!numeric)
        return;
    bool both = number_bounds(q, &low, &high);
    if (both || q->has_number_low)
        buf_printf(paper->out, " data-low=\"%.15g\"", low);
    if (both || q->has_number_high)
        buf_printf(paper->out, " data-high=\"%.15g\"", high);
    if (q->step > 0)
        buf_printf(paper->out, " data-step=\"%.15g\"", q->step);
}

/* What the rules between the parts need to be told at once by the script. */
static void put_rules(const struct page_paper *paper, const struct question *q)
{
    if (q->type == QUESTION_CHOICES || q->type == QUESTION_RANKING)
        page_put(paper->out, " data-chosen=\"%d %d\"", q->chosen_least, q->chosen_most);
    if (q->type == QUESTION_FILE)
        page_put(paper->out, " data-files=\"%d %d\"", q->chosen_most, q->size_max);
    if (q->type == QUESTION_SUM)
        buf_printf(paper->out, " data-total=\"%.15g\"", q->total);
}

/* What has no place on the page, for the form and for the script. */
static void put_unseen(const struct page_paper *paper, const struct question *q)
{
    page_put(paper->out, "<section class=\"q\" data-id=\"%s\" data-type=\"%h\" hidden>", q->id, question_type_name(q->type));
    if (q->type == QUESTION_HIDDEN)
        page_put(paper->out, "<input type=\"hidden\" name=\"%s\" value=\"%s\">", q->id, page_value(paper, q->id));
    buf_add_text(paper->out, "</section>");
}

void page_write_question(const struct page_paper *paper, const struct question *q)
{
    if (!question_is_seen(q)) {
        put_unseen(paper, q);
        return;
    }
    const char *type = page_scale_typed(q) ? "number" : question_type_name(q->type);
    page_put(paper->out, "<section class=\"q%h\" id=\"q-%s\" data-id=\"%s\" data-type=\"%h\"%h", page_opens_round(q) ? " opens" : "", q->id,
             q->id, type, q->required ? " data-required" : "");
    if (q->round)
        page_put(paper->out, " data-group=\"%s\" data-round=\"%s\"", q->group->id, q->round->id);
    put_limits(paper, q);
    put_rules(paper, q);
    if (page_hides(paper, q))
        buf_add_text(paper->out, " hidden");
    buf_add_char(paper->out, '>');
    page_put_remove(paper, q);
    if (q->type == QUESTION_GROUP)
        page_put_group(paper, q);
    else if (q->type == QUESTION_STATEMENT) {
        buf_add_text(paper->out, "<p class=\"statement\">");
        page_put_round(paper, q);
        page_put_own(paper, q->text);
        buf_add_text(paper->out, "</p>");
        page_put_picture(paper, &q->picture, "shown");
    } else if (q->type == QUESTION_CONSENT)
        put_consent(paper, q);
    else if (page_question_grouped(q->type) && !page_scale_typed(q))
        put_group(paper, q);
    else
        put_typed(paper, q);
    buf_add_text(paper->out, "</section>");
}
