/*
code: entity_to_persons
group: entity_to_person
reach: own
title:
  zh: 公转私
  en: From an entity to persons
description:
  zh: 单位账户在观察期内向多名个人转出，资金大部分转出、留存很少
  en: "an entity pays several persons within the window, and most of what comes in goes out to them"
reference: "Order [2006] No.2 art.11 item 3 (the classic list; own standards under Order [2016] No.3 art.12); figures are house values; 公转私 as PBOC branches describe it"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  persons: {zh: 最少个人数, en: fewest persons, unit: persons, default: 5}
  total: {zh: 转出合计, en: paid to persons, unit: fen, default: 20000000}
  out_percent: {zh: 占转入的比例, en: part of what came in, unit: percent, default: 80}
sentence:
  zh: >-
    最近 {window} 个工作日内向 {persons_seen} 名个人（{regions} 个地区）转出{paid:yuan}，同期转入{received:yuan}。
  en: >-
    Within {window} working days {paid:yuan} went to persons: {persons_seen}, regions: {regions}; {received:yuan} came in.
*/
WITH own AS (
  SELECT d.customer, d.deal, d.day, d.incoming, d.other, d.other_entity, d.region, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.workday > :workday - :window AND d.day <= :day AND d.entity = 1 AND d.cash = 0
), sums AS (
  SELECT
    customer,
    COUNT(DISTINCT CASE WHEN incoming = 0 AND other_entity = 0 THEN other END) AS persons_seen,
    COUNT(DISTINCT CASE WHEN incoming = 0 AND other_entity = 0 THEN region END) AS regions,
    SUM(CASE WHEN incoming = 0 AND other_entity = 0 THEN cny ELSE 0 END) AS paid,
    SUM(CASE WHEN incoming = 1 THEN cny ELSE 0 END) AS received,
    MAX(CASE WHEN incoming = 0 AND other_entity = 0 THEN day END) AS last_day
  FROM own
  GROUP BY customer
)
SELECT s.customer, o.deal, o.customer AS party, o.day AS on_day, s.persons_seen, s.regions, s.paid, s.received
FROM sums AS s
JOIN own AS o ON o.customer = s.customer AND o.incoming = 0 AND o.other_entity = 0
WHERE s.last_day = :day
  AND s.persons_seen >= :persons
  AND s.paid >= :total
  AND s.paid * 100 >= s.received * :out_percent
