/*
code: device_shared
group: shared
reach: shared
title:
  zh: 多人共用设备
  en: A device shared by many
description:
  zh: 观察期内多名客户经同一设备（IP、手机、终端号）办理非柜面业务
  en: "several customers used the same device (IP, phone) away from the counter within the window"
reference: "Order [2016] No.3 art.11 and 12 (own monitoring standards); figures are house values; anti-telecom-fraud law"
parameters:
  window: {zh: 观察期, en: window, unit: working days, default: 10}
  customers: {zh: 最少客户数, en: fewest customers, unit: customers, default: 3}
  own_channels: {zh: 不计的渠道（机构自有终端）, en: "channels left out: the institution's own terminals", unit: codes, default: ["counter", "12", "15"]}
sentence:
  zh: >-
    最近 {window} 个工作日内同一设备由 {customers_seen} 名客户使用 {deal_count} 笔，合计{total:yuan}。
  en: >-
    Within {window} working days the same device was used by customers: {customers_seen}, deals: {deal_count}, together {total:yuan}.
*/
WITH used AS (
  SELECT d.device, d.customer, d.deal, d.day, d.cny
  FROM deals AS d
  WHERE d.workday > :workday - :window AND d.day <= :day
    AND NOT d.device IS NULL AND NOT COALESCE(d.channel, '') IN (:own_channels)
), sums AS (
  SELECT device, COUNT(DISTINCT customer) AS customers_seen, COUNT(*) AS deal_count, SUM(cny) AS total
  FROM used
  GROUP BY device
), today AS (
  SELECT DISTINCT u.device, u.customer
  FROM used AS u
  JOIN judged AS j ON j.customer = u.customer
  WHERE u.day = :day
)
SELECT t.customer, u.deal, u.customer AS party, u.day AS on_day, s.customers_seen, s.deal_count, s.total
FROM today AS t
JOIN sums AS s ON s.device = t.device
JOIN used AS u ON u.device = t.device
WHERE s.customers_seen >= :customers
