/* The demo's own letter: the words of one survey's invitations, in the company's two languages. */
#include "cli/demo_invite.h"

#include "listen/surveys.h"
#include "listen/template.h"

enum { ARENA_MAX = 1 << 20 };

static json_t *words(void)
{
    return json_pack(
        "{s:{s:s,s:s},s:{s:s,s:s}}", "fi", "subject", "Paketti tuli perille – menikö hyvin?", "body",
        "{{greeting}}\n\nsait meiltä äskettäin paketin. Kertoisitko, miten toimitus sujui? Vastaaminen vie minuutin, ja **jokainen "
        "vastaus luetaan**.\n\n{{first_question}}\n\n[Vastaa]({{link}})\n\nTerveisin\n{{workspace.name}}\n",
        "sv", "subject", "Paketet är framme – gick det bra?", "body",
        "{{greeting}}\n\ndu fick nyligen ett paket från oss. Vill du berätta hur leveransen gick? Det tar en minut, och **varje "
        "svar blir läst**.\n\n{{first_question}}\n\n[Svara]({{link}})\n\nHälsningar\n{{workspace.name}}\n");
}

bool demo_letter_make(struct flow *flow, int64_t workspace_id)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct template_put *put;
    struct fault why = {0};
    json_t *texts = words();
    enum err err = arena ? json_keep(arena, texts) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = listen_check_template(STR("delivery-letter"), texts, arena, &put, &why);
    flow_read_begin(flow);
    const struct survey *survey = listen_survey(flow_listen(flow), workspace_id, STR("delivery"));
    int64_t survey_id = survey ? survey->id : 0;
    flow_read_end(flow);
    if (err == ERR_NONE) {
        put->name = STR("Paketin jälkeen");
        put->survey_id = survey_id;
        struct fact fact = {.kind = FACT_TEMPLATE_CHANGED, .workspace_id = workspace_id, .actor = {.kind = ACTOR_SYSTEM}, .body = put};
        struct proposal proposal = {.facts = &fact, .count = 1, .arena = arena};
        err = flow_settle(flow, &proposal);
        why = proposal.fault;
    }
    arena_free(arena);
    if (err != ERR_NONE)
        cli_fail(&why);
    return err == ERR_NONE;
}
