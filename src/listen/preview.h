/* Links that show a survey's draft for a while to whoever has them. Nothing can be answered there. */
#pragma once
#include "listen/listen.h"

enum { PREVIEW_DAYS_MAX = 30 };

/* Body of FACT_PREVIEW_LINK_MADE. */
struct preview_link_made {
    int64_t survey_id, expires_at_ms;
    struct str token_hash; /* SHA-256 */
};
enum err preview_store(struct store *store, struct fact *fact) must_check;
/* The survey a link leads to. ERR_NOT_FOUND when there is none or it has ended. */
enum err listen_preview(struct store *store, struct str token_hash, int64_t now_ms, int64_t *workspace_id, int64_t *survey_id) must_check;
