// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/files/tally-green-button.h"

#include "server/publish/files/tally-dst-rule-calc.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define STAMP_BYTES 24

struct _TallyGreenButton {
    GString *out; /* of the caller */
    char *base;
    char stamp[STAMP_BYTES];
    char *point;   /* address of the point begun */
    char *reading; /* address of the meter reading begun */
    int32_t interval_s;
    gboolean has_costs;
};

static const char *const directions[] = { "", "1", "19", "1", "19" };

int
tally_green_button_currency (const char *code)
{
    static const struct {
        const char *code;
        int number;
    } currencies[] = {
        { "AUD", 36 },  { "BRL", 986 }, { "CAD", 124 }, { "CHF", 756 }, { "CNY", 156 },
        { "CZK", 203 }, { "DKK", 208 }, { "EUR", 978 }, { "GBP", 826 }, { "HKD", 344 },
        { "HUF", 348 }, { "INR", 356 }, { "JPY", 392 }, { "KRW", 410 }, { "MXN", 484 },
        { "NOK", 578 }, { "NZD", 554 }, { "PLN", 985 }, { "SEK", 752 }, { "SGD", 702 },
        { "THB", 764 }, { "TRY", 949 }, { "TWD", 901 }, { "USD", 840 }, { "ZAR", 710 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (currencies); i++) {
        if (g_strcmp0 (code, currencies[i].code) == 0)
            return currencies[i].number;
    }
    return 0;
}

int
tally_green_button_quality (uint8_t quality)
{
    switch (quality) {
    case TALLY_QUALITY_MEASURED:
        return 17; /* validated */
    case TALLY_QUALITY_CHECK_METER:
        return 11; /* derived */
    case TALLY_QUALITY_REGISTER_DIFFERENCE:
        return 13; /* mixed: measured as a sum, spread by estimation */
    case TALLY_QUALITY_LINEAR:
        return 9;
    case TALLY_QUALITY_LIKE_DAYS:
    case TALLY_QUALITY_PROVISIONAL:
        return 8;
    case TALLY_QUALITY_PROFILE:
        return 12; /* projected */
    case TALLY_QUALITY_EDITED:
        return 7;
    default:
        return 10; /* questionable */
    }
}

/* XML has no way to write most control characters, not even escaped. */
static void
add_text (GString *out, const char *text)
{
    g_autofree char *clean = g_utf8_make_valid (text, -1);
    g_autofree char *escaped = NULL;

    for (char *c = clean; *c != '\0'; c++) {
        if (g_ascii_iscntrl (*c))
            *c = ' ';
    }
    escaped = g_markup_escape_text (clean, -1);
    g_string_append (out, escaped);
}

static void
add_element (GString *out, const char *name, const char *text)
{
    g_string_append_printf (out, "<%s>", name);
    add_text (out, text);
    g_string_append_printf (out, "</%s>\n", name);
}

/* A name made of the address (RFC 4122, version 5, of URLs). */
static void
add_id (GString *out, const char *address)
{
    static const uint8_t of_urls[] = { 0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                                       0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8 };
    g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
    uint8_t id[20];
    gsize length = sizeof id;

    g_checksum_update (sum, of_urls, sizeof of_urls);
    g_checksum_update (sum, (const guchar *) address, -1);
    g_checksum_get_digest (sum, id, &length);
    id[6] = (uint8_t) ((id[6] & 0x0f) | 0x50);
    id[8] = (uint8_t) ((id[8] & 0x3f) | 0x80);
    g_string_append (out, "<id>urn:uuid:");
    for (int i = 0; i < 16; i++)
        g_string_append_printf (out, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02X" : "%02X",
                                id[i]);
    g_string_append (out, "</id>\n");
}

static void
add_link (GString *out, const char *relation, const char *address)
{
    g_string_append_printf (out, "<link rel=\"%s\" href=\"", relation);
    add_text (out, address);
    g_string_append (out, "\"/>\n");
}

static void
begin_entry (TallyGreenButton *self, const char *address)
{
    g_autofree char *up = g_strndup (address, (size_t) (strrchr (address, '/') - address));

    g_string_append (self->out, "<entry>\n");
    add_id (self->out, address);
    add_link (self->out, "self", address);
    add_link (self->out, "up", up);
}

static void
begin_content (TallyGreenButton *self, const char *title)
{
    add_element (self->out, "title", title);
    g_string_append (self->out, "<content type=\"application/xml\">\n");
}

static void
end_entry (TallyGreenButton *self)
{
    g_string_append_printf (self->out,
                            "</content>\n<published>%s</published>\n<updated>%s</updated>\n"
                            "</entry>\n",
                            self->stamp, self->stamp);
}

TallyGreenButton *
tally_green_button_new (GString *out, const char *base, const char *title, int64_t updated)
{
    TallyGreenButton *self = g_new0 (TallyGreenButton, 1);
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc (updated);
    g_autofree char *stamp = g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ");

    self->out = out;
    self->base = g_strdup (base);
    g_strlcpy (self->stamp, stamp, sizeof self->stamp);
    g_string_append (out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<feed xmlns=\"http://www.w3.org/2005/Atom\""
                          " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                          " xsi:schemaLocation=\"http://naesb.org/espi espi.xsd\">\n");
    add_id (out, base);
    add_element (out, "title", title);
    g_string_append_printf (out, "<updated>%s</updated>\n", self->stamp);
    add_link (out, "self", base);
    return self;
}

void
tally_green_button_free (TallyGreenButton *self)
{
    g_free (self->base);
    g_free (self->point);
    g_free (self->reading);
    g_free (self);
}

static void
add_clock (TallyGreenButton *self, const TallyGreenButtonPoint *point, const char *address)
{
    TallyDstRules rules = tally_dst_rules_of (point->zone, point->year);

    begin_entry (self, address);
    begin_content (self, tally_zone_get_name (point->zone));
    g_string_append_printf (self->out,
                            "<LocalTimeParameters xmlns=\"http://naesb.org/espi\">\n"
                            "<dstEndRule>%08X</dstEndRule>\n<dstOffset>%d</dstOffset>\n"
                            "<dstStartRule>%08X</dstStartRule>\n<tzOffset>%d</tzOffset>\n"
                            "</LocalTimeParameters>\n",
                            rules.end, rules.saving_s, rules.start, rules.standard_s);
    end_entry (self);
}

void
tally_green_button_begin_point (TallyGreenButton *self, const TallyGreenButtonPoint *point)
{
    g_autofree char *code = g_uri_escape_string (point->code, NULL, FALSE);
    g_autofree char *readings = NULL;
    g_autofree char *clock = NULL;

    g_free (self->point);
    g_clear_pointer (&self->reading, g_free);
    self->point = g_strconcat (self->base, "/UsagePoint/", code, NULL);
    readings = g_strconcat (self->point, "/MeterReading", NULL);
    clock = g_strconcat (self->base, "/LocalTimeParameters/", code, NULL);

    begin_entry (self, self->point);
    add_link (self->out, "related", readings);
    add_link (self->out, "related", clock);
    begin_content (self, point->title);
    g_string_append (self->out, "<UsagePoint xmlns=\"http://naesb.org/espi\">\n"
                                "<ServiceCategory>\n<kind>0</kind>\n</ServiceCategory>\n"
                                "<serviceDeliveryPoint>\n");
    add_element (self->out, "name", point->code);
    g_string_append (self->out, "</serviceDeliveryPoint>\n</UsagePoint>\n");
    end_entry (self);
    add_clock (self, point, clock);
}

static void
add_type (TallyGreenButton *self, const TallyGreenButtonChannel *channel, const char *address)
{
    begin_entry (self, address);
    begin_content (self, "");
    g_string_append (self->out, "<ReadingType xmlns=\"http://naesb.org/espi\">\n"
                                "<accumulationBehaviour>4</accumulationBehaviour>\n"
                                "<commodity>1</commodity>\n");
    if (channel->currency != 0)
        g_string_append_printf (self->out, "<currency>%d</currency>\n", channel->currency);
    g_string_append_printf (self->out,
                            "<dataQualifier>12</dataQualifier>\n"
                            "<defaultQuality>17</defaultQuality>\n"
                            "<flowDirection>%s</flowDirection>\n"
                            "<intervalLength>%d</intervalLength>\n<kind>12</kind>\n"
                            "<powerOfTenMultiplier>%d</powerOfTenMultiplier>\n"
                            "<timeAttribute>0</timeAttribute>\n<uom>%d</uom>\n</ReadingType>\n",
                            directions[channel->channel], channel->interval_s, channel->exponent,
                            channel->channel <= 2 ? 72 : 73);
    end_entry (self);
}

void
tally_green_button_begin_channel (TallyGreenButton *self, const TallyGreenButtonChannel *channel)
{
    static const char *const titles[] = { "", "A+", "A-", "R+", "R-" };
    g_autofree char *blocks = NULL;
    g_autofree char *type = NULL;

    g_return_if_fail (self->point != NULL);
    g_return_if_fail (channel->channel >= 1 && channel->channel <= 4);

    g_free (self->reading);
    self->reading = g_strdup_printf ("%s/MeterReading/%d", self->point, channel->channel);
    self->has_costs = channel->currency != 0;
    self->interval_s = channel->interval_s;
    blocks = g_strconcat (self->reading, "/IntervalBlock", NULL);
    type = g_strdup_printf ("%s/ReadingType/%s-%d", self->base, strrchr (self->point, '/') + 1,
                            channel->channel);

    begin_entry (self, self->reading);
    add_link (self->out, "related", blocks);
    add_link (self->out, "related", type);
    begin_content (self, titles[channel->channel]);
    g_string_append (self->out, "<MeterReading xmlns=\"http://naesb.org/espi\"/>\n");
    end_entry (self);
    add_type (self, channel, type);
}

static gboolean
is_in_range (int64_t value)
{
    return value >= -TALLY_GREEN_BUTTON_MAX && value <= TALLY_GREEN_BUTTON_MAX;
}

/* The parts of a day that hold anything. */
static gboolean
check_day (const TallyGreenButton *self,
           const TallyGreenButtonDay *day,
           size_t *n_held,
           GError **error)
{
    *n_held = 0;
    for (size_t i = 0; i < day->n; i++) {
        if (day->qualities[i] == TALLY_QUALITY_MISSING)
            continue;
        (*n_held)++;
        if (is_in_range (day->values[i])
            && (!self->has_costs || day->costs == NULL || is_in_range (day->costs[i])))
            continue;
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW,
                     "Green Button: interval %" G_GSIZE_FORMAT " of %s is over 48 bits", i + 1,
                     self->reading);
        return FALSE;
    }
    return TRUE;
}

static void
add_reading (TallyGreenButton *self, const TallyGreenButtonDay *day, size_t i)
{
    GString *out = self->out;

    g_string_append (out, "<IntervalReading>\n");
    if (self->has_costs && day->costs != NULL)
        g_string_append_printf (out, "<cost>%" G_GINT64_FORMAT "</cost>\n", day->costs[i]);
    if (day->qualities[i] != TALLY_QUALITY_MEASURED)
        g_string_append_printf (out, "<ReadingQuality>\n<quality>%d</quality>\n</ReadingQuality>\n",
                                tally_green_button_quality (day->qualities[i]));
    g_string_append_printf (out,
                            "<timePeriod>\n<duration>%d</duration>\n<start>%" G_GINT64_FORMAT
                            "</start>\n</timePeriod>\n<value>%" G_GINT64_FORMAT
                            "</value>\n</IntervalReading>\n",
                            self->interval_s, day->start + (int64_t) i * self->interval_s,
                            day->values[i]);
}

gboolean
tally_green_button_add_day (TallyGreenButton *self, const TallyGreenButtonDay *day, GError **error)
{
    g_autofree char *address = NULL;
    size_t n_held;

    g_return_val_if_fail (self->reading != NULL, FALSE);

    if (!check_day (self, day, &n_held, error))
        return FALSE;
    if (n_held == 0)
        return TRUE;
    address = g_strdup_printf ("%s/IntervalBlock/%" G_GINT64_FORMAT, self->reading, day->start);
    begin_entry (self, address);
    begin_content (self, "");
    g_string_append_printf (self->out,
                            "<IntervalBlock xmlns=\"http://naesb.org/espi\">\n<interval>\n"
                            "<duration>%" G_GINT64_FORMAT "</duration>\n<start>%" G_GINT64_FORMAT
                            "</start>\n</interval>\n",
                            (int64_t) day->n * self->interval_s, day->start);
    for (size_t i = 0; i < day->n; i++) {
        if (day->qualities[i] != TALLY_QUALITY_MISSING)
            add_reading (self, day, i);
    }
    g_string_append (self->out, "</IntervalBlock>\n");
    end_entry (self);
    return TRUE;
}

void
tally_green_button_end (TallyGreenButton *self)
{
    g_string_append (self->out, "</feed>\n");
}
