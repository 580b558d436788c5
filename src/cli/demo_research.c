#include "cli/demo_research.h"

#include "base/json.h"
#include "listen/code_book.h"
#include "listen/media.h"
#include "listen/note.h"
#include "listen/touchpoint.h"
#include "people/people.h"

extern const char demo_research_json[];
extern const size_t demo_research_json_length;

enum { ARENA_MAX = 16 << 20, OPEN_DAYS = 3 /* what is so new is not coded yet by the account of the demo */, NEW_DAYS = 1 };

struct making {
    const struct demo_research *research;
    struct arena *arena;
    json_t *tree;
    uint64_t chance;
    int64_t other_id; /* the other coder */
};

static bool told(const struct fault *why)
{
    cli_fail(why);
    return false;
}

static double draw(struct making *m)
{
    m->chance ^= m->chance >> 12;
    m->chance ^= m->chance << 25;
    m->chance ^= m->chance >> 27;
    return (double)((m->chance * 2685821657736338717ULL) >> 11) / 9007199254740992.0;
}

static bool settle(struct making *m, enum fact_kind kind, void *body, int64_t account_id, int64_t *id)
{
    struct fact fact = {.kind = kind,
                        .workspace_id = m->research->workspace_id,
                        .actor = account_id ? (struct actor){ACTOR_ACCOUNT, account_id} : (struct actor){ACTOR_SYSTEM, 0},
                        .body = body};
    struct proposal proposal = {.facts = &fact, .count = 1, .arena = m->arena};
    if (flow_settle(m->research->flow, &proposal) != ERR_NONE)
        return told(&proposal.fault);
    if (id)
        *id = fact.subject_id;
    return true;
}

static bool coder_add(struct making *m)
{
    const json_t *coder = json_object_get(m->tree, "coder");
    struct account_added body = {.email = json_str(json_object_get(coder, "email")),
                                 .name = json_str(json_object_get(coder, "name")),
                                 .language = json_str(json_object_get(coder, "language")),
                                 .role = PERSON_MANAGER,
                                 .password_hash = str_of(m->research->password_hash)};
    return settle(m, FACT_ACCOUNT_ADDED, &body, 0, &m->other_id);
}

static bool codes_add(struct making *m)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(m->tree, "codes"), i, item)
    {
        struct code_in in;
        struct code_put *put;
        struct fault why = {0};
        if (record_read(&record_code_in, m->arena, item, &in, &why) != ERR_NONE || listen_check_code(&in, m->arena, &put, &why) != ERR_NONE)
            return told(&why);
        put->is_new = true;
        if (!settle(m, FACT_CODE_PUT, put, m->research->account_id, NULL))
            return false;
    }
    return true;
}

/* What a careful reader gives, sometimes one code less, seldom one more. */
static bool code_note(struct making *m, int64_t note_id, const json_t *meant, int64_t account_id)
{
    const json_t *all = json_object_get(m->tree, "codes");
    struct str *given = arena_take_array(m->arena, json_array_size(all), sizeof *given);
    struct note_coded coded = {note_id, {given, 0}};
    size_t i, k;
    json_t *code, *one;
    if (!given)
        return false;
    json_array_foreach(all, i, code)
    {
        struct str slug = json_str(json_object_get(code, "slug"));
        bool fits = false;
        json_array_foreach(meant, k, one) fits = fits || str_equal(json_str(one), slug);
        if (draw(m) < (fits ? 0.86 : 0.03))
            given[coded.codes.count++] = slug;
    }
    return settle(m, FACT_NOTE_CODED, &coded, account_id, NULL);
}

static bool note_add(struct making *m, const json_t *item)
{
    struct note_in in;
    struct note_put *put;
    struct fault why = {0};
    char day[TIME_TEXT];
    int64_t id, days_ago = json_integer_value(json_object_get(item, "days_ago"));
    json_t *note = json_object_get(item, "note");
    const json_t *meant = json_object_get(item, "codes");
    day_format(m->research->today - (int32_t)days_ago, day);
    json_object_set_new(note, "day", json_string(day));
    if (record_read(&record_note_in, m->arena, note, &in, &why) != ERR_NONE ||
        listen_check_note(&in, m->research->today, m->arena, &put, &why) != ERR_NONE)
        return told(&why);
    const struct touchpoint *touchpoint = listen_touchpoint(flow_listen(m->research->flow), m->research->workspace_id, in.touchpoint);
    put->touchpoint_id = touchpoint ? touchpoint->id : 0;
    int64_t author = draw(m) < 0.6 ? m->other_id : m->research->account_id;
    if (!settle(m, FACT_NOTE_PUT, put, author, &id))
        return false;
    if (days_ago >= NEW_DAYS && !code_note(m, id, meant, m->other_id))
        return false;
    return days_ago < OPEN_DAYS || code_note(m, id, meant, m->research->account_id);
}

/* The oldest first, as they were written. */
static bool notes_add(struct making *m)
{
    const json_t *notes = json_object_get(m->tree, "notes");
    for (int days_ago = 365; days_ago >= 0; days_ago--) {
        size_t i;
        json_t *item;
        json_array_foreach(notes, i,
                           item) if (json_integer_value(json_object_get(item, "days_ago")) == days_ago && !note_add(m, item)) return false;
    }
    return true;
}

/* A year of weeks, the present one the last: a medium is on in its own weeks, and its sums go up and down by a third. */
static bool media_add(struct making *m)
{
    enum { WEEKS = 53, LINES_MAX = 16 };
    const json_t *lines = json_object_get(m->tree, "media");
    int32_t last = period_start(PERIOD_WEEK, m->research->today);
    struct media_exposure *all = arena_take_array(m->arena, WEEKS * LINES_MAX, sizeof *all);
    struct media_put put = {all, 0};
    size_t i;
    json_t *line;
    if (!all || json_array_size(lines) > LINES_MAX)
        return false;
    json_array_foreach(lines, i, line) for (int64_t ago = json_integer_value(json_object_get(line, "first_week"));
                                            ago <= json_integer_value(json_object_get(line, "last_week"));
                                            ago += json_integer_value(json_object_get(line, "every")))
    {
        double size = 0.67 + 0.66 * draw(m), luck = 0.9 + 0.2 * draw(m);
        all[put.count++] = (struct media_exposure){
            last - 7 * (int32_t)ago,
            json_str(json_object_get(line, "medium")),
            json_str(json_object_get(line, "daypart")),
            json_str(json_object_get(line, "segment")),
            (int64_t)(size * (double)json_integer_value(json_object_get(line, "spend_cents"))),
            (int64_t)(size * luck * (double)json_integer_value(json_object_get(line, "contacts"))),
        };
    }
    return settle(m, FACT_MEDIA_PUT, &put, m->research->account_id, NULL);
}

bool demo_research_make(const struct demo_research *research)
{
    struct making m = {.research = research, .arena = arena_new(ARENA_MAX), .chance = research->seed | 1};
    struct fault why = {0};
    bool made = m.arena != NULL;
    if (made && json_read(m.arena, (struct str){demo_research_json, demo_research_json_length}, &m.tree, &why) != ERR_NONE)
        made = told(&why);
    made = made && coder_add(&m) && codes_add(&m) && notes_add(&m) && media_add(&m);
    arena_free(m.arena);
    return made;
}
