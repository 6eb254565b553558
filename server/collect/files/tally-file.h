// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-frame.h"

G_BEGIN_DECLS

/** Longest line that is read, in bytes; a day of one-minute values fits many times. */
#define TALLY_FILE_MAX_LINE 65536
/** Most fields of a line: a day of one-minute values and what stands around them. */
#define TALLY_FILE_MAX_FIELDS 1600
/** Most intervals of one series: one-minute values of a day. */
#define TALLY_FILE_MAX_INTERVALS 1440
/** Largest file, in bytes: it is kept whole in collect.file. */
#define TALLY_FILE_MAX_BYTES (256 * 1024 * 1024)
/** Most decimals of a value. */
#define TALLY_FILE_MAX_DECIMALS 9
/** Issues told of one file; further ones are only counted. */
#define TALLY_FILE_MAX_ISSUES 200

typedef enum {
    TALLY_FILE_AUTO, /* look at the content */
    TALLY_FILE_NEM12,
    TALLY_FILE_CSV,
    TALLY_FILE_ESPI,
    TALLY_FILE_NEM13,
    TALLY_FILE_MSCONS,
} TallyFileFormat;

typedef struct _TallyCsvMapping TallyCsvMapping;

/**
 * TallyFileHow:
 * @format: how it is written
 * @is_lenient: forgive what can be forgiven
 * @mapping: (nullable): of a CSV of another system (tally-csv-mapping.h)
 *
 * How a file is to be read.
 */
typedef struct {
    TallyFileFormat format;
    gboolean is_lenient;
    const TallyCsvMapping *mapping;
} TallyFileHow;

/** TallyFileCode: a quality as the file writes it, such as "A", "S14" or "220" */
typedef struct {
    char text[4];
} TallyFileCode;

/**
 * TallyFileSeries:
 * @point: code of the point (NEM12: the NMI)
 * @stream: channel as the file names it (NEM12: the suffix, such as "E1")
 * @channel: the same as a channel of ref.channel; 0 when Gridtally keeps no such channel
 * @serial: of the meter; "" when the file does not say
 * @unit: as the file writes it; "" when it does not say
 * @is_local: whether @start is local standard time of the point's district
 * @start: Unix seconds of the first interval; when @is_local, counted as if
 *   local standard time were UTC
 * @interval_s: length of an interval
 * @n: number of intervals, 1 to %TALLY_FILE_MAX_INTERVALS
 * @values: (array length=n): in 10^-decimals of @unit; 0 where nothing stands
 * @decimals: 0 to %TALLY_FILE_MAX_DECIMALS
 * @codes: (array length=n): quality of each value, as the file writes it
 * @qualities: (array length=n): the same as a #TallyQuality
 * @line: where it stands, 1 first
 *
 * Values of one channel of one point in a row, at most a day. Valid during the call.
 */
typedef struct {
    const char *point;
    const char *stream;
    int16_t channel;
    const char *serial;
    const char *unit;
    gboolean is_local;
    int64_t start;
    int32_t interval_s;
    size_t n;
    const int64_t *values;
    int decimals;
    const TallyFileCode *codes;
    const uint8_t *qualities;
    size_t line;
} TallyFileSeries;

/**
 * TallyFileRead: a reading of a register
 * @at: Unix seconds; local as #TallyFileSeries.start is
 * @value: in 10^-decimals of the unit
 */
typedef struct {
    int64_t at;
    int64_t value;
    int decimals;
    TallyFileCode code;
    uint8_t quality;
} TallyFileRead;

/**
 * TallyFileReads:
 * @register_id: as the meter's owner calls the register
 * @quantity: what the file says was used between the two readings; its @at is that of @current
 *
 * Two readings of a register and what lies between them; the other members as in
 * #TallyFileSeries. Valid during the call.
 */
typedef struct {
    const char *point;
    const char *stream;
    int16_t channel;
    const char *serial;
    const char *register_id;
    const char *unit;
    gboolean is_local;
    TallyFileRead previous;
    TallyFileRead current;
    TallyFileRead quantity;
    size_t line;
} TallyFileReads;

/**
 * TallyFileIssueKind:
 * @TALLY_FILE_REFUSED: cannot be used
 * @TALLY_FILE_DOUBTED: can be read as other programs read it, but the file
 *   contradicts itself or is cut off: strict import stores nothing of it
 * @TALLY_FILE_FORGIVEN: a fault that lenient reading passes over
 */
typedef enum {
    TALLY_FILE_REFUSED,
    TALLY_FILE_DOUBTED,
    TALLY_FILE_FORGIVEN,
    TALLY_FILE_N_KINDS
} TallyFileIssueKind;

/**
 * TallyFileSink:
 * @series: takes a series; %FALSE with @error set stops the reading
 * @reads: the same for readings of registers
 * @issue: takes what is wrong at @line (0: the whole file) in @field
 */
typedef struct {
    gboolean (*series) (const TallyFileSeries *series, gpointer user_data, GError **error);
    gboolean (*reads) (const TallyFileReads *reads, gpointer user_data, GError **error);
    void (*issue) (TallyFileIssueKind kind,
                   size_t line,
                   const char *field,
                   const char *message,
                   gpointer user_data);
    gpointer user_data;
} TallyFileSink;

/**
 * tally_file_detect:
 *
 * Returns: the format @text is written in, or %TALLY_FILE_AUTO when it is none we know
 */
TallyFileFormat tally_file_detect (const char *text, size_t length);

/** tally_file_format_source: Returns: what frames of that format name as their source */
TallyFrameSource tally_file_format_source (TallyFileFormat format);

/** tally_file_format_find: @name: "auto", "nem12", "csv", "espi" … */
gboolean tally_file_format_find (const char *name, TallyFileFormat *format);

/**
 * tally_file_read:
 * @how: its format is not %TALLY_FILE_AUTO
 * @text: the whole file; need not end with a zero
 * @length: bytes of @text
 * @sink: takes what is read, in the order of the file
 * @error: return location
 *
 * Reads line by line in bounded memory. Faults of the file are issues, not
 * errors; %FALSE means that the sink stopped the reading.
 */
gboolean tally_file_read (const TallyFileHow *how,
                          const char *text,
                          size_t length,
                          const TallyFileSink *sink,
                          GError **error);

G_END_DECLS
