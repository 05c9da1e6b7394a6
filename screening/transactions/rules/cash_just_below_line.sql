/*
code: cash_just_below_line
group: structuring
reach: own
title:
  zh: 现金紧贴大额标准
  en: Cash just below the line
description:
  zh: 观察期内多笔现金，每笔接近但低于大额标准
  en: "several cash deals of the window, each close to the large-value line and below it"
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  line_cny: {zh: 人民币大额现金标准, en: "large-value line for cash, CNY", unit: fen, default: 5000000}
  line_usd: {zh: 外币大额现金标准（折美元）, en: "large-value line for cash, USD equivalent", unit: cents, default: 1000000}
  near_percent: {zh: 接近标准的比例, en: close means from this part of the line on, unit: percent, default: 80}
  deals: {zh: 最少笔数, en: fewest deals, unit: deals, default: 3}
sentence:
  zh: >-
    最近 {window} 个工作日内 {deal_count} 笔现金，每笔达到大额标准的 {near_percent}% 而未达标准，合计{total:money}。
  en: >-
    Within {window} working days, {deal_count} cash deals, each at {near_percent}% of the large-value line or more and below it, come to {total:money}.
*/
WITH near AS (
  SELECT d.customer, d.deal, d.day, d.book, d.worth
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day AND d.cash = 1
    AND d.worth < CASE d.book WHEN 'cny' THEN :line_cny ELSE :line_usd END
    AND d.worth * 100 >= CASE d.book WHEN 'cny' THEN :line_cny ELSE :line_usd END * :near_percent
), sums AS (
  SELECT customer, book, COUNT(*) AS deal_count, SUM(worth) AS total, MAX(day) AS last_day
  FROM near
  GROUP BY customer, book
)
SELECT s.customer, n.deal, n.customer AS party, n.day AS on_day, s.book, s.deal_count, s.total
FROM sums AS s
JOIN near AS n ON n.customer = s.customer AND n.book = s.book
WHERE s.last_day = :day AND s.deal_count >= :deals
