/*
code: cash_exchange_frequent
group: cash
reach: own
title:
  zh: 频繁现钞结售汇、兑换
  en: Cash often exchanged
description:
  zh: 观察期内频繁办理现钞结售汇、兑换
  en: cash exchange deals are frequent within the window
reference: "Order [2006] No.2 art.11 item 9 (the classic list; own standards under Order [2016] No.3 art.12); figures are house values"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  methods: {zh: 业务种类, en: methods, unit: codes, default: ["cash_fx_settlement", "note_exchange"]}
  deals: {zh: 最少笔数, en: fewest deals, unit: deals, default: 5}
  total: {zh: 合计, en: together, unit: fen, default: 2000000}
sentence:
  zh: >-
    最近 {window} 个工作日内现钞结售汇、兑换 {deal_count} 笔，合计{total_seen:yuan}。
  en: >-
    Within {window} working days cash exchange deals: {deal_count}, together {total_seen:yuan}.
*/
WITH done AS (
  SELECT d.customer, d.deal, d.day, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day AND d.method IN (:methods)
), sums AS (
  SELECT customer, COUNT(*) AS deal_count, SUM(cny) AS total_seen, MAX(day) AS last_day
  FROM done
  GROUP BY customer
)
SELECT s.customer, d.deal, d.customer AS party, d.day AS on_day, s.deal_count, s.total_seen
FROM sums AS s
JOIN done AS d ON d.customer = s.customer
WHERE s.last_day = :day AND s.deal_count >= :deals AND s.total_seen >= :total
