// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Longest segment, in bytes, and most elements of it and components of an element. */
#define TALLY_EDIFACT_MAX_SEGMENT 4096
#define TALLY_EDIFACT_MAX_ELEMENTS 40
#define TALLY_EDIFACT_MAX_COMPONENTS 20

/**
 * TallyEdifact:
 * @number: of the segment last taken, 1 first; a UNA is none
 * @decimal: the mark of decimals
 *
 * An interchange (ISO 9735), segment by segment.
 */
typedef struct {
    const char *next;
    size_t n_left;
    size_t number;
    char component;
    char element;
    char decimal;
    char release;
    char terminator;
} TallyEdifact;

/** TallyEdifactSegment: a segment taken apart; element 0, component 0 is its tag */
typedef struct {
    char text[TALLY_EDIFACT_MAX_SEGMENT];
    const char *parts[TALLY_EDIFACT_MAX_ELEMENTS][TALLY_EDIFACT_MAX_COMPONENTS];
} TallyEdifactSegment;

typedef enum {
    TALLY_EDIFACT_END,
    TALLY_EDIFACT_SEGMENT,
    TALLY_EDIFACT_CUT_OFF,  /* the last segment has no end */
    TALLY_EDIFACT_TOO_LARGE /* a segment, or something in it */
} TallyEdifactStep;

/** tally_edifact_begin: @text: the interchange; a UNA at its begin says which marks it uses */
TallyEdifact tally_edifact_begin (const char *text, size_t length);

/** tally_edifact_next: takes the next segment apart, released characters as what they stand for */
TallyEdifactStep tally_edifact_next (TallyEdifact *self, TallyEdifactSegment *segment);

/** tally_edifact_get: Returns: (transfer none): a component; "" where none stands */
const char *tally_edifact_get (const TallyEdifactSegment *segment, int element, int component);

G_END_DECLS
