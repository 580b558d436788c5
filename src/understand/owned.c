#include "understand/owned.h"

enum err owned_may_change(const struct fact *fact, const struct standing *standing, bool manages, struct fault *why)
{
    bool own = standing->owner_id == fact->actor.id;
    if (!own && !standing->shared)
        return ERR_NOT_FOUND;
    if (!own && !manages)
        return fault_set(why, ERR_NOT_ALLOWED, "not_allowed", "", "Only who made it and managers may change what is shared.");
    if (fact->expected_revision && fact->expected_revision != standing->revision)
        return fault_set(why, ERR_STALE, "stale", "", "It was changed meanwhile; read it again.");
    return ERR_NONE;
}

enum err owned_may_add(int64_t count, int64_t most, const char *what, struct fault *why)
{
    return count < most ? ERR_NONE
                        : fault_set(why, ERR_INVALID, "too_many", "", "You have %lld %s already, and no more fit.", (long long)count, what);
}

struct str deed_payload(enum deed deed)
{
    return deed == DEED_ADD      ? STR("{\"deed\":\"added\"}")
           : deed == DEED_CHANGE ? STR("{\"deed\":\"changed\"}")
                                 : STR("{\"deed\":\"removed\"}");
}
