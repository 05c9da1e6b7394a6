"""What the application registers of this room: pages, JSON interfaces, places in the head."""

from __future__ import annotations

from kyc.base.text import Text
from kyc.web import (
    admission,
    api,
    api_docs,
    backfill,
    customer_file,
    customers,
    desk,
    entities,
    grade_api,
    grade_customer,
    grade_policy,
    grade_policy_api,
    grades,
    merging,
    recognition,
    relation_api,
    relations,
    retention,
    support,
    transcriptions,
    verification,
    verification_api,
)
from kyc.web.navigation import NavigationItem

BLUEPRINTS = (
    desk.blueprint,
    customers.blueprint,
    entities.blueprint,
    relations.blueprint,
    admission.blueprint,
    merging.blueprint,
    transcriptions.blueprint,
    customer_file.blueprint,
    backfill.blueprint,
    grades.blueprint,
    grade_customer.blueprint,
    grade_policy.blueprint,
    recognition.blueprint,
    support.blueprint,
    verification.blueprint,
    verification.desk,
    retention.blueprint,
    api.documents,
    api.customers,
    relation_api.customers,
    grade_api.grades,
    grade_api.customers,
    grade_policy_api.policies,
    verification_api.customers,
    verification_api.chips,
    api_docs.blueprint,
)

NAVIGATION = (
    NavigationItem("desk.show", Text("客户建档", "Onboarding")),
    NavigationItem("entities.show", Text("机构建档", "Entities")),
    NavigationItem("customers.search", Text("客户查找", "Customers")),
    NavigationItem("grades.waiting", Text("等级复核", "Grades")),
    NavigationItem("backfill.show", Text("补录与到期", "To complete")),
    NavigationItem("grades.reviews", Text("到期复评", "Reviews")),
    NavigationItem("grade_policy.show", Text("评级政策", "Grading policy")),
    NavigationItem("merging.waiting", Text("合并审批", "Merges")),
    NavigationItem("transcriptions.waiting", Text("录入核对", "By hand")),
    NavigationItem("admission.waiting", Text("暂缓审批", "Waivers")),
    NavigationItem("retention.waiting", Text("到期销毁", "Retention")),
    NavigationItem("support.index", Text("识别排查", "Readings")),
)
