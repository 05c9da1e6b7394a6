/*
code: turnover_jump
group: profile
reach: own
title:
  zh: 交易规模骤增
  en: A jump in business
description:
  zh: 观察期内收付合计达到以往同等天数平均的数倍
  en: business of the window is a multiple of what the customer did before in as many days
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values"
parameters:
  days: {zh: 统计天数, en: days counted, unit: days, default: 14}
  history_days: {zh: 以往天数（为统计天数的整数倍）, en: "days before, a multiple of them", unit: days, default: 168}
  times: {zh: 倍数, en: times, unit: times, default: 5}
  total: {zh: 合计下限, en: counts from, unit: fen, default: 50000000}
sentence:
  zh: >-
    最近 {days} 天收付合计{total_seen:yuan}，此前 {history_days} 天合计{before_total:yuan}，达到同等天数平均的 {times} 倍以上。
  en: >-
    In {days} days business of {total_seen:yuan}, in the {history_days} days before {before_total:yuan}: {times} times the average of as many days, or more.
*/
WITH own AS (
  SELECT d.customer, d.deal, d.day, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.day > :day - :days - :history_days AND d.day <= :day
), sums AS (
  SELECT
    customer,
    SUM(CASE WHEN day > :day - :days THEN cny ELSE 0 END) AS total_seen,
    SUM(CASE WHEN day <= :day - :days THEN cny ELSE 0 END) AS before_total
  FROM own
  GROUP BY customer
)
SELECT s.customer, o.deal, o.customer AS party, o.day AS on_day, s.total_seen, s.before_total
FROM sums AS s
JOIN customers AS c ON c.customer = s.customer
JOIN own AS o ON o.customer = s.customer AND o.day > :day - :days
WHERE s.total_seen >= :total
  AND c.since <= :day - :days - :history_days
  AND s.total_seen * :history_days >= s.before_total * :times * :days
