// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-words.h"

#include <gio/gio.h>

static const struct {
    const char *en;
    const char *zh;
} words[] = {
    [TALLY_WORD_BILL] = { "Electricity bill", "电费账单" },
    [TALLY_WORD_CREDIT_NOTE] = { "Credit note", "红字账单" },
    [TALLY_WORD_DRAFT] = { "Draft", "草稿" },
    [TALLY_WORD_NUMBER] = { "Bill number", "账单号" },
    [TALLY_WORD_ACCOUNT] = { "Account", "户号" },
    [TALLY_WORD_POINT] = { "Metering point", "计量点" },
    [TALLY_WORD_TARIFF] = { "Tariff", "电价" },
    [TALLY_WORD_PERIOD] = { "Period", "结算周期" },
    [TALLY_WORD_ISSUED] = { "Issued", "开单日期" },
    [TALLY_WORD_DUE] = { "Due", "到期日" },
    [TALLY_WORD_AMOUNT_DUE] = { "Amount due", "应付金额" },
    [TALLY_WORD_PAY_BY] = { "Please pay by", "请于此日前付款" },
    [TALLY_WORD_USED] = { "Electricity used", "用电量" },
    [TALLY_WORD_A_DAY] = { "a day", "每日" },
    [TALLY_WORD_ITEM] = { "Item", "项目" },
    [TALLY_WORD_QUANTITY] = { "Quantity", "数量" },
    [TALLY_WORD_RATE] = { "Rate", "单价" },
    [TALLY_WORD_AMOUNT] = { "Amount", "金额" },
    [TALLY_WORD_NET] = { "Net", "不含税金额" },
    [TALLY_WORD_TAX] = { "Tax", "税额" },
    [TALLY_WORD_TOTAL] = { "Total", "合计" },
    [TALLY_WORD_USE_BY_DAY] = { "Use by day, kWh", "每日用电量（千瓦时）" },
    [TALLY_WORD_MEASURED] = { "measured", "实测" },
    [TALLY_WORD_ESTIMATED] = { "partly estimated", "部分估算" },
    [TALLY_WORD_ESTIMATED_SHARE] = { "Share of estimated energy", "估算电量占比" },
    [TALLY_WORD_PAYMENT] = { "Payment", "付款" },
    [TALLY_WORD_SCAN] = { "Scan to pay", "扫码付款" },
    [TALLY_WORD_PAYEE] = { "Payee", "收款单位" },
    [TALLY_WORD_REFERENCE] = { "Reference", "付款备注" },
    [TALLY_WORD_VERIFY] = { "Content hash", "内容校验码" },
    [TALLY_WORD_MONTHS] = { "month", "个月" },
    [TALLY_WORD_DAYS] = { "days", "天" },
    [TALLY_WORD_HISTORY] = { "Use by month, kWh", "近月用电量（千瓦时）" },
    [TALLY_WORD_CURVE] = { "Load curve", "负荷曲线" },
    [TALLY_WORD_ALL_HOURS] = { "all hours", "全天" },
    [TALLY_WORD_HIGHEST] = { "highest", "最高" },
    [TALLY_WORD_PEAK] = { "peak demand", "最大需量" },
    [TALLY_WORD_HOW] = { "How each line was computed", "各项费用计算说明" },
    [TALLY_WORD_HOW_ROUNDED] = { "Each amount is rounded once, on its line; the total is the sum "
                                 "of the lines.",
                                 "每项金额只在该行舍入一次，合计为各行之和。" },
    [TALLY_WORD_SCAN_BANK] = { "Scan with your banking app", "用银行应用扫码付款" },
    [TALLY_WORD_NOT_ISSUED] = { "NOT ISSUED – do not pay this bill", "未开单，请勿付款" },
    [TALLY_WORD_CANCELLED] = { "CANCELLED – do not pay this bill", "已作废，请勿付款" },
    [TALLY_WORD_CANCELLED_BY] = { "Taken back by credit note {number}",
                                  "已由红字账单 {number} 冲销" },
    [TALLY_WORD_CREDIT_OF] = { "Takes back bill {number}", "冲销账单 {number}" },
    [TALLY_WORD_TELL_PRODUCT] = { "{quantity} {unit} × {rate} = {exact}.",
                                  "{quantity} {unit} × {rate} = {exact}。" },
    [TALLY_WORD_TELL_PART] = { "{quantity} {unit} × {rate} × {part} days = {exact}.",
                               "{quantity} {unit} × {rate} × {part} 天 = {exact}。" },
    [TALLY_WORD_TELL_PERCENT] = { "{rate} % of {quantity} = {exact}.",
                                  "{quantity} × {rate}% = {exact}。" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (words) == TALLY_N_WORDS);

const char *
tally_bill_word (gboolean is_chinese, TallyWord word)
{
    g_assert (word < TALLY_N_WORDS);

    return is_chinese ? words[word].zh : words[word].en;
}

char *
tally_bill_word_tier (gboolean is_chinese, int tier)
{
    return is_chinese ? g_strdup_printf ("第%d档", tier) : g_strdup_printf ("tier %d", tier);
}

char *
tally_bill_word_page (gboolean is_chinese, int page, int n_pages)
{
    return is_chinese ? g_strdup_printf ("第 %d 页，共 %d 页", page, n_pages)
                      : g_strdup_printf ("Page %d of %d", page, n_pages);
}

const TallyCatalogue *
tally_bill_words_catalogue (gboolean is_chinese, GError **error)
{
    static GMutex mutex;
    static TallyCatalogue *chinese = NULL; /* read once, kept as long as the program */
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mutex);
    g_autoptr(GBytes) mo = NULL;

    if (!is_chinese)
        return NULL;
    if (chinese == NULL) {
        mo = g_resources_lookup_data (TALLY_BILL_CHINESE, 0, error);
        chinese = mo != NULL ? tally_catalogue_new (mo, error) : NULL;
    }
    return chinese;
}
