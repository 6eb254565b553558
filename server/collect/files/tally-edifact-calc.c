// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-edifact-calc.h"

#include <string.h>

#define UNA_LENGTH 9

TallyEdifact
tally_edifact_begin (const char *text, size_t length)
{
    TallyEdifact self = { text, length, 0, ':', '+', '.', '?', '\'' };

    while (self.n_left > 0 && g_ascii_isspace (*self.next)) {
        self.next++;
        self.n_left--;
    }
    if (self.n_left < UNA_LENGTH || memcmp (self.next, "UNA", 3) != 0)
        return self;
    self.component = self.next[3];
    self.element = self.next[4];
    self.decimal = self.next[5];
    self.release = self.next[6];
    self.terminator = self.next[8];
    self.next += UNA_LENGTH;
    self.n_left -= UNA_LENGTH;
    return self;
}

/* Where the writing into a segment stands. */
typedef struct {
    size_t at;
    int element;
    int component;
} Place;

static gboolean
put (TallyEdifactSegment *segment, Place *place, char c)
{
    if (place->at + 1 >= TALLY_EDIFACT_MAX_SEGMENT)
        return FALSE;
    segment->text[place->at++] = c;
    return TRUE;
}

static gboolean
begin_part (TallyEdifactSegment *segment, Place *place, gboolean is_element)
{
    if (!put (segment, place, '\0'))
        return FALSE;
    if (is_element) {
        place->element++;
        place->component = 0;
    } else {
        place->component++;
    }
    if (place->element >= TALLY_EDIFACT_MAX_ELEMENTS
        || place->component >= TALLY_EDIFACT_MAX_COMPONENTS)
        return FALSE;
    segment->parts[place->element][place->component] = segment->text + place->at;
    return TRUE;
}

static char
take (TallyEdifact *self)
{
    self->n_left--;
    return *self->next++;
}

TallyEdifactStep
tally_edifact_next (TallyEdifact *self, TallyEdifactSegment *segment)
{
    Place place = { 0 };
    gboolean fits = TRUE;

    while (self->n_left > 0 && g_ascii_isspace (*self->next))
        take (self);
    if (self->n_left == 0)
        return TALLY_EDIFACT_END;
    memset (segment->parts, 0, sizeof segment->parts);
    segment->parts[0][0] = segment->text;
    self->number++;
    while (self->n_left > 0 && fits) {
        char c = take (self);

        if (c == self->terminator) {
            segment->text[place.at] = '\0';
            return TALLY_EDIFACT_SEGMENT;
        }
        if (c == self->release && self->release != ' ' && self->n_left > 0)
            fits = put (segment, &place, take (self));
        else if (c == self->element || c == self->component)
            fits = begin_part (segment, &place, c == self->element);
        else if (c != '\r' && c != '\n')
            fits = put (segment, &place, c);
    }
    return fits ? TALLY_EDIFACT_CUT_OFF : TALLY_EDIFACT_TOO_LARGE;
}

const char *
tally_edifact_get (const TallyEdifactSegment *segment, int element, int component)
{
    const char *part = segment->parts[element][component];

    return part != NULL ? part : "";
}
