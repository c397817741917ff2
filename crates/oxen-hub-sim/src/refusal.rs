//! Answers that refuse a request.

use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::CONTENT_TYPE;
use serde_json::json;

/// An error answer, in the hub's first envelope.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    kind: &'static str,
    title: &'static str,
    detail: String,
}

impl Refusal {
    pub(crate) fn invalid(detail: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "invalid_params",
            title: "Invalid parameters",
            detail: detail.into(),
        }
    }

    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            kind: "resource_not_found",
            title: "Resource not found",
            detail: detail.into(),
        }
    }

    pub(crate) fn unknown_model(id: &str) -> Self {
        Self::not_found(format!("Model not found: {id}"))
    }

    pub(crate) fn unauthenticated() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            kind: "unauthenticated",
            title: "Unauthenticated",
            detail: "The API key is missing or wrong".to_owned(),
        }
    }

    pub(crate) fn no_credits() -> Self {
        Self {
            status: StatusCode::PAYMENT_REQUIRED,
            kind: "invalid_params",
            title: "Insufficient credits",
            detail: INSUFFICIENT_CREDITS.to_owned(),
        }
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            kind: "unknown_error",
            title: "Method not allowed",
            detail: "The endpoint does not accept this method".to_owned(),
        }
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            kind: "invalid_params",
            title: "Body too large",
            detail: format!("The body has more than {limit} bytes"),
        }
    }

    pub(crate) fn forbidden(detail: &str) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            kind: "unauthenticated",
            title: "Forbidden",
            detail: detail.to_owned(),
        }
    }
}

/// The hub's message for a user without credits, at enqueue and when a generation runs.
pub(crate) const INSUFFICIENT_CREDITS: &str = "Insufficient credits";

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({
            "error": {"type": self.kind, "title": self.title, "detail": self.detail},
            "status": "error",
            "status_message": self.kind,
            "status_description": self.detail,
        });
        (self.status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
    }
}
