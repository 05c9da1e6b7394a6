/*
code: cash_frequent
group: cash
reach: own
title:
  zh: 个人频繁存取较大现金
  en: Frequent larger cash of a person
description:
  zh: 自然人在观察期内多次存取较大金额现金
  en: a natural person pays in or draws larger cash several times within the window
reference: "Order [2006] No.2 art.11 item 16 (the classic list; own standards under Order [2016] No.3 art.12); figures are house values"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  each: {zh: 单笔下限, en: a deal counts from, unit: fen, default: 3000000}
  deals: {zh: 最少笔数, en: fewest deals, unit: deals, default: 3}
sentence:
  zh: >-
    最近 {window} 个工作日内 {deal_count} 笔现金，每笔不低于{each:yuan}，合计{total:yuan}。
  en: >-
    Within {window} working days {deal_count} cash deals of {each:yuan} or more each come to {total:yuan}.
*/
WITH cash AS (
  SELECT d.customer, d.deal, d.day, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day
    AND d.entity = 0 AND d.cash = 1 AND d.cny >= :each
), sums AS (
  SELECT customer, COUNT(*) AS deal_count, SUM(cny) AS total, MAX(day) AS last_day
  FROM cash
  GROUP BY customer
)
SELECT s.customer, c.deal, c.customer AS party, c.day AS on_day, s.deal_count, s.total
FROM sums AS s
JOIN cash AS c ON c.customer = s.customer
WHERE s.last_day = :day AND s.deal_count >= :deals
