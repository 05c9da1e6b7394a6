"""What the JSON interface of relations, beneficial owners and admission takes and gives."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from kyc.admission.model import DueDiligence, GateState
from kyc.customers.model import CustomerKind, RelationKind
from kyc.customers.ownership.model import Ground, Treatment
from kyc.web.schemas import TextSchema, identifier


class PartySchema(ma.Schema):
    """Somebody beside a customer, masked. customer_id: their own record, null without one."""

    party_id = identifier()
    customer_id = identifier(allow_none=True)
    kind = fields.String(validate=validate.OneOf(list(CustomerKind)))
    name = fields.String()
    document_type = fields.String(allow_none=True)
    number = fields.String()
    identified = fields.Boolean()
    missing = fields.List(fields.Nested(TextSchema))


class RelationSchema(ma.Schema):
    """What `holder` is to `held`. share: an exact fraction such as "1/4"."""

    relation_id = identifier()
    kind = fields.String(validate=validate.OneOf(list(RelationKind)))
    name = fields.Nested(TextSchema)
    reference = fields.String()
    holder = fields.Nested(PartySchema)
    held = fields.Nested(PartySchema)
    share = fields.String(allow_none=True)
    words = fields.String(allow_none=True)
    began_on = fields.Date()
    ended_on = fields.Date(allow_none=True)
    complete = fields.Boolean()
    at = fields.AwareDateTime()
    by = identifier()


class RelationsSchema(ma.Schema):
    """Every relation in a customer's file, oldest first."""

    items = fields.List(fields.Nested(RelationSchema), required=True)


class NewPartySchema(ma.Schema):
    """Whom the relation is with: a record, readings that the caller kept, or what is declared."""

    customer_id = identifier(load_default=None, allow_none=True)
    reading_ids = fields.List(identifier(), load_default=list)
    kind = fields.String(
        load_default=CustomerKind.NATURAL_PERSON, validate=validate.OneOf(list(CustomerKind))
    )
    values = fields.Dict(
        keys=fields.String(), values=fields.String(allow_none=True), load_default=dict[str, Any]
    )


class RelateSchema(ma.Schema):
    """A new relation. share: per cent, or a fraction: `25`, `1/3`. held_id: a party of the same structure that is held;
    the customer when left out.
    """

    kind = fields.String(required=True, validate=validate.OneOf(list(RelationKind)))
    party = fields.Nested(NewPartySchema, required=True)
    share = fields.String(load_default=None, allow_none=True)
    words = fields.String(load_default=None, allow_none=True)
    began_on = fields.Date(load_default=None, allow_none=True)
    held_id = identifier(load_default=None, allow_none=True)


class EndSchema(ma.Schema):
    """The end of a relation. ended_on: the first day on which it no longer was."""

    ended_on = fields.Date(required=True)
    reason = fields.String(required=True)


class OwnershipQuerySchema(ma.Schema):
    """How owners are looked for. enhanced: by the lower threshold. on: as the file stood on a day."""

    enhanced = fields.Boolean(load_default=False)
    on = fields.Date(load_default=None, allow_none=True)


class OwnerSchema(ma.Schema):
    """A beneficial owner. reasons: with their arithmetic. routes: chains of holdings. missing: of what must be kept."""

    party = fields.Nested(PartySchema)
    grounds = fields.List(fields.String(validate=validate.OneOf(list(Ground))))
    share = fields.String(allow_none=True, metadata={"description": "exact fraction of the first ground"})
    reasons = fields.List(fields.Nested(TextSchema))
    routes = fields.List(fields.String())
    missing = fields.List(fields.Nested(TextSchema))


class OwnershipSchema(ma.Schema):
    """Who owns an entity in the end. treatment: null while the holdings on file cannot be. current: a person confirmed
    what is found now. rest: what no person was found for. signs: what asks for a closer look.
    """

    treatment = fields.String(allow_none=True, validate=validate.OneOf(list(Treatment)))
    how = fields.Nested(TextSchema)
    owners = fields.List(fields.Nested(OwnerSchema))
    rest = fields.List(fields.Nested(TextSchema))
    signs = fields.List(fields.Nested(TextSchema))
    faults = fields.List(fields.Nested(TextSchema))
    current = fields.Boolean()


class ConfirmSchema(ma.Schema):
    """By which threshold the owners are confirmed."""

    enhanced = fields.Boolean(load_default=False)


class GateSchema(ma.Schema):
    """One step before a customer is served. missing: what keeps it open. resolver: who can resolve it, and how."""

    code = fields.String()
    name = fields.Nested(TextSchema)
    state = fields.String(validate=validate.OneOf(list(GateState)))
    missing = fields.List(fields.Nested(TextSchema))
    resolver = fields.Nested(TextSchema)
    reference = fields.String()
    waivable = fields.Boolean()


class AdmissionSchema(ma.Schema):
    """Whether a customer may be served, and every gate."""

    customer_id = identifier()
    admitted = fields.Boolean()
    level = fields.String(validate=validate.OneOf(list(DueDiligence)))
    gates = fields.List(fields.Nested(GateSchema))
