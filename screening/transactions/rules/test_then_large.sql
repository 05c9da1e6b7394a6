/*
code: test_then_large
group: accounts
reach: own
title:
  zh: 小额试探后大额转账
  en: "A test, then large transfers"
description:
  zh: 几元的试探性转账之后，短时间内发生大额转账
  en: a transfer of a few yuan is followed by large ones within hours
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values; 涉诈账户特征"
parameters:
  small: {zh: 试探金额上限, en: a test is at most, unit: fen, default: 1000}
  hours: {zh: 间隔, en: within, unit: hours, default: 24}
  total: {zh: 大额合计, en: large ones together, unit: fen, default: 5000000}
sentence:
  zh: >-
    一笔{test_amount:yuan}的试探性转账后 {hours} 小时内转账{total_seen:yuan}。
  en: >-
    After a test transfer of {test_amount:yuan}, transfers of {total_seen:yuan} followed within {hours} hours.
*/
WITH own AS (
  SELECT d.customer, d.deal, d.day, d.moment, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.day >= :day - 7 AND d.day <= :day AND d.cash = 0
), followed AS (
  SELECT t.customer, t.deal, t.day, t.moment, t.cny AS test_amount, SUM(o.cny) AS total_seen, MAX(o.day) AS last_day
  FROM own AS t
  JOIN own AS o
    ON o.customer = t.customer AND o.cny > :small
    AND o.moment > t.moment AND o.moment <= t.moment + :hours * 3600
  WHERE t.cny <= :small
  GROUP BY t.customer, t.deal, t.day, t.moment, t.cny
), latest AS (
  SELECT customer, MAX(moment) AS moment
  FROM followed
  WHERE last_day = :day AND total_seen >= :total
  GROUP BY customer
)
SELECT f.customer, f.deal, f.customer AS party, f.day AS on_day, f.test_amount, f.total_seen
FROM followed AS f
JOIN latest AS l ON l.customer = f.customer AND l.moment = f.moment
WHERE f.last_day = :day AND f.total_seen >= :total
UNION
SELECT f.customer, o.deal, o.customer AS party, o.day AS on_day, f.test_amount, f.total_seen
FROM followed AS f
JOIN latest AS l ON l.customer = f.customer AND l.moment = f.moment
JOIN own AS o
  ON o.customer = f.customer AND o.cny > :small
  AND o.moment > f.moment AND o.moment <= f.moment + :hours * 3600
WHERE f.last_day = :day AND f.total_seen >= :total
