/*
code: early_repayment
group: profile
reach: own
title:
  zh: 提前大额归还贷款
  en: Early repayment beyond means
description:
  zh: 一日归还贷款余额的大部分，且远超近期收入
  en: "much of a loan's balance is repaid in a day, far beyond what came in lately"
reference: "Order [2006] No.2 art.11 item 7 (the classic list; own standards under Order [2016] No.3 art.12); figures are house values"
parameters:
  balance_percent: {zh: 归还占余额的比例, en: part of the balance repaid, unit: percent, default: 50}
  total: {zh: 归还下限, en: repaid at least, unit: fen, default: 10000000}
  income_days: {zh: 收入统计天数, en: days of income, unit: days, default: 90}
  income_percent: {zh: 超过期内收入的比例, en: beyond this part of it, unit: percent, default: 100}
sentence:
  zh: >-
    当日归还贷款{repaid:yuan}，占归还前余额{balance:yuan}的 {balance_percent}% 以上；此前 {income_days} 天其他账户收入{income:yuan}。
  en: >-
    {repaid:yuan} of a loan was repaid on the day, {balance_percent}% or more of the {balance:yuan} owed; in the {income_days} days before {income:yuan} came into other accounts.
*/
WITH loans AS (
  SELECT a.account, a.customer
  FROM accounts AS a
  JOIN judged AS j ON j.customer = a.customer
  WHERE a.kind = 'loan'
), moved AS (
  SELECT
    l.customer, l.account,
    SUM(CASE WHEN d.day = :day AND d.incoming = 1 THEN d.cny ELSE 0 END) AS repaid,
    SUM(CASE WHEN d.incoming = 0 THEN d.cny WHEN d.day < :day THEN -d.cny ELSE 0 END) AS balance
  FROM loans AS l
  JOIN deals AS d ON d.customer = l.customer AND d.account = l.account AND d.day <= :day
  GROUP BY l.customer, l.account
), earned AS (
  SELECT d.customer, SUM(d.cny) AS income
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  LEFT JOIN loans AS l ON l.account = d.account
  WHERE d.incoming = 1 AND d.day < :day AND d.day >= :day - :income_days AND l.account IS NULL
  GROUP BY d.customer
)
SELECT m.customer, d.deal, d.customer AS party, d.day AS on_day, m.repaid, m.balance, COALESCE(e.income, 0) AS income
FROM moved AS m
LEFT JOIN earned AS e ON e.customer = m.customer
JOIN deals AS d ON d.customer = m.customer AND d.account = m.account AND d.day = :day AND d.incoming = 1
WHERE m.repaid >= :total
  AND m.balance > 0
  AND m.repaid * 100 >= m.balance * :balance_percent
  AND m.repaid * 100 > COALESCE(e.income, 0) * :income_percent
