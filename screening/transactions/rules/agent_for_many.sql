/*
code: agent_for_many
group: shared
reach: shared
title:
  zh: 同一代办人代理多人
  en: One agent for many
description:
  zh: 同一代办人在统计天数内为多名客户代办业务
  en: the same agent acted for several customers within the days counted
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values; Order [2025] No.11 art.24"
parameters:
  days: {zh: 统计天数, en: days counted, unit: days, default: 30}
  principals: {zh: 最少被代理人数, en: fewest customers acted for, unit: customers, default: 3}
sentence:
  zh: >-
    同一代办人最近 {days} 天为 {principals_seen} 名客户代办 {deal_count} 笔，合计{total:yuan}。
  en: >-
    In {days} days the same agent acted for customers: {principals_seen}, deals: {deal_count}, together {total:yuan}.
*/
WITH acted AS (
  SELECT d.agent, d.customer, d.deal, d.day, d.cny
  FROM deals AS d
  WHERE d.day > :day - :days AND d.day <= :day AND NOT d.agent IS NULL
), sums AS (
  SELECT agent, COUNT(DISTINCT customer) AS principals_seen, COUNT(*) AS deal_count, SUM(cny) AS total
  FROM acted
  GROUP BY agent
), today AS (
  SELECT DISTINCT a.agent, a.customer
  FROM acted AS a
  JOIN judged AS j ON j.customer = a.customer
  WHERE a.day = :day
)
SELECT t.customer, a.deal, a.customer AS party, a.day AS on_day, s.principals_seen, s.deal_count, s.total
FROM today AS t
JOIN sums AS s ON s.agent = t.agent
JOIN acted AS a ON a.agent = t.agent
WHERE s.principals_seen >= :principals
