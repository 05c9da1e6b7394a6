/*
code: turnover_above_peers
group: profile
reach: everyone
title:
  zh: 交易规模远超同类客户
  en: Business far above peers
description:
  zh: 近期收付合计为同行业（职业）其他客户平均的数倍
  en: business of the last days is a multiple of the average of others in the same industry or occupation
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values"
parameters:
  days: {zh: 统计天数, en: days counted, unit: days, default: 30}
  times: {zh: 平均的倍数, en: times the average, unit: times, default: 10}
  peers: {zh: 最少其他同类客户数, en: fewest other peers, unit: customers, default: 20}
  total: {zh: 合计下限, en: counts from, unit: fen, default: 100000000}
sentence:
  zh: >-
    最近 {days} 天收付合计{total_seen:yuan}，其他 {others} 个同类客户合计{others_total:yuan}，达到其平均的 {times} 倍以上。
  en: >-
    In {days} days business of {total_seen:yuan}; other peers: {others}, together {others_total:yuan}: {times} times their average or more.
*/
WITH flows AS (
  SELECT c.peers, d.customer, SUM(d.cny) AS total_seen, MAX(d.day) AS last_day
  FROM deals AS d
  JOIN customers AS c ON c.customer = d.customer
  WHERE d.day > :day - :days AND d.day <= :day AND NOT c.peers IS NULL
  GROUP BY c.peers, d.customer
), compared AS (
  SELECT
    customer, total_seen, last_day,
    COUNT(*) OVER (PARTITION BY peers) - 1 AS others,
    SUM(total_seen) OVER (PARTITION BY peers) - total_seen AS others_total
  FROM flows
)
SELECT
  w.customer, d.deal, d.customer AS party, d.day AS on_day, w.total_seen, w.others, w.others_total
FROM compared AS w
JOIN judged AS j ON j.customer = w.customer
JOIN deals AS d ON d.customer = w.customer AND d.day = :day
WHERE w.last_day = :day
  AND w.others >= :peers
  AND w.total_seen >= :total
  AND w.total_seen * w.others >= w.others_total * :times
