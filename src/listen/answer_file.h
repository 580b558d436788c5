/* Files that respondents give as answers to questions of type file.
 *
 * A file comes before its answer and waits under a drawn id, which the answer then names; a response that is stored takes it over in the
 * same transaction. One that no answer names is forgotten a day after its form could still have been sent. What is taken is a closed list
 * of kinds, known by content; pictures lose what a camera wrote into them (base/picture.h), documents are kept as they are. Bytes are rows
 * and go with their response or their customer (docs/decide/0023). Surveys that promise anonymity have no such question. */
#pragma once
#include "listen/response.h"

enum {
    FILE_BYTES_MAX = 10 << 20, /* of one */
    FILES_MOST = 10,           /* of one answer */
    FILE_ID_BYTES = 16,        /* drawn */
    FILE_ID_LENGTH = 22,       /* base64url of them */
    FILE_NAME_MAX = 120,       /* characters */
};
#define FILES_BYTES_MAX (INT64_C(10) << 30) /* of a workspace, those that wait among them */

enum file_kind { FILE_PICTURE, FILE_PDF, FILE_TEXT, FILE_OFFICE, FILE_KINDS };
extern const char *const file_kind_names[FILE_KINDS]; /* "picture", "pdf", "text", "office" */
/* What a browser's file chooser is told to offer: "image/png,…"; a hint, never a check. */
extern const char *const file_kind_accepts[FILE_KINDS];

/* Body of FACT_FILE_CHANGED: one that was given, or, without an id, those forgotten whose time has come. */
struct file_changed {
    int64_t survey_id, forget_at_ms;
    struct str question_id, id, name, media_type, content;
};

bool file_id_ok(struct str id);

/* Pure. What a client sent as `question`. ERR_INVALID with slug: "unknown_question", "not_for_type", "not_taken" (its content is of no kind
 * that the question takes), "picture_broken", "too_large" and the field answers.QUESTION. `id` is drawn by the caller. */
enum err listen_check_file(const struct survey_version *version, struct str question, struct str name, struct str bytes, struct str id,
                           int64_t now_ms, struct arena *arena, struct file_changed **changed, struct fault *why) must_check;

/* In the turn. ERR_DISK_FULL with a sentence when the workspace has as many bytes of files as it may. */
enum err file_store(struct store *store, struct fact *fact, struct fault *why) must_check;
/* The response takes over the files its answers name. ERR_INVALID "unknown_file" for one that does not wait for this question; of a form
 * that was never sent, or waited, what is gone is gone. */
enum err files_attach(struct store *store, const struct fact *fact, const struct response_given *given, struct fault *why) must_check;
/* With a response that goes; `again`: the whole answer takes its place at once, and names them anew. */
enum err files_remove(struct store *store, const struct fact *fact, int64_t response_id, bool again) must_check;
enum err files_erase_customer(struct store *store, int64_t workspace_id, int64_t customer_id) must_check;
enum err files_due(const void *listen, struct store *store, struct due *due) must_check; /* the chore */

/* ERR_NOT_FOUND. */
enum err listen_answer_file(struct store *store, int64_t workspace_id, int64_t response_id, struct str id, struct arena *arena,
                            struct str *name, struct str *media_type, struct str *content) must_check;

/* What the bytes of pictures and of files are not: calls report once per problem. */
enum err files_check(struct store *store, void (*report)(void *context, const char *problem), void *context) must_check;
