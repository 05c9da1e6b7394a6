/*
code: contact_shared
group: shared
reach: shared
title:
  zh: 多户共用电话或地址
  en: A phone or address shared by many
description:
  zh: 多名客户登记同一电话或地址，且在观察期内均有转账
  en: several customers on file with the same phone or address all made transfers within the window
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values; 涉诈账户特征"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  customers: {zh: 最少客户数, en: fewest customers, unit: customers, default: 3}
  total: {zh: 合计下限, en: together at least, unit: fen, default: 10000000}
sentence:
  zh: >-
    最近 {window} 个工作日内登记同一联系方式的 {customers_seen} 名客户转账 {deal_count} 笔，合计{total_seen:yuan}。
  en: >-
    Within {window} working days customers with one contact: {customers_seen} made transfers: {deal_count}, together {total_seen:yuan}.
*/
WITH tied AS (
  SELECT t.tie, d.customer, d.deal, d.day, d.cny
  FROM ties AS t
  JOIN deals AS d ON d.customer = t.customer
  WHERE t.kind IN ('phone', 'address')
    AND d.workday > :workday - :window AND d.day <= :day AND d.cash = 0
), sums AS (
  SELECT tie, COUNT(DISTINCT customer) AS customers_seen, COUNT(*) AS deal_count, SUM(cny) AS total_seen
  FROM tied
  GROUP BY tie
), today AS (
  SELECT DISTINCT t.tie, t.customer
  FROM tied AS t
  JOIN judged AS j ON j.customer = t.customer
  WHERE t.day = :day
)
SELECT n.customer, t.deal, t.customer AS party, t.day AS on_day, s.customers_seen, s.deal_count, s.total_seen
FROM today AS n
JOIN sums AS s ON s.tie = n.tie
JOIN tied AS t ON t.tie = n.tie
WHERE s.customers_seen >= :customers AND s.total_seen >= :total
