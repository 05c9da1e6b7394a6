/*
code: dispersed_in
group: passing_through
reach: own
title:
  zh: 分散转入、集中转出
  en: "Dispersed in, concentrated out"
description:
  zh: 观察期内转入与转出一端对手众多、另一端极少，且大部分资金转出
  en: "in the window many counterparties on one side and very few on the other, and most of the money goes out"
reference: "Order [2006] No.2 art.11 item 1 (the classic list; own standards under Order [2016] No.3 art.12); figures are house values; short = ten working days"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  many: {zh: 多方一端最少对手数, en: fewest counterparties on the many side, unit: counterparties, default: 10}
  few: {zh: 少方一端最多对手数, en: most on the few side, unit: counterparties, default: 2}
  total: {zh: 转入合计, en: money in, unit: fen, default: 20000000}
  out_percent: {zh: 转出占转入的比例, en: part of it that goes out, unit: percent, default: 80}
sentence:
  zh: >-
    最近 {window} 个工作日内自 {payers} 个对手转入{received:yuan}，向 {payees} 个对手转出{paid:yuan}。
  en: >-
    Within {window} working days {received:yuan} came from counterparties: {payers}, and {paid:yuan} went to counterparties: {payees}.
*/
WITH transfers AS (
  SELECT d.customer, d.deal, d.day, d.incoming, d.other, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day AND d.cash = 0 AND NOT d.other IS NULL
), sums AS (
  SELECT
    customer,
    COUNT(DISTINCT CASE WHEN incoming = 1 THEN other END) AS payers,
    COUNT(DISTINCT CASE WHEN incoming = 0 THEN other END) AS payees,
    SUM(CASE WHEN incoming = 1 THEN cny ELSE 0 END) AS received,
    SUM(CASE WHEN incoming = 0 THEN cny ELSE 0 END) AS paid,
    MAX(day) AS last_day
  FROM transfers
  GROUP BY customer
)
SELECT s.customer, t.deal, t.customer AS party, t.day AS on_day, s.payers, s.payees, s.received, s.paid
FROM sums AS s
JOIN transfers AS t ON t.customer = s.customer
WHERE s.last_day = :day
  AND s.payers >= :many
  AND s.payees BETWEEN 1 AND :few
  AND s.received >= :total
  AND s.paid * 100 >= s.received * :out_percent
