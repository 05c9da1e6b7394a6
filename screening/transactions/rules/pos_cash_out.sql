/*
code: pos_cash_out
group: passing_through
reach: own
title:
  zh: POS 套现
  en: POS cash-out
description:
  zh: POS 收款后几乎全部转出或取现
  en: what comes in by POS goes out nearly whole
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values; POS cash-out"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  pos: {zh: POS 渠道代码, en: code of the POS channel, unit: code, default: ["12"]}
  total: {zh: POS 收款合计, en: in by POS, unit: fen, default: 5000000}
  out_percent: {zh: 转出占收款的比例, en: part that goes out, unit: percent, default: 90}
sentence:
  zh: >-
    最近 {window} 个工作日内 POS 收款 {deal_count} 笔、合计{received:yuan}，同期转出或取现{paid:yuan}。
  en: >-
    Within {window} working days {deal_count} POS receipts come to {received:yuan}, and {paid:yuan} went out.
*/
WITH own AS (
  SELECT
    d.customer, d.deal, d.day, d.incoming, d.cny,
    CASE WHEN d.incoming = 1 AND d.channel IN (:pos) THEN 1 ELSE 0 END AS by_pos
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day
), sums AS (
  SELECT
    customer,
    SUM(by_pos) AS deal_count,
    SUM(CASE WHEN by_pos = 1 THEN cny ELSE 0 END) AS received,
    SUM(CASE WHEN incoming = 0 THEN cny ELSE 0 END) AS paid,
    MAX(CASE WHEN by_pos = 1 OR incoming = 0 THEN day END) AS last_day
  FROM own
  GROUP BY customer
)
SELECT s.customer, o.deal, o.customer AS party, o.day AS on_day, s.deal_count, s.received, s.paid
FROM sums AS s
JOIN own AS o ON o.customer = s.customer AND (o.by_pos = 1 OR o.incoming = 0)
WHERE s.last_day = :day AND s.received >= :total AND s.paid * 100 >= s.received * :out_percent
