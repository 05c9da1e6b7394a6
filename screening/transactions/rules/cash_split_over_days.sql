/*
code: cash_split_over_days
group: structuring
reach: own
title:
  zh: 跨日拆分现金
  en: Cash split over days
description:
  zh: 观察期内多日现金，每日合计均低于大额标准，各日合计达到其数倍
  en: "cash on several days of the window, each day's sum below the large-value line, all together a multiple of it"
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  line_cny: {zh: 人民币大额现金标准, en: "large-value line for cash, CNY", unit: fen, default: 5000000}
  line_usd: {zh: 外币大额现金标准（折美元）, en: "large-value line for cash, USD equivalent", unit: cents, default: 1000000}
  deals: {zh: 最少笔数, en: fewest deals, unit: deals, default: 3}
  days: {zh: 最少天数, en: fewest days, unit: days, default: 3}
  each_percent: {zh: 单笔不低于大额标准的比例, en: a deal counts from this part of the line on, unit: percent, default: 20}
  total_percent: {zh: 合计达到大额标准的比例, en: the sum reaches this part of the line, unit: percent, default: 200}
sentence:
  zh: >-
    最近 {window} 个工作日内 {day_count} 天共 {deal_count} 笔现金{way:way}，每日均低于大额标准，合计{total:money}。
  en: >-
    Within {window} working days, cash {way:way} on days: {day_count}, deals: {deal_count}, each day below the large-value line, comes to {total:money}.
*/
WITH cash AS (
  SELECT
    d.customer, d.deal, d.day, d.incoming, d.book, d.worth,
    CASE d.book WHEN 'cny' THEN :line_cny ELSE :line_usd END AS line
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day AND d.cash = 1
), days AS (
  SELECT customer, incoming, book, day, line, COUNT(*) AS deal_count, SUM(worth) AS total
  FROM cash
  WHERE worth * 100 >= line * :each_percent
  GROUP BY customer, incoming, book, day, line
  HAVING SUM(worth) < line
), sums AS (
  SELECT
    customer, incoming, book, line,
    COUNT(*) AS day_count, SUM(deal_count) AS deal_count, SUM(total) AS total, MAX(day) AS last_day
  FROM days
  GROUP BY customer, incoming, book, line
)
SELECT
  s.customer, c.deal, c.customer AS party, c.day AS on_day,
  s.book, s.incoming AS way, s.day_count, s.deal_count, s.total
FROM sums AS s
JOIN days AS d ON d.customer = s.customer AND d.incoming = s.incoming AND d.book = s.book
JOIN cash AS c ON c.customer = d.customer AND c.incoming = d.incoming AND c.book = d.book AND c.day = d.day
WHERE s.last_day = :day
  AND s.deal_count >= :deals
  AND s.day_count >= :days
  AND s.total * 100 >= s.line * :total_percent
  AND c.worth * 100 >= c.line * :each_percent
