/*
code: tied_to_watched
group: proximity
reach: shared
title:
  zh: 与名单或已报告对象共用联系方式或控制人
  en: Shares a contact or controller with a watched customer
description:
  zh: 客户与名单命中或已被报告的客户登记同一电话、地址或控制人，且当日有交易
  en: "the customer shares a phone, address or controller with one who is listed or was reported, and dealt today"
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values; AML Law art.40"
parameters:
  total: {zh: 当日合计, en: "the day's business at least", unit: fen, default: 1000000}
sentence:
  zh: >-
    客户与 {others} 名关注对象登记同一电话、地址或控制人，当日收付合计{total_seen:yuan}。
  en: >-
    The customer shares a phone, address or controller with watched customers: {others}; the day's business is {total_seen:yuan}.
*/
WITH near AS (
  SELECT t.customer, COUNT(DISTINCT o.customer) AS others
  FROM ties AS t
  JOIN judged AS j ON j.customer = t.customer
  JOIN ties AS o ON o.kind = t.kind AND o.tie = t.tie AND o.customer <> t.customer
  JOIN watched AS w ON w.customer = o.customer
  GROUP BY t.customer
), sums AS (
  SELECT d.customer, SUM(d.cny) AS total_seen
  FROM deals AS d
  JOIN near AS n ON n.customer = d.customer
  WHERE d.day = :day
  GROUP BY d.customer
)
SELECT n.customer, d.deal, d.customer AS party, d.day AS on_day, n.others, s.total_seen
FROM near AS n
JOIN sums AS s ON s.customer = n.customer
JOIN deals AS d ON d.customer = n.customer AND d.day = :day
WHERE s.total_seen >= :total
