/*
code: small_even_amounts
group: passing_through
reach: own
title:
  zh: 大量小额整数转入
  en: Many small even amounts
description:
  zh: 观察期内自多人收取大量小额整数款项
  en: many small even amounts come from many payers within the window
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values; gambling and illegal collection"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  even: {zh: 整数单位, en: even to, unit: fen, default: 10000}
  most: {zh: 单笔上限, en: an amount is at most, unit: fen, default: 200000}
  deals: {zh: 最少笔数, en: fewest deals, unit: deals, default: 20}
  payers: {zh: 最少付款人数, en: fewest payers, unit: payers, default: 10}
sentence:
  zh: >-
    最近 {window} 个工作日内收取 {payers_seen} 人小额整数款项 {deal_count} 笔，合计{total:yuan}。
  en: >-
    Within {window} working days small even amounts: {deal_count}, payers: {payers_seen}, together {total:yuan}.
*/
WITH even AS (
  SELECT d.customer, d.deal, d.day, d.other, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day
    AND d.incoming = 1 AND d.cash = 0 AND d.cny <= :most AND d.cny % :even = 0
), sums AS (
  SELECT customer, COUNT(*) AS deal_count, COUNT(DISTINCT other) AS payers_seen, SUM(cny) AS total, MAX(day) AS last_day
  FROM even
  GROUP BY customer
)
SELECT s.customer, e.deal, e.customer AS party, e.day AS on_day, s.deal_count, s.payers_seen, s.total
FROM sums AS s
JOIN even AS e ON e.customer = s.customer
WHERE s.last_day = :day AND s.deal_count >= :deals AND s.payers_seen >= :payers
