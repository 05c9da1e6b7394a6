/*
code: offshore_to_many
group: places
reach: shared
title:
  zh: 同一境外账户向多人汇入
  en: One offshore account to many
description:
  zh: 观察期内多名个人与同一境外账户往来（汇入），常见于分拆购付汇
  en: "several persons receive from the same account abroad within the window, as in split exchange quotas"
reference: "Order [2006] No.2 art.11 item 18 (the classic list; own standards under Order [2016] No.3 art.12); figures are house values"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  customers: {zh: 最少客户数, en: fewest customers, unit: customers, default: 5}
sentence:
  zh: >-
    最近 {window} 个工作日内 {customers_seen} 名个人与同一境外账户往来（汇入）{deal_count} 笔，合计{total:yuan}。
  en: >-
    Within {window} working days persons: {customers_seen}, transfers to them and one account abroad: {deal_count}, together {total:yuan}.
*/
WITH abroad AS (
  SELECT d.other, d.customer, d.deal, d.day, d.cny
  FROM deals AS d
  WHERE d.workday > :workday - :window AND d.day <= :day
    AND d.abroad = 1 AND d.incoming = 1 AND d.entity = 0 AND NOT d.other IS NULL
), sums AS (
  SELECT other, COUNT(DISTINCT customer) AS customers_seen, COUNT(*) AS deal_count, SUM(cny) AS total
  FROM abroad
  GROUP BY other
), today AS (
  SELECT DISTINCT a.other, a.customer
  FROM abroad AS a
  JOIN judged AS j ON j.customer = a.customer
  WHERE a.day = :day
)
SELECT t.customer, a.deal, a.customer AS party, a.day AS on_day, s.customers_seen, s.deal_count, s.total
FROM today AS t
JOIN sums AS s ON s.other = t.other
JOIN abroad AS a ON a.other = t.other
WHERE s.customers_seen >= :customers
