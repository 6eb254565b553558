// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-espi-feed.h"

#include "server/collect/files/tally-file.h"

#include <libxml/xmlreader.h>
#include <string.h>

#define ESPI "http://naesb.org/espi"
#define ATOM "http://www.w3.org/2005/Atom"
#define MAX_DEPTH 32
#define TIME_MAX INT64_C (100000000000)
#define MAX_TEXT 4096

typedef struct {
    const TallyEspiSink *sink;
    xmlTextReader *xml;
    const char *names[MAX_DEPTH]; /* of open elements, kept by the reader's dictionary */
    int depth;
    GString *text;
    gboolean has_fault;

    TallyEspiEntry entry;
    guint n_entries;
    guint n_blocks;
    gboolean has_block_start;
    int64_t block_start;
    int64_t block_duration_s;
    TallyEspiReading reading;
    gboolean has_start;
    gboolean has_value;
} Reader;

static const char *const field_names[] = {
    [TALLY_ESPI_POWER_OF_TEN] = "powerOfTenMultiplier",  [TALLY_ESPI_UOM] = "uom",
    [TALLY_ESPI_FLOW_DIRECTION] = "flowDirection",       [TALLY_ESPI_COMMODITY] = "commodity",
    [TALLY_ESPI_INTERVAL_LENGTH] = "intervalLength",     [TALLY_ESPI_CURRENCY] = "currency",
    [TALLY_ESPI_ACCUMULATION] = "accumulationBehaviour", [TALLY_ESPI_KIND] = "kind",
    [TALLY_ESPI_DEFAULT_QUALITY] = "defaultQuality",
};
G_STATIC_ASSERT (G_N_ELEMENTS (field_names) == TALLY_ESPI_N_FIELDS);

const char *
tally_espi_field_name (TallyEspiField field)
{
    return field_names[field];
}

/* Of the element at hand: the parser itself may be some lines ahead. */
static size_t
line_of (const Reader *self)
{
    const xmlNode *node = xmlTextReaderCurrentNode (self->xml);

    return node != NULL ? (size_t) MAX (0, xmlGetLineNo (node)) : 0;
}

static void
fault (Reader *self, const char *field, const char *message)
{
    self->has_fault = TRUE;
    self->sink->fault (line_of (self), field, message, self->sink->user_data);
}

static void
on_xml_error (void *user_data, xmlErrorPtr xml)
{
    Reader *self = user_data;
    g_autofree char *message = g_strdup (xml->message);

    if (xml->level < XML_ERR_ERROR || self->has_fault)
        return;
    self->has_fault = TRUE;
    self->sink->fault ((size_t) MAX (0, xml->line), "xml", g_strchomp (message),
                       self->sink->user_data);
}

static void
entry_clear (TallyEspiEntry *entry)
{
    entry->kind = TALLY_ESPI_OTHER;
    g_string_truncate (entry->self, 0);
    g_string_truncate (entry->up, 0);
    g_string_truncate (entry->title, 0);
    g_string_truncate (entry->point_name, 0);
    g_ptr_array_set_size (entry->related, 0);
    entry->type = (TallyEspiReadingType){ 0 };
}

/* Name of the open element that is @up levels above the innermost. */
static const char *
above (const Reader *self, int up)
{
    int index = self->depth - 1 - up;

    return index >= 0 ? self->names[index] : "";
}

static gboolean
to_number (Reader *self, int64_t *number)
{
    g_strstrip (self->text->str);
    if (g_ascii_string_to_signed (self->text->str, 10, G_MININT64, G_MAXINT64, number, NULL))
        return TRUE;
    fault (self, above (self, 0), "is no whole number");
    return FALSE;
}

/* Seconds; some feeds write parts of them, which no grid of intervals has. */
static gboolean
to_time (Reader *self, int64_t *number)
{
    char *point = strchr (self->text->str, '.');
    gboolean has_fraction = FALSE;

    for (char *digit = point; digit != NULL && *digit != '\0' && *++digit != '\0';) {
        if (!g_ascii_isdigit (*digit) && !g_ascii_isspace (*digit)) {
            fault (self, above (self, 0), "is no number of seconds");
            return FALSE;
        }
        has_fraction |= *digit != '0' && g_ascii_isdigit (*digit);
    }
    if (point != NULL)
        *point = '\0';
    self->reading.is_inexact |= has_fraction;
    return to_number (self, number);
}

static void
read_link (Reader *self)
{
    xmlChar *rel = xmlTextReaderGetAttribute (self->xml, BAD_CAST "rel");
    xmlChar *href = xmlTextReaderGetAttribute (self->xml, BAD_CAST "href");

    if (href != NULL && g_strcmp0 ((char *) rel, "self") == 0)
        g_string_assign (self->entry.self, (char *) href);
    else if (href != NULL && g_strcmp0 ((char *) rel, "up") == 0)
        g_string_assign (self->entry.up, (char *) href);
    else if (href != NULL && g_strcmp0 ((char *) rel, "related") == 0)
        g_ptr_array_add (self->entry.related, g_strdup ((char *) href));
    xmlFree (rel);
    xmlFree (href);
}

static void
begin_resource (Reader *self, const char *name)
{
    static const char *const kinds[] = {
        [TALLY_ESPI_USAGE_POINT] = "UsagePoint",
        [TALLY_ESPI_METER_READING] = "MeterReading",
        [TALLY_ESPI_READING_TYPE] = "ReadingType",
        [TALLY_ESPI_INTERVAL_BLOCK] = "IntervalBlock",
    };

    for (int k = TALLY_ESPI_USAGE_POINT; k < TALLY_ESPI_N_KINDS; k++) {
        if (g_str_equal (name, kinds[k]))
            self->entry.kind = (TallyEspiKind) k;
    }
}

static void
begin (Reader *self, const char *name)
{
    if (g_str_equal (name, "entry")) {
        entry_clear (&self->entry);
    } else if (g_str_equal (name, "link") && g_str_equal (above (self, 1), "entry")) {
        read_link (self);
    } else if (g_str_equal (name, "IntervalReading")) {
        self->reading = (TallyEspiReading){ .entry = self->n_entries,
                                            .block = self->n_blocks - 1,
                                            .quality = -1,
                                            .line = line_of (self) };
        self->has_start = self->has_value = FALSE;
    } else {
        begin_resource (self, name);
        if (g_str_equal (name, "IntervalBlock")) {
            self->n_blocks++;
            self->has_block_start = FALSE;
            self->block_duration_s = 0;
        }
    }
}

/* A reading that says no time of its own is the only one of its block, or follows the last. */
static gboolean
end_reading (Reader *self, GError **error)
{
    TallyEspiReading *reading = &self->reading;

    if (!self->has_value) {
        fault (self, "value", "is missing");
        return TRUE;
    }
    if (!self->has_start) {
        if (!self->has_block_start) {
            fault (self, "timePeriod", "is missing");
            return TRUE;
        }
        reading->start = self->block_start;
        if (reading->duration_s == 0)
            reading->duration_s = self->block_duration_s;
        self->has_block_start = FALSE;
    }
    if (reading->duration_s < 0 || reading->start < -TIME_MAX || reading->start > TIME_MAX) {
        fault (self, "timePeriod", "is no time of this world");
        return TRUE;
    }
    return self->sink->reading == NULL
           || self->sink->reading (reading, self->sink->user_data, error);
}

static void
end_time (Reader *self, gboolean is_start)
{
    gboolean is_own = g_str_equal (above (self, 1), "timePeriod");
    int64_t number;

    if (!is_own
        && !(g_str_equal (above (self, 1), "interval")
             && g_str_equal (above (self, 2), "IntervalBlock")))
        return;
    if (!to_time (self, &number))
        return;
    if (is_own && is_start) {
        self->reading.start = number;
        self->has_start = TRUE;
    } else if (is_own) {
        self->reading.duration_s = number;
    } else if (is_start) {
        self->block_start = number;
        self->has_block_start = TRUE;
    } else {
        self->block_duration_s = number;
    }
}

static void
end_type_field (Reader *self, const char *name)
{
    for (int f = 0; f < TALLY_ESPI_N_FIELDS; f++) {
        if (!g_str_equal (name, field_names[f]))
            continue;
        if (to_number (self, &self->entry.type.values[f]))
            self->entry.type.has |= 1u << f;
    }
}

static void
end_reading_field (Reader *self, const char *name)
{
    if (g_str_equal (name, "value"))
        self->has_value = to_number (self, &self->reading.value);
    else if (g_str_equal (name, "cost"))
        self->reading.has_cost = to_number (self, &self->reading.cost);
}

static void
end_quality (Reader *self)
{
    int64_t code;

    if (!to_number (self, &code))
        return;
    if (code < 0 || code > 999)
        fault (self, "quality", "is no QualityOfReading");
    else
        self->reading.quality = (int) code;
}

/* Gives FALSE only when the sink stopped the reading. */
static gboolean
end (Reader *self, const char *name, GError **error)
{
    const char *parent = above (self, 1);

    if (g_str_equal (name, "IntervalReading"))
        return end_reading (self, error);
    if (g_str_equal (name, "start") || g_str_equal (name, "duration")) {
        end_time (self, name[0] == 's');
    } else if (g_str_equal (parent, "IntervalReading")) {
        end_reading_field (self, name);
    } else if (g_str_equal (parent, "ReadingQuality") && g_str_equal (name, "quality")) {
        end_quality (self);
    } else if (g_str_equal (parent, "ReadingType")) {
        end_type_field (self, name);
    } else if (g_ascii_strcasecmp (parent, "ServiceDeliveryPoint") == 0
               && g_str_equal (name, "name")) {
        g_string_assign (self->entry.point_name, g_strstrip (self->text->str));
    } else if (g_str_equal (parent, "entry") && g_str_equal (name, "title")) {
        g_string_assign (self->entry.title, g_strstrip (self->text->str));
    } else if (g_str_equal (name, "entry")) {
        if (self->sink->entry != NULL)
            self->sink->entry (self->n_entries, &self->entry, self->sink->user_data);
        if (++self->n_entries > TALLY_ESPI_MAX_ENTRIES)
            fault (self, "entry", "there are too many entries");
    }
    return TRUE;
}

/* Elements of other namespaces have no name for us. */
static const char *
own_name (Reader *self)
{
    const char *space = (const char *) xmlTextReaderConstNamespaceUri (self->xml);

    if (g_strcmp0 (space, ESPI) != 0 && g_strcmp0 (space, ATOM) != 0)
        return "";
    return (const char *) xmlTextReaderConstLocalName (self->xml);
}

static gboolean
on_element (Reader *self, GError **error)
{
    const char *name = own_name (self);
    gboolean is_empty = xmlTextReaderIsEmptyElement (self->xml) == 1;
    gboolean may_go_on = TRUE;

    if (self->depth == MAX_DEPTH) {
        fault (self, "xml", "elements stand too deep in one another");
        return TRUE;
    }
    self->names[self->depth++] = name;
    g_string_truncate (self->text, 0);
    begin (self, name);
    if (is_empty) {
        may_go_on = end (self, name, error);
        self->depth--;
    }
    return may_go_on;
}

static gboolean
on_node (Reader *self, GError **error)
{
    const char *value;
    gboolean may_go_on;

    switch (xmlTextReaderNodeType (self->xml)) {
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE:
        fault (self, "xml", "a document type or entity is not accepted");
        return TRUE;
    case XML_READER_TYPE_ELEMENT:
        return on_element (self, error);
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
        value = (const char *) xmlTextReaderConstValue (self->xml);
        if (self->text->len + strlen (value) <= MAX_TEXT)
            g_string_append (self->text, value);
        return TRUE;
    case XML_READER_TYPE_END_ELEMENT:
        may_go_on = end (self, above (self, 0), error);
        self->depth--;
        g_string_truncate (self->text, 0);
        return may_go_on;
    default:
        return TRUE;
    }
}

static gboolean
read_nodes (Reader *self, GError **error)
{
    int state = xmlTextReaderRead (self->xml);

    for (; state == 1 && !self->has_fault; state = xmlTextReaderRead (self->xml)) {
        if (!on_node (self, error))
            return FALSE;
    }
    if (state < 0 && !self->has_fault)
        fault (self, "xml", "is not well formed");
    if (!self->has_fault && self->n_entries == 0)
        fault (self, "feed", "holds no Atom entry");
    return TRUE;
}

gboolean
tally_espi_feed_read (const char *text,
                      size_t length,
                      const TallyEspiSink *sink,
                      guint *n_blocks,
                      GError **error)
{
    Reader self = {
        .sink = sink,
        .text = g_string_new (NULL),
        .entry = { .self = g_string_new (NULL),
                   .up = g_string_new (NULL),
                   .related = g_ptr_array_new_with_free_func (g_free),
                   .title = g_string_new (NULL),
                   .point_name = g_string_new (NULL) },
    };
    gboolean may_go_on = TRUE;

    if (length > 0 && length <= TALLY_FILE_MAX_BYTES)
        self.xml = xmlReaderForMemory (text, (int) length, NULL, NULL, XML_PARSE_NONET);
    if (self.xml == NULL) {
        sink->fault (0, "file", length == 0 ? "is empty" : "is too large", sink->user_data);
    } else {
        xmlTextReaderSetStructuredErrorHandler (self.xml, on_xml_error, &self);
        may_go_on = read_nodes (&self, error);
        xmlFreeTextReader (self.xml);
    }
    *n_blocks = self.n_blocks;
    g_string_free (self.text, TRUE);
    g_string_free (self.entry.self, TRUE);
    g_string_free (self.entry.up, TRUE);
    g_ptr_array_unref (self.entry.related);
    g_string_free (self.entry.title, TRUE);
    g_string_free (self.entry.point_name, TRUE);
    return may_go_on;
}
