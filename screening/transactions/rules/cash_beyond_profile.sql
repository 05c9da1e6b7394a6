/*
code: cash_beyond_profile
group: cash
reach: own
title:
  zh: 大额现金与以往不符
  en: Large cash unlike before
description:
  zh: 当日单笔大额现金，远高于该客户以往的现金交易
  en: "one large cash deal of the day, far above the customer's cash before"
reference: "Order [2006] No.2 art.11 item 16 (the classic list; own standards under Order [2016] No.3 art.12); figures are house values"
parameters:
  each: {zh: 单笔下限, en: a deal counts from, unit: fen, default: 20000000}
  times: {zh: 高于以往最大一笔的倍数, en: times the largest before, unit: times, default: 3}
  history_days: {zh: 回看天数, en: days looked back, unit: days, default: 365}
sentence:
  zh: >-
    当日一笔现金{amount:yuan}；此前 {history_days} 天内最大一笔现金：{largest:yuan}。
  en: >-
    A cash deal of {amount:yuan} on the day; the largest of the {history_days} days before: {largest:yuan}.
*/
WITH cash AS (
  SELECT d.customer, d.deal, d.day, d.cny
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.day >= :day - :history_days AND d.day <= :day AND d.cash = 1
), before AS (
  SELECT customer, MAX(cny) AS largest FROM cash WHERE day < :day GROUP BY customer
)
SELECT
  c.customer, c.deal, c.customer AS party, c.day AS on_day, c.cny AS amount, COALESCE(b.largest, 0) AS largest
FROM cash AS c
LEFT JOIN before AS b ON b.customer = c.customer
WHERE c.day = :day AND c.cny >= :each AND c.cny >= COALESCE(b.largest, 0) * :times
