#include "listen/preview.h"
#include "preview.sql.h"

enum err preview_store(struct store *store, struct fact *fact)
{
    const struct preview_link_made *made = fact->body;
    enum err err = sql_preview_forget(store, &(struct preview_forget_in){fact->workspace_id, fact->at_ms}, NULL);
    if (err != ERR_NONE)
        return err;
    return sql_preview_insert(
        store, &(struct preview_insert_in){fact->workspace_id, fact->number, made->survey_id, made->token_hash, made->expires_at_ms}, NULL);
}

enum err listen_preview(struct store *store, struct str token_hash, int64_t now_ms, int64_t *workspace_id, int64_t *survey_id)
{
    struct preview_get_row row = {0};
    enum err err = sql_preview_get(store, &(struct preview_get_in){token_hash, now_ms}, NULL, &row);
    *workspace_id = row.workspace_id;
    *survey_id = row.survey_id;
    return err;
}
