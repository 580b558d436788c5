#include "understand/consistency_study.h"
#include "understand/inside.h"

#include <math.h>
#include <stdlib.h>

enum { STUDY_SEED = 6, STUDY_BYTES = 8 << 20 };

static struct whole_attribute *attribute_of(struct whole_study *study, const struct tally *tally)
{
    for (size_t i = 0; i < study->count; i++) {
        struct whole_attribute *one = &study->attributes[i];
        if (one->low == tally->low && one->high == tally->high && str_equal(one->question, tally->labels[0]))
            return one;
    }
    return NULL;
}

/* Rows come with the most answers first, so that what is beyond the ends is the smallest. */
static enum err row_take(struct whole_study *study, const struct tally *tally, struct arena *arena)
{
    struct whole_attribute *attribute = attribute_of(study, tally);
    if (!attribute && study->count == CONSISTENCY_ATTRIBUTES_MAX) {
        study->left_out++;
        return ERR_NONE;
    }
    if (!attribute) {
        attribute = &study->attributes[study->count++];
        *attribute = (struct whole_attribute){.question = str_keep(arena, tally->labels[0]), .low = tally->low, .high = tally->high};
        attribute->places = arena_take_array(arena, CONSISTENCY_CHANNELS_MAX, sizeof *attribute->places);
        if (!attribute->question.at || !attribute->places)
            return ERR_MEMORY;
    }
    attribute->n += tally->n;
    if (attribute->count == CONSISTENCY_CHANNELS_MAX)
        return ERR_NONE;
    struct whole_place *place = &attribute->places[attribute->count++];
    *place = (struct whole_place){.name = str_keep(arena, tally->labels[1]), .answers = {tally->low, tally->cells, tally->counts}};
    place->mean = figure_mean(&place->answers, 1);
    attribute->taken += tally->n >= FIGURE_SHOWN_MIN;
    return place->name.at ? ERR_NONE : ERR_MEMORY;
}

enum err whole_study_find(const struct understand *understand, const struct whole_ask *ask, struct arena *arena, struct whole_study *study,
                          struct fault *why)
{
    struct plan plan = {.workspace_id = ask->workspace_id,
                        .measure = ask->measure,
                        .by = {STR("question"), ask->by_touchpoint ? STR("touchpoint") : STR("channel")},
                        .by_count = 2,
                        .where = ask->where,
                        .has_from = ask->has_from,
                        .from = ask->from,
                        .has_to = ask->has_to,
                        .to = ask->to,
                        .scope = ask->scope,
                        .stop = ask->stop};
    struct tallies tallies;
    *study = (struct whole_study){.attributes = arena_take_array(arena, CONSISTENCY_ATTRIBUTES_MAX, sizeof *study->attributes)};
    enum err err = study->attributes ? tally_take(understand, &plan, arena, &tallies, why) : ERR_MEMORY;
    for (size_t i = 0; err == ERR_NONE && i < tallies.count; i++)
        if (tallies.rows[i]->labels[0].at && tallies.rows[i]->labels[1].at && tallies.rows[i]->labels[1].length)
            err = row_take(study, tallies.rows[i], arena);
    return err;
}

/* ---- judging ---- */
static enum err attribute_judge(struct whole_attribute *attribute, const struct stop *stop)
{
    struct histogram channels[CONSISTENCY_CHANNELS_MAX];
    for (size_t i = 0; i < attribute->taken; i++)
        channels[i] = attribute->places[i].answers;
    struct arena *arena = arena_new(STUDY_BYTES);
    struct bootstrap bootstrap = {arena, STUDY_SEED, BOOTSTRAP_REPLICATES, stop};
    struct consistency_ask ask = {channels, attribute->taken, attribute->low, attribute->high};
    enum err err = arena ? consistency_find(&ask, &bootstrap, &attribute->consistency) : ERR_MEMORY;
    arena_free(arena);
    return err;
}

static int least_consistent_first(const void *a, const void *b)
{
    const struct whole_attribute *one = a, *other = b;
    bool judged = one->taken >= 2, also = other->taken >= 2;
    if (judged != also)
        return judged ? -1 : 1;
    double difference = judged ? one->consistency.value - other->consistency.value : (double)other->n - (double)one->n;
    return (difference > 0) - (difference < 0);
}

enum err whole_study_judge(struct whole_study *study, const struct whole_ask *ask)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < study->count && err == ERR_NONE; i++)
        if (study->attributes[i].taken >= 2) {
            err = attribute_judge(&study->attributes[i], ask->stop);
            study->judged++;
        }
    qsort(study->attributes, study->count, sizeof *study->attributes, least_consistent_first);
    return err;
}

/* ---- writing ---- */
static void place_write(const struct whole_place *place, const struct whole_ask *ask, struct buf *out)
{
    buf_add_char(out, '{');
    text_member(out, "place", place->name);
    figure_write(&place->mean, true, out);
    if (ask->has_band && place->mean.quality != QUALITY_HIDDEN)
        truth_member(out, "in_line", consistency_in_line(&place->mean, ask->band_low, ask->band_high));
    buf_add_char(out, '}');
}

static void consistency_write(const struct whole_attribute *attribute, struct buf *out)
{
    const struct consistency *c = &attribute->consistency;
    real_member(out, "consistency", c->value);
    real_member(out, "low", c->interval.low);
    real_member(out, "high", c->interval.high);
    text_member(out, "lowest", attribute->places[c->apart[0]].name);
    text_member(out, "highest", attribute->places[c->apart[1]].name);
    real_member(out, "gap", c->gap);
    if (c->breaking == SIZE_MAX)
        return;
    text_member(out, "breaking", attribute->places[c->breaking].name);
    real_member(out, "breaking_share", c->breaking_share);
}

static void attribute_write(const struct whole_attribute *attribute, const struct whole_ask *ask, struct buf *out)
{
    buf_add_char(out, '{');
    text_member(out, "question", attribute->question);
    json_member(out, "scale");
    buf_printf(out, "{\"low\":%lld,\"high\":%lld}", (long long)attribute->low, (long long)attribute->high);
    count_member(out, "n", attribute->n);
    if (attribute->taken >= 2)
        consistency_write(attribute, out);
    json_member(out, "places");
    buf_add_char(out, '[');
    for (size_t i = 0; i < attribute->count; i++) {
        buf_add_text(out, i ? "," : "");
        place_write(&attribute->places[i], ask, out);
    }
    buf_add_text(out, "]}");
}

void whole_study_write(const struct whole_study *study, const struct whole_ask *ask, struct buf *out)
{
    buf_add_char(out, '{');
    text_member(out, "measure", str_of(measure_name(ask->measure)));
    text_member(out, "across", ask->by_touchpoint ? STR("touchpoint") : STR("channel"));
    count_member(out, "left_out", study->left_out);
    json_member(out, "attributes");
    buf_add_char(out, '[');
    for (size_t i = 0; i < study->count; i++) {
        buf_add_text(out, i ? "," : "");
        attribute_write(&study->attributes[i], ask, out);
    }
    buf_add_text(out, "]}");
}
