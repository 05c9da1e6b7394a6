/*
code: accounts_opened_closed
group: accounts
reach: own
title:
  zh: 频繁开销户且交易量大
  en: "Accounts opened and closed, with much business"
description:
  zh: 统计天数内多次开户或销户，且近期交易达到设定金额
  en: "several accounts opened or closed within the days counted, and much business lately"
reference: "Order [2006] No.2 art.11 item 6 (the classic list; own standards under Order [2016] No.3 art.12); figures are house values"
parameters:
  days: {zh: 统计天数, en: days counted, unit: days, default: 90}
  changes: {zh: 最少开销户次数, en: fewest openings and closings, unit: times, default: 3}
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  total: {zh: 近期合计, en: lately at least, unit: fen, default: 50000000}
sentence:
  zh: >-
    最近 {days} 天开户、销户共 {changes_seen} 次，最近 {window} 个工作日收付合计{total_seen:yuan}。
  en: >-
    In {days} days accounts opened or closed: {changes_seen}; within {window} working days business of {total_seen:yuan}.
*/
WITH changed AS (
  SELECT
    a.customer,
    SUM(CASE WHEN a.opened > :day - :days AND a.opened <= :day THEN 1 ELSE 0 END
      + CASE WHEN a.closed > :day - :days AND a.closed <= :day THEN 1 ELSE 0 END) AS changes_seen
  FROM accounts AS a
  JOIN judged AS j ON j.customer = a.customer
  GROUP BY a.customer
), own AS (
  SELECT d.customer, d.deal, d.day, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day
), sums AS (
  SELECT customer, SUM(cny) AS total_seen, MAX(day) AS last_day FROM own GROUP BY customer
)
SELECT s.customer, o.deal, o.customer AS party, o.day AS on_day, c.changes_seen, s.total_seen
FROM sums AS s
JOIN changed AS c ON c.customer = s.customer
JOIN own AS o ON o.customer = s.customer
WHERE s.last_day = :day AND c.changes_seen >= :changes AND s.total_seen >= :total
