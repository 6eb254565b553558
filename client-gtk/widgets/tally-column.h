// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-figure.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** TALLY_COLUMN_MAX: columns of a list */
#define TALLY_COLUMN_MAX 24

/**
 * TallyColumnFlags:
 * @TALLY_COLUMN_FACET: has few different values, so that it can be filtered by them
 * @TALLY_COLUMN_EXPAND: takes the room that is left
 * @TALLY_COLUMN_HIDDEN: not shown until somebody asks for it
 * @TALLY_COLUMN_STATE: its code colours the cell; never by colour alone, the word stays
 */
typedef enum {
    TALLY_COLUMN_FACET = 1 << 0,
    TALLY_COLUMN_EXPAND = 1 << 1,
    TALLY_COLUMN_HIDDEN = 1 << 2,
    TALLY_COLUMN_STATE = 1 << 3,
} TallyColumnFlags;

/**
 * TallyColumn:
 *
 * A column of a list, as data: which member of the row's struct, and how it reads.
 */
typedef struct {
    const char *id;    /* stable, names the column in files and settings */
    const char *title; /* N_(), with the unit; {currency}: the market's */
    TallyFigure figure;
    size_t offset; /* of the member in the struct */
    int width;     /* pixels at first */
    TallyColumnFlags flags;
    char *(*text) (gconstpointer row); /* (nullable): makes the text instead of @figure */
} TallyColumn;

/** TALLY_COLUMN: one line of a list's table */
#define TALLY_COLUMN(Type, member, title, FIGURE, width, flags)                                  \
    {                                                                                            \
#member, title, TALLY_FIGURE_##FIGURE, G_STRUCT_OFFSET(Type, member), width, flags, NULL \
    }

/** TALLY_COLUMN_TEXT: one whose text a function makes; sorts and exports as that text */
#define TALLY_COLUMN_TEXT(id, title, function, width, flags)    \
    {                                                           \
        id, title, TALLY_FIGURE_TEXT, 0, width, flags, function \
    }

/** TALLY_COLUMN_FIGURE: the same for a number with its unit: aligned to the right */
#define TALLY_COLUMN_FIGURE(id, title, function, width, flags)   \
    {                                                            \
        id, title, TALLY_FIGURE_COUNT, 0, width, flags, function \
    }

/** tally_column_is_number: Returns: whether it is aligned to the right */
gboolean tally_column_is_number (const TallyColumn *column);

/** tally_column_row: Returns: the struct in @item, a TallyRowItem or a tree's row around it */
gconstpointer tally_column_row (gpointer item);

char *tally_column_text (const TallyColumn *column, gconstpointer row);
char *tally_column_plain (const TallyColumn *column, gconstpointer row);
int tally_column_compare (const TallyColumn *column, gconstpointer a, gconstpointer b);

/** tally_column_code: Returns: (nullable): the code of a @TALLY_COLUMN_STATE column */
const char *tally_column_code (const TallyColumn *column, gconstpointer row);

G_END_DECLS
