// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: holidays of iCalendar files and of lists of days become calendars, with the weekend
 * days that are worked for them. */
#include "server/ctl/tally-calendar-convert.h"
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff.h"

#include <string.h>

#define EVENT(lines) "BEGIN:VEVENT\r\nUID:x\r\n" lines "END:VEVENT\r\n"
#define ICAL(events)                                                                    \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Gridtally//Test//EN\r\n" events "END:" \
    "VCALENDAR\r\n"

typedef struct {
    const char *name;
    const char *text;
    const char *days; /* each as a letter for holiday or work and the day */
    int until;        /* 0: as the file has it */
    const char *note; /* what the only note says; NULL: there is none */
} ConvertCase;

static const ConvertCase convert_cases[] = {
    { "one-day", ICAL (EVENT ("DTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christmas Day\r\n")),
      "h2026-12-25 " },
    { "days",
      ICAL (EVENT ("DTSTART;VALUE=DATE:20261001\r\nDTEND;VALUE=DATE:20261004\r\n"
                   "SUMMARY:\345\233\275\345\272\206\350\212\202\r\n")),
      "h2026-10-01 h2026-10-02 h2026-10-03 " },
    { "worked",
      ICAL (EVENT ("DTSTART;VALUE=DATE:20261010\r\nSUMMARY:"
                   "\345\233\275\345\272\206\350\212\202\350\260\203\344\274\221\344\270\212"
                   "\347\217\255\r\n")),
      "w2026-10-10 " },
    { "worked-category",
      ICAL (EVENT ("DTSTART;VALUE=DATE:20261010\r\nCATEGORIES:Make-up\r\nSUMMARY:Saturday\r\n")),
      "w2026-10-10 " },
    /* the last Monday of May, twice */
    { "recurs",
      ICAL (EVENT ("DTSTART;VALUE=DATE:20260525\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;"
                   "COUNT=2\r\nSUMMARY:Memorial Day\r\n")),
      "h2026-05-25 h2027-05-31 " },
    { "recurs-ten-years",
      ICAL (EVENT ("DTSTART;VALUE=DATE:20200229\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Leap\r\n")),
      "h2020-02-29 h2024-02-29 h2028-02-29 ", 0,
      "line 4, “Leap” goes on after 2030, the last year written; --until YEAR names another" },
    /* ten years after the latest event, 2022 here: 2032 is written too */
    { "recurs-after-the-latest",
      ICAL (EVENT ("DTSTART;VALUE=DATE:20200229\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Leap\r\n")
                EVENT ("DTSTART;VALUE=DATE:20220101\r\nSUMMARY:New Year\r\n")),
      "h2020-02-29 h2022-01-01 h2024-02-29 h2028-02-29 h2032-02-29 ", 0,
      "line 4, “Leap” goes on after 2032, the last year written; --until YEAR names another" },
    { "recurs-until-year", ICAL (EVENT ("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY\r\n")),
      "h2026-01-01 h2027-01-01 ", 2027,
      "line 4, “?” goes on after 2027, the last year written; --until YEAR names another" },
    { "recurs-until-its-end",
      ICAL (EVENT ("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;UNTIL=20270101\r\n")),
      "h2026-01-01 h2027-01-01 ", 2027, NULL },
    { "except-and-more",
      ICAL (EVENT ("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;COUNT=4\r\n"
                   "EXDATE;VALUE=DATE:20270101,20290101\r\n"
                   "RDATE;VALUE=DATE:20270104,20290103\r\n")),
      "h2026-01-01 h2027-01-04 h2028-01-01 h2029-01-03 " },
    { "cancelled",
      ICAL (EVENT ("DTSTART;VALUE=DATE:20260101\r\n")
                EVENT ("DTSTART;VALUE=DATE:20260201\r\nSTATUS:CANCELLED\r\n")),
      "h2026-01-01 " },
    /* of three, the second is moved by a day and the third cancelled */
    { "overridden",
      ICAL (EVENT ("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;COUNT=3\r\n")
                EVENT ("RECURRENCE-ID;VALUE=DATE:20270101\r\nDTSTART;VALUE=DATE:20270102\r\n")
                    EVENT ("RECURRENCE-ID;VALUE=DATE:20280101\r\nDTSTART;VALUE=DATE:20280101\r\n"
                           "STATUS:CANCELLED\r\n")),
      "h2026-01-01 h2027-01-02 " },
    { "duration", ICAL (EVENT ("DTSTART;VALUE=DATE:20261230\r\nDURATION:P3D\r\nSUMMARY:Turn\r\n")),
      "h2026-12-30 h2026-12-31 h2027-01-01 " },
    { "days-that-recur",
      ICAL (EVENT ("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\n"
                   "RRULE:FREQ=YEARLY;COUNT=2\r\n")),
      "h2026-12-25 h2026-12-26 h2027-12-25 h2027-12-26 " },
    { "clock-time",
      ICAL (EVENT ("DTSTART:20260102T090000Z\r\nSUMMARY:Meeting\r\n")
                EVENT ("DTSTART;VALUE=DATE:20260101\r\n")),
      "h2026-01-01 " },
    { "worked-wins",
      ICAL (EVENT ("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20260103\r\nSUMMARY:Feast\r\n")
                EVENT ("DTSTART;VALUE=DATE:20260102\r\nSUMMARY:Working day\r\n")),
      "h2026-01-01 w2026-01-02 " },
    { "list",
      "{\"2024-02-15\": \"Day off (substituted from 02/04/2024)\", \"2024-02-10\": \"Feast\"}",
      "w2024-02-04 h2024-02-10 h2024-02-15 " },
};

/* What a calendar says of the days it has. */
static char *
say_days (const TallyCalendar *calendar)
{
    GString *says = g_string_new (NULL);

    for (size_t i = 0; i < tally_calendar_count (calendar); i++) {
        char text[TALLY_DAY_TEXT];
        gboolean is_worked;
        const char *name;
        TallyDay day;

        tally_calendar_get (calendar, i, &day, &name, &is_worked);
        g_assert_cmpuint (strlen (name), >, 0);
        g_string_append_printf (says, "%c%s ", is_worked ? 'w' : 'h', tally_day_format (day, text));
    }
    return g_string_free (says, FALSE);
}

static TallyCalendar *
convert (const char *text, int until, GPtrArray *notes)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *document = NULL;
    TallyCalendar *calendar;

    g_assert_true (tally_calendar_is_convertible (text));
    document = tally_calendar_convert (text, "X", until == 0 ? -1 : until, notes, &error);
    g_assert_no_error (error);
    calendar = tally_calendar_parse (document, -1, &error);
    g_assert_no_error (error);
    return calendar;
}

static void
test_convert (gconstpointer data)
{
    const ConvertCase *c = data;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
    g_autoptr(TallyCalendar) calendar = convert (c->text, c->until, notes);
    g_autofree char *says = say_days (calendar);

    g_assert_cmpstr (says, ==, c->days);
    g_assert_cmpuint (notes->len, ==, c->note != NULL);
    if (c->note != NULL)
        g_assert_cmpstr (notes->pdata[0], ==, c->note);
}

/* The names of a day as the document has them. */
static void
test_names (void)
{
    static const struct {
        const char *summaries;
        const char *name;
    } cases[] = {
        { "SUMMARY:国庆节\r\n", "\"name\": \"国庆节\"}" },
        { "SUMMARY;LANGUAGE=zh:国庆节\r\n", "\"name\": \"国庆节\"}" },
        { "SUMMARY;LANGUAGE=zh-CN:国庆节\r\nSUMMARY;LANGUAGE=en:National Day\r\n",
          "\"name\": {\"en\": \"National Day\", \"zh_CN\": \"国庆节\"}}" },
        { "SUMMARY:National Day\r\nSUMMARY;LANGUAGE=zh:国庆节\r\n",
          "\"name\": {\"en\": \"National Day\", \"zh_CN\": \"国庆节\"}}" },
        { "SUMMARY;LANGUAGE=en:Make-up day\r\nSUMMARY;LANGUAGE=zh:国庆节调休上班\r\n",
          "\"zh_CN\": \"国庆节调休上班\"}, \"worked\": true}" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text = g_strdup_printf (ICAL (EVENT ("DTSTART;VALUE=DATE:20261001\r\n%s")),
                                                 cases[i].summaries);
        g_autofree char *document = tally_calendar_convert (text, "X", -1, NULL, NULL);
        g_autoptr(TallyCalendar) calendar = convert (text, 0, NULL);

        g_assert_cmpuint (tally_calendar_count (calendar), ==, 1);
        g_assert_nonnull (strstr (document, cases[i].name));
    }
}

/* What an event is refused for names its line, the event and the field. */
static void
test_faults (void)
{
    static const struct {
        const char *lines;
        int until;
        const char *says;
    } cases[] = {
        { "SUMMARY:x\r\n", -1, "line 8, “x”, DTSTART: missing" },
        { "DTSTART;VALUE=DATE:20260230\r\n", -1, "line 8, “?”, DTSTART: a date that is no day" },
        { "DTSTART;VALUE=DATE:20260228\r\nDTEND;VALUE=DATE:20260230\r\n", -1,
          "line 8, “?”, DTEND: a date that is no day" },
        { "DTSTART;VALUE=DATE:20260228\r\nDTEND;VALUE=DATE:20260227\r\n", -1,
          "line 8, “?”, DTEND: an event lasts 1 to 62 days" },
        { "DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20260401\r\n", -1,
          "line 8, “?”, DTEND: an event lasts 1 to 62 days" },
        { "DTSTART;VALUE=DATE:20260101\r\nDTEND:20260101T120000\r\n", -1,
          "line 8, “?”, DTEND: whole days end with a day" },
        { "DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=OFTEN\r\n", -1, "line 8, “?”, RRULE: " },
        { "DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=HOURLY\r\n", -1,
          "line 8, “?”, RRULE: whole days recur by the day or more" },
        { "DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=DAILY\r\n", 2060,
          "line 8, “?”, RRULE: more than 5000 days: say an earlier last year" },
        { "DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY\r\nRRULE:FREQ=MONTHLY\r\n", -1,
          "line 8, “?”, RRULE: one rule an event" },
        { "DTSTART;VALUE=DATE:20260101\r\nRDATE;VALUE=DATE:20260230\r\n", -1,
          "line 8, “?”, RDATE: a date that is no day" },
        { "DTSTART;VALUE=DATE:20260101\r\nRECURRENCE-ID;VALUE=DATE:20260230\r\n", -1,
          "line 8, “?”, RECURRENCE-ID: a date that is no day" },
        { "DTSTART;VALUE=DATE:20260101\r\n"
          "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260101\r\n",
          -1, "line 8, “?”, RECURRENCE-ID: RANGE is not taken: one event a day" },
        { "DTSTART;VALUE=DATE:20260101\r\n", 10, "the last year is " },
        { "DTSTART;VALUE=DATE:20260101\r\n", -5, "the last year is " },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text = g_strdup_printf (
            ICAL (EVENT ("DTSTART:20260102T090000Z\r\n") "BEGIN:VEVENT\r\nUID:y\r\n%sEND:"
                                                         "VEVENT\r\n"),
            cases[i].lines);
        g_autoptr(GError) error = NULL;

        g_assert_null (tally_calendar_convert (text, "X", cases[i].until, NULL, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        if (!g_str_has_prefix (error->message, cases[i].says))
            g_error ("%s, not %s", error->message, cases[i].says);
    }
}

static void
test_refused (void)
{
    static const char *const texts[] = {
        ICAL (""),
        ICAL (EVENT ("DTSTART:20260102T090000Z\r\nSUMMARY:Meeting\r\n")),
        ICAL (EVENT ("DTSTART;VALUE=DATE:20260001\r\nSUMMARY:month 0\r\n")),
        ICAL (EVENT ("DTSTART;VALUE=DATE:20260230\r\nSUMMARY:no such day\r\n")),
        ICAL (EVENT ("DTSTART;VALUE=DATE:20260228\r\nDTEND;VALUE=DATE:20260001\r\n")),
        ICAL (EVENT ("DTSTART;VALUE=DATE:20260228\r\nSUMMARY:\xff\r\n")),
        "{\"2026-02-03\": \"Day off (substituted from 02/31/2026)\"}",
        "{\"2026-02-03\": \"Day off (substituted from 02/03/0)\"}",
        "{\"2026-02-30\": \"no such day\"}",
        "{\"2026-02-03\": 5}",
        "{\"2026-02-03\": \"\"}",
        "{\"2026-02-03\": ",
    };

    g_assert_false (tally_calendar_is_convertible ("{\"format\": \"gridtally-tariff-v1\"}"));
    for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null (tally_calendar_convert (texts[i], "X", -1, NULL, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
}

/* The public lists: every day of them is a holiday, and again from an iCalendar file made of
 * them. */
static void
test_public (gconstpointer data)
{
    g_autofree char *path = g_strdup_printf ("%s/calendars/%s.json", g_getenv ("TALLY_CONFORMANCE"),
                                             (const char *) data);
    g_autofree char *text = NULL;
    g_autoptr(GString) ical = g_string_new ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
    g_autoptr(TallyCalendar) listed = NULL;
    g_autoptr(TallyCalendar) again = NULL;
    int n = 0;

    if (!g_file_get_contents (path, &text, NULL, NULL)) {
        g_test_skip ("the public calendars are not there");
        return;
    }
    listed = convert (text, 0, NULL);
    for (size_t i = 0; i < tally_calendar_count (listed); i++) {
        gboolean is_worked;
        const char *name;
        TallyDay day;
        int year, month, of_month;

        tally_calendar_get (listed, i, &day, &name, &is_worked);
        tally_day_split (day, &year, &month, &of_month);
        g_string_append_printf (ical, EVENT ("DTSTART;VALUE=DATE:%04d%02d%02d\r\nSUMMARY:%s%s\r\n"),
                                year, month, of_month, is_worked ? "Working day for " : "", name);
        n += !is_worked;
    }
    g_string_append (ical, "END:VCALENDAR\r\n");
    again = convert (ical->str, 0, NULL);
    g_assert_cmpuint (tally_calendar_count (again), ==, tally_calendar_count (listed));
    for (size_t i = 0; i < tally_calendar_count (listed); i++) {
        TallyDay day;

        tally_calendar_get (listed, i, &day, NULL, NULL);
        g_assert_cmpint (tally_calendar_day_type (again, day), ==,
                         tally_calendar_day_type (listed, day));
    }
    g_test_message ("%zu days, %d of them free", tally_calendar_count (listed), n);
    g_assert_cmpint (n, >, 30);
}

int
main (int argc, char **argv)
{
    static const char *const places[] = { "CN", "US", "DE_BE", "AU_NSW" };

    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (convert_cases); i++) {
        g_autofree char *path = g_strconcat ("/calendar/convert/", convert_cases[i].name, NULL);

        g_test_add_data_func (path, &convert_cases[i], test_convert);
    }
    g_test_add_func ("/calendar/names", test_names);
    g_test_add_func ("/calendar/faults", test_faults);
    g_test_add_func ("/calendar/refused", test_refused);
    for (size_t i = 0; i < G_N_ELEMENTS (places); i++) {
        g_autofree char *path = g_strconcat ("/calendar/public/", places[i], NULL);

        g_test_add_data_func (path, places[i], test_public);
    }
    return g_test_run ();
}
