/*
code: cash_share_above_peers
group: cash
reach: everyone
title:
  zh: 现金占比高于同类客户
  en: More cash than peers
description:
  zh: 近期现金占收付的比例居同行业（职业）客户最高的一段
  en: "cash is a larger part of the customer's business than for nearly all of the same industry or occupation"
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values; peers' 95th percentile"
parameters:
  days: {zh: 统计天数, en: days counted, unit: days, default: 30}
  top_percent: {zh: 居最高的比例, en: among the highest, unit: percent, default: 5}
  peers: {zh: 最少同类客户数, en: fewest peers, unit: customers, default: 20}
  cash_total: {zh: 现金合计下限, en: cash counts from, unit: fen, default: 20000000}
sentence:
  zh: >-
    最近 {days} 天现金{cash_seen:yuan}，占收付的 {share} ‰；{peers_seen} 个同类客户中高于本客户的有 {above} 个。
  en: >-
    In {days} days cash of {cash_seen:yuan}, {share} per mille of all business; of peers: {peers_seen}, higher: {above}.
*/
WITH flows AS (
  SELECT
    c.peers, d.customer,
    SUM(d.cny) AS total,
    SUM(CASE WHEN d.cash = 1 THEN d.cny ELSE 0 END) AS cash_seen
  FROM deals AS d
  JOIN customers AS c ON c.customer = d.customer
  WHERE d.day > :day - :days AND d.day <= :day AND NOT c.peers IS NULL
  GROUP BY c.peers, d.customer
), shares AS (
  SELECT
    peers, customer, cash_seen,
    CAST((cash_seen * 1000 - (cash_seen * 1000) % total) / total AS BIGINT) AS share
  FROM flows
), ranked AS (
  SELECT
    peers, customer, cash_seen, share,
    COUNT(*) OVER (PARTITION BY peers) AS peers_seen,
    RANK() OVER (PARTITION BY peers ORDER BY share DESC) - 1 AS above
  FROM shares
)
SELECT
  r.customer, d.deal, d.customer AS party, d.day AS on_day, r.cash_seen, r.share, r.peers_seen, r.above
FROM ranked AS r
JOIN judged AS j ON j.customer = r.customer
JOIN deals AS d ON d.customer = r.customer AND d.cash = 1 AND d.day > :day - :days AND d.day <= :day
WHERE r.peers_seen >= :peers
  AND r.above * 100 < r.peers_seen * :top_percent
  AND r.cash_seen >= :cash_total
  AND EXISTS(SELECT 1 FROM deals AS t WHERE t.customer = r.customer AND t.cash = 1 AND t.day = :day)
