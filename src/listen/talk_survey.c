/* The survey that a talk follows: five key questions, and how content the customer is. From the first draw on it is a survey like any
 * other: its words can be changed in the editor. */
#include "listen/earshot.h"

static const char definition_json[] =
    "{\"slug\":\"talk\",\"title\":{\"en\":\"A talk with a customer\",\"fi\":\"Keskustelu asiakkaan kanssa\",\"sv\":\"Samtal med en kund\"},"
    "\"languages\":[\"en\",\"fi\",\"sv\"],\"questions\":["
    "{\"id\":\"errand\",\"type\":\"story\",\"text\":{\"en\":\"What did you want to get done when you last dealt with us?\","
    "\"fi\":\"Mitä olit hoitamassa, kun viimeksi asioit kanssamme?\",\"sv\":\"Vad ville du få gjort när du senast hade med oss att "
    "göra?\"}},"
    "{\"id\":\"course\",\"type\":\"story\",\"text\":{\"en\":\"How did it go, and how did it feel?\","
    "\"fi\":\"Miten se sujui, ja miltä se tuntui?\",\"sv\":\"Hur gick det, och hur kändes det?\"}},"
    "{\"id\":\"miss\",\"type\":\"story\",\"text\":{\"en\":\"What do we do that you would miss?\","
    "\"fi\":\"Mitä jäisit kaipaamaan, jos meitä ei olisi?\",\"sv\":\"Vad skulle du sakna om vi inte fanns?\"}},"
    "{\"id\":\"change\",\"type\":\"story\",\"text\":{\"en\":\"What should we change first?\","
    "\"fi\":\"Mitä meidän pitäisi muuttaa ensimmäiseksi?\",\"sv\":\"Vad borde vi ändra först?\"}},"
    "{\"id\":\"again\",\"type\":\"story\",\"text\":{\"en\":\"What would make you choose us again?\","
    "\"fi\":\"Mikä saisi sinut valitsemaan meidät uudelleen?\",\"sv\":\"Vad skulle få dig att välja oss igen?\"}},"
    "{\"id\":\"overall\",\"type\":\"csat\",\"required\":true,\"text\":{\"en\":\"All in all, how satisfied are you with us?\","
    "\"fi\":\"Kuinka tyytyväinen olet meihin kaiken kaikkiaan?\",\"sv\":\"Hur nöjd är du med oss på det hela taget?\"}}]}";

enum err talk_survey_read(struct arena *arena, struct survey_definition **definition, struct fault *why)
{
    json_t *tree;
    enum err err = json_read(arena, str_of(definition_json), &tree, why);
    return err == ERR_NONE ? survey_read(arena, tree, false, definition, why) : err;
}
