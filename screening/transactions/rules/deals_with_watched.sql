/*
code: deals_with_watched
group: proximity
reach: own
title:
  zh: 与名单或已报告对象交易
  en: Deals with a watched customer
description:
  zh: 当日与名单命中或已被报告的客户有资金往来
  en: money moved today between the customer and one who is listed or was reported
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values; AML Law art.40 (counterparties)"
parameters:
  total: {zh: 当日合计, en: "the day's business with them at least", unit: fen, default: 100000}
sentence:
  zh: >-
    当日与 {others} 名关注对象往来 {deal_count} 笔，合计{total_seen:yuan}。
  en: >-
    On the day deals with watched customers: {others}, deals: {deal_count}, together {total_seen:yuan}.
*/
WITH marked AS (
  SELECT DISTINCT customer FROM watched
), dealt AS (
  SELECT d.customer, d.deal, d.day, d.other_customer, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  JOIN marked AS m ON m.customer = d.other_customer
  WHERE d.day = :day AND d.other_customer <> d.customer
), sums AS (
  SELECT customer, COUNT(*) AS deal_count, COUNT(DISTINCT other_customer) AS others, SUM(cny) AS total_seen
  FROM dealt
  GROUP BY customer
)
SELECT s.customer, d.deal, d.customer AS party, d.day AS on_day, s.others, s.deal_count, s.total_seen
FROM sums AS s
JOIN dealt AS d ON d.customer = s.customer
WHERE s.total_seen >= :total
