//! The description of the API, made from the route list and the types' schemas. A committed copy is
//! compared by a test, so that the contract does not change by accident.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use suisei_core::api::ErrorBody;
use suisei_core::event::Event;
use suisei_core::number::Float;

use crate::error::Code;
use crate::router::{Answer, Content, Endpoint, endpoints};

/// Where the document keeps the schemas.
const SCHEMAS: &str = "/components/schemas";

/// The document as JSON text, made once.
pub fn document_text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| format!("{:#}\n", document()))
}

/// The document.
pub fn document() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = SCHEMAS.into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    let error = generator.subschema_for::<ErrorBody>();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for endpoint in endpoints() {
        let operation = operation(&endpoint, &error, &mut generator);
        let method = endpoint.method.as_str().to_lowercase();
        paths
            .entry(endpoint.path)
            .or_default()
            .insert(method, operation);
    }
    let schemas = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Suisei",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Records machine-learning experiments and lets people look at them.",
            "license": {"name": "Apache-2.0 OR MIT"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}, {"cookie": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "cookie": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "suisei_STORE",
                    "description": "The name ends in the store's id. Changes need the header `X-Suisei: 1`.",
                },
            },
        },
    })
}

fn operation(endpoint: &Endpoint, error: &Schema, generator: &mut SchemaGenerator) -> Value {
    let mut operation = json!({ "summary": endpoint.summary });
    let parameters = parameters(endpoint, generator);
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if !endpoint.bodies.is_empty() {
        let content: Map<String, Value> = endpoint
            .bodies
            .iter()
            .map(|body| content(*body, generator))
            .collect();
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    let mut responses = Map::new();
    for answer in &endpoint.answers {
        let status = answer.status.to_string();
        let more = response(answer, generator);
        let known = responses.entry(status).or_insert_with(|| more.clone());
        // Some answers have several forms.
        let forms = known.get_mut("content").and_then(Value::as_object_mut);
        if let (Some(forms), Some(Value::Object(more))) = (forms, more.get("content")) {
            forms.extend(more.clone());
        }
    }
    let words: Vec<&str> = Code::ALL.iter().map(|code| code.word()).collect();
    responses.insert(
        "default".to_owned(),
        json!({
            "description": format!("An error; its code is one of {}.", words.join(", ")),
            "content": {"application/json": {"schema": error}},
        }),
    );
    operation["responses"] = responses.into();
    operation
}

fn response(answer: &Answer, generator: &mut SchemaGenerator) -> Value {
    let mut response = json!({ "description": "Done." });
    if let Some(body) = answer.content {
        let (media_type, schema) = content(body, generator);
        response["content"] = json!({ media_type: schema });
    }
    response
}

fn content(content: Content, generator: &mut SchemaGenerator) -> (String, Value) {
    match content {
        Content::Json(schema) => (
            "application/json".to_owned(),
            json!({ "schema": schema(generator) }),
        ),
        Content::Bytes(media_type) => (media_type.to_owned(), json!({})),
    }
}

fn parameters(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Vec<Value> {
    let mut parameters: Vec<Value> = endpoint
        .path
        .split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})
        })
        .collect();
    let query = endpoint.query.map(|schema| schema(generator).to_value());
    let properties = query
        .as_ref()
        .and_then(|schema| schema["properties"].as_object());
    for (name, schema) in properties.into_iter().flatten() {
        parameters.push(json!({"name": name, "in": "query", "schema": schema}));
    }
    parameters
}

/// The JSON form of a batch, which `core` reads piece by piece and therefore has no type for.
pub(crate) fn json_batch(generator: &mut SchemaGenerator) -> Schema {
    let event = generator.subschema_for::<Event>();
    let value = generator.subschema_for::<Float>();
    let whole = |what: &str| json!({"type": "array", "items": {"type": what}});
    let or_null = |what: &str| json!({"type": "array", "items": {"type": [what, "null"]}});
    json_schema!({
        "type": "object",
        "required": ["writer", "events"],
        "properties": {
            "writer": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
            "first_seq": {"type": "integer", "minimum": 0, "default": 0},
            "events": {"type": "array", "items": {"anyOf": [event, {
                "type": "object",
                "description": "A block of points, which counts as one event for each.",
                "required": ["kind", "names", "series", "value"],
                "properties": {
                    "kind": {"const": "points"},
                    "names": whole("string"),
                    "contexts": whole("string"),
                    "sources": whole("integer"),
                    "series": whole("integer"),
                    "value": {"type": "array", "items": value},
                    "time": or_null("integer"),
                    "step": or_null("integer"),
                    "epoch": or_null("number"),
                },
            }]}},
        },
    })
}
