/*
code: night_activity
group: accounts
reach: own
title:
  zh: 夜间频繁交易
  en: Activity at night
description:
  zh: 观察期内非柜面交易多在夜间发生
  en: dealings away from the counter happen mostly at night within the window
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values; 涉诈账户特征"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  from_hour: {zh: 夜间起, en: night from, unit: hour, default: 23}
  to_hour: {zh: 夜间止, en: night until, unit: hour, default: 5}
  deals: {zh: 最少笔数, en: fewest deals, unit: deals, default: 5}
  night_percent: {zh: 夜间占比, en: part at night, unit: percent, default: 50}
  total: {zh: 合计, en: together, unit: fen, default: 5000000}
sentence:
  zh: >-
    最近 {window} 个工作日内非柜面交易 {deal_count} 笔，其中夜间 {night_count} 笔，合计{night_total:yuan}。
  en: >-
    Within {window} working days deals away from the counter: {deal_count}, at night: {night_count}, together {night_total:yuan}.
*/
WITH remote AS (
  SELECT
    d.customer, d.deal, d.day, d.cny,
    CASE WHEN d.hour >= :from_hour OR d.hour < :to_hour THEN 1 ELSE 0 END AS at_night
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day
    AND NOT d.channel IS NULL AND d.channel <> 'counter'
), sums AS (
  SELECT
    customer,
    COUNT(*) AS deal_count,
    SUM(at_night) AS night_count,
    SUM(CASE WHEN at_night = 1 THEN cny ELSE 0 END) AS night_total,
    MAX(CASE WHEN at_night = 1 THEN day END) AS last_day
  FROM remote
  GROUP BY customer
)
SELECT s.customer, r.deal, r.customer AS party, r.day AS on_day, s.deal_count, s.night_count, s.night_total
FROM sums AS s
JOIN remote AS r ON r.customer = s.customer AND r.at_night = 1
WHERE s.last_day = :day
  AND s.night_count >= :deals
  AND s.night_count * 100 >= s.deal_count * :night_percent
  AND s.night_total >= :total
