/*
code: cash_split_same_day
group: structuring
reach: own
title:
  zh: 当日拆分现金
  en: Cash split within a day
description:
  zh: 一日内多笔现金，每笔均低于大额标准，同一方向合计达到标准
  en: "several cash deals of one day, each below the large-value line, that reach it together in one direction"
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values"
parameters:
  line_cny: {zh: 人民币大额现金标准, en: "large-value line for cash, CNY", unit: fen, default: 5000000}
  line_usd: {zh: 外币大额现金标准（折美元）, en: "large-value line for cash, USD equivalent", unit: cents, default: 1000000}
  deals: {zh: 最少笔数, en: fewest deals, unit: deals, default: 2}
sentence:
  zh: >-
    当日{way:way}现金 {deal_count} 笔，每笔均低于大额标准，合计{total:money}，经 {places} 个网点、{accounts} 个账户。
  en: >-
    {deal_count} cash deals {way:way} on the day, each below the large-value line, come to {total:money}, over outlets: {places}, accounts: {accounts}.
*/
WITH small AS (
  SELECT d.customer, d.deal, d.day, d.incoming, d.book, d.worth, d.outlet, d.account
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.day = :day
    AND d.cash = 1
    AND d.worth < CASE d.book WHEN 'cny' THEN :line_cny ELSE :line_usd END
), sums AS (
  SELECT
    customer, incoming, book,
    COUNT(*) AS deal_count,
    SUM(worth) AS total,
    COUNT(DISTINCT outlet) AS places,
    COUNT(DISTINCT account) AS accounts
  FROM small
  GROUP BY customer, incoming, book
)
SELECT
  s.customer, d.deal, d.customer AS party, d.day AS on_day,
  s.book, s.incoming AS way, s.deal_count, s.total, s.places, s.accounts
FROM sums AS s
JOIN small AS d ON d.customer = s.customer AND d.incoming = s.incoming AND d.book = s.book
WHERE s.deal_count >= :deals
  AND s.total >= CASE s.book WHEN 'cny' THEN :line_cny ELSE :line_usd END
