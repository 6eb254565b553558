// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: an interchange is taken apart as ISO 9735 has it: marks of its own UNA or the usual ones,
 * released characters as themselves, line ends between and inside segments as nothing; what is cut
 * off or too large is told as that. */
#include "server/collect/files/tally-edifact-calc.h"

#include <string.h>

typedef struct {
    const char *name;
    const char *text;
    const char *segments; /* "TAG,component|element" of each, and how it ends */
} Case;

static const Case cases[] = {
    { "empty", "", "end" },
    { "blank", " \r\n\t ", "end" },
    { "usual", "QTY+220:1.5'DTM+163:2026:303'", "QTY+220:1.5 DTM+163:2026:303 end" },
    { "una", "UNA:+.? 'LOC+172'", "LOC+172 end" },
    { "una-after-blanks", "\n UNA:+.? 'LOC+172'", "LOC+172 end" },
    { "own-marks", "UNA|*,\\ ~QTY*220|1,5~", "QTY+220:1,5 end" },
    /* Eight bytes are no UNA, and a UNB is none. */
    { "una-cut-off", "UNA:+.? ", "cut-off" },
    { "no-una", "UNB+UNOC:3'", "UNB+UNOC:3 end" },
    { "released", "FTX+a?+b?:c?'d??e'", "FTX+a+b:c'd?e end" },
    /* A blank as release mark means that there is none (ISO 9735, UNA). */
    { "no-release", "UNA:+.  'FTX+a b?'", "FTX+a b? end" },
    { "line-ends", "LOC+1\r\n72'\r\nLIN+1'\n", "LOC+172 LIN+1 end" },
    { "empty-parts", "NAD+DP++:x'", "NAD+DP++:x end" },
    { "no-end", "LOC+172'LIN+1", "LOC+172 cut-off" },
    { "release-at-the-end", "LOC+172?", "cut-off" },
    { "only-mark", "'", " end" },
};

/* All parts up to the last that stands, as they would be written with the usual marks. */
static void
append (GString *text, const TallyEdifactSegment *segment)
{
    for (int e = 0; e < TALLY_EDIFACT_MAX_ELEMENTS && segment->parts[e][0] != NULL; e++)
        for (int c = 0; c < TALLY_EDIFACT_MAX_COMPONENTS && segment->parts[e][c] != NULL; c++)
            g_string_append_printf (text, "%s%s",
                                    c > 0   ? ":"
                                    : e > 0 ? "+"
                                            : "",
                                    tally_edifact_get (segment, e, c));
    g_string_append_c (text, ' ');
}

static void
test_case (gconstpointer data)
{
    static const char *const ends[] = { [TALLY_EDIFACT_END] = "end",
                                        [TALLY_EDIFACT_CUT_OFF] = "cut-off",
                                        [TALLY_EDIFACT_TOO_LARGE] = "too-large" };
    const Case *c = data;
    TallyEdifact edifact = tally_edifact_begin (c->text, strlen (c->text));
    g_autofree TallyEdifactSegment *segment = g_new0 (TallyEdifactSegment, 1);
    g_autoptr(GString) text = g_string_new (NULL);
    TallyEdifactStep step;
    size_t n = 0;

    for (step = tally_edifact_next (&edifact, segment); step == TALLY_EDIFACT_SEGMENT;
         step = tally_edifact_next (&edifact, segment)) {
        append (text, segment);
        g_assert_cmpuint (edifact.number, ==, ++n);
    }
    g_string_append (text, ends[step]);
    g_assert_cmpstr (text->str, ==, c->segments);
}

/* What does not stand is empty; what an earlier segment had is forgotten. */
static void
test_get (void)
{
    static const char text[] = "NAD+DP:7+x'LIN'";
    TallyEdifact edifact = tally_edifact_begin (text, sizeof text - 1);
    g_autofree TallyEdifactSegment *segment = g_new0 (TallyEdifactSegment, 1);

    g_assert_cmpint (edifact.decimal, ==, '.');
    g_assert_cmpint (tally_edifact_next (&edifact, segment), ==, TALLY_EDIFACT_SEGMENT);
    g_assert_cmpstr (tally_edifact_get (segment, 1, 1), ==, "7");
    g_assert_cmpstr (tally_edifact_get (segment, 2, 1), ==, "");
    g_assert_cmpint (tally_edifact_next (&edifact, segment), ==, TALLY_EDIFACT_SEGMENT);
    g_assert_cmpstr (tally_edifact_get (segment, 0, 0), ==, "LIN");
    g_assert_cmpstr (tally_edifact_get (segment, 1, 1), ==, "");
}

typedef struct {
    const char *name;
    const char *piece;
    size_t n_most; /* so many of them fit */
} Limit;

static const Limit limits[] = {
    { "elements", "+", TALLY_EDIFACT_MAX_ELEMENTS - 1 },
    { "components", ":", TALLY_EDIFACT_MAX_COMPONENTS - 1 },
    /* "FTX", and a zero at the end */
    { "bytes", "x", TALLY_EDIFACT_MAX_SEGMENT - 4 },
    { "released", "?+", TALLY_EDIFACT_MAX_SEGMENT - 4 },
};

static void
test_limit (gconstpointer data)
{
    const Limit *limit = data;

    for (size_t more = 0; more < 2; more++) {
        g_autoptr(GString) text = g_string_new ("FTX");
        g_autofree TallyEdifactSegment *segment = g_new0 (TallyEdifactSegment, 1);
        TallyEdifact edifact;

        for (size_t i = 0; i < limit->n_most + more; i++)
            g_string_append (text, limit->piece);
        g_string_append_c (text, '\'');
        edifact = tally_edifact_begin (text->str, text->len);
        g_assert_cmpint (tally_edifact_next (&edifact, segment), ==,
                         more == 0 ? TALLY_EDIFACT_SEGMENT : TALLY_EDIFACT_TOO_LARGE);
    }
}

/* A mark between parts takes a byte too: it may be the one that does not fit. */
static void
test_mark_too_much (void)
{
    g_autofree char *filled = g_strnfill (TALLY_EDIFACT_MAX_SEGMENT - 1, 'x');
    g_autofree char *text = g_strconcat (filled, "+'", NULL);
    g_autofree TallyEdifactSegment *segment = g_new0 (TallyEdifactSegment, 1);
    TallyEdifact edifact = tally_edifact_begin (text, strlen (text));

    g_assert_cmpint (tally_edifact_next (&edifact, segment), ==, TALLY_EDIFACT_TOO_LARGE);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strconcat ("/edifact/", cases[i].name, NULL);

        g_test_add_data_func (path, &cases[i], test_case);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (limits); i++) {
        g_autofree char *path = g_strconcat ("/edifact/limit/", limits[i].name, NULL);

        g_test_add_data_func (path, &limits[i], test_limit);
    }
    g_test_add_func ("/edifact/get", test_get);
    g_test_add_func ("/edifact/limit/mark", test_mark_too_much);
    return g_test_run ();
}
