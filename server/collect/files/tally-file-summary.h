// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-file-tape.h"

G_BEGIN_DECLS

/** TALLY_FILE_STAMP: bytes for any stamp of a summary and its end */
#define TALLY_FILE_STAMP 32

/** TallyFileQualityCount: how many intervals have a quality */
typedef struct {
    TallyFileCode code;
    int64_t n;
} TallyFileQualityCount;

/**
 * TallyFileChannel: what a file holds of one channel of one point
 * @n: intervals, or quantities between two readings of a register
 * @sum: of all values, in 10^-9 of @unit
 * @first: as #TallyFileSeries.start
 * @end: end of the last interval, counted as @first
 * @qualities: (element-type TallyFileQualityCount): in order of appearance
 */
typedef struct {
    char *point;
    char *stream;
    char *unit;
    int16_t channel;
    gboolean is_local;
    int64_t n;
    __int128 sum;
    int64_t first;
    int64_t end;
    GArray *qualities;
} TallyFileChannel;

/** TallyFileIssue: one thing that is wrong with a file */
typedef struct {
    TallyFileIssueKind kind;
    size_t line; /* 0: the whole file */
    char *field;
    char *message;
} TallyFileIssue;

/**
 * TallyFileSummary:
 * @channels: (element-type TallyFileChannel): in order of appearance
 * @issues: (element-type TallyFileIssue): the first %TALLY_FILE_MAX_ISSUES
 * @n_issues: all of them, by #TallyFileIssueKind
 *
 * What a file holds and what is wrong with it.
 */
typedef struct {
    GPtrArray *channels;
    GPtrArray *issues;
    int64_t n_issues[TALLY_FILE_N_KINDS];
    GHashTable *by_name;
} TallyFileSummary;

TallyFileSummary *tally_file_summary_new (void);
void tally_file_summary_free (TallyFileSummary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyFileSummary, tally_file_summary_free)

void tally_file_summary_add (TallyFileSummary *self, const TallyFileSeries *series);
void tally_file_summary_add_reads (TallyFileSummary *self, const TallyFileReads *reads);
void tally_file_summary_add_issue (TallyFileSummary *self,
                                   TallyFileIssueKind kind,
                                   size_t line,
                                   const char *field,
                                   const char *message);

/**
 * tally_file_summary_read:
 * @tape: (nullable): empty; hears the file, too
 *
 * Reads a whole file into @self. See tally_file_read().
 */
void tally_file_summary_read (TallyFileSummary *self,
                              const TallyFileHow *how,
                              const char *text,
                              size_t length,
                              TallyFileTape *tape);

/** tally_file_summary_n_intervals: Returns: intervals of all channels together */
int64_t tally_file_summary_n_intervals (const TallyFileSummary *self);

/** tally_file_channel_sum_text: Returns: (transfer full): the sum as a decimal number */
char *tally_file_channel_sum_text (const TallyFileChannel *channel);

/** tally_file_stamp_text: writes "2004-04-02T00:00:00", with "Z" unless local; Returns: @text */
const char *tally_file_stamp_text (int64_t stamp, gboolean is_local, char text[TALLY_FILE_STAMP]);

G_END_DECLS
