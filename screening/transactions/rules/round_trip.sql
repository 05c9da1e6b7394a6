/*
code: round_trip
group: passing_through
reach: shared
title:
  zh: 资金回流
  en: Round trip
description:
  zh: 转出的资金经至多三次转手，以相近金额回到本人
  en: money paid out comes back in nearly the same amount over three hops at most
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  each: {zh: 单笔下限, en: a transfer counts from, unit: fen, default: 5000000}
  within_percent: {zh: 金额相差不超过, en: amounts differ by at most, unit: percent, default: 5}
sentence:
  zh: >-
    转出{amount:yuan}，经 {hops} 次转手后于最近 {window} 个工作日内回流{returned:yuan}。
  en: >-
    {amount:yuan} went out and, over hops: {hops}, {returned:yuan} came back within {window} working days.
*/
WITH legs AS (
  SELECT d.customer, d.deal, d.day, d.moment, d.incoming, d.other, d.other_customer, d.cny
  FROM deals AS d
  WHERE d.workday > :workday - :window AND d.day <= :day
    AND d.cash = 0 AND d.cny >= :each AND NOT d.other IS NULL
), started AS (
  SELECT l.customer, l.deal, l.day, l.moment, l.other, l.other_customer, l.cny
  FROM legs AS l
  JOIN judged AS j ON j.customer = l.customer
  WHERE l.incoming = 0
), returned AS (
  SELECT l.customer, l.deal, l.moment, l.other, l.cny
  FROM legs AS l
  JOIN judged AS j ON j.customer = l.customer
  WHERE l.incoming = 1 AND l.day = :day
), passed AS (
  SELECT customer, deal, day, moment, other_customer, cny
  FROM legs
  WHERE incoming = 0 AND NOT other_customer IS NULL AND other_customer <> customer
), direct AS (
  SELECT s.customer, s.deal AS first_deal, s.day AS first_day, r.deal AS last_deal, s.cny AS amount, r.cny AS came
  FROM started AS s
  JOIN returned AS r ON r.customer = s.customer AND r.other = s.other AND r.moment > s.moment
  WHERE r.cny * 100 BETWEEN s.cny * (100 - :within_percent) AND s.cny * (100 + :within_percent)
), handed_on AS (
  SELECT
    s.customer, s.deal AS first_deal, s.day AS first_day, p.customer AS hop, p.deal AS second_deal,
    p.day AS second_day, p.moment, p.other_customer, s.cny AS amount
  FROM started AS s
  JOIN passed AS p ON p.customer = s.other_customer AND p.moment > s.moment
  WHERE p.customer <> s.customer
    AND p.cny * 100 BETWEEN s.cny * (100 - :within_percent) AND s.cny * (100 + :within_percent)
), over_one AS (
  SELECT n.customer, n.first_deal, n.first_day, n.hop, n.second_deal, n.second_day, r.deal AS last_deal, n.amount, r.cny AS came
  FROM handed_on AS n
  JOIN returned AS r ON r.customer = n.customer AND r.moment >= n.moment
  WHERE (n.other_customer = n.customer AND r.other = n.hop)
    AND r.cny * 100 BETWEEN n.amount * (100 - :within_percent) AND n.amount * (100 + :within_percent)
), over_two AS (
  SELECT
    n.customer, n.first_deal, n.first_day, n.hop, n.second_deal, n.second_day,
    p.customer AS third_hop, p.deal AS third_deal, p.day AS third_day, r.deal AS last_deal, n.amount, r.cny AS came
  FROM handed_on AS n
  JOIN passed AS p ON p.customer = n.other_customer AND p.moment > n.moment AND p.other_customer = n.customer
  JOIN returned AS r ON r.customer = n.customer AND r.other = p.customer AND r.moment >= p.moment
  WHERE p.customer <> n.customer
    AND p.cny * 100 BETWEEN n.amount * (100 - :within_percent) AND n.amount * (100 + :within_percent)
    AND r.cny * 100 BETWEEN n.amount * (100 - :within_percent) AND n.amount * (100 + :within_percent)
)
SELECT customer, first_deal AS deal, customer AS party, first_day AS on_day, 1 AS hops, amount, came AS returned FROM direct
UNION
SELECT customer, last_deal AS deal, customer AS party, :day AS on_day, 1 AS hops, amount, came AS returned FROM direct
UNION
SELECT customer, first_deal AS deal, customer AS party, first_day AS on_day, 2 AS hops, amount, came AS returned FROM over_one
UNION
SELECT customer, second_deal AS deal, hop AS party, second_day AS on_day, 2 AS hops, amount, came AS returned FROM over_one
UNION
SELECT customer, last_deal AS deal, customer AS party, :day AS on_day, 2 AS hops, amount, came AS returned FROM over_one
UNION
SELECT customer, first_deal AS deal, customer AS party, first_day AS on_day, 3 AS hops, amount, came AS returned FROM over_two
UNION
SELECT customer, second_deal AS deal, hop AS party, second_day AS on_day, 3 AS hops, amount, came AS returned FROM over_two
UNION
SELECT customer, third_deal AS deal, third_hop AS party, third_day AS on_day, 3 AS hops, amount, came AS returned FROM over_two
UNION
SELECT customer, last_deal AS deal, customer AS party, :day AS on_day, 3 AS hops, amount, came AS returned FROM over_two
