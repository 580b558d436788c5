/* The arm of a page: the one that came along, or the one that falls to the form's seed. */
#include "api/page_parts.h"
#include "listen/survey_arm.h"

struct str page_seed(const struct page_view *view)
{
    return view->seed.length ? view->seed : view->submission_key;
}

const struct arm *page_arm(const struct survey_definition *survey, struct str seed, struct page_carried *carried)
{
    size_t at = 0;
    if (!survey->arms_count)
        return NULL;
    while (at < carried->attributes_count && !str_is(carried->attributes[at].name, "arm"))
        at++;
    const struct arm *arm = at < carried->attributes_count ? survey_arm(survey, carried->attributes[at].value) : NULL;
    if (!arm)
        arm = survey_arm_draw(survey, seed);
    if (at == PAGE_CARRIED_MAX)
        at--;
    if (at == carried->attributes_count)
        carried->attributes_count++;
    carried->attributes[at] = (struct page_pair){STR("arm"), arm->id};
    return arm;
}

bool page_view_in_arm(struct page_view *view)
{
    struct page_carried carried;
    size_t given = view->values ? view->values->count : 0;
    struct page_pairs *values = arena_new_object(view->arena, struct page_pairs);
    struct page_pair *items = arena_take_array(view->arena, given + 1, sizeof *items);
    if (!values || !items)
        return false;
    page_carried_read(view->survey, view->values, &carried);
    const struct arm *arm = page_arm(view->survey, page_seed(view), &carried);
    items[0] = (struct page_pair){STR("attr.arm"), arm->id};
    if (given)
        memcpy(items + 1, view->values->items, given * sizeof *items);
    *values = (struct page_pairs){items, given + 1};
    view->values = values;
    view->survey = survey_of_arm(view->survey, arm);
    return true;
}
