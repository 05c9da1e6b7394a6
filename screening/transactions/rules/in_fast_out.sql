/*
code: in_fast_out
group: passing_through
reach: own
title:
  zh: 快进快出
  en: In and fast out
description:
  zh: 资金转入后短时间内几乎全部转出，观察期内多次
  en: "money comes in and nearly all of it goes out within hours, several times in the window"
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  hours: {zh: 转出时限, en: within, unit: hours, default: 24}
  out_percent: {zh: 转出占转入的比例, en: part that goes out, unit: percent, default: 90}
  times: {zh: 最少次数, en: fewest times, unit: times, default: 3}
  each: {zh: 单笔转入下限, en: an amount in counts from, unit: fen, default: 500000}
sentence:
  zh: >-
    最近 {window} 个工作日内 {times_seen} 笔转入共{credited:yuan}，均在 {hours} 小时内转出 {out_percent}% 以上，期内转出共{debited:yuan}。
  en: >-
    Within {window} working days {times_seen} amounts in, {credited:yuan} together, went out to {out_percent}% or more within {hours} hours each; out in all: {debited:yuan}.
*/
WITH own AS (
  SELECT d.customer, d.deal, d.day, d.moment, d.incoming, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day
), credits AS (
  SELECT i.customer, i.deal, i.day, i.moment, i.cny, MAX(o.day) AS out_day
  FROM own AS i
  JOIN own AS o
    ON o.customer = i.customer AND o.incoming = 0
    AND o.moment > i.moment AND o.moment <= i.moment + :hours * 3600
  WHERE i.incoming = 1 AND i.cny >= :each
  GROUP BY i.customer, i.deal, i.day, i.moment, i.cny
  HAVING SUM(o.cny) * 100 >= i.cny * :out_percent
), debits AS (
  SELECT customer, SUM(cny) AS debited FROM own WHERE incoming = 0 GROUP BY customer
), sums AS (
  SELECT
    customer, COUNT(*) AS times_seen, SUM(cny) AS credited,
    MAX(CASE WHEN out_day > day THEN out_day ELSE day END) AS last_day
  FROM credits
  GROUP BY customer
), fired AS (
  SELECT s.customer, s.times_seen, s.credited, d.debited
  FROM sums AS s
  JOIN debits AS d ON d.customer = s.customer
  WHERE s.last_day = :day AND s.times_seen >= :times
    AND d.debited * 100 >= s.credited * :out_percent
)
SELECT f.customer, c.deal, c.customer AS party, c.day AS on_day, f.times_seen, f.credited, f.debited
FROM fired AS f
JOIN credits AS c ON c.customer = f.customer
UNION
SELECT f.customer, o.deal, o.customer AS party, o.day AS on_day, f.times_seen, f.credited, f.debited
FROM fired AS f
JOIN credits AS c ON c.customer = f.customer
JOIN own AS o
  ON o.customer = c.customer AND o.incoming = 0
  AND o.moment > c.moment AND o.moment <= c.moment + :hours * 3600
