// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TALLY_ASK_MAX_ARGUMENTS: words that fill the path of a question */
#define TALLY_ASK_MAX_ARGUMENTS 5

/**
 * TallyAsk:
 *
 * Everything the client asks of the server, by what it means. The comment names
 * the arguments, in order.
 */
typedef enum {
    TALLY_ASK_SIGN_IN,
    TALLY_ASK_SIGN_OUT,
    TALLY_ASK_SUMMARY,            /* day, node or "" */
    TALLY_ASK_COLLECTION_REGIONS, /* day, node or "" */
    TALLY_ASK_COLLECTION_REASONS, /* day, node or "" */
    TALLY_ASK_HEAT,               /* day, node or "", 1: of the node itself only */
    TALLY_ASK_FAILING,            /* day, node or "" */
    TALLY_ASK_REREAD,
    TALLY_ASK_NODES,
    TALLY_ASK_MONTH_BALANCES, /* month */
    TALLY_ASK_NODE_BALANCES,  /* node, first day, last day */
    TALLY_ASK_BILL_RUNS,
    TALLY_ASK_BILL_CYCLES,
    TALLY_ASK_START_RUN,
    TALLY_ASK_ISSUE_RUN,      /* run */
    TALLY_ASK_CANCEL_RUN,     /* run */
    TALLY_ASK_PRINT_RUN,      /* run */
    TALLY_ASK_BILL_BOOK,      /* book */
    TALLY_ASK_CANCEL_BOOK,    /* book */
    TALLY_ASK_BILLS,          /* run */
    TALLY_ASK_BILL,           /* number */
    TALLY_ASK_BILL_PDF,       /* number */
    TALLY_ASK_LINE_INTERVALS, /* number, line */
    TALLY_ASK_LINE_REASON,    /* number, line */
    TALLY_ASK_HOLD_BILL,      /* number */
    TALLY_ASK_RELEASE_BILL,   /* number */
    TALLY_ASK_COUNT_HELD,     /* run */
    TALLY_ASK_DECIDE_BILLS,   /* run */
    TALLY_ASK_BILL_CHECKS,
    TALLY_ASK_CHECK_HISTORY,
    TALLY_ASK_SET_CHECK, /* check */
    TALLY_ASK_FINAL,     /* district, agreement */
    TALLY_ASK_CORRECTIONS,
    TALLY_ASK_CORRECTION, /* correction */
    TALLY_ASK_ORDER_CORRECTION,
    TALLY_ASK_APPROVE_CORRECTION, /* correction */
    TALLY_ASK_REFUSE_CORRECTION,  /* correction */
    TALLY_ASK_TO_DATE,
    TALLY_ASK_POINT_DAY, /* district, point, day */
    TALLY_ASK_SETTLEMENTS,
    TALLY_ASK_DRAFT,
    TALLY_ASK_SETTLEMENT,       /* settlement */
    TALLY_ASK_AUDIT,            /* settlement */
    TALLY_ASK_SUBMIT,           /* settlement */
    TALLY_ASK_APPROVE,          /* settlement */
    TALLY_ASK_RETURN,           /* settlement */
    TALLY_ASK_PUBLISH,          /* settlement */
    TALLY_ASK_EXCEPTIONS,       /* first day, last day */
    TALLY_ASK_ACCEPT,           /* exception */
    TALLY_ASK_ESTIMATE,         /* exception */
    TALLY_ASK_REOPEN,           /* exception */
    TALLY_ASK_CURVE,            /* district, point, channel, first day, last day */
    TALLY_ASK_VERSIONS,         /* district, point, channel, day */
    TALLY_ASK_PREVIEW,          /* district, point */
    TALLY_ASK_EDIT,             /* district, point */
    TALLY_ASK_POINTS,           /* words to search for, may be empty */
    TALLY_ASK_POINT,            /* district, point */
    TALLY_ASK_EXCHANGE,         /* district, point */
    TALLY_ASK_ROLLOVER,         /* district, point */
    TALLY_ASK_MANUAL_READINGS,  /* district, point */
    TALLY_ASK_READ_BY_HAND,     /* district, point */
    TALLY_ASK_WITHDRAW_READING, /* district, point, reading */
    TALLY_ASK_SEND_PHOTO,       /* district, point; with the file */
    TALLY_ASK_PHOTO,            /* district, point, SHA-256 */
    TALLY_ASK_PLAN,
    TALLY_ASK_PLAN_HISTORY, /* job */
    TALLY_ASK_PLAN_RUN,     /* job */
    TALLY_ASK_PLAN_CANCEL,  /* job */
    TALLY_ASK_PLAN_ENABLE,  /* job */
    TALLY_ASK_PLAN_DISABLE, /* job */
    TALLY_ASK_PARAMETERS,   /* day */
    TALLY_ASK_PARAMETER,    /* kind, rule, name, day */
    TALLY_ASK_PARAMETER_SET,
    TALLY_ASK_IMPORTS,     /* words to search for, may be empty */
    TALLY_ASK_IMPORT,      /* import */
    TALLY_ASK_IMPORT_SEND, /* name of the file, 1: dry run, 1: lenient; with the file */
    TALLY_ASK_TARIFFS,
    TALLY_ASK_TARIFF,          /* key */
    TALLY_ASK_SAVE_TARIFF,     /* draft */
    TALLY_ASK_PROPOSE_TARIFF,  /* draft */
    TALLY_ASK_RETURN_TARIFF,   /* draft */
    TALLY_ASK_WITHDRAW_TARIFF, /* draft */
    TALLY_ASK_SIGN_TARIFF,     /* draft */
    TALLY_ASK_PRICING,         /* account, month */
    TALLY_ASK_START_WHAT_IF,
    TALLY_ASK_WHAT_IF,        /* what-if */
    TALLY_ASK_CANCEL_WHAT_IF, /* what-if */
    TALLY_ASK_N_ASKS
} TallyAsk;

/** tally_ask_method: Returns: an HTTP method */
const char *tally_ask_method (TallyAsk ask);

/**
 * tally_ask_path:
 * @ask: a question
 * @arguments: (nullable): its words, as many as it takes; each is escaped
 *
 * Returns: (transfer full): the path and query under the server's address
 */
char *tally_ask_path (TallyAsk ask, const char *const *arguments);

/** tally_ask_request_type: Returns: (nullable): what is sent along */
const TallyWireType *tally_ask_request_type (TallyAsk ask);

/** tally_ask_answer_type: Returns: (nullable): what comes back, or one row of it */
const TallyWireType *tally_ask_answer_type (TallyAsk ask);

/** tally_ask_is_list: Returns: whether the answer is a list of rows */
gboolean tally_ask_is_list (TallyAsk ask);

G_END_DECLS
