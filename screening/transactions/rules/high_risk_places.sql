/*
code: high_risk_places
group: places
reach: own
title:
  zh: 与高风险国家（地区）交易骤增
  en: More dealings with high-risk places
description:
  zh: 观察期内与高风险国家（地区）的交易达到以往平均的数倍
  en: deals with high-risk countries within the window are a multiple of the average before
reference: "Order [2006] No.2 art.11 item 5 (the classic list; own standards under Order [2016] No.3 art.12); figures are house values; countries: FATF high-risk and increased monitoring, as the institution keeps them"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  deals: {zh: 最少笔数, en: fewest deals, unit: deals, default: 3}
  times: {zh: 倍数, en: times, unit: times, default: 3}
  history_days: {zh: 以往天数, en: days before, unit: days, default: 90}
  window_days: {zh: 观察期折合天数, en: the window in calendar days, unit: days, default: 14}
  countries: {zh: 高风险国家（地区）, en: high-risk countries, unit: ISO 3166 alpha-3, default: ["PRK", "IRN", "MMR"]}
sentence:
  zh: >-
    最近 {window} 个工作日内与高风险国家（地区）交易 {deal_count} 笔，合计{total:yuan}；此前 {history_days} 天 {before_count} 笔。
  en: >-
    Within {window} working days, deals with high-risk countries: {deal_count}, together {total:yuan}; in the {history_days} days before: {before_count}.
*/
WITH dealt AS (
  SELECT d.customer, d.deal, d.day, d.workday, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.day <= :day AND d.country IN (:countries)
), lately AS (
  SELECT customer, COUNT(*) AS deal_count, SUM(cny) AS total, MIN(day) AS first_day, MAX(day) AS last_day
  FROM dealt
  WHERE workday > :workday - :window
  GROUP BY customer
), earlier AS (
  SELECT d.customer, COUNT(*) AS before_count
  FROM dealt AS d
  WHERE d.workday <= :workday - :window AND d.day > :day - :window_days - :history_days
  GROUP BY d.customer
)
SELECT
  l.customer, d.deal, d.customer AS party, d.day AS on_day,
  l.deal_count, l.total, COALESCE(e.before_count, 0) AS before_count
FROM lately AS l
LEFT JOIN earlier AS e ON e.customer = l.customer
JOIN dealt AS d ON d.customer = l.customer AND d.workday > :workday - :window
WHERE l.last_day = :day
  AND l.deal_count >= :deals
  AND l.deal_count * :history_days >= COALESCE(e.before_count, 0) * :times * :window_days
