// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a document that is not sound is refused with the place of the fault,
 * and nothing is guessed. Each case changes one thing of a sound document. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff.h"

#include <string.h>

static const char sound[] =
    "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"CNY\",\n"
    " \"seasons\": [{\"id\": \"warm\", \"from\": \"05-01\", \"to\": \"10-31\"},\n"
    "  {\"id\": \"cold\", \"from\": \"11-01\", \"to\": \"04-30\"}],\n"
    " \"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"peak\"}, {\"id\": \"low\"}],\n"
    "  \"rules\": [{\"days\": [\"weekday\"], \"spans\": [\n"
    "    {\"from\": \"00:00\", \"to\": \"08:00\", \"band\": \"low\"},\n"
    "    {\"from\": \"08:00\", \"to\": \"24:00\", \"band\": \"peak\"}]},\n"
    "   {\"days\": [\"weekend\", \"holiday\"], \"spans\": [\n"
    "    {\"from\": \"00:00\", \"to\": \"24:00\", \"band\": \"low\"}]}]}],\n"
    " \"components\": [\n"
    "  {\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": [\n"
    "   {\"bands\": [\"peak\"], \"tiers\": [{\"up_to\": \"100\", \"rate\": \"0.5\"}, "
    "{\"rate\": \"0.6\"}]},\n"
    "   {\"bands\": [\"low\"], \"tiers\": [{\"up_to\": \"100\", \"rate\": \"0.3\"}, "
    "{\"rate\": \"0.4\"}]}]},\n"
    "  {\"id\": \"vat\", \"kind\": \"tax\", \"percent\": \"13\", \"of\": [\"e\"]}]}\n";

typedef struct {
    const char *name;
    const char *from; /* text of the sound document */
    const char *to;   /* what stands there instead */
    const char *says; /* part of the message */
} RefusalCase;

static const RefusalCase refusal_cases[] = {
    { "not-json", "{\"format\"", "[\"format\"", "missing" },
    { "cut-off", "]}\n", "]", "“,” or “}” is missing" },
    { "trailing", "]}\n", "]} x", "something follows" },
    { "twice", "\"id\": \"t\"", "\"id\": \"t\", \"id\": \"u\"", "“id” is said twice" },
    { "unknown-field", "\"id\": \"t\"", "\"id\": \"t\", \"surcharge\": 1", "$.surcharge: unknown" },
    { "unknown-rate-field", "\"bands\": [\"peak\"], ", "\"bands\": [\"peak\"], \"adder\": \"1\", ",
      "$.components[0].rates[0].adder: unknown" },
    { "other-format", "tariff-v1", "tariff-v9",
      "line 1, $.format: “gridtally-tariff-v9” is not gridtally-tariff-v1" },
    { "offer-no-object", "\"id\": \"t\"", "\"id\": \"t\", \"offered_to\": []", "$.offered_to" },
    { "offer-customers", "\"id\": \"t\"",
      "\"id\": \"t\", \"offered_to\": {\"customers\": [\"friend\"]}",
      "$.offered_to.customers[0]: there is no kind of customer “friend”" },
    { "offer-points", "\"id\": \"t\"",
      "\"id\": \"t\", \"offered_to\": {\"customers\": [\"person\"], \"points\": []}",
      "$.offered_to.points: must not be empty" },
    { "offer-others", "\"id\": \"t\"", "\"id\": \"t\", \"offered_to\": {\"dogs\": true}",
      "$.offered_to.dogs: unknown" },
    { "no-currency", "\"currency\"", "\"valid_from\": \"2026-01-01\", \"money\"",
      "“currency” is missing" },
    { "bad-currency", "\"CNY\"", "\"yuan\"", "line 1, $.currency: “yuan” is not a currency code" },
    { "bad-day", "\"currency\"", "\"valid_from\": \"2026-02-30\", \"currency\"", "$.valid_from: " },
    { "bad-end", "\"currency\"", "\"valid_until\": \"2026-02-30\", \"currency\"",
      "$.valid_until: " },
    { "never", "\"currency\"",
      "\n\"valid_from\": \"2026-02-01\",\n\"valid_until\": \"2026-02-01\", \"currency\"",
      "line 3, $.valid_until: must be after valid_from" },
    { "backwards", "\"currency\"",
      "\"valid_from\": \"2026-02-01\", \"valid_until\": \"2026-01-01\", \"currency\"",
      "$.valid_until: must be after valid_from" },
    { "binary-number", "\"percent\": \"13\"", "\"percent\": 13.5", "write 13.5 as a string" },
    { "comma", "\"rate\": \"0.6\"", "\"rate\": \"0,6\"", "“0,6” is not a number" },
    { "no-rate", "{\"rate\": \"0.6\"}", "{}", "“rate” is missing" },
    { "season-gap", "\"10-31\"", "\"10-30\"", "no season holds 10-31" },
    { "season-overlap", "\"10-31\"", "\"11-01\"", "shares a day with season" },
    { "season-no-day", "\"10-31\"", "\"10-32\"", "not a day of the year" },
    { "span-gap", "\"from\": \"08:00\"", "\"from\": \"09:00\"",
      "gap: the span before ends at 08:00" },
    { "span-overlap", "\"from\": \"08:00\"", "\"from\": \"07:30\"", "overlap" },
    { "span-short", "{\"from\": \"08:00\", \"to\": \"24:00\"",
      "{\"from\": \"08:00\", \"to\": \"23:00\"", "must end at 24:00" },
    { "span-no-time", "\"to\": \"08:00\"", "\"to\": \"8:00\"", "not a time of day" },
    { "span-no-band", "\"band\": \"peak\"}", "\"band\": \"dear\"}", "there is no band “dear”" },
    { "rule-missing", "\"weekend\", \"holiday\"", "\"sunday\"", "gap: saturday" },
    { "rule-overlap", "\"weekend\", \"holiday\"", "\"weekend\", \"friday\"", "overlap: friday" },
    { "day-twice", "\"weekend\", \"holiday\"", "\"weekend\", \"sunday\"", "listed twice" },
    { "no-schedule", "\"schedule\": \"s\"", "\"schedule\": \"z\"", "no schedule “z”" },
    { "rate-missing",
      "{\"bands\": [\"low\"], \"tiers\": [{\"up_to\": \"100\", \"rate\": \"0.3\"}, {\"rate\": "
      "\"0.4\"}]}",
      "{\"bands\": [\"low\"], \"seasons\": [\"warm\"], \"tiers\": [{\"up_to\": \"100\", \"rate\": "
      "\"0.3\"}, {\"rate\": \"0.4\"}]}",
      "no rate for band “low” in season “cold”" },
    { "rate-twice", "\"bands\": [\"low\"]", "\"bands\": [\"peak\"]",
      "a second rate for band “peak”" },
    { "tiers-differ", "{\"up_to\": \"100\", \"rate\": \"0.3\"}",
      "{\"up_to\": \"120\", \"rate\": \"0.3\"}", "tier 1 ends elsewhere" },
    { "tiers-count", "[{\"up_to\": \"100\", \"rate\": \"0.3\"}, {\"rate\": \"0.4\"}]",
      "[{\"rate\": \"0.4\"}]", "1 tiers where season “warm” has 2" },
    { "tier-last", "{\"rate\": \"0.6\"}", "{\"up_to\": \"200\", \"rate\": \"0.6\"}",
      "must have no end" },
    { "tier-order", "{\"up_to\": \"100\", \"rate\": \"0.5\"}",
      "{\"up_to\": \"0\", \"rate\": \"0.5\"}", "must end above where it begins" },
    { "kind", "\"kind\": \"tax\"", "\"kind\": \"gift\"", "“gift” is none of" },
    { "kind-line-only", "\"kind\": \"tax\", \"percent\": \"13\", \"of\": [\"e\"]",
      "\"kind\": \"credit\"", "cannot be of kind “credit”" },
    { "percent-high", "\"13\"", "\"1300\"", "0 to 1000 is expected" },
    { "of-later", "\"of\": [\"e\"]", "\"of\": [\"vat\"]", "no component before it “vat”" },
    { "season-twice", "{\"id\": \"cold\"", "{\"id\": \"warm\"", "a second “warm”" },
    { "band-twice", "{\"id\": \"low\"}", "{\"id\": \"peak\"}", "a second “peak”" },
    { "schedule-twice",
      "\"spans\": [\n    {\"from\": \"00:00\", \"to\": \"24:00\", \"band\": \"low\"}]}]}]",
      "\"spans\": [{\"from\": \"00:00\", \"to\": \"24:00\", \"band\": \"low\"}]}]}, {\"id\": "
      "\"s\"}]",
      "a second “s”" },
    { "id-twice", "\"id\": \"vat\"", "\"id\": \"e\"", "a second component “e”" },
};

static char *
replace_once (const char *text, const char *from, const char *to)
{
    const char *place = strstr (text, from);
    g_autofree char *head = NULL;

    g_assert_nonnull (place);
    head = g_strndup (text, (size_t) (place - text));
    return g_strconcat (head, to, place + strlen (from), NULL);
}

static void
test_refusal (gconstpointer data)
{
    const RefusalCase *c = data;
    g_autofree char *text = replace_once (sound, c->from, c->to);
    g_autoptr(GError) error = NULL;
    TallyTariff *tariff = tally_tariff_parse (text, -1, &error);

    g_assert_null (tariff);
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, "line "));
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, c->says));
}

static void
test_sound (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (sound, -1, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (tally_tariff_get_code (tariff), ==, "t");
}

/* Property: whatever is cut from or damaged in a document, parsing ends, with
 * a tariff or with a message. */
static void
test_damage (void)
{
    for (int run = 0; run < 10000; run++) {
        g_autofree char *text = g_strdup (sound);
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyTariff) tariff = NULL;
        size_t length = (size_t) g_test_rand_int_range (0, (gint32) sizeof sound);

        for (int i = 0; i < 3; i++)
            text[g_test_rand_int_range (0, (gint32) sizeof sound - 1)] = (char)
                g_test_rand_int_range (1, 127);
        tariff = tally_tariff_parse (text, run % 2 == 0 ? -1 : (gssize) length, &error);
        g_assert_true ((tariff == NULL) == (error != NULL));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tariff/refusals/sound", test_sound);
    for (size_t i = 0; i < G_N_ELEMENTS (refusal_cases); i++) {
        g_autofree char *path = g_strconcat ("/tariff/refusals/", refusal_cases[i].name, NULL);

        g_test_add_data_func (path, &refusal_cases[i], test_refusal);
    }
    g_test_add_func ("/tariff/refusals/damage", test_damage);
    return g_test_run ();
}
