//! One line of the route list: method, path, handler, and what `openapi.json` says about it.

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::app::App;

/// A type's JSON schema, made with the document's generator.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What travels in a body.
#[derive(Clone, Copy)]
pub enum Content {
    /// JSON of a type.
    Json(SchemaOf),
    /// Bytes of a media type.
    Bytes(&'static str),
}

/// A successful answer.
#[derive(Clone, Copy)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its body; `None` for an empty one.
    pub content: Option<Content>,
}

/// A route under `/api/v1`.
pub struct Endpoint {
    /// Method.
    pub method: Method,
    /// Path below `/api/v1`, parameters in braces.
    pub path: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// The forms that its body may have; empty when it takes none.
    pub bodies: Vec<Content>,
    /// Its query parameters, as the schema of an object.
    pub query: Option<SchemaOf>,
    /// Its successful answers.
    pub answers: Vec<Answer>,
    pub(super) handler: MethodRouter<App>,
}

impl Endpoint {
    fn new<H, T>(method: (Method, MethodFilter), path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self {
            method: method.0,
            path,
            summary: "",
            bodies: Vec::new(),
            query: None,
            answers: Vec::new(),
            handler: on(method.1, handler),
        }
    }

    /// Says what it does.
    pub(super) fn about(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// Takes a JSON body.
    pub(super) fn takes<T: JsonSchema>(mut self) -> Self {
        self.bodies
            .push(Content::Json(SchemaGenerator::subschema_for::<T>));
        self
    }

    /// Takes JSON with a schema that no type has.
    pub(super) fn takes_json(mut self, schema: SchemaOf) -> Self {
        self.bodies.push(Content::Json(schema));
        self
    }

    /// Takes bytes.
    pub(super) fn takes_bytes(mut self, media_type: &'static str) -> Self {
        self.bodies.push(Content::Bytes(media_type));
        self
    }

    /// Takes query parameters.
    pub(super) fn asks<T: JsonSchema>(mut self) -> Self {
        self.query = Some(T::json_schema);
        self
    }

    /// Answers with JSON.
    pub(super) fn gives<T: JsonSchema>(mut self, status: u16) -> Self {
        let content = Some(Content::Json(SchemaGenerator::subschema_for::<T>));
        self.answers.push(Answer { status, content });
        self
    }

    /// Answers with bytes.
    pub(super) fn gives_bytes(mut self, status: u16, media_type: &'static str) -> Self {
        self.answers.push(Answer {
            status,
            content: Some(Content::Bytes(media_type)),
        });
        self
    }

    /// Answers with nothing but a status.
    pub(super) fn gives_nothing(mut self, status: u16) -> Self {
        self.answers.push(Answer {
            status,
            content: None,
        });
        self
    }
}

macro_rules! endpoint_for {
    ($($name:ident $method:ident),*) => {$(
        /// An endpoint for this method.
        pub(super) fn $name<H, T>(path: &'static str, handler: H) -> Endpoint
        where
            H: Handler<T, App>,
            T: 'static,
        {
            Endpoint::new((Method::$method, MethodFilter::$method), path, handler)
        }
    )*};
}

endpoint_for!(get GET, post POST, put PUT, patch PATCH, delete DELETE, head HEAD);
