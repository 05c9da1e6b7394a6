/*
code: dormant_wakes
group: accounts
reach: own
title:
  zh: 长期闲置后突然启用
  en: A dormant customer wakes
description:
  zh: 一年以上无主动交易，观察期内突然发生大额或频繁交易
  en: "no deal of their own for a year or more, then large or frequent ones within the window"
reference: "Order [2006] No.2 art.11 item 4 (the classic list; own standards under Order [2016] No.3 art.12); figures are house values; long = a year or more"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  dormant_days: {zh: 闲置天数, en: days without a deal, unit: days, default: 365}
  total: {zh: 收付合计, en: in and out together, unit: fen, default: 20000000}
  deals: {zh: 或笔数, en: or deals, unit: deals, default: 10}
sentence:
  zh: >-
    闲置 {dormant_days} 天以上（此前最近一笔：{previous}），{woke:day} 起最近 {window} 个工作日内 {deal_count} 笔、收付合计{total_seen:yuan}。
  en: >-
    Dormant for {dormant_days} days or more (days from the last deal before: {previous}); since {woke:day}, within {window} working days, {deal_count} deals come to {total_seen:yuan}.
*/
WITH own AS (
  SELECT d.customer, d.deal, d.day, d.workday, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.day <= :day
), lately AS (
  SELECT customer, MIN(day) AS woke, MAX(day) AS last_day, COUNT(*) AS deal_count, SUM(cny) AS total_seen
  FROM own
  WHERE workday > :workday - :window
  GROUP BY customer
), earlier AS (
  SELECT customer, MAX(day) AS last_day
  FROM own
  WHERE workday <= :workday - :window
  GROUP BY customer
)
SELECT
  l.customer, o.deal, o.customer AS party, o.day AS on_day,
  l.woke - e.last_day AS previous, l.woke, l.deal_count, l.total_seen
FROM lately AS l
JOIN customers AS c ON c.customer = l.customer
LEFT JOIN earlier AS e ON e.customer = l.customer
JOIN own AS o ON o.customer = l.customer AND o.workday > :workday - :window
WHERE l.last_day = :day
  AND c.since <= l.woke - :dormant_days
  AND (e.last_day IS NULL OR l.woke - e.last_day >= :dormant_days)
  AND (l.total_seen >= :total OR l.deal_count >= :deals)
