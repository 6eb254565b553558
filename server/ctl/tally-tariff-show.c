// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-tariff-show-private.h"

#include <glib/gi18n.h>

#define WEEK 0x1fu
#define ALL_TYPES ((1u << TALLY_DAY_TYPES) - 1)
#define IN_A_ROW 3     /* spans */
#define LEAP_YEAR 2024 /* any: seasons are told by day of a leap year */

const char *
tally_show_name (const TallyShow *show, const TallyTariffWord *word)
{
    return show->is_chinese ? word->name_zh : word->name;
}

/* Chinese characters are two columns wide. */
static int
columns_of (const char *text)
{
    int n = 0;

    for (; *text != '\0'; text = g_utf8_next_char (text)) {
        gunichar c = g_utf8_get_char (text);

        n += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
    return n;
}

void
tally_show_plain (GString *out, const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char (text)) {
        gunichar c = g_utf8_get_char (text);

        g_string_append_unichar (out, g_unichar_iscntrl (c) ? 0xfffd : c);
    }
}

static void
append_padded (GString *out, const char *text, int columns)
{
    tally_show_plain (out, text);
    for (int n = columns_of (text); n < columns; n++)
        g_string_append_c (out, ' ');
}

void
tally_show_field (TallyShow *show, const char *label, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start (arguments, format);
    text = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    g_string_append (show->out, "    ");
    append_padded (show->out, label, TALLY_SHOW_LABEL);
    g_string_append_c (show->out, ' ');
    tally_show_plain (show->out, text);
    g_string_append_c (show->out, '\n');
}

/* Rows of cells, each column as wide as its widest cell. */
static void
append_table (GString *out, const char *text)
{
    g_auto(GStrv) rows = g_strsplit (text, "\n", -1);
    g_autoptr(GArray) widths = g_array_new (FALSE, TRUE, sizeof (int));

    for (int pass = 0; pass < 2; pass++) {
        for (char **row = rows; *row != NULL && **row != '\0'; row++) {
            g_auto(GStrv) cells = g_strsplit (*row, "\t", -1);

            g_string_append (out, pass == 0 ? "" : "       ");
            for (guint i = 0; cells[i] != NULL && cells[i + 1] != NULL; i++) {
                int *width;

                if (i == widths->len)
                    g_array_set_size (widths, i + 1);
                width = &g_array_index (widths, int, i);
                *width = MAX (*width, columns_of (cells[i]));
                if (pass == 0)
                    continue;
                g_string_append_c (out, ' ');
                append_padded (out, cells[i], cells[i + 2] == NULL ? 0 : *width + 1);
            }
            g_string_append (out, pass == 0 ? "" : "\n");
        }
    }
}

void
tally_show_seasons (TallyShow *show, TallyShowRows rows, const void *what)
{
    size_t n = show->tariff->n_seasons;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

    for (size_t season = 0; season < n; season++) {
        GString *text = g_string_new (NULL);

        rows (show, what, (int) season, text);
        g_ptr_array_add (texts, g_string_free (text, FALSE));
    }
    for (size_t season = 0; season < n; season++) {
        const char *text = g_ptr_array_index (texts, season);
        g_autoptr(GString) names = g_string_new (NULL);
        size_t same = 0, earlier = 0;

        for (size_t i = 0; i < n; i++) {
            if (!g_str_equal (g_ptr_array_index (texts, i), text))
                continue;
            same++;
            earlier += i < season;
            g_string_append (names, same == 1 ? "" : ", ");
            tally_show_plain (names, tally_show_name (show, &show->tariff->seasons[i]));
        }
        if (earlier > 0)
            continue;
        g_string_append_printf (show->out, "      %s:\n", same == n ? _ ("All year") : names->str);
        append_table (show->out, text);
    }
}

static void
append_days (GString *out, unsigned types)
{
    static const struct {
        unsigned types;
        const char *name;
    } names[] = {
        { WEEK, N_ ("Monday to Friday") },
        { 1u << TALLY_DAY_MONDAY, N_ ("Monday") },
        { 1u << (TALLY_DAY_MONDAY + 1), N_ ("Tuesday") },
        { 1u << (TALLY_DAY_MONDAY + 2), N_ ("Wednesday") },
        { 1u << (TALLY_DAY_MONDAY + 3), N_ ("Thursday") },
        { 1u << (TALLY_DAY_MONDAY + 4), N_ ("Friday") },
        { 1u << TALLY_DAY_SATURDAY, N_ ("Saturday") },
        { 1u << TALLY_DAY_SUNDAY, N_ ("Sunday") },
        { 1u << TALLY_DAY_HOLIDAY, N_ ("holidays") },
    };
    unsigned told = 0;

    if (types == ALL_TYPES) {
        g_string_append (out, _ ("every day"));
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
        if ((types & names[i].types) != names[i].types || (told & names[i].types) != 0)
            continue;
        g_string_append_printf (out, "%s%s", told == 0 ? "" : ", ", _ (names[i].name));
        told |= names[i].types;
    }
    if ((types >> TALLY_DAY_MONDAY & 1) != 0)
        g_string_append_printf (out, ", %s", _ ("made-up working days"));
}

/* The bands of a day by the local clock, a few in each row; neighbours of one band are one. */
static char *
course_text (const TallyShow *show, const TallyTariffSchedule *schedule, int season, int type)
{
    const TallyTariffCourse *course = &g_array_index (schedule->courses, TallyTariffCourse,
                                                      schedule->course_of[season][type]);
    GString *text = g_string_new (NULL);
    int told = 0;

    for (size_t i = 0; i < course->n_spans; i++, told++) {
        int from = course->spans[i].from, to = course->spans[i].to;

        while (i + 1 < course->n_spans && course->spans[i + 1].band == course->spans[i].band)
            to = course->spans[++i].to;
        g_string_append_printf (text, "%s%02d:%02d–%02d:%02d ",
                                told == 0              ? ""
                                : told % IN_A_ROW == 0 ? ",\t\n\t"
                                                       : ", ",
                                from / 60, from % 60, to / 60, to % 60);
        tally_show_plain (text, tally_show_name (show, &schedule->bands[course->spans[i].band]));
    }
    return g_string_free (text, FALSE);
}

/* One row for each group of days that have the same bands. */
static void
course_rows (const TallyShow *show, const void *what, int season, GString *rows)
{
    char *texts[TALLY_DAY_TYPES];
    unsigned done = 0;

    for (int type = 0; type < TALLY_DAY_TYPES; type++)
        texts[type] = course_text (show, what, season, type);
    for (int type = 0; type < TALLY_DAY_TYPES; type++) {
        unsigned types = 0;

        for (int other = type; other < TALLY_DAY_TYPES; other++)
            types |= g_str_equal (texts[other], texts[type]) ? 1u << other : 0;
        if ((done >> type & 1) != 0)
            continue;
        done |= types;
        append_days (rows, types);
        g_string_append_printf (rows, "\t%s\t\n", texts[type]);
    }
    for (int type = 0; type < TALLY_DAY_TYPES; type++)
        g_free (texts[type]);
}

static void
append_date (GString *out, int row)
{
    TallyDay day = { tally_day_new (LEAP_YEAR, 1, 1).number + row };
    char text[TALLY_DAY_TEXT];

    g_string_append (out, tally_day_format (day, text) + 5);
}

/* The days of a season, from each day it begins on; it may run over new year. */
static char *
season_text (const TallyTariff *tariff, size_t season)
{
    GString *text = g_string_new (NULL);

    for (int row = 0; row < TALLY_TARIFF_DAYS; row++) {
        int before = (row + TALLY_TARIFF_DAYS - 1) % TALLY_TARIFF_DAYS, last = row;

        if (tariff->season_of[row] != season || tariff->season_of[before] == season)
            continue;
        while (tariff->season_of[(last + 1) % TALLY_TARIFF_DAYS] == season)
            last = (last + 1) % TALLY_TARIFF_DAYS;
        g_string_append (text, text->len == 0 ? "" : ", ");
        append_date (text, row);
        g_string_append (text, "–");
        append_date (text, last);
    }
    if (text->len == 0)
        g_string_append (text, tariff->season_of[0] == season ? _ ("all year") : _ ("no day"));
    return g_string_free (text, FALSE);
}

static void
show_validity (TallyShow *show)
{
    TallyDays valid = show->tariff->valid;
    TallyDay always = tally_day_new (TALLY_DAY_FIRST_YEAR, 1, 1);
    TallyDay never = tally_day_new (TALLY_DAY_LAST_YEAR + 1, 1, 1);
    char first[TALLY_DAY_TEXT], end[TALLY_DAY_TEXT];

    if (valid.first.number == always.number)
        tally_show_field (show, _ ("Valid from"), "%s", _ ("no day is named"));
    else
        tally_show_field (show, _ ("Valid from"), "%s", tally_day_format (valid.first, first));
    if (valid.end.number == never.number)
        tally_show_field (show, _ ("Valid until"), "%s", _ ("further notice"));
    else
        tally_show_field (show, _ ("Valid until"), _ ("%s, that day not included"),
                          tally_day_format (valid.end, end));
}

/* A list of words of "offered_to"; without it, it is everybody. */
static void
show_offer (TallyShow *show, TallyJson *offer, const char *key, const char *label)
{
    TallyJson *list = offer == NULL ? NULL : tally_json_member (offer, key);
    g_autoptr(GString) words = g_string_new (NULL);

    for (TallyJson *item = list == NULL ? NULL : list->first; item != NULL; item = item->next)
        g_string_append_printf (words, "%s%s", words->len == 0 ? "" : ", ", item->text);
    if (list != NULL)
        tally_show_field (show, label, "%s", words->str);
}

/* What the document says beside its figures: an OpenEI record says much of itself there. */
static void
show_words (TallyShow *show, TallyJson *root)
{
    const TallyJson *description = tally_json_member (root, "description");
    TallyJson *offer = tally_json_member (root, "offered_to");
    g_auto(GStrv) lines = description == NULL ? NULL : g_strsplit (description->text, "\n", -1);

    for (char **line = lines; line != NULL && *line != NULL; line++)
        tally_show_field (show, line == lines ? _ ("Description") : "", "%s", *line);
    show_offer (show, offer, "customers", _ ("Offered to"));
    show_offer (show, offer, "points", _ ("At points"));
}

static void
show_head (TallyShow *show)
{
    const TallyTariff *tariff = show->tariff;

    tally_show_plain (show->out, tariff->word.id);
    g_string_append (show->out, ": ");
    tally_show_plain (show->out, tally_show_name (show, &tariff->word));
    g_string_append_c (show->out, '\n');
    tally_show_field (show, _ ("Currency"), _ ("%s with %d decimals"), tariff->currency,
                      tariff->digits);
    tally_show_field (show, _ ("Rounding"), "%s",
                      tariff->rounding == TALLY_ROUND_HALF_UP
                          ? _ ("each line once, halves away from zero")
                          : _ ("each line once, halves to the even digit"));
    show_validity (show);
    tally_show_field (show, _ ("Time zone"), "%s",
                      tariff->time_zone == NULL ? _ ("the utility's") : tariff->time_zone);
    tally_show_field (show, _ ("Holiday calendar"), "%s",
                      tariff->calendar == NULL ? _ ("none is named") : tariff->calendar);
    tally_show_field (show, _ ("Billing year"), _ ("begins in month %d"), tariff->year_month);
}

static void
show_schedule (TallyShow *show, const TallyTariffSchedule *schedule)
{
    g_autoptr(GString) bands = g_string_new (NULL);

    for (size_t i = 0; i < schedule->n_bands; i++)
        g_string_append_printf (bands, "%s%s (%s)", i == 0 ? "" : ", ",
                                tally_show_name (show, &schedule->bands[i]), schedule->bands[i].id);
    g_string_append_printf (show->out, "  %s ", _ ("Schedule"));
    tally_show_plain (show->out, schedule->id);
    g_string_append_c (show->out, '\n');
    tally_show_field (show, _ ("Bands"), "%s", bands->str);
    tally_show_seasons (show, course_rows, schedule);
}

char *
tally_tariff_show (const TallyTariff *tariff, TallyJson *root, const char *language)
{
    TallyShow show = { tariff, g_str_has_prefix (language, "zh"), g_string_new (NULL) };

    show_head (&show);
    show_words (&show, root);
    g_string_append_printf (show.out, "  %s\n", _ ("Seasons"));
    for (size_t i = 0; i < tariff->n_seasons; i++) {
        g_autofree char *days = season_text (tariff, i);

        tally_show_field (&show, tally_show_name (&show, &tariff->seasons[i]), "%s", days);
    }
    for (size_t i = 0; i < tariff->n_schedules; i++)
        show_schedule (&show, &tariff->schedules[i]);
    g_string_append_printf (show.out, "  %s\n", _ ("Components"));
    for (size_t i = 0; i < tariff->n_components; i++)
        tally_show_component (&show, i);
    return g_string_free (show.out, FALSE);
}
