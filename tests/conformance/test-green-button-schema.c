// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: every resource of a Green Button file as we write it is valid by the schema of the standard
 * (espi.xsd of the public reference cases; skipped where they are not there). */
#include "server/publish/files/tally-green-button.h"
#include "shared/block/tally-block.h"

#include <libxml/xmlschemas.h>
#include <string.h>

#define N 96
#define BASE "https://power.example/espi"

static char *
write_feed (void)
{
    g_autoptr(GString) out = g_string_new (NULL);
    g_autoptr(TallyGreenButton) feed = tally_green_button_new (out, BASE, "Use", 1767225600);
    const TallyGreenButtonPoint point = { "DE-1", "A & B <street>",
                                          tally_zone_get ("Europe/Berlin", NULL), 2026 };
    const int currencies[] = { 0, 978 };
    int64_t values[N];
    int64_t costs[N];
    uint8_t qualities[N];
    const TallyGreenButtonDay day = { 1767222000, N, values, qualities, costs };

    for (int i = 0; i < N; i++) {
        values[i] = i % 2 == 0 ? TALLY_GREEN_BUTTON_MAX : -i;
        costs[i] = -i;
        qualities[i] = i < 8 ? (uint8_t) i : TALLY_QUALITY_MEASURED;
    }
    tally_green_button_begin_point (feed, &point);
    for (int16_t c = 1; c <= 4; c++) {
        const TallyGreenButtonChannel channel = { c, 900, -3 + c, currencies[c % 2] };

        tally_green_button_begin_channel (feed, &channel);
        g_assert_true (tally_green_button_add_day (feed, &day, NULL));
    }
    tally_green_button_end (feed);
    return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
on_fault (void *user_data, const char *format, ...)
{
    va_list args;
    g_autofree char *text = NULL;

    va_start (args, format);
    text = g_strdup_vprintf (format, args);
    va_end (args);
    g_test_message ("%s", text);
}

static xmlSchema *
load_schema (void)
{
    const char *cases = g_getenv ("TALLY_CONFORMANCE");
    g_autofree char *path = g_build_filename (cases != NULL ? cases : "", "files", "espi",
                                              "espi.xsd", NULL);
    xmlSchemaParserCtxt *parser;
    xmlSchema *schema;

    if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return NULL;
    parser = xmlSchemaNewParserCtxt (path);
    schema = xmlSchemaParse (parser);
    xmlSchemaFreeParserCtxt (parser);
    g_assert_nonnull (schema);
    return schema;
}

/* Each resource by itself, as the schema knows no feed. Gives how many are valid. */
static int
count_valid (xmlSchema *schema, xmlNode *entry)
{
    int n = 0;

    for (; entry != NULL; entry = entry->next) {
        xmlNode *content = xmlFirstElementChild (entry);
        xmlSchemaValidCtxt *validator;
        xmlDoc *alone;

        while (content != NULL && !g_str_equal (content->name, "content"))
            content = xmlNextElementSibling (content);
        if (!g_str_equal (entry->name, "entry") || content == NULL)
            continue;
        alone = xmlNewDoc (BAD_CAST "1.0");
        xmlDocSetRootElement (alone, xmlCopyNode (xmlFirstElementChild (content), 1));
        validator = xmlSchemaNewValidCtxt (schema);
        xmlSchemaSetValidErrors (validator, on_fault, NULL, NULL);
        n += xmlSchemaValidateDoc (validator, alone) == 0;
        xmlSchemaFreeValidCtxt (validator);
        xmlFreeDoc (alone);
    }
    return n;
}

/* A point, its clock, four channels with a type and a day each. */
#define N_RESOURCES (2 + 4 * 3)

static void
test_valid (void)
{
    g_autofree char *text = write_feed ();
    xmlSchema *schema = load_schema ();
    xmlDoc *feed = xmlReadMemory (text, (int) strlen (text), NULL, NULL, XML_PARSE_NONET);

    g_assert_nonnull (feed);
    if (schema == NULL) {
        g_test_skip ("the schema is not there");
    } else {
        g_assert_cmpint (count_valid (schema, xmlFirstElementChild (xmlDocGetRootElement (feed))),
                         ==, N_RESOURCES);
        xmlSchemaFree (schema);
    }
    xmlFreeDoc (feed);
}

/* The check itself must be able to fail. */
static void
test_invalid (void)
{
    static const char text[] = "<f><entry><content><IntervalBlock xmlns=\"http://naesb.org/espi\">"
                               "<interval><start>0</start></interval></IntervalBlock></content>"
                               "</entry></f>";
    xmlSchema *schema = load_schema ();
    xmlDoc *feed = xmlReadMemory (text, (int) strlen (text), NULL, NULL, XML_PARSE_NONET);

    if (schema == NULL) {
        g_test_skip ("the schema is not there");
    } else {
        g_assert_cmpint (count_valid (schema, xmlFirstElementChild (xmlDocGetRootElement (feed))),
                         ==, 0);
        xmlSchemaFree (schema);
    }
    xmlFreeDoc (feed);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/green-button-schema/valid", test_valid);
    g_test_add_func ("/green-button-schema/invalid", test_invalid);
    return g_test_run ();
}
