#include "api/page_parts.h"
#include "listen/answer.h"
#include "listen/calculation.h"

struct reading {
    const struct survey_definition *survey;
    const struct page_pairs *pairs;
    struct str language;
    struct page_carried carried;
    struct arena *arena;
    json_t *answers, *calculated, *attributes;
    uint64_t *offered; /* by question, as far as the form was read */
    const json_t *language_value, *channel_value, *touchpoint_value, *unit_value, *survey_value;
    bool failed;
};

static struct str value_of(const struct reading *r, struct str id)
{
    for (size_t i = 0; i < r->pairs->count; i++)
        if (str_equal(r->pairs->items[i].name, id))
            return r->pairs->items[i].value;
    return (struct str){0};
}

static bool ticked(const struct reading *r, struct str id, struct str value)
{
    for (size_t i = 0; i < r->pairs->count; i++)
        if (str_equal(r->pairs->items[i].name, id) && str_equal(r->pairs->items[i].value, value))
            return true;
    return false;
}

static json_t *text_value(struct str text)
{
    return json_stringn(text.at ? text.at : "", text.length);
}

static json_t *integer_answer(struct str text)
{
    int64_t number;
    return str_integer(text, &number) ? json_integer(number) : text_value(text);
}

/* "1 234,5", "−3" and "3.20" are numbers to the people who write them; anything else goes on as text, for the judge to refuse. */
static json_t *number_answer(struct str text)
{
    char plain[64];
    size_t length = 0;
    for (size_t i = 0; i < text.length && length < sizeof plain; i++) {
        struct str rest = {text.at + i, text.length - i};
        if (str_starts(rest, "\u2212")) {
            plain[length++] = '-';
            i += 2;
        } else if (str_starts(rest, "\u00a0")) {
            i += 1;
        } else if (str_starts(rest, "\u202f")) {
            i += 2;
        } else if (text.at[i] != ' ') {
            plain[length++] = text.at[i] == ',' ? '.' : text.at[i];
        }
    }
    double number;
    return length < sizeof plain && str_real((struct str){plain, length}, &number) ? json_real(number) : text_value(text);
}

/* Forms send CR LF; a story keeps its paragraphs with LF alone. */
static json_t *prose_answer(struct reading *r, struct str text)
{
    char *plain = arena_take(r->arena, text.length + 1);
    if (!plain)
        return NULL;
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] != '\r' || i + 1 == text.length || text.at[i + 1] != '\n')
            plain[length++] = text.at[i];
    return text_value((struct str){plain, length});
}

/* A form without a script may still hold a choice that its other answers took away. What is no choice at all is for the judge to refuse. */
static bool is_withdrawn(const struct reading *r, const struct question *question, struct str value)
{
    int choice = choice_index(question, value);
    return choice >= 0 && !(r->offered[question_index(r->survey, question)] >> choice & 1);
}

static json_t *choices_answer(struct reading *r, const struct question *question)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < r->pairs->count; i++)
        if (str_equal(r->pairs->items[i].name, question->id) && !is_withdrawn(r, question, r->pairs->items[i].value) &&
            json_array_append_new(list, text_value(r->pairs->items[i].value)) != 0)
            r->failed = true;
    if (json_array_size(list))
        return list;
    json_decref(list);
    return NULL;
}

/* "ID name": the name is for people alone. */
static json_t *files_answer(struct reading *r, const struct question *question)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < r->pairs->count; i++) {
        struct str rest = r->pairs->items[i].value, id = {0};
        if (str_equal(r->pairs->items[i].name, question->id) && str_cut(&rest, ' ', &id) &&
            json_array_append_new(list, text_value(id)) != 0)
            r->failed = true;
    }
    return list;
}

static struct str part_value(struct reading *r, struct str id, const char *part, const char *emotion)
{
    char *name = arena_printf(r->arena, "%.*s.%s%s", STR_ARGS(id), part, emotion);
    if (!name)
        r->failed = true;
    return name ? str_trim(value_of(r, str_of(name))) : (struct str){0};
}

/* The one marked strongest, if it was named; else the only one named. */
static struct str strongest_of(struct reading *r, struct str id, const json_t *all)
{
    struct str marked = part_value(r, id, "strongest", "");
    char name[40];
    snprintf(name, sizeof name, "%.*s", marked.length < sizeof name ? (int)marked.length : 0, marked.length ? marked.at : "");
    if (marked.length && json_object_get(all, name))
        return marked;
    void *only = json_object_iter((json_t *)all);
    return json_object_size(all) == 1 ? str_of(json_object_iter_key(only)) : (struct str){0};
}

/* Named emotions win over "nothing special", which without a script stays ticked beside them. */
static json_t *emotion_answer(struct reading *r, const struct question *question)
{
    json_t *all = json_object(), *answer = json_object();
    for (int i = 0; i < EMOTIONS; i++) {
        if (!ticked(r, question->id, str_of(emotion_names[i])))
            continue;
        struct str intensity = part_value(r, question->id, "intensity.", emotion_names[i]);
        if (json_object_set_new(all, emotion_names[i], intensity.length ? integer_answer(intensity) : json_integer(3)) != 0)
            r->failed = true;
    }
    struct str strongest = json_object_size(all) ? strongest_of(r, question->id, all) : STR("nothing_special");
    if (strongest.length && json_object_set_new(answer, "strongest", text_value(strongest)) != 0)
        r->failed = true;
    if (json_object_set_new(answer, "all", all) != 0)
        r->failed = true;
    return answer;
}

/* A link that brings too much is not the respondent's fault. */
static json_t *hidden_answer(struct str value)
{
    return page_plain_text(value, HIDDEN_TEXT_MAX) ? text_value(value) : NULL;
}

static json_t *answer_of(struct reading *r, const struct question *question)
{
    struct str value = str_trim(value_of(r, question->id));
    if (!value.length)
        return NULL;
    switch (question->type) {
    case QUESTION_STATEMENT:
    case QUESTION_MATRIX:
    case QUESTION_RANKING:
    case QUESTION_SUM:
    case QUESTION_MAXDIFF:
    case QUESTION_CONTACT:
    case QUESTION_CALCULATED:
        return NULL;
    case QUESTION_GROUP:
        return group_is_counted(question) ? integer_answer(value) : NULL;
    case QUESTION_HIDDEN:
        return hidden_answer(value);
    case QUESTION_EMOTION:
        return emotion_answer(r, question);
    case QUESTION_CHOICES:
        return choices_answer(r, question);
    case QUESTION_FILE:
        return files_answer(r, question);
    case QUESTION_NUMBER:
    case QUESTION_SLIDER:
        return number_answer(value);
    case QUESTION_CONSENT:
        return json_true();
    case QUESTION_CHOICE:
        return is_withdrawn(r, question, value) ? NULL : text_value(value);
    case QUESTION_DATE:
    case QUESTION_TIME:
        return text_value(value);
    case QUESTION_STORY:
    case QUESTION_TEXT:
        return prose_answer(r, value);
    default:
        return integer_answer(value);
    }
}

/* Under its own name; of a question that only its parts answer, what shows that any of them was. */
static const json_t *answer_named(const struct reading *r, struct str field)
{
    struct condition_path path;
    if (!condition_path(field, &path))
        return NULL;
    const json_t *value = json_object_getn(r->answers, path.name.at, path.name.length);
    if (!value)
        value = json_object_getn(r->calculated, path.name.at, path.name.length);
    if (value && path.part == FIELD_PART_STRONGEST)
        return json_object_get(value, "strongest");
    if (value && path.part == FIELD_PART_INTENSITY)
        return json_object_get(json_object_get(value, "all"), emotion_names[path.emotion]);
    const struct question *question = value ? NULL : survey_question(r->survey, path.name);
    if (!question || !question_is_split(question))
        return value;
    for (size_t i = 1; i <= question->parts_count; i++)
        if (json_object_getn(r->answers, question[i].id.at, question[i].id.length))
            return json_true();
    return NULL;
}

static const json_t *field_value(void *context, struct str field)
{
    const struct reading *r = context;
    if (str_starts(field, "answers."))
        return answer_named(r, field);
    if (str_starts(field, "attributes."))
        return json_object_getn(r->attributes, field.at + 11, field.length - 11);
    return str_is(field, "language")     ? r->language_value
           : str_is(field, "channel")    ? r->channel_value
           : str_is(field, "touchpoint") ? r->touchpoint_value
           : str_is(field, "unit")       ? r->unit_value
           : str_is(field, "survey")     ? r->survey_value
                                         : NULL;
}

const json_t *page_form_value(const struct page_form *form, struct str field)
{
    return field_value((void *)form->reading, field);
}

static void fault_needed(struct page_form *form, const struct question *question)
{
    if (form->faults_count == PAGE_FAULTS_MAX)
        return;
    struct fault *fault = &form->faults[form->faults_count++];
    char field[sizeof fault->field];
    snprintf(field, sizeof field, "answers.%.*s", STR_ARGS(question->id));
    fault_set(fault, ERR_INVALID, "required", field, "An answer is needed here.");
}

static bool other_chosen(struct reading *r, const struct question *question)
{
    for (size_t i = 0; i < question->choices_count; i++)
        if (question->choices[i].other && !is_withdrawn(r, question, question->choices[i].id) &&
            ticked(r, question->id, question->choices[i].id))
            return true;
    return false;
}

/* A form without a script may send a reason for no answer beside the answer, and words for a choice that was left again: the answer wins.
 */
static bool part_counts(struct reading *r, const struct question *part, bool parent_answered)
{
    if (str_is(part->part, "opt_out") && !question_is_split(part->parent))
        return !parent_answered;
    return !str_is(part->part, "other") || question_is_split(part->parent) || other_chosen(r, part->parent);
}

static bool one_read(struct reading *r, const struct question *question)
{
    json_t *answer = answer_of(r, question);
    char id[QUESTION_ID_MAX];
    snprintf(id, sizeof id, "%.*s", STR_ARGS(question->id));
    if (answer && json_object_set_new(r->answers, id, answer) != 0)
        r->failed = true;
    return answer != NULL;
}

/* A question and its parts; how many of them were answered. */
static size_t question_read(struct reading *r, const struct question *question)
{
    size_t answered = one_read(r, question);
    for (size_t i = 1; i <= question->parts_count; i++) {
        const struct question *part = &question[i], *parent = part->parent;
        bool before = json_object_getn(r->answers, parent->id.at, parent->id.length) != NULL;
        if (r->offered[question_index(r->survey, part)] && part_counts(r, part, before))
            answered += one_read(r, part);
    }
    return answered;
}

static bool worth_of(void *context, const struct question *of, double *worth)
{
    const struct reading *r = context;
    const json_t *value = json_object_getn(of->type == QUESTION_CALCULATED ? r->calculated : r->answers, of->id.at, of->id.length);
    struct answer answer;
    bool answered = false;
    return value && answer_read(of, value, &answer, &answered, NULL) == ERR_NONE && answered && answer_worth(&answer, worth);
}

static void calculated_read(struct reading *r, const struct question *question)
{
    double number;
    if (calculate(question, worth_of, r, &number) && json_object_set_new(r->calculated, question->id.at, json_real(number)) != 0)
        r->failed = true;
}

/* The form says how many rounds there are from the start: while none was added or answered, that is no answer. */
static void untouched_drop(struct reading *r, const struct question *group)
{
    const json_t *count = json_object_getn(r->answers, group->id.at, group->id.length);
    bool touched = json_integer_value(count) != group->scale_low;
    for (size_t i = 1; i <= group->grouped_count; i++)
        touched |= json_object_getn(r->answers, group[i].id.at, group[i].id.length) != NULL;
    if (count && !touched)
        (void)json_object_deln(r->answers, group->id.at, group->id.length);
}

/* Conditions name earlier questions only: an answer that was hidden is already gone when a later one asks. */
static void answers_read(struct reading *r, struct page_form *form)
{
    for (size_t i = 0; i < r->survey->questions_count; i += 1 + r->survey->questions[i].parts_count) {
        const struct question *question = &r->survey->questions[i];
        question_offers(question, field_value, r, &r->offered[i]);
        if (!r->offered[i])
            continue;
        if (question->type == QUESTION_CALCULATED)
            calculated_read(r, question);
        else if (!question_read(r, question) && question->required && question->type != QUESTION_STATEMENT)
            fault_needed(form, question);
    }
    for (size_t i = 0; i < r->survey->questions_count; i++)
        if (group_is_counted(&r->survey->questions[i]))
            untouched_drop(r, &r->survey->questions[i]);
}

static const json_t *kept_text(struct reading *r, struct str text)
{
    if (!text.length)
        return NULL;
    json_t *value = text_value(text);
    if (json_keep(r->arena, value) == ERR_NONE)
        return value;
    r->failed = true;
    return NULL;
}

static void surroundings_read(struct reading *r)
{
    const struct page_carried *carried = &r->carried;
    r->language_value = kept_text(r, r->language);
    r->channel_value = kept_text(r, carried->channel.length ? carried->channel : STR("web"));
    r->touchpoint_value = kept_text(r, carried->touchpoint.length ? carried->touchpoint : r->survey->touchpoint);
    r->unit_value = kept_text(r, carried->unit);
    r->survey_value = kept_text(r, r->survey->slug);
    for (size_t i = 0; i < carried->attributes_count; i++) {
        char name[ATTRIBUTE_NAME_MAX + 1];
        snprintf(name, sizeof name, "%.*s", STR_ARGS(carried->attributes[i].name));
        if (json_object_set_new(r->attributes, name, text_value(carried->attributes[i].value)) != 0)
            r->failed = true;
    }
}

enum err page_read_form(const struct survey_definition *survey, const struct page_pairs *pairs, struct str language, struct str fresh_key,
                        struct arena *arena, struct page_form *form)
{
    *form = (struct page_form){0};
    struct reading r = {.survey = survey, .pairs = pairs, .language = language, .arena = arena};
    r.offered = arena_take_array(arena, survey->questions_count + 1, sizeof *r.offered);
    if (!r.offered)
        return ERR_MEMORY;
    r.answers = json_object();
    if (json_keep(arena, r.answers) != ERR_NONE)
        return ERR_MEMORY;
    r.attributes = json_object();
    if (json_keep(arena, r.attributes) != ERR_NONE)
        return ERR_MEMORY;
    r.calculated = json_object();
    if (json_keep(arena, r.calculated) != ERR_NONE)
        return ERR_MEMORY;
    page_carried_read(survey, pairs, &r.carried);
    struct str key = page_own_value(survey, pairs, "submission_key");
    bool key_fits = key.length && str_characters(key) <= 100;
    page_arm(survey, key_fits ? key : fresh_key, &r.carried);
    surroundings_read(&r);
    answers_read(&r, form);
    if (r.failed)
        return ERR_MEMORY;
    if (!str_integer(page_own_value(survey, pairs, "age_ms"), &form->age_ms) || form->age_ms < 0 || form->age_ms > PAGE_AGE_MS_MAX)
        form->age_ms = 0;
    struct str go = page_own_value(survey, pairs, "go");
    int64_t page;
    bool stays = str_starts(go, "add ") || str_starts(go, "remove ");
    form->go = stays ? PAGE_STAY : str_is(go, "next") ? PAGE_NEXT : str_is(go, "back") ? PAGE_BACK : PAGE_SEND;
    if (str_integer(page_own_value(survey, pairs, "page"), &page) && page >= 1 && page <= (int64_t)survey->pages_count)
        form->page = (size_t)page - 1;
    struct reading *kept = arena_new_object(arena, struct reading);
    if (!kept)
        return ERR_MEMORY;
    *kept = r;
    form->reading = kept;
    form->offered = r.offered;
    form->calculated = r.calculated;
    form->replaces = str_is(page_own_value(survey, pairs, "replaces"), "1");
    form->left_at = page_own_value(survey, pairs, "left_at");
    form->in = (struct response_in){
        .submission_key = key_fits ? key : fresh_key,
        .channel = r.carried.channel.length ? r.carried.channel : STR("web"),
        .language = language,
        .touchpoint = r.carried.touchpoint,
        .unit = r.carried.unit,
        .attributes = json_object_size(r.attributes) ? r.attributes : NULL,
        .answers = r.answers,
    };
    return ERR_NONE;
}

bool page_form_refused(struct page_form *form, const struct fault *why)
{
    struct str field = str_of(why->field);
    if (str_starts(field, "touchpoint") && form->in.touchpoint.length)
        form->in.touchpoint = (struct str){0};
    else if (str_starts(field, "unit") && form->in.unit.length)
        form->in.unit = (struct str){0};
    else if (str_starts(field, "channel") && !str_is(form->in.channel, "web"))
        form->in.channel = STR("web");
    else if (str_starts(field, "attributes") && form->in.attributes)
        form->in.attributes = NULL;
    else {
        if (form->faults_count < PAGE_FAULTS_MAX)
            form->faults[form->faults_count++] = *why;
        return false;
    }
    return true;
}
