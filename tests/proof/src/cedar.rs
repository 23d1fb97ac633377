//! Cedar's own engine, given calls as ToolHive and AgentCore give them.

use crate::{Answer, Oracle};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression,
};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::str::FromStr;

fn uid(kind: &str, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(EntityTypeName::from_str(kind).expect("a type's name"), EntityId::new(id))
}

fn decide(policies: &PolicySet, request: &Request, entities: &Entities) -> Answer {
    match Authorizer::new().is_authorized(request, policies, entities).decision() {
        Decision::Allow => Answer::Passes,
        Decision::Deny => Answer::Refused,
    }
}

/// A tool is an entity whose attributes are the call's arguments.
pub(crate) struct ToolHive(PolicySet);

impl ToolHive {
    pub(crate) fn new(document: &Value) -> Result<ToolHive, String> {
        if document["version"] != "1.0" || document["type"] != "cedarv1" {
            return Err("no authorisation file".to_owned());
        }
        let policies = document["cedar"]["policies"].as_array().ok_or("no policies")?;
        let all: Vec<&str> = policies.iter().filter_map(Value::as_str).collect();
        Ok(ToolHive(PolicySet::from_str(&all.join("\n")).map_err(|error| error.to_string())?))
    }
}

impl Oracle for ToolHive {
    fn answer(&self, _: &str, tool: &str, arguments: &Value) -> Answer {
        let resource = uid("Tool", tool);
        let attributes: HashMap<String, RestrictedExpression> = arguments
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| {
                let value = match value {
                    Value::String(text) => RestrictedExpression::new_string(text.clone()),
                    Value::Bool(yes) => RestrictedExpression::new_bool(*yes),
                    Value::Number(number) => RestrictedExpression::new_long(number.as_i64()?),
                    _ => return None,
                };
                Some((format!("arg_{name}"), value))
            })
            .collect();
        let entity = Entity::new(resource.clone(), attributes, HashSet::new()).expect("plain attributes");
        let entities = Entities::from_entities([entity], None).expect("one entity");
        let request = Request::new(uid("Client", "c"), uid("Action", "call_tool"), resource, Context::empty(), None)
            .expect("a request");
        decide(&self.0, &request, &entities)
    }
}

/// Arguments stand in the context; the gateway is the resource.
pub(crate) struct AgentCore(PolicySet);

impl AgentCore {
    pub(crate) fn new(text: &str) -> Result<AgentCore, String> {
        Ok(AgentCore(PolicySet::from_str(text).map_err(|error| error.to_string())?))
    }
}

impl Oracle for AgentCore {
    fn answer(&self, server: &str, tool: &str, arguments: &Value) -> Answer {
        // What Cedar has no type for does not get that far.
        let mut known = arguments.clone();
        if let Some(map) = known.as_object_mut() {
            map.retain(|_, value| value.is_string() || value.is_boolean() || value.is_i64());
        }
        let context = Context::from_json_value(json!({"input": known}), None).expect("plain values");
        let request = Request::new(
            uid("AgentCore::OAuthUser", "u"),
            uid("AgentCore::Action", &format!("{server}___{tool}")),
            uid("AgentCore::Gateway", "FILL-IN"),
            context,
            None,
        )
        .expect("a request");
        decide(&self.0, &request, &Entities::empty())
    }
}
