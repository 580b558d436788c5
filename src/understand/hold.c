/* Figures that another server counts: what questions need of a workspace is put in place as a whole, and whoever asks holds on to it, so
 * that neither waits for the other. */
#include "understand/inside.h"

#include <stdlib.h>

struct house *house_shown_new(int64_t workspace_id, struct str zone_name)
{
    struct house *house = calloc(1, sizeof *house);
    char *name = strndup(zone_name.at, zone_name.length);
    must(house && name);
    house->workspace_id = workspace_id;
    house->columns = column_store_new();
    must(house->columns);
    house->zone_name = str_of(name);
    house->view = (struct analytics_view){.workspace_id = workspace_id, .columns = house->columns};
    return house;
}

/* With the lock. */
static void holder_goes(struct house *house)
{
    if (--house->holders == 0)
        house_free(house);
}

void house_show(struct understand *understand, struct house *house)
{
    size_t at = 0;
    house->holders = 1;
    pthread_mutex_lock(&understand->showing);
    while (at < understand->houses_count && understand->houses[at]->workspace_id != house->workspace_id)
        at++;
    if (at == understand->houses_count)
        house_add(understand, house);
    else {
        holder_goes(understand->houses[at]);
        understand->houses[at] = house;
    }
    pthread_mutex_unlock(&understand->showing);
}

struct understand *understand_hold(struct understand *understand, int64_t workspace_id)
{
    struct understand *held = calloc(1, sizeof *held);
    must(held);
    held->listen = understand->listen;
    held->analytics = understand->analytics;
    held->pause = understand->pause;
    held->of = understand;
    pthread_mutex_lock(&understand->showing);
    held->one = (struct house *)house_find(understand, workspace_id);
    if (held->one)
        held->one->holders++;
    pthread_mutex_unlock(&understand->showing);
    held->memory = analytics_memory_new(); /* without it everything is asked again */
    held->houses = &held->one;
    held->houses_count = held->one != NULL;
    return held;
}

void understand_look_again(struct understand *held)
{
    held->listen = held->of->listen;
}

void understand_let_go(struct understand *held)
{
    pthread_mutex_lock(&held->of->showing);
    if (held->one)
        holder_goes(held->one);
    pthread_mutex_unlock(&held->of->showing);
    analytics_memory_free(held->memory);
    free(held);
}
