/*
code: minor_large
group: age
reach: own
title:
  zh: 未成年人大额转账
  en: Large transfers of a minor
description:
  zh: 年龄未满设定岁数的自然人在观察期内转账达到设定金额
  en: a person under the set age makes transfers of the set amount within the window
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  under: {zh: 年龄, en: age, unit: years, default: 16}
  total: {zh: 合计, en: together, unit: fen, default: 5000000}
sentence:
  zh: >-
    客户未满 {under} 岁，最近 {window} 个工作日内转账 {deal_count} 笔，合计{total_seen:yuan}。
  en: >-
    The customer is under {under}; within {window} working days {deal_count} transfers come to {total_seen:yuan}.
*/
WITH transfers AS (
  SELECT d.customer, d.deal, d.day, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  JOIN customers AS c ON c.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day
    AND d.cash = 0 AND c.entity = 0 AND c.age < :under
), sums AS (
  SELECT customer, COUNT(*) AS deal_count, SUM(cny) AS total_seen, MAX(day) AS last_day
  FROM transfers
  GROUP BY customer
)
SELECT s.customer, t.deal, t.customer AS party, t.day AS on_day, s.deal_count, s.total_seen
FROM sums AS s
JOIN transfers AS t ON t.customer = s.customer
WHERE s.last_day = :day AND s.total_seen >= :total
