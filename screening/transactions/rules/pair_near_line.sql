/*
code: pair_near_line
group: structuring
reach: own
title:
  zh: 同一对手频繁接近大额标准
  en: "One counterparty, often near the line"
description:
  zh: 与同一对手的转账每笔接近但低于该类大额标准，一日多笔或连续多日
  en: "transfers with one counterparty, each close to the large-value line of its class and below it, several in a day or on running days"
reference: "Order [2006] No.2 art.11 item 2 (the classic list; own standards under Order [2016] No.3 art.12); figures are house values; frequent = three times a day, or daily on three days running"
parameters:
  entity_line: {zh: 单位转账大额标准, en: line for transfers of entities, unit: fen, default: 200000000}
  person_line: {zh: 个人境内转账大额标准, en: line for domestic transfers of persons, unit: fen, default: 50000000}
  abroad_line: {zh: 个人跨境转账大额标准, en: line for cross-border transfers of persons, unit: fen, default: 20000000}
  near_percent: {zh: 接近标准的比例, en: close means from this part of the line on, unit: percent, default: 80}
  per_day: {zh: 一日最少笔数, en: fewest in a day, unit: deals, default: 3}
  running_days: {zh: 连续天数, en: days running, unit: days, default: 3}
sentence:
  zh: >-
    与同一对手{way:way}转账 {deal_count} 笔（当日 {today} 笔，{day_count} 天），每笔达到该类大额标准的 {near_percent}% 而未达标准，合计{total:yuan}。
  en: >-
    {deal_count} transfers {way:way} with one counterparty (on the day: {today}, days: {day_count}), each at {near_percent}% of its class's large-value line or more and below it, come to {total:yuan}.
*/
WITH transfers AS (
  SELECT
    d.customer, d.deal, d.day, d.incoming, d.other, d.cny,
    CASE WHEN d.entity = 1 THEN :entity_line WHEN d.abroad = 1 THEN :abroad_line ELSE :person_line END AS line
  FROM deals AS d
  JOIN judged AS j ON j.customer = d.customer
  WHERE d.day > :day - :running_days AND d.day <= :day AND d.cash = 0 AND NOT d.other IS NULL
), near AS (
  SELECT customer, deal, day, incoming, other, cny
  FROM transfers
  WHERE cny < line AND cny * 100 >= line * :near_percent
), sums AS (
  SELECT
    customer, incoming, other,
    COUNT(*) AS deal_count,
    SUM(CASE WHEN day = :day THEN 1 ELSE 0 END) AS today,
    COUNT(DISTINCT day) AS day_count,
    SUM(cny) AS total
  FROM near
  GROUP BY customer, incoming, other
)
SELECT
  s.customer, n.deal, n.customer AS party, n.day AS on_day,
  s.incoming AS way, s.deal_count, s.today, s.day_count, s.total
FROM sums AS s
JOIN near AS n ON n.customer = s.customer AND n.incoming = s.incoming AND n.other = s.other
WHERE s.today >= :per_day OR (s.today >= 1 AND s.day_count >= :running_days)
