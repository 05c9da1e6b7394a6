/*
code: person_from_entities
group: entity_to_person
reach: own
title:
  zh: 个人频繁收取单位款项
  en: A person often paid by entities
description:
  zh: 自然人在观察期内频繁收取单位转入的款项
  en: a natural person often receives transfers from entities within the window
reference: "Order [2006] No.2 art.11 item 3 (the classic list; own standards under Order [2016] No.3 art.12); figures are house values"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  deals: {zh: 最少笔数, en: fewest deals, unit: deals, default: 5}
  total: {zh: 合计, en: together, unit: fen, default: 10000000}
sentence:
  zh: >-
    最近 {window} 个工作日内收取 {entities} 个单位转入 {deal_count} 笔，合计{total_seen:yuan}。
  en: >-
    Within {window} working days, transfers from entities: {entities}, deals: {deal_count}, come to {total_seen:yuan}.
*/
WITH received AS (
  SELECT d.customer, d.deal, d.day, d.other, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day
    AND d.entity = 0 AND d.incoming = 1 AND d.cash = 0 AND d.other_entity = 1
), sums AS (
  SELECT
    customer, COUNT(*) AS deal_count, COUNT(DISTINCT other) AS entities, SUM(cny) AS total_seen, MAX(day) AS last_day
  FROM received
  GROUP BY customer
)
SELECT s.customer, r.deal, r.customer AS party, r.day AS on_day, s.entities, s.deal_count, s.total_seen
FROM sums AS s
JOIN received AS r ON r.customer = s.customer
WHERE s.last_day = :day AND s.deal_count >= :deals AND s.total_seen >= :total
