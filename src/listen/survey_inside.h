/* What the files that read a survey's definition share among themselves; nobody else includes this. */
#pragma once
#include "listen/quota.h"
#include "listen/survey.h"

struct survey_reading {
    struct arena *arena;
    bool draft;
    bool flat; /* of survey_flat: rounds count as questions */
    struct survey_definition *survey;
    struct fault *why;
    struct question *question;    /* the one being read */
    const struct question *group; /* in which it stands, or NULL, and the round */
    const struct round *round;
    size_t room; /* of survey->questions */
};

enum err survey_wrong(struct survey_reading *r, const char *slug, const char *field, const char *sentence);
/* Puts the place before the fault's field; passes every other outcome on. */
enum err survey_under(struct survey_reading *r, enum err err, const char *format, ...) format_like(3, 4);
enum err survey_only_fields(struct survey_reading *r, const json_t *tree, const char *const *names) must_check;
/* A text per language. Complete when every language of the survey has it; a draft needs the first only. */
enum err survey_texts(struct survey_reading *r, const json_t *tree, const char *field, const json_t **out) must_check;
enum err survey_slug_read(struct survey_reading *r, const json_t *value, const char *field, struct str *out) must_check;
enum err survey_boolean(struct survey_reading *r, const json_t *value, const char *field, bool *out) must_check;
enum err survey_not_for_type(struct survey_reading *r, const char *field);
/* Into the list and into the index; the question's id is set. */
void survey_question_add(struct survey_reading *r);

/* survey_page.c: "show" of the survey, "new_page" of a question. */
enum err survey_show_read(struct survey_reading *r, const json_t *value) must_check;
enum err survey_page_read(struct survey_reading *r, const json_t *value) must_check;

/* piping.c: the texts of a question name what is known when it is asked; others name nothing. Drafts may be unfinished. */
enum err survey_piping_check(struct survey_reading *r, const json_t *question) must_check;
enum err survey_unpiped_check(struct survey_reading *r, const json_t *texts) must_check;

/* calculation.c: "calculate". */
enum err survey_calculate_read(struct survey_reading *r, const json_t *tree) must_check;

/* survey_picture.c: "picture" of a question or of a choice. */
enum err survey_picture_read(struct survey_reading *r, const json_t *tree, struct survey_picture *picture) must_check;

/* survey_file.c: "accept", "size_max", and "most" of a question that takes files; a survey that promises anonymity takes none. */
enum err survey_file_read(struct survey_reading *r, const json_t *tree) must_check;
enum err survey_files_allowed(struct survey_reading *r) must_check;

/* "show_if" of a question, a choice or a row: it may look at the questions read so far. */
enum err survey_condition_read(struct survey_reading *r, const json_t *tree, const struct condition **condition) must_check;
/* Those of them that are there, together; NULL: none is. */
enum err survey_conditions_join(struct survey_reading *r, enum condition_node node, const struct condition *const *each, size_t count,
                                const struct condition **joined) must_check;
/* survey_offer.c: a question is asked only where something of it is offered. When its parts are read. */
enum err survey_offers_condition(struct survey_reading *r) must_check;

/* survey_choices.c: "choices", "least", "most", "shuffle". */
enum err survey_choices_read(struct survey_reading *r, const json_t *tree) must_check;
/* survey_parts.c: "cell" first of all; the parts when everything else of the question is read. */
enum err survey_cell_read(struct survey_reading *r, const json_t *value) must_check;
enum err survey_parts_read(struct survey_reading *r, const json_t *tree) must_check;
size_t survey_parts_room(const json_t *tree); /* at most so many parts has a question of this tree */

/* survey_arm.c: "arms" of the survey, before its questions; "by_arm" of a question, when its choices are read; then a survey for each arm.
 */
enum err survey_arms_read(struct survey_reading *r, const json_t *list) must_check;
enum err survey_by_arm_read(struct survey_reading *r, const json_t *tree) must_check;
enum err survey_arms_make(struct survey_reading *r) must_check;
enum err survey_arms_allowed(struct survey_reading *r) must_check; /* an anonymous survey has none */
/* Another tree in the same way as r's. */
enum err survey_read_again(const struct survey_reading *r, const json_t *tree, struct survey_definition **survey) must_check;

/* survey_expected.c: "expected" of a question. */
enum err survey_expected_read(struct survey_reading *r, const json_t *value) must_check;

/* One question with its parts and, of a group, its rounds; r->question is where. */
enum err survey_question_read(struct survey_reading *r, const json_t *tree) must_check;

/* Of survey_flat.c: as survey_read of a draft, with room for every round. */
enum err survey_read_flat(struct arena *arena, const json_t *tree, struct survey_definition **survey, struct fault *why) must_check;

/* survey_group.c: the rounds of a group, when everything else of it is read. */
enum err survey_group_read(struct survey_reading *r, const json_t *tree) must_check;
/* What belongs to a group alone is refused elsewhere; and in a group what cannot be asked in rounds. */
enum err survey_group_strangers(struct survey_reading *r, const json_t *tree) must_check;
/* The question of a round is shown when the group and the round are, too. */
enum err survey_group_condition(struct survey_reading *r) must_check;
/* "visits.ease": a question of the group, whatever the round. */
bool group_named(const struct question *group, struct str name, struct str *own_id);
/* So many questions with parts the rounds of a group of this tree can have; `questions`: the list in which it stands. */
size_t survey_group_room(const json_t *tree, const json_t *questions);
